use scaffold::ColumnValue;

#[derive(ColumnValue)]
enum Twice {
    Open,
    #[column(rename = "open")]
    Opened,
}

#[derive(ColumnValue)]
#[column(rename_all = "snakecase")]
enum Spelling {
    #[column(renam = "o")]
    Open,
    #[column(rename = "")]
    Closed,
}

fn main() {
    let _ = Twice::Open.to_string();
}

use scaffold::ColumnValue;

#[derive(ColumnValue)]
struct Money {
    cents: i64,
}

#[derive(ColumnValue)]
enum Shape {
    Circle(f64),
    Square { side: f64 },
}

#[derive(ColumnValue)]
enum Never {}

#[derive(ColumnValue)]
enum Generic<T> {
    Of(T),
}

fn main() {}

use scaffold::Model;

#[derive(Model)]
struct Tuple(i64, String);

#[derive(Model)]
struct Unit;

#[derive(Model)]
enum Choice {
    One,
}

#[derive(Model)]
union Both {
    id: i64,
}

fn main() {}

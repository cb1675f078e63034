use scaffold::Model;

#[derive(Model)]
struct User {
    name: String,
}

#[derive(Model)]
struct Nothing {}

fn main() {}

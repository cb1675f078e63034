use scaffold::Request;

struct Opaque;

#[derive(Request)]
struct Upload {
    file: Opaque,
}

#[derive(Request)]
struct Borrowed<'a> {
    name: &'a str,
}

#[derive(Request)]
struct Tuple(String);

fn main() {}

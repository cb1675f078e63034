use scaffold::prelude::*;

#[derive(Debug, Clone, ColumnValue)]
enum Status {
    Open,
}

#[derive(Model, Cacheable)]
struct Ticket {
    id: Id<Ticket>,
    status: Status,
}

fn main() {}

use scaffold::prelude::*;

#[derive(Service)]
pub struct Tree {
    parent: Option<Arc<Tree>>,
}

scaffold::app! {
    pub struct App { services: [Tree] }
}

fn main() {}

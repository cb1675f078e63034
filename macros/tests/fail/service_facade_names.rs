use scaffold::prelude::*;

#[derive(Service)]
pub struct Users {
    clock: Clock,
}

#[service(facade = Users)]
impl Users {
    pub fn fake(&self) -> DateTime {
        self.clock.now()
    }
}

#[derive(Service)]
pub struct Audit<T: scaffold::model::Model> {
    rows: scaffold::repository::Repo<T>,
}

#[service(facade = Audits)]
impl<T: scaffold::model::Model> Audit<T> {}

fn main() {}

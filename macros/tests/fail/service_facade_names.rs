use scaffold::prelude::*;

#[derive(Service)]
pub struct Users {
    clock: Clock,
}

#[service(facade = Users)]
impl Users {
    pub fn now(&self) -> DateTime {
        self.clock.now()
    }
}

#[derive(Service)]
pub struct Other;

#[service(facade = Others)]
impl Other {
    pub fn fake(&self) {}
}

#[derive(Service)]
pub struct Third;

#[service(facade = Self)]
impl Third {}

#[derive(Service)]
pub struct Fourth;

#[service(facade = Fourths, more)]
impl Fourth {}

#[derive(Service)]
pub struct Audit<T: scaffold::model::Model> {
    rows: scaffold::repository::Repo<T>,
}

#[service(facade = Audits)]
impl<T: scaffold::model::Model> Audit<T> {}

fn main() {}

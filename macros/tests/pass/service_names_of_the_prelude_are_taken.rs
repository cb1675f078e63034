//! An application that has its own `Result`, `Option`, `Some`, `Ok`, `Arc`, `String`, `Vec` and `Send`.


use scaffold::prelude::{Cacheable, Clock, Id, Model, Repo, Service, service};

pub struct Result;
pub struct Option;
pub struct String;
pub struct Vec;
pub struct Box;
pub struct Arc;
pub trait Send {}
pub trait Sync {}
pub trait Future {}
#[derive(PartialEq)]
pub enum Mine {
    Ok,
    Err,
    Some,
    None,
}
pub use Mine::*;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, Model, Cacheable)]
pub struct User {
    pub id: Id<User>,
    pub name: std::string::String,
    pub nick: std::option::Option<std::string::String>,
}

#[derive(Service)]
pub struct UserService {
    users: Repo<User>,
    clock: std::sync::Arc<Clock>,
}

#[service(facade = Users)]
impl UserService {
    #[measured]
    pub async fn find(&self, id: Id<User>) -> scaffold::Result<std::option::Option<std::sync::Arc<User>>> {
        self.users.find(id).await
    }

    pub fn hour(&self) -> i8 {
        self.clock.now().hour()
    }
}

scaffold::app! {
    pub struct App { services: [UserService] }
}

fn main() {}

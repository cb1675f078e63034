//! The compiler's own words; they name the nearest column.

use scaffold::prelude::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model)]
pub struct User {
    pub id: Id<User>,
    pub email: String,
}

pub async fn find(users: &Repo<User>) -> Result<Option<User>> {
    users.query().filter(User::EMIAL.eq("ada@example.com")).fresh().first().await
}

pub fn rename(email: String) -> UserPatch {
    User::patch().emial(email)
}

fn main() {}

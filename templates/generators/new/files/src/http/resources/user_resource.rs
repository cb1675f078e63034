//! A user as clients see one.

use scaffold::prelude::*;

use crate::models::User;

/// Neither the address nor the password's hash is anyone's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserResource {
    pub id: Id<User>,
    pub name: String,
}

impl From<&User> for UserResource {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            name: user.name.clone(),
        }
    }
}

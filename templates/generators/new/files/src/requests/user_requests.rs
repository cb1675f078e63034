//! What clients may send about users.

use scaffold::prelude::*;

/// A new user.
#[derive(Debug, Clone, Deserialize, Request)]
pub struct Register {
    #[rule(length(min = 1, max = 255))]
    pub name: String,
    #[rule(email, length(max = 255))]
    pub email: String,
    #[rule(length(min = 12, max = 128))]
    pub password: Secret<String>,
}

/// A change of a user; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, Request)]
pub struct UpdateUser {
    #[rule(length(min = 1, max = 255))]
    pub name: Option<String>,
    #[rule(email, length(max = 255))]
    pub email: Option<String>,
}

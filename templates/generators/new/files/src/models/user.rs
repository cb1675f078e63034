//! The table `users`.

use scaffold::prelude::*;

/// A registered person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
#[cacheable(ttl = "30m")]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    #[model(unique)]
    pub email: String,
    /// An argon2 hash; only fresh reads have it.
    pub password_hash: Uncached<String>,
    /// When the welcome left; `None` until then.
    pub welcomed_at: Option<DateTime>,
    pub created_at: DateTime,
    pub updated_at: DateTime,
}

//! Two models, and drafts of them.

use scaffold::prelude::{Cacheable, DateTime, Id, Model, Uncached};

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
#[cacheable(ttl = "30m")]
pub(crate) struct User {
    pub(crate) id: Id<User>,
    pub(crate) name: String,
    #[model(unique)]
    pub(crate) email: String,
    pub(crate) password_hash: Uncached<String>,
    pub(crate) created_at: DateTime,
    pub(crate) updated_at: DateTime,
}

impl User {
    pub(crate) fn draft(name: &str) -> UserDraft {
        UserDraft {
            name: name.to_owned(),
            email: format!("{}@example.com", name.to_lowercase()),
            password_hash: "the hash".to_owned().into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Model, Cacheable)]
pub(crate) struct Post {
    pub(crate) id: Id<Post>,
    pub(crate) title: String,
    pub(crate) body: Option<String>,
    pub(crate) author_id: Id<User>,
}

impl Post {
    pub(crate) fn draft(title: &str, author_id: Id<User>) -> PostDraft {
        PostDraft {
            title: title.to_owned(),
            body: None,
            author_id,
        }
    }
}

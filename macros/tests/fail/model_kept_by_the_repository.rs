use scaffold::prelude::*;

#[derive(Debug, Clone, Model)]
pub struct Note {
    #[model(version)]
    pub id: Id<Note>,
    #[model(version)]
    pub version: String,
    #[model(version)]
    pub other: i64,
    #[model(soft_delete)]
    pub deleted_at: DateTime,
    #[model(soft_delete, default)]
    pub gone_at: Option<DateTime>,
    #[model(soft_delete)]
    pub created_at: DateTime,
}

fn main() {}

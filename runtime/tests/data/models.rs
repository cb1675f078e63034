//! Two models written by hand, as the derive would write them.

use std::time::Duration;

use jiff::civil::DateTime;
use scaffold::{
    Id, Result, Uncached,
    database::Row,
    model::{
        Cacheable, Column, ColumnDef, ColumnValue, Model, Role, Selection, Statements, Unique,
        Value, ValueKind,
    },
};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct User {
    pub(crate) id: Id<User>,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password_hash: Uncached<String>,
    pub(crate) created_at: DateTime,
    pub(crate) updated_at: DateTime,
}

pub(crate) struct UserDraft {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password_hash: Uncached<String>,
}

#[derive(Default)]
pub(crate) struct UserPatch {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
}

const PLAIN: ColumnDef = ColumnDef {
    name: "",
    kind: ValueKind::Text,
    null: false,
    unique: false,
    index: false,
    uncached: false,
    role: Role::Plain,
};

#[expect(dead_code, reason = "as the derive writes them: all")]
impl User {
    pub(crate) const ID: Column<User, Id<User>, Unique> = Column::at(0);
    pub(crate) const NAME: Column<User, String> = Column::at(1);
    pub(crate) const EMAIL: Column<User, String, Unique> = Column::at(2);
    pub(crate) const CREATED_AT: Column<User, DateTime> = Column::at(4);

    pub(crate) fn draft(name: &str) -> UserDraft {
        UserDraft {
            name: name.to_owned(),
            email: format!("{}@example.com", name.to_lowercase()),
            password_hash: "the hash".to_owned().into(),
        }
    }

    pub(crate) fn patch() -> UserPatch {
        UserPatch::default()
    }
}

impl UserPatch {
    pub(crate) fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub(crate) fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }
}

impl Model for User {
    type Draft = UserDraft;
    type Patch = UserPatch;

    const NAME: &'static str = "User";
    const TABLE: &'static str = "users";
    const COLUMNS: &'static [ColumnDef] = &[
        ColumnDef {
            name: "id",
            kind: ValueKind::BigInt,
            unique: true,
            role: Role::Id,
            ..PLAIN
        },
        ColumnDef {
            name: "name",
            ..PLAIN
        },
        ColumnDef {
            name: "email",
            unique: true,
            index: true,
            ..PLAIN
        },
        ColumnDef {
            name: "password_hash",
            uncached: true,
            ..PLAIN
        },
        ColumnDef {
            name: "created_at",
            kind: ValueKind::DateTime,
            role: Role::CreatedAt,
            ..PLAIN
        },
        ColumnDef {
            name: "updated_at",
            kind: ValueKind::DateTime,
            role: Role::UpdatedAt,
            ..PLAIN
        },
    ];
    const SQL: Statements = Statements {
        cached: r#""id", "name", "email", "created_at", "updated_at""#,
        all: r#""id", "name", "email", "password_hash", "created_at", "updated_at""#,
        find: r#"SELECT "id", "name", "email", "created_at", "updated_at" FROM "users" WHERE "id" = $1"#,
        find_fresh: r#"SELECT "id", "name", "email", "password_hash", "created_at", "updated_at" FROM "users" WHERE "id" = $1"#,
        delete: r#"DELETE FROM "users" WHERE "id" = $1 RETURNING "id", "name", "email", "password_hash", "created_at", "updated_at""#,
    };
    const LAYOUT: u64 = 0x5eed_0001;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn read(row: &Row, selection: Selection) -> Result<Self> {
        let all = selection == Selection::All;
        let after = usize::from(all);
        Ok(Self {
            id: ColumnValue::read(row, 0)?,
            name: ColumnValue::read(row, 1)?,
            email: ColumnValue::read(row, 2)?,
            password_hash: if all {
                ColumnValue::read(row, 3)?
            } else {
                Uncached::absent()
            },
            created_at: ColumnValue::read(row, 3 + after)?,
            updated_at: ColumnValue::read(row, 4 + after)?,
        })
    }

    fn draft_values(draft: UserDraft) -> Vec<(usize, Value)> {
        vec![
            (1, draft.name.value()),
            (2, draft.email.value()),
            (3, draft.password_hash.value()),
        ]
    }

    fn patch_values(patch: UserPatch) -> Vec<(usize, Value)> {
        let mut values = Vec::new();
        values.extend(patch.name.map(|value| (1, value.value())));
        values.extend(patch.email.map(|value| (2, value.value())));
        values
    }

    fn values(&self) -> Vec<(usize, Value)> {
        let mut values = vec![(1, self.name.value()), (2, self.email.value())];
        values.extend(self.password_hash.get().map(|value| (3, value.value())));
        values.push((4, self.created_at.value()));
        values.push((5, self.updated_at.value()));
        values
    }

    fn touch(&mut self, updated_at: DateTime) {
        self.updated_at = updated_at;
    }
}

impl Cacheable for User {
    const TTL: Option<Duration> = Some(Duration::from_secs(1800));

    fn encode(&self) -> Vec<u8> {
        let fields = (
            Self::LAYOUT,
            self.id,
            &self.name,
            &self.email,
            self.created_at,
            self.updated_at,
        );
        rmp_serde::to_vec(&fields).expect("plain fields")
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (layout, id, name, email, created_at, updated_at): (u64, _, _, _, _, _) =
            rmp_serde::from_slice(bytes).ok()?;
        (layout == Self::LAYOUT).then_some(Self {
            id,
            name,
            email,
            password_hash: Uncached::absent(),
            created_at,
            updated_at,
        })
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Post {
    pub(crate) id: Id<Post>,
    pub(crate) title: String,
    pub(crate) body: Option<String>,
    pub(crate) author_id: Id<User>,
}

pub(crate) struct PostDraft {
    pub(crate) title: String,
    pub(crate) body: Option<String>,
    pub(crate) author_id: Id<User>,
}

#[derive(Default)]
pub(crate) struct PostPatch {
    pub(crate) title: Option<String>,
    pub(crate) body: Option<Option<String>>,
    pub(crate) author_id: Option<Id<User>>,
}

#[expect(dead_code, reason = "as the derive writes them: all")]
impl Post {
    pub(crate) const ID: Column<Post, Id<Post>, Unique> = Column::at(0);
    pub(crate) const TITLE: Column<Post, String> = Column::at(1);
    pub(crate) const BODY: Column<Post, Option<String>> = Column::at(2);
    pub(crate) const AUTHOR_ID: Column<Post, Id<User>> = Column::at(3);

    pub(crate) fn draft(title: &str, author_id: Id<User>) -> PostDraft {
        PostDraft {
            title: title.to_owned(),
            body: None,
            author_id,
        }
    }

    pub(crate) fn patch() -> PostPatch {
        PostPatch::default()
    }
}

impl PostPatch {
    pub(crate) fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Option<String>>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn author_id(mut self, author_id: Id<User>) -> Self {
        self.author_id = Some(author_id);
        self
    }
}

impl Model for Post {
    type Draft = PostDraft;
    type Patch = PostPatch;

    const NAME: &'static str = "Post";
    const TABLE: &'static str = "posts";
    const COLUMNS: &'static [ColumnDef] = &[
        ColumnDef {
            name: "id",
            kind: ValueKind::BigInt,
            unique: true,
            role: Role::Id,
            ..PLAIN
        },
        ColumnDef {
            name: "title",
            ..PLAIN
        },
        ColumnDef {
            name: "body",
            null: true,
            ..PLAIN
        },
        ColumnDef {
            name: "author_id",
            kind: ValueKind::BigInt,
            index: true,
            ..PLAIN
        },
    ];
    const SQL: Statements = Statements {
        cached: r#""id", "title", "body", "author_id""#,
        all: r#""id", "title", "body", "author_id""#,
        find: r#"SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "id" = $1"#,
        find_fresh: r#"SELECT "id", "title", "body", "author_id" FROM "posts" WHERE "id" = $1"#,
        delete: r#"DELETE FROM "posts" WHERE "id" = $1 RETURNING "id", "title", "body", "author_id""#,
    };
    const LAYOUT: u64 = 0x5eed_0002;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn read(row: &Row, _: Selection) -> Result<Self> {
        Ok(Self {
            id: ColumnValue::read(row, 0)?,
            title: ColumnValue::read(row, 1)?,
            body: ColumnValue::read(row, 2)?,
            author_id: ColumnValue::read(row, 3)?,
        })
    }

    fn draft_values(draft: PostDraft) -> Vec<(usize, Value)> {
        vec![
            (1, draft.title.value()),
            (2, draft.body.value()),
            (3, ColumnValue::value(&draft.author_id)),
        ]
    }

    fn patch_values(patch: PostPatch) -> Vec<(usize, Value)> {
        let mut values = Vec::new();
        values.extend(patch.title.map(|value| (1, value.value())));
        values.extend(patch.body.map(|value| (2, value.value())));
        values.extend(patch.author_id.map(|value| (3, ColumnValue::value(&value))));
        values
    }

    fn values(&self) -> Vec<(usize, Value)> {
        vec![
            (1, self.title.value()),
            (2, self.body.value()),
            (3, ColumnValue::value(&self.author_id)),
        ]
    }

    fn touch(&mut self, _: DateTime) {}
}

impl Cacheable for Post {
    const TTL: Option<Duration> = None;

    fn encode(&self) -> Vec<u8> {
        rmp_serde::to_vec(&(self.id, &self.title, &self.body, self.author_id))
            .expect("plain fields")
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (id, title, body, author_id) = rmp_serde::from_slice(bytes).ok()?;
        Some(Self {
            id,
            title,
            body,
            author_id,
        })
    }
}

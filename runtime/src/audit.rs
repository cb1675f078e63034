//! The record of who did what: a row for each call of an `#[audited]` method that succeeded.
//!
//! The row is written in the transaction of the call, so that what the method wrote and the record of it are there both or neither. For that,
//! `audited` runs the method in a transaction; in one that is there already, in a savepoint. A call that fails is rolled back and leaves no row:
//! `#[logged]` tells of those.
//!
//! `scaffold make:audit` writes the migration of the table. An application with an audited method and without the table does not start.
//!
//! No argument is recorded unless it is named: `#[audited(args(id, draft.title))]`. It stands there as serde writes it, or, where its type has no
//! `Serialize`, as its `Debug` prints it. A [`Secret`](crate::Secret) and an [`Uncached`](crate::Uncached) are `[redacted]`;
//! an `Uncached` field of what serde writes is null.
//!
//! ```
//! use scaffold::{audit::Record, identity::{self, Identity}, prelude::*};
//!
//! #[derive(Debug, Clone, Serialize, Deserialize, Model, Cacheable)]
//! pub struct Post {
//!     pub id: Id<Post>,
//!     pub title: String,
//! }
//!
//! #[derive(Service)]
//! pub struct PostService {
//!     posts: Repo<Post>,
//! }
//!
//! #[service]
//! impl PostService {
//!     #[audited(args(id, title))]
//!     pub async fn rename(&self, id: Id<Post>, title: String) -> Result<Post> {
//!         self.posts.update(id, Post::patch().title(title)).await
//!     }
//! }
//!
//! async fn as_ada(posts: &PostService, records: &Repo<Record>) -> Result<()> {
//!     identity::scope(Identity::new("ada"), posts.rename(Id::new(7), "On numbers".into())).await?;
//!     let last = records.query().order(Record::ID.desc()).first().await?.or_not_found()?;
//!     assert_eq!((last.who.as_deref(), last.what.as_str()), (Some("ada"), "PostService::rename"));
//!     assert_eq!(json!(last.arguments), json!({ "id": 7, "title": "On numbers" }));
//!     Ok(())
//! }
//! ```

use jiff::civil::DateTime;
use scaffold_macros::{Cacheable, Model};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Error, Result,
    ambient::{self, with_request},
    app::ServiceEntry,
    core::Core,
    database::Database,
    model::{Id, Json, Model as _},
    repository::Repo,
};

/// One call of an audited method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
#[scaffold(crate = crate)]
#[model(table = "audit_records")]
pub struct Record {
    /// Its number: in the order in which the calls ended.
    pub id: Id<Record>,
    /// The id of whoever called, if anybody has said it: see [`identity`](crate::identity).
    pub who: Option<String>,
    /// The service and the method: `PostService::rename`.
    pub what: String,
    /// The arguments that are named, by the names in the attribute.
    pub arguments: Json<Map<String, Value>>,
    /// The id of the request that it belongs to, if there is one.
    pub request: Option<String>,
    /// When the call ended.
    pub created_at: DateTime,
}

/// Writes the record of a call; within its transaction.
pub(crate) async fn record(core: &Core, what: String, arguments: Map<String, Value>) -> Result<()> {
    let who = ambient::look(|ambient| ambient.identity.clone()).flatten();
    let draft = RecordDraft {
        who: who.map(|who| who.id().to_owned()),
        what,
        arguments: arguments.into(),
        request: with_request(|request| request.map(|request| request.id().to_owned())),
    };
    match Repo::<Record>::new(core.clone()).create(draft).await {
        Ok(_) => Ok(()),
        // Of a block that the start does not see.
        Err(error) if error.chain().contains("no such table: audit_records") => {
            Err(missing("this call"))
        }
        Err(error) => Err(error),
    }
}

/// Refuses a database without the table, if one of these services has an audited method.
pub(crate) async fn require(services: &[ServiceEntry], database: &Database) -> Result<()> {
    match audited(services) {
        Some(first) if !database.has_table(Record::TABLE).await? => Err(missing(&first)),
        _ => Ok(()),
    }
}

/// The first audited method.
fn audited(services: &[ServiceEntry]) -> Option<String> {
    services.iter().find_map(|service| {
        let method = service.methods.iter().find(|method| method.audited)?;
        Some(format!("`{}::{}`", service.node.name.text, method.name))
    })
}

fn missing(what: &str) -> Error {
    Error::internal(format!(
        "{what} is audited, and the database has no table `{}`\nhelp: `scaffold make:audit`, then `scaffold migrate`",
        Record::TABLE
    ))
}

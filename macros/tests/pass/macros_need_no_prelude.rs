//! Expanded code names everything by its path: neither a prelude nor the person's own names matter.

#![no_implicit_prelude]
#![deny(warnings)]

use ::scaffold::{
    CacheKey, Cacheable, ColumnValue, Fillable, Job, Model, Request, Service, Uncached, model::Id, queue::JobContext,
    repository::Repo, service,
};
use ::serde::{Deserialize, Serialize};
use ::std::{string::String as Text, sync::Arc, vec::Vec as List};

mod names {
    //! Names that a macro could take for those of the standard library.

    macro_rules! names {
        ($($name:ident)*) => { $(#[allow(dead_code)] pub struct $name;)* };
    }
    names!(Result Option Vec String Send Sync Clone Box Default From Into Fn Some None Ok Err Debug Future Copy Drop ToString);
}
#[expect(unused_imports, reason = "they are there, and that is all")]
use names::*;

#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
pub struct User {
    pub id: Id<User>,
    #[model(unique)]
    pub name: Text,
    pub hash: Uncached<Text>,
    #[model(default)]
    pub kind: Kind,
}

#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, Serialize, Deserialize, ColumnValue, CacheKey)]
pub enum Kind {
    A,
    B,
}

#[derive(::std::fmt::Debug, Deserialize, Request)]
pub struct Register {
    #[rule(length(min = 1))]
    pub name: Text,
    #[rule(default)]
    pub number: i64,
    pub nick: ::std::option::Option<Text>,
}

#[derive(::std::fmt::Debug, Serialize, Deserialize, Job)]
pub struct Remind;

impl Remind {
    async fn handle(&self, _: &JobContext) -> ::scaffold::Result<()> {
        ::std::result::Result::Ok(())
    }
}

#[derive(Service)]
pub struct Users {
    rows: Repo<User>,
    _empty: Arc<Empty>,
}

#[derive(Service)]
pub struct Empty;

#[service(facade = Door)]
impl Users {
    #[cached(reads(none))]
    #[logged]
    #[retried(idempotent)]
    #[measured]
    pub async fn cached(&self, list: List<u8>, text: &str) -> ::scaffold::Result<Text> {
        let _ = (list, text, &self.rows);
        ::std::result::Result::Ok(Text::new())
    }

    #[logged]
    #[retried]
    #[measured]
    #[transactional]
    pub async fn written(&self, list: List<u8>, _: &str, (number, _): (u8, u8)) -> ::scaffold::Result<Text> {
        let _ = (list, number);
        ::std::result::Result::Ok(Text::new())
    }

    #[measured]
    pub fn plain(&self, list: List<u8>) -> ::scaffold::Result<Text> {
        let _ = list;
        ::std::result::Result::Ok(Text::new())
    }
}

::scaffold::app! {
    pub struct App {
        services: [Users, Empty],
        jobs: [Remind],
    }
}

fn main() {}

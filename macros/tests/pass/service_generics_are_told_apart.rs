//! Each instance of a generic service is a service: by the model's path and not its table, by a service, by a constant.

#![deny(warnings)]

use scaffold::{
    model::Model as Row,
    prelude::*,
    service::{Service as Part, mistake},
};

#[derive(Debug, Clone, Serialize, Deserialize, Model)]
#[model(table = "users")]
pub struct User {
    pub id: Id<User>,
    pub name: String,
}

/// The same table with fewer columns.
#[derive(Debug, Clone, Serialize, Deserialize, Model)]
#[model(table = "users")]
pub struct Reader {
    pub id: Id<Reader>,
}

/// A trait above which `Model` stands.
pub trait Audited: Row {}
impl Audited for User {}
impl Audited for Reader {}

#[derive(Service)]
pub struct Audit<T: Audited> {
    rows: Repo<T>,
}

#[service]
impl<T: Audited> Audit<T> {
    #[measured]
    pub async fn count(&self) -> Result<u64> {
        self.rows.query().fresh().count().await
    }
}

#[derive(Service)]
pub struct Beside<T, const N: usize>
where
    T: Part,
{
    with: Arc<T>,
}

#[service]
impl<T: Part, const N: usize> Beside<T, N> {
    #[logged]
    pub fn with(&self) -> &T {
        &self.with
    }
}

/// A facade of one instance, with a constant of it.
#[derive(Service)]
pub struct Pages<T: Row> {
    rows: Repo<T>,
}

#[service(facade = UserPages)]
impl Pages<User> {
    const SIZE: usize = 2;

    pub fn ids(&self, ids: [i64; Self::SIZE]) -> usize {
        let _ = &self.rows;
        ids.len()
    }
}

scaffold::app! {
    struct App {
        services: [
            Audit<User>,
            Audit<Reader>,
            Beside<Audit<User>, 1>,
            Beside<Audit<User>, 2>,
            Beside<Audit<Reader>, 2>,
            Pages<User>,
        ],
    }
}

fn main() {
    use scaffold::app::Application;

    assert!(mistake::<6>(App::SERVICES, &[]).is_none());
    let texts: Vec<_> = App::SERVICES.iter().map(|entry| entry.node.name.text).collect();
    assert_eq!(texts, ["Audit", "Audit", "Beside", "Beside", "Beside", "Pages"]);
    let fake = UserPages::fake();
    let _ = fake.ids(|ids| ids.len() + 1);
    assert_eq!(UserPages::ids([1, 2]), 3);
}

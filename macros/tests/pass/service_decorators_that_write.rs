//! `audited` and `exclusive`, alone, together and by default, with locks asked for by hand.

use scaffold::{audit::Record, lock::Locks, prelude::*};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
pub struct Account {
    pub id: Id<Account>,
    pub cents: i64,
}

#[derive(Service)]
pub struct Bank {
    accounts: Repo<Account>,
    records: Repo<Record>,
    locks: Locks,
}

#[service(facade = Banks, all(logged, audited))]
impl Bank {
    #[exclusive(key = id, ttl = "10s", wait = "2s")]
    #[audited(args(id, cents))]
    pub async fn pay(&self, id: Id<Account>, cents: i64) -> Result<Account> {
        self.accounts.update(id, Account::patch().cents(cents)).await
    }

    #[exclusive]
    #[audited(off)]
    #[transactional]
    pub async fn close_day(&self) -> Result<u64> {
        self.records.query().count().await
    }

    #[audited(off)]
    pub async fn by_hand(&self, name: &str) -> Result<u64> {
        let lock = self.locks.acquire(name).await?;
        Ok(lock.token())
    }

    pub fn sync(&self) -> u8 {
        1
    }
}

scaffold::app! {
    pub struct App { services: [Bank] }
}

fn is_send(_: impl Send) {}

fn main() {
    is_send(Banks::pay(Id::new(1), 5));
    is_send(Banks::close_day());
    is_send(Banks::by_hand("night"));
    let _ = Banks::sync;
}

//! The data layer from outside: models, repositories, transactions, migrations, and the cache's guarantees C1 to C9.

mod absent;
mod bounded;
mod changes;
mod columns;
mod crud;
mod ended;
mod filters;
mod followers;
mod half_migrated;
mod interleaving;
mod kept;
mod kept_when;
mod layout;
mod migrations;
mod models;
mod one_load;
#[cfg(feature = "sqlx")]
mod raw;
mod read_after_write;
mod refused;
mod remembered;
mod rollback;
mod support;
mod transactions;
mod values;

//! Stamps of migrations: a migration is known by what follows its stamp.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::DateTime};

use crate::{project::Project, spec::Database};

/// The folder of migrations.
const FOLDER: &str = "migrations";

/// The stamps that are taken, and those given out in this run.
#[derive(Debug)]
pub(super) struct Stamps {
    /// By what follows the stamp, up to the first dot.
    known: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    next: DateTime,
}

impl Stamps {
    /// Reads the stamps that the project has; new ones begin at `now`.
    pub(super) fn new(project: &Project, now: DateTime) -> Self {
        let mut stamps = Self {
            known: BTreeMap::new(),
            taken: BTreeSet::new(),
            next: now,
        };
        let own = Database::ALL.map(|database| format!("{FOLDER}/{}", database.word()));
        let folders = own.into_iter().chain([FOLDER.to_owned()]);
        for name in folders.flat_map(|folder| project.list(&folder)) {
            let digits = name.bytes().take_while(u8::is_ascii_digit).count();
            let (stamp, rest) = name.split_at(digits);
            if digits > 0 {
                stamps.taken.insert(stamp.to_owned());
                let suffix = rest.split('.').next().unwrap_or_default();
                stamps.known.insert(suffix.to_owned(), stamp.to_owned());
            }
        }
        stamps
    }

    /// The stamp of the migration with this suffix, a new one if there is none yet.
    pub(super) fn of(&mut self, suffix: &str) -> String {
        if let Some(stamp) = self.known.get(suffix) {
            return stamp.clone();
        }
        loop {
            let stamp = self.next.strftime("%Y%m%d%H%M%S").to_string();
            self.next = self.next.saturating_add(1.second());
            if self.taken.insert(stamp.clone()) {
                self.known.insert(suffix.to_owned(), stamp.clone());
                return stamp;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn a_known_suffix_keeps_its_stamp_and_a_taken_second_is_passed_over() {
        let project = Project::memory([
            ("migrations/20260101000000_create_users.up.sql", ""),
            ("migrations/20260101000000_create_users.down.sql", ""),
            ("migrations/20261231235959_create_tags.sql", ""),
            ("migrations/postgres/20270101000001_create_maps.sql", ""),
        ]);
        let mut stamps = Stamps::new(&project, datetime(2026, 12, 31, 23, 59, 59, 5));
        assert_eq!(stamps.of("_create_users"), "20260101000000");
        assert_eq!(stamps.of("_create_tags"), "20261231235959");
        assert_eq!(stamps.of("_create_posts"), "20270101000000");
        assert_eq!(stamps.of("_create_posts"), "20270101000000");
        assert_eq!(stamps.of("_create_likes"), "20270101000002");
    }
}

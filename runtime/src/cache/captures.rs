//! The versions that data was read under, bounded: whoever reads many rows of a table depends on the table.

use super::versions::{Slot, Versions};

/// More captures of one table than this become one. A hit looks at each; and each is a slot that others may bump.
const MOST: usize = 256;

/// A tag and the version it had before the data was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Capture {
    slot: Slot,
    version: u64,
}

impl Capture {
    pub(super) fn now(slot: Slot, versions: &Versions) -> Self {
        Self {
            slot,
            version: versions.now(slot),
        }
    }

    pub(super) fn holds(self, versions: &Versions) -> bool {
        versions.now(self.slot) == self.version
    }
}

/// The captures of one load.
#[derive(Debug, Clone, Default)]
pub(super) struct Captures {
    list: Vec<Capture>,
    /// Tables of which one capture stands for all.
    whole: Vec<Slot>,
    /// How many there were after they were last looked through.
    kept: usize,
}

impl Captures {
    pub(super) fn add(&mut self, captures: &[Capture], versions: &Versions) {
        for &capture in captures {
            // What holds now is not older than the capture of its table.
            if self.whole.contains(&capture.slot.table()) && capture.holds(versions) {
                continue;
            }
            self.list.push(capture);
        }
        if self.list.len() > 2 * self.kept.max(MOST) {
            self.thin_out(versions);
        }
    }

    pub(super) fn list(&self) -> &[Capture] {
        &self.list
    }

    pub(super) fn hold(&self, versions: &Versions) -> bool {
        self.list.iter().all(|capture| capture.holds(versions))
    }

    /// Each tag once, under its oldest version.
    pub(super) fn each_once(&mut self, versions: &Versions) -> Box<[Capture]> {
        self.thin_out(versions);
        self.list.clone().into()
    }

    fn thin_out(&mut self, versions: &Versions) {
        self.list.sort_unstable();
        self.list.dedup_by_key(|capture| capture.slot);
        let mut tables: Vec<Slot> = self.list.iter().map(|one| one.slot.table()).collect();
        tables.sort_unstable();
        for table in tables.chunk_by(Slot::eq) {
            if table.len() > MOST {
                self.make_whole(table[0], versions);
            }
        }
        self.kept = self.list.len();
    }

    /// The table's tag instead of the many of its rows. Its version is taken before they are looked at: a write bumps it
    /// after them, so that one of the two notices.
    fn make_whole(&mut self, table: Slot, versions: &Versions) {
        let whole = Capture::now(table, versions);
        let mut stale = false;
        self.list.retain(|capture| {
            let rows = capture.slot.table() == table && capture.slot != table;
            // One that does not hold is kept, and with it all is known to be stale.
            let keep = !rows || (!stale && !capture.holds(versions));
            stale |= rows && keep;
            keep
        });
        self.list.push(whole);
        self.whole.push(table);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::TableTags;

    const TABLE: TableTags = TableTags::of("users");

    fn rows(ids: std::ops::Range<i64>, versions: &Versions) -> Vec<Capture> {
        let slots = ids.flat_map(|id| [TABLE.row(id), TABLE.bulk()]);
        slots.map(|slot| Capture::now(slot, versions)).collect()
    }

    /// As a write to a row does.
    fn write(id: i64, versions: &Versions) {
        versions.bump(TABLE.row(id));
        versions.bump(TABLE.any());
    }

    #[test]
    fn few_rows_are_kept_and_do_not_depend_on_others() {
        let versions = Versions::new();
        let mut captures = Captures::default();
        for _ in 0..100 {
            captures.add(&rows(0..20, &versions), &versions);
        }
        let kept = captures.each_once(&versions);
        assert_eq!(kept.len(), 21);
        write(20, &versions);
        assert!(captures.hold(&versions));
        write(19, &versions);
        assert!(!captures.hold(&versions));
    }

    #[test]
    fn c8_many_rows_become_their_table() {
        let versions = Versions::new();
        let mut captures = Captures::default();
        for id in 0..10_000 {
            captures.add(&rows(id..id + 1, &versions), &versions);
            assert!(captures.list.len() <= 4 * MOST, "{}", captures.list.len());
        }
        let other = TableTags::of("posts").any();
        captures.add(&[Capture::now(other, &versions)], &versions);
        let kept = captures.each_once(&versions);
        assert_eq!(kept.len(), 2);
        assert!(captures.hold(&versions));
        write(77, &versions);
        assert!(!captures.hold(&versions));
    }

    #[test]
    fn c1_a_write_before_many_rows_became_their_table_is_not_forgotten() {
        let versions = Versions::new();
        let mut captures = Captures::default();
        captures.add(&rows(0..1, &versions), &versions);
        write(0, &versions);
        captures.add(&rows(1..2_000, &versions), &versions);
        assert!(!captures.hold(&versions));
        captures.each_once(&versions);
        assert!(!captures.hold(&versions));
    }

    #[test]
    fn c1_an_old_entry_that_is_used_after_many_rows_became_their_table_is_not_forgotten() {
        let versions = Versions::new();
        let old = rows(0..1, &versions);
        write(0, &versions);
        let mut captures = Captures::default();
        captures.add(&rows(1..2_000, &versions), &versions);
        captures.add(&old, &versions);
        assert!(!captures.hold(&versions));
    }
}

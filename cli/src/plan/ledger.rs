//! What generators created, and what they made of it since.
//!
//! By it a file that only generators have touched is told from one that the person has edited: the first is
//! `unchanged` when its generator runs again, the second a conflict. It lies in the journal's folder and may be lost:
//! then a file that another generator has edited is a conflict too.

use std::{collections::BTreeMap, fs};

use serde::{Deserialize, Serialize};

use super::{Change, journal::Journal};
use crate::project::Project;

/// One entry a created file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ledger(BTreeMap<String, Entry>);

/// Fingerprints of one file's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// As its generator wrote it.
    created: String,
    /// As the last generator left it.
    left: String,
}

impl Ledger {
    /// The ledger of a project; empty when it has none.
    pub(crate) fn of(project: &Project) -> Self {
        // A project in memory has no root, hence no journal.
        let journal = Some(project.root())
            .filter(|root| !root.as_os_str().is_empty())
            .and_then(|root| Journal::of(root).ok());
        let bytes = journal.and_then(|journal| fs::read(journal.ledger()).ok());
        bytes.map(|bytes| Self::read(&bytes)).unwrap_or_default()
    }

    /// Reads what [`Ledger::write`] wrote; empty when it cannot be read.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// The ledger as bytes.
    pub(crate) fn write(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Whether `on_disk` is `created`, changed by generators only.
    pub(crate) fn explains(&self, path: &str, created: &[u8], on_disk: &[u8]) -> bool {
        self.0.get(path).is_some_and(|entry| {
            entry.created == fingerprint(created) && entry.left == fingerprint(on_disk)
        })
    }

    /// Takes note of an applied change.
    pub(crate) fn record(&mut self, change: &Change) {
        match change {
            Change::Create { path, content } => self.created(path, content),
            Change::Overwrite { path, after, .. } => self.created(path, after),
            Change::Edit {
                path,
                before,
                after,
            } => {
                let mine = self
                    .0
                    .get_mut(path)
                    .filter(|entry| entry.left == fingerprint(before));
                match mine {
                    Some(entry) => entry.left = fingerprint(after),
                    // The person has edited it in between: from now on it is theirs.
                    None => drop(self.0.remove(path)),
                }
            }
            Change::Delete { path, .. } => drop(self.0.remove(path)),
            Change::Unchanged { .. } | Change::Conflict { .. } => {}
        }
    }

    fn created(&mut self, path: &str, content: &[u8]) {
        let print = fingerprint(content);
        let entry = Entry {
            created: print.clone(),
            left: print,
        };
        self.0.insert(path.to_owned(), entry);
    }
}

/// FNV-1a of 128 bits: tells versions of a file apart; it is no protection against forgery, and need not be.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let start: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let hash = bytes.iter().fold(start, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(PRIME)
    });
    format!("{hash:032x}")
}

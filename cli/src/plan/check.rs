//! What a file's planned content means beside what lies there.

use super::{Change, Ledger};

/// The change that brings a created file `path` about: its content, formatted, and as it was before formatting.
///
/// Line endings don't count, nor whether rustfmt was there the last time.
pub(crate) fn compare(
    path: &str,
    on_disk: Option<Vec<u8>>,
    content: Vec<u8>,
    unformatted: &[u8],
    ledger: &Ledger,
) -> Change {
    let path = path.to_owned();
    let Some(on_disk) = on_disk else {
        return Change::Create { path, content };
    };
    let unix = without_returns(&on_disk);
    if unix == without_returns(&content)
        || unix == without_returns(unformatted)
        || ledger.explains(&path, &content, &on_disk)
    {
        return Change::Unchanged { path };
    }
    Change::Conflict {
        path,
        before: Some(on_disk),
        after: Some(content),
    }
}

fn without_returns(bytes: &[u8]) -> Vec<u8> {
    let mut unix = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if !(*byte == b'\r' && bytes.get(at + 1) == Some(&b'\n')) {
            unix.push(*byte);
        }
    }
    unix
}

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
    let unix = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let lines = unix(&on_disk);
    if lines == unix(&content)
        || lines == unix(unformatted)
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

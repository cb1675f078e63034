mod laid_out;
mod lossless;
mod table;

use super::{Verb, edit};

/// Edits, and edits again: the second time nothing changes.
#[track_caller]
fn edited(what: &str, path: &str, source: &str, text: &str) -> String {
    let verb = Verb::parse(what).unwrap();
    let edited = edit(&verb, path, source, text).unwrap();
    assert_eq!(
        edit(&verb, path, &edited, text).as_ref(),
        Ok(&edited),
        "not the same the second time"
    );
    edited
}

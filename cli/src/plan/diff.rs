//! Changes as people read them.

use std::borrow::Cow;

use similar::{ChangeTag, TextDiff};

/// The unified diff of one file, with `a/` and `b/` before its path, as git has it.
pub(super) fn unified(path: &str, before: Option<&[u8]>, after: Option<&[u8]>) -> String {
    if before == after {
        return String::new();
    }
    let name = |side: &str, content: Option<&[u8]>| match content {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let (old, new) = (name("a", before), name("b", after));
    let (Some(before), Some(after)) = (text(before), text(after)) else {
        return format!("Binary files {old} and {new} differ\n");
    };
    TextDiff::from_lines(before.as_ref(), after.as_ref())
        .unified_diff()
        .context_radius(3)
        .header(&old, &new)
        .to_string()
}

/// How many lines are added and removed.
pub(super) fn lines(before: Option<&[u8]>, after: Option<&[u8]>) -> (usize, usize) {
    let (Some(before), Some(after)) = (text(before), text(after)) else {
        return (0, 0);
    };
    if before.is_empty() {
        return (after.lines().count(), 0);
    }
    let diff = TextDiff::from_lines(before.as_ref(), after.as_ref());
    let count = |tag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .count()
    };
    (count(ChangeTag::Insert), count(ChangeTag::Delete))
}

fn text(content: Option<&[u8]>) -> Option<Cow<'_, str>> {
    match content {
        None => Some(Cow::Borrowed("")),
        Some(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

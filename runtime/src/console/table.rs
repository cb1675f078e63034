//! Columns for people.

/// Rows as lines, each column as wide as its widest entry.
pub(super) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, entry) in widths.iter_mut().zip(row) {
            *width = entry.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, entry) in widths.iter().zip(row) {
            line.push_str(&format!("{entry:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

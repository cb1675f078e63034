//! The order of decimals that SQLite keeps as text: as numbers, to the last digit.
//!
//! A collation of the connection, which statements name and the schema does not: other tools can read the tables.

use std::cmp::Ordering;

/// Its name, for `COLLATE`.
pub(crate) const DECIMAL: &str = "scaffold_decimal";

/// A number in its digits.
struct Number<'a> {
    negative: bool,
    /// Without leading zeros.
    whole: &'a str,
    /// Without trailing zeros.
    fraction: &'a str,
}

impl<'a> Number<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let legal = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !legal(whole) || !legal(fraction) {
            return None;
        }
        let (whole, fraction) = (
            whole.trim_start_matches('0'),
            fraction.trim_end_matches('0'),
        );
        Some(Self {
            // Zero has no sign.
            negative: text.starts_with('-') && whole.len() + fraction.len() > 0,
            whole,
            fraction,
        })
    }

    fn size(&self) -> (usize, &'a str, &'a str) {
        (self.whole.len(), self.whole, self.fraction)
    }
}

/// Numbers by their value; then whatever is no number, as text.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    match (Number::read(left), Number::read(right)) {
        (Some(left), Some(right)) => match (left.negative, right.negative) {
            (false, false) => left.size().cmp(&right.size()),
            (true, true) => right.size().cmp(&left.size()),
            (negative, _) if negative => Ordering::Less,
            _ => Ordering::Greater,
        },
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn decimals_are_ordered_by_their_value_and_equal_in_every_spelling() {
        let groups: &[&[&str]] = &[
            &["-1234567890123456.79"],
            &["-1234567890123456.78"],
            &["-10", "-10.0", "-010"],
            &["-9"],
            &["-0.11"],
            &["-0.1", "-.10"],
            &["0", "-0", "0.00", "+0", ".0"],
            &["0.1", "0.100"],
            &["0.11"],
            &["2", "2.", "+2"],
            &["9.9"],
            &["10"],
            &["9007199254740992.01"],
            &["9007199254740993.01"],
            &["79228162514264337593543950335"],
            // No numbers.
            &[""],
            &["-"],
            &["."],
            &["1e3"],
            &["one"],
        ];
        for (at, group) in groups.iter().enumerate() {
            for (other_at, other) in groups.iter().enumerate() {
                for (left, right) in group
                    .iter()
                    .flat_map(|left| other.iter().map(move |right| (left, right)))
                {
                    assert_eq!(
                        compare(left, right),
                        at.cmp(&other_at),
                        "`{left}` and `{right}`"
                    );
                }
            }
        }
    }
}

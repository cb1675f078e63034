//! Default values: checked against their type, written as SQL, Rust and JSON.

use super::{Kind, Mistake, nearest};

/// Whether `value` is one of the kind's.
///
/// # Errors
/// When the type has no such value.
pub(super) fn check(kind: &Kind, label: &str, value: &str) -> Result<(), Mistake> {
    let wrong = |example: &str| {
        let problem = format!("`{value}` is no default of `{label}:{}`", kind.word());
        Err(Mistake::new(
            problem,
            format!("type a value like `default={example}`"),
        ))
    };
    match kind {
        Kind::String { length } if value.chars().count() > usize::from(*length) => {
            Err(Mistake::new(
                format!("the default of `{label}` is longer than its {length} letters"),
                format!(
                    "shorten it, or type `{label}:string:{}`",
                    value.chars().count()
                ),
            ))
        }
        Kind::String { .. } | Kind::Text => {
            if value.chars().any(char::is_control) {
                return Err(Mistake::new(
                    format!("the default of `{label}` has a control character in it"),
                    "leave it out",
                ));
            }
            Ok(())
        }
        Kind::Int => value.parse::<i32>().map(drop).or_else(|_| wrong("0")),
        Kind::BigInt => value.parse::<i64>().map(drop).or_else(|_| wrong("0")),
        Kind::Float => match value.parse::<f64>() {
            Ok(number)
                if number.is_finite()
                    && value.starts_with(|first: char| first.is_ascii_digit() || first == '-') =>
            {
                Ok(())
            }
            _ => wrong("0.5"),
        },
        Kind::Bool => match value {
            "true" | "false" => Ok(()),
            _ => wrong(nearest(value, ["true", "false"]).unwrap_or("false")),
        },
        Kind::Decimal { precision, scale } => {
            if fits(value, usize::from(*precision), usize::from(*scale)) {
                Ok(())
            } else {
                wrong("0")
            }
        }
        Kind::Date => value
            .parse::<jiff::civil::Date>()
            .ok()
            .filter(|date| date.to_string() == value)
            .map(drop)
            .map_or_else(|| wrong("2026-12-31"), Ok),
        Kind::Time => time(value).map(drop).map_or_else(|| wrong("09:30"), Ok),
        Kind::DateTime => datetime(value)
            .map(drop)
            .map_or_else(|| wrong("2026-12-31T09:30:00"), Ok),
        Kind::Uuid => uuid(value)
            .map(drop)
            .map_or_else(|| wrong("00000000-0000-0000-0000-000000000000"), Ok),
        Kind::Json => serde_json::from_str::<serde_json::Value>(value)
            .map(drop)
            .or_else(|_| wrong("{}")),
        Kind::Enum { words } => {
            if words.iter().any(|word| word == value) {
                return Ok(());
            }
            let near = nearest(value, words.iter().map(String::as_str))
                .or(words.first().map(String::as_str))
                .unwrap_or_default();
            Err(Mistake::new(
                format!(
                    "`{value}` is none of the words of `{label}`: {}",
                    words.join(", ")
                ),
                format!("type `default={near}`"),
            ))
        }
        Kind::Bytes | Kind::BelongsTo { .. } => Err(Mistake::new(
            format!("`{label}:{}` takes no default", kind.word()),
            "leave out `default`, or type `null` for a value that may be absent",
        )),
    }
}

/// A time of day such as `09:30`, `09:30:59` or `09:30:59.123456`: no zone, no offset, no leap second.
fn time(value: &str) -> Option<jiff::civil::Time> {
    let (clock, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let is_number = |part: &str| part.chars().all(|digit| digit.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    let is_clock =
        matches!(parts.len(), 2 | 3) && parts.iter().all(|part| part.len() == 2 && is_number(part));
    let is_fraction = matches!(fraction.len(), 1..=6) && is_number(fraction);
    let is_precise = parts.len() == 3 || clock == value;
    let leaps = parts.get(2).is_some_and(|second| *second == "60");
    (is_clock && is_fraction && is_precise && !leaps)
        .then(|| value.parse().ok())
        .flatten()
}

/// A date, and behind `T` or a space a time.
fn datetime(value: &str) -> Option<jiff::civil::DateTime> {
    let (date, clock) = value.split_once(['T', ' ']).unwrap_or((value, "00:00"));
    let date: jiff::civil::Date = date
        .parse()
        .ok()
        .filter(|parsed: &jiff::civil::Date| parsed.to_string() == date)?;
    Some(date.to_datetime(time(clock)?))
}

fn uuid(value: &str) -> Option<u128> {
    let shape = value.len() == 36
        && value.char_indices().all(|(at, letter)| {
            matches!(at, 8 | 13 | 18 | 23) == (letter == '-')
                && (letter == '-' || letter.is_ascii_hexdigit())
        });
    shape
        .then(|| u128::from_str_radix(&value.replace('-', ""), 16).ok())
        .flatten()
}

fn fits(value: &str, precision: usize, scale: usize) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let number =
        |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_digit());
    let whole_digits = whole.trim_start_matches('0').len();
    number(whole)
        && number(fraction)
        && whole_digits <= precision - scale
        && fraction.trim_end_matches('0').len() <= scale
}

/// The decimal with its scale written out: `9` of scale 2 is `9.00`.
fn scaled(value: &str, scale: usize) -> String {
    let (sign, digits) = value
        .strip_prefix('-')
        .map_or(("", value), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction: String = fraction
        .chars()
        .chain(std::iter::repeat('0'))
        .take(scale)
        .collect();
    if scale == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// A default in the three languages that need it.
pub(super) struct Written {
    /// The SQL literal.
    pub(super) sql: String,
    /// The expression of the Rust type.
    pub(super) rust: String,
    /// The JSON of an answer that shows it.
    pub(super) json: String,
}

/// Writes a checked default.
pub(super) fn write(kind: &Kind, enum_type: &str, value: &str) -> Written {
    use heck::ToUpperCamelCase;
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let (sql, rust, json) = match kind {
        Kind::String { .. } | Kind::Text => {
            (quoted(value), format!("{value:?}.to_owned()"), json(value))
        }
        Kind::Int => number(value.parse::<i32>().unwrap_or_default()),
        Kind::BigInt => number(value.parse::<i64>().unwrap_or_default()),
        Kind::Float => {
            let number = format!("{:?}", value.parse::<f64>().unwrap_or_default());
            (number.clone(), number.clone(), number)
        }
        Kind::Bool => (value.to_uppercase(), value.to_owned(), value.to_owned()),
        Kind::Decimal { scale, .. } => {
            let text = scaled(value, usize::from(*scale));
            (
                quoted(&text),
                format!("Decimal::new({}, {scale})", digits(&text)),
                json(&text),
            )
        }
        Kind::Date => {
            let date = value.parse::<jiff::civil::Date>().unwrap_or_default();
            (quoted(value), date_rust(date), json(value))
        }
        Kind::Time => {
            let time = time(value).unwrap_or_default();
            (
                quoted(&stored(time)),
                time_rust(time),
                json(&time.to_string()),
            )
        }
        Kind::DateTime => {
            let datetime = datetime(value).unwrap_or_default();
            let text = format!("{} {}", datetime.date(), stored(datetime.time()));
            (
                quoted(&text),
                format!(
                    "{}.to_datetime({})",
                    date_rust(datetime.date()),
                    time_rust(datetime.time())
                ),
                json(&datetime.to_string()),
            )
        }
        Kind::Uuid => {
            let text = value.to_lowercase();
            (
                quoted(&text),
                format!("Uuid::from_u128(0x{:x})", uuid(value).unwrap_or_default()),
                json(&text),
            )
        }
        Kind::Json => {
            let text = serde_json::from_str::<serde_json::Value>(value)
                .unwrap_or_default()
                .to_string();
            (quoted(&text), format!("json!({text})"), text)
        }
        Kind::Enum { .. } => (
            quoted(value),
            format!("{enum_type}::{}", value.to_upper_camel_case()),
            json(value),
        ),
        Kind::Bytes | Kind::BelongsTo { .. } => {
            ("NULL".to_owned(), "None".to_owned(), "null".to_owned())
        }
    };
    Written { sql, rust, json }
}

fn number(number: impl std::fmt::Display) -> (String, String, String) {
    let text = number.to_string();
    (text.clone(), text.clone(), text)
}

/// The digits of a decimal as a number: `9.90` is `990`.
pub(super) fn digits(decimal: &str) -> i128 {
    decimal.replace('.', "").parse().unwrap_or_default()
}

/// A time as the runtime stores it, so that it sorts as text.
fn stored(time: jiff::civil::Time) -> String {
    let micros = time.subsec_nanosecond() / 1000;
    format!(
        "{:02}:{:02}:{:02}.{micros:06}",
        time.hour(),
        time.minute(),
        time.second()
    )
}

pub(super) fn date_rust(date: jiff::civil::Date) -> String {
    format!(
        "Date::constant({}, {}, {})",
        date.year(),
        date.month(),
        date.day()
    )
}

pub(super) fn time_rust(time: jiff::civil::Time) -> String {
    format!(
        "Time::constant({}, {}, {}, {})",
        time.hour(),
        time.minute(),
        time.second(),
        time.subsec_nanosecond()
    )
}

#[cfg(test)]
mod tests {
    use super::{Kind, check, write};

    #[test]
    fn times_are_written_as_the_runtime_stores_them() {
        let datetime = write(&Kind::DateTime, "", "2026-01-02T03:04:05.5");
        assert_eq!(datetime.sql, "'2026-01-02 03:04:05.500000'");
        assert_eq!(datetime.json, "\"2026-01-02T03:04:05.5\"");
        assert_eq!(write(&Kind::Time, "", "09:30").sql, "'09:30:00.000000'");
    }

    #[test]
    fn what_a_column_can_t_hold_is_no_default() {
        for (kind, value) in [
            (Kind::DateTime, "2026-01-02T03:04:05+05:00"),
            (Kind::DateTime, "2026-01-02T03:04:05[UTC]"),
            (Kind::DateTime, "2026-01-02T03:04:05Z"),
            (Kind::DateTime, "2026-01-02T03:04:60"),
            (Kind::DateTime, "2026-01-02T"),
            (Kind::Time, "09:30+02:00"),
            (Kind::Time, "09:30:60"),
            (Kind::Time, "9:30"),
        ] {
            assert!(check(&kind, "at", value).is_err(), "{value} was taken");
        }
        for value in [
            "2026-01-02",
            "2026-01-02 03:04",
            "2026-01-02T03:04:05.123456",
        ] {
            assert_eq!(check(&Kind::DateTime, "at", value), Ok(()));
        }
    }

    #[test]
    fn text_is_quoted_in_every_language() {
        let text = write(&Kind::Text, "", "it's \"so\"");
        assert_eq!(
            (text.sql.as_str(), text.rust.as_str(), text.json.as_str()),
            (
                "'it''s \"so\"'",
                r#""it's \"so\"".to_owned()"#,
                r#""it's \"so\"""#
            )
        );
    }
}

//! Values of the configuration from TOML, or from the text of a variable. Each reader says what would be right, and never repeats the value.

use std::time::Duration;

use serde::de::DeserializeOwned;
use toml::Value;

/// A value before it has a type.
#[derive(Debug, Clone, Copy)]
pub enum Raw<'a> {
    /// Of a file.
    Toml(&'a Value),
    /// Of a variable: text for every type.
    Text(&'a str),
}

impl<'a> Raw<'a> {
    fn as_text(self) -> Option<&'a str> {
        match self {
            Self::Toml(value) => value.as_str(),
            Self::Text(text) => Some(text),
        }
    }
}

pub(super) fn text(raw: Raw<'_>) -> Result<String, String> {
    raw.as_text()
        .map(str::to_owned)
        .ok_or_else(|| "must be text in quotes".into())
}

/// What the word stands for.
pub(super) fn one_of<T: Copy>(raw: Raw<'_>, words: &[(&str, T)]) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| raw.as_text() == Some(word));
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        format!("must be one of {}", words.join(", "))
    })
}

pub(super) fn boolean(raw: Raw<'_>) -> Result<bool, String> {
    match raw {
        Raw::Toml(Value::Boolean(value)) => Ok(*value),
        Raw::Text("true" | "1") => Ok(true),
        Raw::Text("false" | "0") => Ok(false),
        _ => Err("must be true or false".into()),
    }
}

pub(super) fn integer<N: TryFrom<i64>>(raw: Raw<'_>) -> Result<N, String> {
    let number = match raw {
        Raw::Toml(value) => value.as_integer(),
        Raw::Text(text) => text.trim().parse().ok(),
    };
    number
        .and_then(|number| N::try_from(number).ok())
        .ok_or_else(|| {
            let bits = size_of::<N>() * 8;
            format!("must be a whole number of {} bits", bits.min(63))
        })
}

pub(super) fn float(raw: Raw<'_>) -> Result<f64, String> {
    let number = match raw {
        Raw::Toml(Value::Integer(number)) => Some(*number as f64),
        Raw::Toml(value) => value.as_float(),
        Raw::Text(text) => text.trim().parse().ok(),
    };
    number.ok_or_else(|| "must be a number".into())
}

/// A list of TOML; in a variable, what stands between commas.
pub(super) fn list<T>(
    raw: Raw<'_>,
    read: impl Fn(Raw<'_>) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let of_each = |wanted: String| format!("is a list, and each of it {wanted}");
    match raw {
        Raw::Toml(Value::Array(values)) => {
            let values = values.iter().map(Raw::Toml);
            values.map(read).collect::<Result<_, _>>().map_err(of_each)
        }
        Raw::Toml(_) => Err("must be a list: `[…]`".into()),
        Raw::Text(text) => {
            let values = text
                .split(',')
                .map(str::trim)
                .filter(|text| !text.is_empty());
            let values = values.map(|text| read(Raw::Text(text)));
            values.collect::<Result<_, _>>().map_err(of_each)
        }
    }
}

/// As serde reads it. A variable is text, or what TOML has to the right of `=`.
pub(super) fn serde<T: DeserializeOwned>(raw: Raw<'_>) -> Result<T, String> {
    let read = |value: Value| T::deserialize(value).map_err(|error| wanted(error.message()));
    match raw {
        Raw::Toml(value) => read(value.clone()),
        Raw::Text(text) => {
            let parsed = text.parse::<Value>().ok();
            let read_text = || read(Value::String(text.to_owned()));
            parsed.map_or_else(read_text, |value| read(value).or_else(|_| read_text()))
        }
    }
}

/// What serde says is wrong, without the value.
fn wanted(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    match message.split_once("expected ") {
        Some((_, expected)) => format!("must be {expected}"),
        None if message.starts_with("missing field") => format!("has a {message}"),
        None => "can't be read".into(),
    }
}

/// `"30s"`, `"10m"`, `"100ms"`, `"1h"`, `"2d"`.
pub(super) fn duration(raw: Raw<'_>) -> Result<Duration, String> {
    const WANTED: &str = "must be a duration such as `\"100ms\"`, `\"30s\"`, `\"10m\"` or `\"1h\"`";
    let (number, unit) = raw.as_text().and_then(split).ok_or(WANTED)?;
    let unit_millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(WANTED.into()),
    };
    number
        .checked_mul(unit_millis)
        .map(Duration::from_millis)
        .ok_or_else(|| WANTED.into())
}

/// The second half of a reader of durations: refuses shorter ones.
pub(super) fn at_least(least: Duration) -> impl Fn(Duration) -> Result<Duration, String> {
    move |duration| {
        if duration < least {
            Err(format!("must be {least:?} or more"))
        } else {
            Ok(duration)
        }
    }
}

/// `"64mb"`, `"512kb"`, `"1gb"`, in powers of 1024; or a number of bytes.
pub(super) fn bytes<N: TryFrom<u64>>(raw: Raw<'_>) -> Result<N, String> {
    const WANTED: &str =
        "must be a number of bytes, or a size such as `\"512kb\"`, `\"64mb\"` or `\"1gb\"`";
    let (number, unit) = match raw {
        Raw::Toml(Value::Integer(number)) => (u64::try_from(*number).map_err(|_| WANTED)?, "b"),
        raw => raw.as_text().and_then(split).ok_or(WANTED)?,
    };
    let factor: u64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" | "k" | "kib" => 1 << 10,
        "mb" | "m" | "mib" => 1 << 20,
        "gb" | "g" | "gib" => 1 << 30,
        _ => return Err(WANTED.into()),
    };
    number
        .checked_mul(factor)
        .and_then(|bytes| N::try_from(bytes).ok())
        .ok_or_else(|| WANTED.into())
}

/// `10m` as 10 and `m`.
fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        for (text, millis) in [
            ("100ms", 100),
            ("30s", 30_000),
            ("10m", 600_000),
            ("1h", 3_600_000),
            ("2 d", 172_800_000),
            ("0s", 0),
        ] {
            assert_eq!(
                duration(Raw::Text(text)),
                Ok(Duration::from_millis(millis)),
                "{text}"
            );
        }
        for wrong in [
            "",
            "30",
            "s",
            "-1s",
            "1.5s",
            "10x",
            "99999999999999999999s",
            "18446744073709551615d",
        ] {
            assert!(duration(Raw::Text(wrong)).is_err(), "{wrong}");
        }
        assert!(duration(Raw::Toml(&Value::Integer(30))).is_err());
    }

    #[test]
    fn sizes_are_bytes_or_have_a_unit() {
        for (text, size) in [
            ("64mb", 64 << 20),
            ("64 MB", 64 << 20),
            ("1gb", 1 << 30),
            ("10k", 10 << 10),
            ("42", 42_u64),
        ] {
            assert_eq!(bytes(Raw::Text(text)), Ok(size), "{text}");
        }
        assert_eq!(bytes(Raw::Toml(&Value::Integer(42))), Ok(42_u64));
        assert!(bytes::<u64>(Raw::Toml(&Value::Integer(-1))).is_err());
        assert!(bytes::<u64>(Raw::Text("99999999999gb")).is_err());
    }

    #[test]
    fn a_number_must_fit_its_key() {
        assert_eq!(integer(Raw::Text("65535")), Ok(65535_u16));
        assert!(integer::<u16>(Raw::Text("65536")).is_err());
        assert!(integer::<u16>(Raw::Toml(&Value::String("80".into()))).is_err());
    }
}

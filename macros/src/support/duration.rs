//! Durations as people write them: `30m`, `1h30m`, `250ms`.

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::quote;

/// Reads a duration: whole numbers, each with one of the units `ms s m h d`.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || {
        format!(
            "`{text}` is no duration\nhelp: write a number and a unit, as in \"30m\"; units: `ms`, `s`, `m`, `h`, `d`"
        )
    };
    let mut total = Duration::ZERO;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let letters = tail
            .find(|letter: char| !letter.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let milliseconds = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(wrong()),
        };
        let part = number
            .parse::<u64>()
            .map_err(|_| wrong())?
            .checked_mul(milliseconds);
        total = part
            .and_then(|part| total.checked_add(Duration::from_millis(part)))
            .filter(|total| u64::try_from(total.as_millis()).is_ok())
            .ok_or_else(|| format!("`{text}` is too long for a duration"))?;
        rest = tail;
    }
    Ok(total)
}

/// The duration as a constant expression.
pub(crate) fn expression(duration: Duration) -> TokenStream {
    let seconds = duration.as_secs();
    match u64::from(duration.subsec_millis()) {
        0 => quote!(::core::time::Duration::from_secs(#seconds)),
        milliseconds => {
            let milliseconds = seconds.saturating_mul(1_000).saturating_add(milliseconds);
            quote!(::core::time::Duration::from_millis(#milliseconds))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn numbers_with_units_add_up() {
        assert_eq!(parse("30m"), Ok(Duration::from_secs(1800)));
        assert_eq!(parse("1h30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("2d"), Ok(Duration::from_secs(172_800)));
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in [
            "",
            "30",
            "m",
            "30 m",
            "-1s",
            "1.5h",
            "30q",
            "99999999999999999999s",
            "9999999999999999d",
            "ß",
        ] {
            assert!(parse(text).is_err(), "`{text}` was accepted");
        }
        assert!(parse("30").is_err_and(|message| message.contains("\"30m\"")));
    }
}

//! JSON for PostgreSQL, which keeps numbers as decimals: `1e16` would come back as the whole number that it is.

use std::fmt::Write as _;

/// The same JSON with each float that has an exponent in plain digits: `10000000000000000.0`.
pub(super) fn numbers(text: String) -> String {
    if !text.contains(['e', 'E']) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|sign: char| sign == '"' || is_of_number(sign)) {
        let (before, from) = rest.split_at(at);
        let (word, after) = if from.starts_with('"') {
            from.split_at(string(from))
        } else {
            let end = from.find(|sign| !is_of_number(sign));
            from.split_at(end.unwrap_or(from.len()))
        };
        plain.push_str(before);
        match word.parse::<f64>() {
            Ok(float) if word.contains(['e', 'E']) => {
                let start = plain.len();
                let _ = write!(plain, "{float}");
                if !plain[start..].contains('.') {
                    plain.push_str(".0");
                }
            }
            _ => plain.push_str(word),
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// Whether a number may have this sign. `true` and `false` have an `e` too, but are none.
fn is_of_number(sign: char) -> bool {
    matches!(sign, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')
}

/// The length of a JSON string, with its quotes.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_float_stays_a_float_and_text_stays_as_it_is() {
        let check = |text: &str, plain: &str| assert_eq!(numbers(text.to_owned()), plain);
        check("1e16", "10000000000000000.0");
        check("-2.5E+3", "-2500.0");
        check("[1e-7,true,false,1.5]", "[0.0000001,true,false,1.5]");
        check(
            r#"{"1e5":"a\"1e5","b":1e5}"#,
            r#"{"1e5":"a\"1e5","b":100000.0}"#,
        );
        check(r#"["\\",1e2]"#, r#"["\\",100.0]"#);
        check("null", "null");
    }
}

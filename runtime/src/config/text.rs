//! The texts of the layers, before they are keys and values.

/// Where a file is no TOML, and why. The line itself is not repeated: it may hold a password.
pub(super) fn syntax(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let place = before.map_or_else(String::new, |before| {
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!(", line {line}, column {column}")
    });
    format!("{place}: {}", error.message())
}

/// The lines of a `.env` file: `NAME=value`, with or without `export` and quotes. They reach the configuration only, not `std::env`.
pub(super) fn dotenv(text: &str) -> impl Iterator<Item = (String, String)> {
    text.lines().filter_map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        let value = value.trim();
        let quoted = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.split(quote).next());
        let value = quoted.unwrap_or_else(|| value.split(" #").next().unwrap_or(value).trim_end());
        Some((name.trim().to_owned(), value.to_owned()))
    })
}

//! Compares expansions with files that people read: `tests/golden/*.rs`. `UPDATE_GOLDEN=1` writes them.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;

/// Fails when the expansion is not word for word what `tests/golden/<name>.rs` says.
#[track_caller]
pub(crate) fn check(name: &str, tokens: &TokenStream) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
        .with_extension("rs");
    let text = format!(
        "// What the compiler sees; what the person writes is in the unit test that names `{name}`.\n{}",
        pretty(tokens)
    );
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let expected = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        text == expected,
        "`{name}` expands differently; UPDATE_GOLDEN=1 rewrites the file\n{text}"
    );
}

/// The tokens as rustfmt would almost write them.
#[track_caller]
fn pretty(tokens: &TokenStream) -> String {
    match prettyplease_file(tokens) {
        Ok(text) => text,
        Err(error) => panic!("the expansion is no Rust: {error}\n{tokens}"),
    }
}

fn prettyplease_file(tokens: &TokenStream) -> syn::Result<String> {
    Ok(prettyplease::unparse(&syn::parse2(tokens.clone())?))
}

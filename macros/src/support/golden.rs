//! Compares expansions with files that people read: `tests/golden/*.rs`. `UPDATE_GOLDEN=1` writes them.

use std::{env, fs, path::Path};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::format_ident;

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
    let file = syn::parse2(as_calls(tokens.clone()))?;
    Ok(prettyplease::unparse(&file).replace(&format!("{BANG}("), "!("))
}

const BANG: &str = "_macro_call";

/// Macros in parentheses as calls: prettyplease leaves what stands in a macro as it is.
fn as_calls(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.into_iter().peekable();
    let mut calls = Vec::new();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => {
                let inner = as_calls(group.stream());
                calls.push(Group::new(group.delimiter(), inner).into());
            }
            TokenTree::Punct(bang) if bang.as_char() == '!' => match (calls.pop(), trees.peek()) {
                (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group)))
                    if group.delimiter() == Delimiter::Parenthesis =>
                {
                    calls.push(format_ident!("{name}{BANG}").into());
                }
                (before, _) => {
                    calls.extend(before);
                    calls.push(bang.into());
                }
            },
            other => calls.push(other),
        }
    }
    calls.into_iter().collect()
}

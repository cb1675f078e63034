//! What stands above generated items.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Path;

/// Lints that a name may break which a person wrote and we repeat: it was deprecated by its own author.
const REPEATED: &str = "deprecated";

/// The attributes of a generated impl. Lints are about what a person wrote; how many arguments a constructor takes follows from the fields.
pub(crate) fn attributes() -> TokenStream {
    let allow = allow(&[
        REPEATED,
        "clippy::all",
        "clippy::pedantic",
        "clippy::nursery",
    ]);
    quote_spanned!(Span::mixed_site()=> #[automatically_derived] #allow)
}

/// The attribute of any other generated item, which names what a person wrote.
pub(crate) fn repeated() -> TokenStream {
    allow(&[REPEATED])
}

/// `#[allow(…)]`: in a person's crate an expectation of ours would have to be met.
pub(crate) fn allow(lints: &[&str]) -> TokenStream {
    let lints = lints
        .iter()
        .filter_map(|lint| syn::parse_str::<Path>(lint).ok());
    quote_spanned!(Span::mixed_site()=> #[allow(#(#lints),*)])
}

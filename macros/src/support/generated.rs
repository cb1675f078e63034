//! What stands above generated items.

use proc_macro2::TokenStream;
use quote::quote;

/// The attributes of a generated impl. Lints are about what a person wrote: a deprecated name that we repeat was deprecated by its
/// own author, and how many arguments a constructor takes follows from the fields.
pub(crate) fn attributes() -> TokenStream {
    quote! {
        #[automatically_derived]
        #[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
    }
}

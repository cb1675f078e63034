//! `#[derive(Job)]`: a struct that can wait in a queue, and `#[job(…)]`: how it is tried.

mod attrs;
mod expand;
mod model;

use proc_macro2::TokenStream;

use crate::support::derive;

/// Reads the struct and its `#[job(…)]`, and writes `impl Job`.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    derive::run(input, model::read, expand::expand, expand::stub)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn what_the_attribute_leaves_out_has_a_default() {
        let tokens = super::derive(quote! {
            #[job(queue = "mail", retries = 5)]
            pub struct SendWelcome { pub user: Id<User> }
        });
        golden::check("job", &tokens);
    }
}

//! `#[derive(Cacheable)]`: a model whose reads may be served from the cache, and what a row of it weighs there.

mod attrs;
mod expand;
mod model;

use proc_macro2::TokenStream;

use crate::support::derive;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    derive::run(input, model::read, expand::expand, expand::stub)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn a_cached_row_weighs_what_its_fields_do_but_the_uncached_ones() {
        let tokens = super::derive(quote! {
            #[cacheable(ttl = "30m")]
            pub struct User { pub id: Id<User>, pub name: String, pub password_hash: Uncached<String>, pub r#type: Option<UserType> }
        });
        golden::check("cacheable", &tokens);
    }
}

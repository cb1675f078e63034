//! `#[derive(Cacheable)]`: a model whose reads may be served from the cache, and what a row of it weighs there; or a service, and what its
//! cached methods have in common.

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

    #[test]
    fn rows_are_kept_when_a_function_says_so() {
        let tokens = super::derive(quote! {
            #[cacheable(when = Self::is_public, prefix = "v2")]
            pub struct Post { pub id: Id<Post>, pub public: bool }
        });
        golden::check("cacheable_when", &tokens);
    }

    #[test]
    fn a_struct_without_an_id_is_a_service_with_defaults_for_its_methods() {
        let tokens = super::derive(quote! {
            #[cacheable(ttl = "5m", prefix = "profiles")]
            pub struct UserService { users: Repo<User> }
        });
        golden::check("cacheable_service", &tokens);
    }
}

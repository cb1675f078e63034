//! `#[derive(CacheKey)]`: a struct or an enum as part of a cache key. It has no attributes.

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
    fn a_struct_adds_each_field() {
        golden::check(
            "cache_key_struct",
            &super::derive(quote!(
                struct Filter {
                    author: Id<User>,
                    r#type: String,
                }
            )),
        );
    }

    #[test]
    fn an_enum_adds_the_variant_and_its_fields() {
        golden::check(
            "cache_key_enum",
            &super::derive(quote!(
                enum Order {
                    Newest,
                    By(Column, bool),
                    Near { place: Place },
                }
            )),
        );
    }
}

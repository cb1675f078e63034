//! `#[derive(Service)]`: the fields of a struct become what the service is made of.
//!
//! Says nothing about methods; those are `#[service]`'s.

mod attrs;
mod expand;
mod model;

use proc_macro2::TokenStream;

use crate::support::derive;

/// Reads the struct and writes its constructor and its place in the graph of services.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    derive::run(input, model::read, expand::expand, expand::stub)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn fields_become_needs_and_arguments_of_new() {
        let tokens = super::derive(quote! {
            pub struct Audit<T: Model> { rows: Repo<T>, users: Arc<UserService> }
        });
        golden::check("service", &tokens);
    }

    #[test]
    fn fields_are_named_built_and_made_in_place() {
        let tokens = super::derive(quote! {
            struct Search {
                settings: SearchSettings,
                #[inject(named = "primary")]
                store: Arc<dyn Store>,
                #[inject(build = Client::connect(&settings.url))]
                client: Client,
                #[inject(value = AtomicU64::new(0))]
                asked: AtomicU64,
            }
        });
        golden::check("service_sources", &tokens);
    }
}

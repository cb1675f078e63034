//! `#[derive(Projection)]`: a struct of some columns of a model.

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
    fn each_field_is_a_column_of_the_model() {
        let tokens = super::derive(quote! {
            #[projection(model = crate::models::User)]
            pub struct Named {
                pub id: Id<User>,
                pub r#type: Option<UserType>,
            }
        });
        golden::check("projection", &tokens);
    }
}

//! `#[derive(Fillable)]`: a model that is filled from outside by the names of its fields.

mod attrs;
mod check;
mod expand;
mod model;

use proc_macro2::TokenStream;

use crate::support::derive;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    derive::run(
        input,
        |input, errors| {
            let fillable = model::read(input, errors);
            check::check(&fillable, errors);
            fillable
        },
        expand::expand,
        expand::stub,
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn all_fields_are_filled_but_the_guarded_ones() {
        let tokens = super::derive(quote! {
            #[serde(rename_all = "camelCase")]
            pub struct User {
                pub id: Id<User>,
                pub full_name: String,
                #[serde(rename = "kind")]
                pub r#type: Option<UserType>,
                pub password_hash: Uncached<String>,
                #[fillable(guarded)]
                pub admin: bool,
                pub created_at: DateTime,
            }
        });
        golden::check("fillable", &tokens);
    }
}

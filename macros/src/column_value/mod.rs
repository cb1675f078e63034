//! `#[derive(ColumnValue)]`: an enum without fields, stored as words; or a struct around one value, stored as that.

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
            let column = model::read(input, errors);
            check::check(&column, input, errors);
            column
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
    fn an_enum_is_a_column_of_words() {
        let tokens = super::derive(quote! {
            pub enum PostStatus { Draft, InReview, #[column(rename = "live")] Published, #[serde(rename = "gone")] Deleted }
        });
        golden::check("column_value", &tokens);
    }

    #[test]
    fn a_struct_around_a_value_is_a_column_of_it() {
        let tokens = super::derive(quote! {
            #[column(check = Self::is_valid)]
            pub struct Email(String);
        });
        golden::check("column_value_checked", &tokens);
        golden::check(
            "column_value_plain",
            &super::derive(quote!(
                struct Cents(i64);
            )),
        );
    }

    #[test]
    fn serdes_spelling_is_the_columns() {
        let tokens = super::derive(quote!(
            #[serde(rename_all = "kebab-case")]
            enum Status {
                InReview,
            }
        ))
        .to_string();
        assert!(tokens.contains("\"in-review\""), "{tokens}");
        let tokens = super::derive(quote!(
            #[serde(rename_all = "kebab-case")]
            #[column(rename_all = "camelCase")]
            enum Status {
                InReview,
            }
        ));
        assert!(tokens.to_string().contains("\"inReview\""), "{tokens}");
    }
}

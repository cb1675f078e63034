//! `#[derive(Request)]`: the allow-list of what HTTP may set, with the rules of each field.

mod attrs;
mod check;
mod expand;
mod model;
mod rules;

use proc_macro2::TokenStream;

use crate::support::derive;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    derive::run(
        input,
        |input, errors| {
            let request = model::read(input, errors);
            check::check(&request, errors);
            request
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
    fn a_request_reads_and_checks_its_fields() {
        let tokens = super::derive(quote! {
            #[serde(rename_all = "camelCase")]
            pub struct Register {
                #[rule(length(min = 1, max = 255))]
                pub full_name: String,
                #[rule(email)]
                pub email: String,
                #[rule(length(min = 12))]
                pub password: Secret<String>,
                #[rule(range(min = 0, max = 1))]
                pub share: Option<f64>,
                pub nickname: Option<Option<String>>,
                #[rule(default, one_of("draft", "published"))]
                pub r#type: String,
                #[serde(default = "crate::now")]
                pub at: DateTime,
                #[serde(skip)]
                pub trace: String,
            }
        });
        golden::check("request", &tokens);
    }

    #[test]
    fn what_serde_would_do_with_the_whole_struct_is_refused() {
        let tokens = super::derive(quote!(
            #[serde(default)]
            struct Search {
                words: String,
            }
        ));
        let message = "a request does not know serde's `default`";
        assert!(tokens.to_string().contains(message), "{tokens}");
    }
}

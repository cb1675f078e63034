//! `#[derive(Config)]`: a struct is a section of the configuration, its fields are the section's keys.

mod attrs;
mod expand;
mod model;

use proc_macro2::TokenStream;

use crate::support::derive;

/// Reads the struct and writes how it is read.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    derive::run(input, model::read, expand::expand, expand::stub)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn a_struct_is_a_section_and_its_fields_are_keys() {
        let tokens = super::derive(quote! {
            pub struct MailConfig {
                pub from: String,
                #[config(default = 25)]
                pub port: u16,
                #[config(default = "localhost", env = "SMTP_HOST")]
                pub host: String,
                #[config(serde, default = Mode::Plain)]
                pub mode: Mode,
                #[config(serde)]
                pub lists: Vec<List>,
            }
        });
        golden::check("config", &tokens);
    }
}

//! `app!`: the one list of what an application is made of, and the proof that its wiring holds.

mod attrs;
mod check;
mod expand;
mod migrations;
mod model;

use std::path::Path;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};

use crate::support::errors::Errors;

/// Reads the list and writes the application's type.
pub(crate) fn app(input: TokenStream) -> TokenStream {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let mut errors = Errors::default();
    let mut tokens = TokenStream::new();
    let written = (|input: ParseStream| attrs::read(input, &mut errors)).parse2(input);
    if let Some(written) = errors.keep(written) {
        let mut app = model::read(written, &mut errors);
        check::check(&mut app, &mut errors);
        let migrations = migrations::read(Path::new(&root), &app.name, &mut errors);
        tokens = expand::expand(&app, &migrations);
    }
    errors.into_tokens().to_tokens(&mut tokens);
    tokens
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn the_list_becomes_the_applications_type() {
        let tokens = super::app(quote! {
            /// The running application.
            pub struct App { models: [User], services: [UserService, Stripe as dyn Payments], jobs: [SendWelcome], config: [MailConfig] }
        });
        golden::check("app", &tokens);
    }
}

//! Reads `#[service(facade = Users)]`.

use proc_macro2::TokenStream;
use syn::{Expr, Ident};

use crate::support::{
    errors::Errors,
    keys::{self, Given, Key},
};

/// What the attribute says.
pub(crate) struct Attributes {
    pub(crate) facade: Option<Ident>,
}

/// Reads the tokens in the attribute's parentheses.
pub(crate) fn read(arguments: TokenStream, errors: &mut Errors) -> Attributes {
    let keys = keys::parse(arguments, "#[service]", &["facade"], errors);
    Attributes {
        facade: keys.first().and_then(|key| facade(key, errors)),
    }
}

fn facade(key: &Key, errors: &mut Errors) -> Option<Ident> {
    if let Given::Value(value) = &key.given
        && let Expr::Path(path) = &**value
        && let Some(name) = path.path.get_ident()
    {
        return Some(name.clone());
    }
    errors.at(
        key,
        "`facade` takes the name of a type that `#[service]` makes\nhelp: write `facade = Users`",
    );
    None
}

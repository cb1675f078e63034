//! Reads what stands in `app! { … }`: a struct whose fields are lists of types. One that can't be read is reported, and the next one read all
//! the same.

use proc_macro2::TokenTree;
use syn::{
    Attribute, Ident, Token, Type, Visibility, braced, bracketed,
    ext::IdentExt,
    parse::ParseStream,
    token::{Brace, Bracket},
};

use crate::support::{errors::Errors, naming};

/// `pub struct App { services: […], jobs: […] }`
pub(crate) struct Written {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) lists: Vec<List>,
}

/// `services: [UserService, PostService]`
pub(crate) struct List {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) key: Ident,
    pub(crate) brackets: Bracket,
    pub(crate) entries: Vec<Entry>,
}

/// One type of a list.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ty: Type,
    /// `Stripe as dyn Payments`
    pub(crate) traits: Vec<Type>,
}

const FORM: &str = "help: write `scaffold::app! { pub struct App { services: [UserService], jobs: [SendWelcome] } }`";

/// Reads the whole.
pub(crate) fn read(input: ParseStream, errors: &mut Errors) -> syn::Result<Written> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    if !input.peek(Token![struct]) {
        return Err(input.error(format!("expected `struct`\n{FORM}")));
    }
    input.parse::<Token![struct]>()?;
    let name = input.parse()?;
    if !input.peek(Brace) {
        return Err(input.error(format!(
            "expected the application's lists in braces\n{FORM}"
        )));
    }
    let braces;
    braced!(braces in input);
    let lists = separated(&braces, "a list", errors, list);
    if !input.is_empty() {
        errors.push(input.error("nothing follows the application's lists\nhelp: remove it, or write it outside of `app!`"));
        while !input.is_empty() {
            skip(input);
        }
    }
    Ok(Written {
        attributes,
        visibility,
        name,
        lists,
    })
}

fn list(input: ParseStream, errors: &mut Errors) -> syn::Result<List> {
    let attributes = input.call(Attribute::parse_outer)?;
    let key = input.call(Ident::parse_any)?;
    let form = || format!("help: write `{}: [First, Second]`", naming::text(&key));
    if !input.peek(Token![:]) {
        return Err(input.error(format!("expected `:` after `{key}`\n{}", form())));
    }
    input.parse::<Token![:]>()?;
    if !input.peek(Bracket) {
        return Err(input.error(format!("`{key}` takes a list of types\n{}", form())));
    }
    let entries;
    let brackets = bracketed!(entries in input);
    Ok(List {
        attributes,
        entries: separated(&entries, "a type", errors, |input, _| entry(input)),
        key,
        brackets,
    })
}

fn entry(input: ParseStream) -> syn::Result<Entry> {
    let attributes = input.call(Attribute::parse_outer)?;
    let expected = |error: syn::Error| {
        let message =
            "expected a type\nhelp: write it as at its definition: `UserService`, `Audit<User>`";
        syn::Error::new(error.span(), message)
    };
    let ty = input.parse().map_err(expected)?;
    let mut traits = Vec::new();
    while input.parse::<Option<Token![as]>>()?.is_some() {
        let expected = |error: syn::Error| {
            let message = "expected a trait\nhelp: write `Stripe as dyn Payments`";
            syn::Error::new(error.span(), message)
        };
        traits.push(input.parse().map_err(expected)?);
    }
    Ok(Entry {
        attributes,
        ty,
        traits,
    })
}

/// What stands between commas; what can't be read is reported and left out.
fn separated<T>(
    input: ParseStream,
    what: &str,
    errors: &mut Errors,
    read: impl Fn(ParseStream, &mut Errors) -> syn::Result<T>,
) -> Vec<T> {
    let mut things = Vec::new();
    while !input.is_empty() {
        let thing = read(input, errors);
        let was_read = thing.is_ok();
        things.extend(errors.keep(thing));
        if was_read && !input.is_empty() && !input.peek(Token![,]) {
            errors.push(input.error(format!(
                "expected a comma after {what}\nhelp: write `,` before this"
            )));
            if input.peek(Ident::peek_any) {
                continue;
            }
        }
        while !input.is_empty() && !input.peek(Token![,]) {
            skip(input);
        }
        drop(input.parse::<Option<Token![,]>>());
    }
    things
}

/// Goes past one token.
fn skip(input: ParseStream) {
    drop(input.parse::<TokenTree>());
}

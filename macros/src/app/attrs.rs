//! Reads what stands in `app! { … }`: a struct whose fields are lists of types.

use syn::{
    Attribute, Ident, Token, Type, Visibility, braced, bracketed,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    token::{Brace, Bracket},
};

/// `pub struct App { services: […], jobs: […] }`
pub(crate) struct Written {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) lists: Punctuated<List, Token![,]>,
}

/// `services: [UserService, PostService]`
pub(crate) struct List {
    pub(crate) key: Ident,
    pub(crate) brackets: Bracket,
    pub(crate) entries: Punctuated<Entry, Token![,]>,
}

/// One type of a list.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ty: Type,
}

const FORM: &str = "help: write `scaffold::app! { pub struct App { services: [UserService], jobs: [SendWelcome] } }`";

impl Parse for Written {
    fn parse(input: ParseStream) -> syn::Result<Self> {
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
        Ok(Self {
            attributes,
            visibility,
            name,
            lists: braces.parse_terminated(List::parse, Token![,])?,
        })
    }
}

impl Parse for List {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        input.parse::<Token![:]>()?;
        if !input.peek(Bracket) {
            return Err(input.error(format!(
                "`{key}` takes a list of types\nhelp: write `{key}: [First, Second]`"
            )));
        }
        let entries;
        let brackets = bracketed!(entries in input);
        Ok(Self {
            key,
            brackets,
            entries: entries.parse_terminated(Entry::parse, Token![,])?,
        })
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            ty: input.parse()?,
        })
    }
}

//! Reads `#[service(facade = Users, all(logged))]` of the block, and `#[facade(skip)]` of a method.

use proc_macro2::TokenStream;
use syn::{Attribute, Expr, Ident, Meta};

use super::decorator;

use crate::support::{
    errors::Errors,
    key::{Given, Key},
    keys,
};

/// What the block's attribute says.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) facade: Option<Ident>,
    /// Another block of a service that has one already.
    pub(crate) more: bool,
    /// The decorators of all methods.
    pub(crate) all: Vec<Meta>,
}

/// Reads the tokens in the attribute's parentheses.
pub(crate) fn read(arguments: TokenStream, errors: &mut Errors) -> Attributes {
    let mut attributes = Attributes::default();
    for key in keys::parse(arguments, "#[service]", &["facade", "more", "all"], errors) {
        match key.text().as_str() {
            "more" => attributes.more = key.flag(errors),
            "all" => attributes.all = decorator::defaults(&key, errors),
            _ => attributes.facade = facade(&key, errors),
        }
    }
    if let Attributes {
        facade: Some(facade),
        more: true,
        ..
    } = &attributes
    {
        errors.at(
            facade,
            "a service has one facade, and its first block makes it\nhelp: write `#[service(more)]` here, and `facade = …` there",
        );
        attributes.facade = None;
    }
    attributes
}

fn facade(key: &Key, errors: &mut Errors) -> Option<Ident> {
    if let Given::Value(value) = &key.given
        && let Expr::Path(path) = &**value
        && let Some(name) = path.path.get_ident()
        && !["Self", "self", "super", "crate"]
            .iter()
            .any(|word| name == word)
    {
        return Some(name.clone());
    }
    errors.at(
        key,
        "`facade` takes the name of a type that `#[service]` makes\nhelp: write `facade = Users`",
    );
    None
}

/// Takes `#[facade(skip)]` out of a method's attributes; says whether it was there.
pub(crate) fn take_skip(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> bool {
    let keys = keys::of(attributes, "facade", &["skip"], errors);
    attributes.retain(|attribute| !attribute.path().is_ident("facade"));
    keys.first().is_some_and(|key| key.flag(errors))
}

/// When a method runs by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hook {
    /// `#[on_start]`
    Start,
    /// `#[on_stop]`
    Stop,
}

impl Hook {
    const ALL: [Self; 2] = [Self::Start, Self::Stop];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Start => "on_start",
            Self::Stop => "on_stop",
        }
    }
}

/// Whether an attribute of this name makes a method a hook.
pub(crate) fn is_hook(name: &Ident) -> bool {
    Hook::ALL.iter().any(|hook| name == hook.word())
}

/// Takes `#[on_start]` and `#[on_stop]` out of a method's attributes.
pub(crate) fn take_hooks(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Vec<Hook> {
    let mut hooks = Vec::new();
    attributes.retain(|attribute| {
        let word = attribute.path().get_ident();
        let hook = Hook::ALL
            .into_iter()
            .find(|hook| word.is_some_and(|word| word == hook.word()));
        if let Some(hook) = hook {
            if !matches!(attribute.meta, Meta::Path(_)) {
                let word = hook.word();
                errors.at(
                    attribute,
                    format!("`{word}` takes nothing\nhelp: write `#[{word}]`"),
                );
            }
            hooks.push(hook);
        }
        hook.is_none()
    });
    hooks
}

//! `#[service(all(logged, measured))]`: decorators for all methods of a block, and `#[logged(off)]` for a method without one.

use syn::{Ident, Meta};

use super::{Decorator, Kind, Taken, form, is_off};
use crate::support::{
    errors::Errors,
    key::{Given, Key},
    keys, nearest,
};

use super::super::{check, method::Method};

/// What `all(…)` gives, as attributes: each method gets one of its own.
pub(crate) fn read(key: &Key, errors: &mut Errors) -> Vec<Meta> {
    let tokens = match &key.given {
        Given::List(tokens) if !tokens.is_empty() => tokens.clone(),
        _ => {
            errors.at(
                key,
                "`all` takes decorators in parentheses\nhelp: write `all(logged, measured)`",
            );
            return Vec::new();
        }
    };
    let pieces = keys::pieces(tokens).into_iter();
    let metas = pieces.filter_map(|piece| errors.keep(syn::parse2(piece.into_iter().collect())));
    let metas: Vec<Meta> = metas.collect();
    metas
        .into_iter()
        .filter(|meta| fits_all(meta, errors))
        .collect()
}

/// Reports what can't be a default.
fn fits_all(meta: &Meta, errors: &mut Errors) -> bool {
    let Some((word, form)) =
        form::word(meta.path()).and_then(|word| Some((word, form::form(word)?)))
    else {
        let written = crate::support::naming::line(quote::ToTokens::to_token_stream(meta.path()));
        let help = nearest::help(&written, &form::words());
        errors.at(
            meta.path(),
            format!("unknown `{written}` in `all(…)`\n{help}"),
        );
        return false;
    };
    if is_off(meta) {
        errors.at(
            meta,
            format!("`off` belongs on a method\nhelp: remove `{word}(off)` here, and write `#[{word}(off)]` above the method"),
        );
        return false;
    }
    let Some(decorator) = form.decorator(word, meta, errors) else {
        return false;
    };
    let problem = match &decorator.kind {
        Kind::Cached(_) => {
            "`cached` can't be for all methods: one that writes, or asks who calls, must not be\nhelp: write `#[cached]` above those that are"
        }
        Kind::Logged(named) if !named.is_empty() => {
            "`args` names the arguments of one method, not of all\nhelp: write `#[logged(args(…))]` above it"
        }
        Kind::Audited(named) if !named.is_empty() => {
            "`args` names the arguments of one method, not of all\nhelp: write `#[audited(args(…))]` above it"
        }
        Kind::RateLimited(limit) if limit.by.is_some() => {
            "`by` names an argument of one method, not of all\nhelp: write `#[rate_limited(…)]` above it"
        }
        Kind::Exclusive(exclusive) if exclusive.key.is_some() => {
            "`key` names an argument of one method, not of all\nhelp: write `#[exclusive(…)]` above it"
        }
        Kind::Authorized(policy) if !policy.arguments.is_empty() => {
            "a policy for all methods is asked about no argument\nhelp: write `authorized(may_use)` here, and `#[authorized(…)]` above the methods that need more"
        }
        _ => return true,
    };
    errors.at(meta, problem);
    false
}

/// The decorators of a method: those of all methods around its own. One that it has itself, or turns off, it has as it says.
pub(crate) fn complete(method: &mut Method, taken: Taken, all: &[Meta], errors: &mut Errors) {
    let Taken {
        decorators: own,
        off,
    } = taken;
    mistakes(&own, &off, all, errors);
    let mut decorators = Vec::new();
    for meta in all {
        let Some(word) = form::word(meta.path()) else {
            continue;
        };
        let has_own = word != "decorate" && own.iter().any(|own| own.word == *word);
        if has_own || off.contains(word) {
            continue;
        }
        let given =
            form::form(word).and_then(|form| form.decorator(word, meta, &mut Errors::default()));
        decorators.extend(given.filter(|it| fits(method, it)).map(|it| Decorator {
            is_default: true,
            ..it
        }));
    }
    decorators.extend(own);
    for (at, decorator) in decorators.iter_mut().enumerate() {
        decorator.at = at;
    }
    method.decorators = decorators;
}

fn mistakes(own: &[Decorator], off: &[Ident], all: &[Meta], errors: &mut Errors) {
    for (at, word) in off.iter().enumerate() {
        if off[..at].contains(word) || own.iter().any(|own| own.word == *word) {
            errors.at(
                word,
                format!("`{word}` is on this method twice, once to turn it off\nhelp: remove one of the two"),
            );
        } else if !all.iter().any(|meta| form::word(meta.path()) == Some(word)) {
            errors.at(
                word,
                format!("there is no `{word}` to turn off: it is not in `#[service(all(…))]`\nhelp: remove `#[{word}(off)]`"),
            );
        }
    }
}

/// Whether a method may have this default. A policy is not asked whether it may be asked.
fn fits(method: &Method, decorator: &Decorator) -> bool {
    if let Kind::Authorized(policy) = &decorator.kind
        && policy.method() == Some(&method.signature.ident)
    {
        return false;
    }
    method.receiver().is_some() && check::may_have(method, decorator)
}

//! The same decorator twice, and orders that mean something else than they say.

use super::{
    decorator::{Decorator, Kind},
    method::Method,
};
use crate::support::errors::Errors;

/// Reports what is wrong with the order of a method's decorators.
pub(super) fn check(method: &Method, errors: &mut Errors) {
    for (at, inner) in method.decorators.iter().enumerate() {
        let outer = &method.decorators[..at];
        let is_built_in = !matches!(inner.kind, Kind::Decorate(_));
        if is_built_in && outer.iter().any(|outer| outer.word == inner.word) {
            errors.at(
                &inner.word,
                format!(
                    "`{}` is on this method twice\nhelp: remove one of the two",
                    inner.word
                ),
            );
            continue;
        }
        if let Some(problem) = outer.iter().find_map(|outer| between(outer, inner)) {
            errors.at(&inner.word, problem);
        }
        if let Kind::Retried(retried) = &inner.kind
            && !retried.idempotent
            && !method.decorators[at..].iter().any(undoes)
            && !outer.iter().any(undoes)
        {
            errors.at(
                &inner.word,
                "`retried` runs the body again, and what a failed attempt has done would be done twice\nhelp: write `#[transactional]` below it, which undoes it, or `#[retried(idempotent)]` if twice does no harm",
            );
        }
    }
}

/// Whether a failed attempt leaves nothing. A transaction that can be switched off may not be there.
fn undoes(decorator: &Decorator) -> bool {
    decorator.begins_transaction() && decorator.when.is_none()
}

/// What is wrong with one decorator inside another.
fn between(outer: &Decorator, inner: &Decorator) -> Option<String> {
    let word = &outer.word;
    let (problem, help) = match (&outer.kind, &inner.kind) {
        (Kind::Cached(_), Kind::Transactional(_)) => (
            "`transactional` inside `cached`: a hit would skip what the transaction writes"
                .to_owned(),
            "remove one of the two, or write in a method of its own".to_owned(),
        ),
        (Kind::Cached(_), Kind::Audited(_)) => (
            "`audited` inside `cached`: a hit would leave no record".to_owned(),
            "remove one of the two, or cache in a method of its own".to_owned(),
        ),
        (_, Kind::Cached(_)) if outer.begins_transaction() => (
            format!("`cached` inside `{word}`: nothing is cached within a transaction"),
            "remove one of the two".to_owned(),
        ),
        (_, Kind::Retried(_)) if outer.begins_transaction() => (
            format!(
                "`retried` inside `{word}`: every attempt would run in the transaction that already failed"
            ),
            format!("write `#[retried]` above `#[{word}]`"),
        ),
        (_, Kind::Exclusive(_)) if outer.begins_transaction() => (
            format!(
                "`exclusive` inside `{word}`: the lock would be given back before the commit, and nobody else would see it until then"
            ),
            format!("write `#[exclusive]` above `#[{word}]`"),
        ),
        (Kind::Exclusive(_), Kind::Cached(_)) => (
            "`cached` inside `exclusive`: every hit would take the lock, which writes".to_owned(),
            "write `#[cached]` above `#[exclusive]`, so that only the call that loads takes it"
                .to_owned(),
        ),
        (Kind::Cached(_), Kind::Authorized(_)) => (
            "`authorized` inside `cached`: a hit would skip the check".to_owned(),
            "write `#[authorized(…)]` above `#[cached]`".to_owned(),
        ),
        _ => return None,
    };
    let or_off = if outer.is_default {
        format!(", or `#[{word}(off)]`")
    } else {
        String::new()
    };
    Some(format!("{problem}\nhelp: {help}{or_off}"))
}

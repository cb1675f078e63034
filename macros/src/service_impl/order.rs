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
    matches!(decorator.kind, Kind::Transactional) && decorator.when.is_none()
}

/// What is wrong with one decorator inside another.
fn between(outer: &Decorator, inner: &Decorator) -> Option<String> {
    let (problem, help) = match (&outer.kind, &inner.kind) {
        (Kind::Cached(_), Kind::Transactional) => (
            "`transactional` inside `cached`: a hit would skip what the transaction writes",
            "remove one of the two, or write in a method of its own",
        ),
        (Kind::Transactional, Kind::Cached(_)) => (
            "`cached` inside `transactional`: nothing is cached within a transaction",
            "remove one of the two",
        ),
        (Kind::Transactional, Kind::Retried(_)) => (
            "`retried` inside `transactional`: every attempt would run in the transaction that already failed",
            "write `#[retried]` above `#[transactional]`",
        ),
        (Kind::Transactional, Kind::Exclusive(_)) => (
            "`exclusive` inside `transactional`: the lock would be given back before the commit, and nobody else would see it until then",
            "write `#[exclusive]` above `#[transactional]`",
        ),
        (Kind::Exclusive(_), Kind::Cached(_)) => (
            "`cached` inside `exclusive`: every hit would take the lock, which writes",
            "write `#[cached]` above `#[exclusive]`, so that only the call that loads takes it",
        ),
        (Kind::Cached(_), Kind::Authorized(_)) => (
            "`authorized` inside `cached`: a hit would skip the check",
            "write `#[authorized(…)]` above `#[cached]`",
        ),
        _ => return None,
    };
    let or_off = if outer.is_default {
        format!(", or `#[{}(off)]`", outer.word)
    } else {
        String::new()
    };
    Some(format!("{problem}\nhelp: {help}{or_off}"))
}

//! What stands in the parentheses of each decorator.

use std::time::Duration;

use syn::{Expr, Ident, Path};

use super::{Cached, Exclusive, Kind, Own, Policy, RateLimited, Retried, Transactional};
use crate::support::{
    errors::Errors,
    key::{Given, Key},
    nearest,
};

pub(super) fn cached(_: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    let mut cached = Cached::default();
    for key in keys {
        match key.text().as_str() {
            "ttl" => cached.ttl = key.duration(errors),
            _ => cached.reads = reads(key, errors),
        }
    }
    Some(Kind::Cached(cached))
}

fn reads(key: &Key, errors: &mut Errors) -> Option<Vec<Path>> {
    match &key.given {
        Given::List(tokens) if !tokens.is_empty() => {
            let paths: Vec<Path> = key.values(errors);
            let (none, models): (Vec<_>, Vec<_>) =
                paths.into_iter().partition(|path| path.is_ident("none"));
            if let (Some(none), false) = (none.first(), models.is_empty()) {
                errors.at(
                    none,
                    "`none` beside models contradicts itself\nhelp: write `reads(none)` or the models",
                );
            }
            Some(models)
        }
        _ => {
            errors.at(
                key,
                "`reads` takes the models that the method reads past the repositories\nhelp: write `reads(Post)`, or `reads(none)` if it reads none",
            );
            None
        }
    }
}

pub(super) fn logged(_: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    Some(Kind::Logged(args(keys, errors)))
}

/// The words of isolations, and the variants of the runtime's.
const ISOLATIONS: [(&str, &str); 3] = [
    ("read committed", "ReadCommitted"),
    ("repeatable read", "RepeatableRead"),
    ("serializable", "Serializable"),
];

pub(super) fn transactional(_: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    let mut transactional = Transactional::default();
    for key in keys {
        match key.text().as_str() {
            "read_only" => transactional.read_only = key.flag(errors),
            _ => transactional.isolation = isolation(key, errors),
        }
    }
    Some(Kind::Transactional(transactional))
}

fn isolation(key: &Key, errors: &mut Errors) -> Option<Ident> {
    let given = key.string(errors)?;
    let text = given.value();
    let found = ISOLATIONS.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        let words = ISOLATIONS.map(|(word, _)| word);
        let nearest = nearest::nearest(&text, &words).unwrap_or("serializable");
        errors.at(
            &given,
            format!(
                "`{text}` is no isolation; legal: `{}`\nhelp: write `isolation = \"{nearest}\"`",
                words.join("`, `")
            ),
        );
    }
    found.map(|(_, variant)| Ident::new(variant, given.span()))
}

pub(super) fn audited(_: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    Some(Kind::Audited(args(keys, errors)))
}

/// The arguments that are named.
fn args(keys: &[Key], errors: &mut Errors) -> Vec<Expr> {
    let named = keys.first().map(|args| args.values(errors));
    let named: Vec<Expr> = named.unwrap_or_default();
    for argument in named.iter().filter(|named| argument(named).is_none()) {
        errors.at(
            argument,
            "`args` names arguments and their fields\nhelp: write `args(id, draft.email)`",
        );
    }
    named
}

/// The argument that `draft.email` is a part of.
pub(crate) fn argument(named: &Expr) -> Option<&Ident> {
    match named {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Field(field) => argument(&field.base),
        Expr::Group(group) => argument(&group.expr),
        _ => None,
    }
}

pub(super) fn retried(_: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    let mut retried = Retried {
        times: 3,
        backoff: Duration::from_millis(100),
        idempotent: false,
        on: None,
    };
    for key in keys {
        match key.text().as_str() {
            "times" => match key.integer(errors) {
                Some(times) if times < 2 => errors.at(
                    key,
                    format!("`times = {times}` never tries again: the first attempt counts\nhelp: write `times = 3`"),
                ),
                times => retried.times = times.unwrap_or(retried.times),
            },
            "idempotent" => retried.idempotent = key.flag(errors),
            "on" => retried.on = on(key, errors),
            _ => retried.backoff = key.duration(errors).unwrap_or(retried.backoff),
        }
    }
    Some(Kind::Retried(retried))
}

fn on(key: &Key, errors: &mut Errors) -> Option<Path> {
    if let Given::Value(value) = &key.given
        && let Expr::Path(path) = &**value
        && path.qself.is_none()
    {
        return Some(path.path.clone());
    }
    errors.at(
        key,
        "`on` takes a function that says whether an error is tried again\nhelp: write `on = is_busy`, with `fn is_busy(error: &Error) -> bool`",
    );
    None
}

pub(super) fn timed_out(word: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    let Some(after) = keys.first() else {
        errors.at(
            word,
            "`timed_out` lacks the time a call may take\nhelp: write `#[timed_out(after = \"5s\")]`",
        );
        return None;
    };
    after.duration(errors).map(Kind::TimedOut)
}

pub(super) fn rate_limited(word: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    let find = |word: &str| keys.iter().find(|key| key.word == word);
    let (Some(times), Some(per)) = (find("times"), find("per")) else {
        errors.at(
            word,
            "`rate_limited` lacks how many calls there may be in which time\nhelp: write `#[rate_limited(times = 100, per = \"1m\")]`",
        );
        return None;
    };
    let count: Option<u32> = times.integer(errors);
    if count == Some(0) {
        errors.at(
            times,
            "`times = 0` lets no call through\nhelp: write `times = 100`",
        );
    }
    let by = find("by").and_then(|key| own(key, "a limit", errors));
    Some(Kind::RateLimited(RateLimited {
        per: per.duration(errors)?,
        times: count?,
        by,
    }))
}

/// What has one of its own.
fn own(key: &Key, what: &str, errors: &mut Errors) -> Option<Expr> {
    let value = key.value().cloned();
    if value.is_none() {
        errors.at(
            key,
            format!(
                "`{0}` takes what has {what} of its own\nhelp: write an argument: `{0} = id`",
                key.word
            ),
        );
    }
    value
}

pub(super) fn exclusive(_: &Ident, keys: &[Key], errors: &mut Errors) -> Option<Kind> {
    /// The runtime's `Locks` has the same.
    const SHORTEST: Duration = Duration::from_millis(100);
    let mut exclusive = Exclusive::default();
    for key in keys {
        match key.text().as_str() {
            "key" => exclusive.key = own(key, "a lock", errors),
            "wait" => exclusive.wait = key.duration(errors),
            _ => {
                exclusive.ttl = key.duration(errors);
                if exclusive.ttl.is_some_and(|ttl| ttl < SHORTEST) {
                    errors.at(
                        key,
                        "no renewal can keep a lock for less than `100ms` at a time\nhelp: write `ttl = \"30s\"`, longer than the longest transaction of the method",
                    );
                }
            }
        }
    }
    Some(Kind::Exclusive(exclusive))
}

pub(super) fn authorized(policy: &Expr, errors: &mut Errors) -> Option<Kind> {
    let (path, arguments) = match policy {
        Expr::Call(call) => (&*call.func, call.args.iter().cloned().collect()),
        other => (other, Vec::new()),
    };
    match path {
        Expr::Path(path) if path.qself.is_none() => Some(Kind::Authorized(Policy {
            path: path.path.clone(),
            arguments,
        })),
        other => {
            errors.at(
                other,
                "`authorized` takes a policy and what it is asked about\nhelp: write `#[authorized(may_edit(id))]` with `async fn may_edit(&self, who: &Identity, id: …) -> Result<bool>`, or a path to such a function",
            );
            None
        }
    }
}

pub(super) fn decorate(decorator: &Expr, errors: &mut Errors) -> Option<Kind> {
    let own = Own::of(decorator);
    if own.is_none() {
        errors.at(
            decorator,
            "the type of this decorator can't be seen\nhelp: write a constant expression that begins with its type, `#[decorate(Throttle::per_second(5))]`, or a static of yours, `#[decorate(THROTTLE)]`",
        );
    }
    own.map(|own| Kind::Decorate(Box::new(own)))
}

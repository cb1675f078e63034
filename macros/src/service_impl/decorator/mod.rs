//! The decorators among a method's attributes.

mod defaults;
mod form;
mod own;
mod read;

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::format_ident;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Path};

pub(crate) use defaults::{complete, read as defaults};
pub(crate) use form::is_decorator;
use form::{form, word};
pub(crate) use own::Own;
pub(crate) use read::argument;

use super::carried::conditional;
use crate::support::errors::Errors;

/// One decorator of a method.
pub(crate) struct Decorator {
    pub(crate) word: Ident,
    /// As written, for `service:list`.
    pub(crate) text: String,
    pub(crate) kind: Kind,
    /// The key of the configuration that turns it on.
    pub(crate) when: Option<Switch>,
    /// The block's `all(…)` has given it.
    pub(crate) is_default: bool,
    /// Its place among the method's, from the outside.
    pub(crate) at: usize,
}

/// `when = "audit_logins"`
pub(crate) struct Switch {
    pub(crate) written: LitStr,
    /// With its section: `switches.audit_logins`.
    pub(crate) key: String,
}

/// Which one, and what it was told.
pub(crate) enum Kind {
    Cached(Cached),
    /// The arguments that are named.
    Logged(Vec<Expr>),
    Measured,
    Transactional(Transactional),
    /// The arguments that are named.
    Audited(Vec<Expr>),
    Retried(Retried),
    /// After how long.
    TimedOut(Duration),
    RateLimited(RateLimited),
    Exclusive(Exclusive),
    Authorized(Policy),
    Decorate(Box<Own>),
}

/// `#[cached(ttl = "10m", reads(Post))]`
#[derive(Default)]
pub(crate) struct Cached {
    pub(crate) ttl: Option<Duration>,
    /// `reads(none)` is an empty list.
    pub(crate) reads: Option<Vec<Path>>,
}

/// `#[transactional(isolation = "serializable", read_only)]`
#[derive(Default)]
pub(crate) struct Transactional {
    /// The variant of the runtime's `Isolation`.
    pub(crate) isolation: Option<Ident>,
    pub(crate) read_only: bool,
}

/// `#[retried(times = 3, backoff = "100ms", idempotent, on = is_busy)]`
pub(crate) struct Retried {
    pub(crate) times: u32,
    pub(crate) backoff: Duration,
    /// That a second run does no harm.
    pub(crate) idempotent: bool,
    /// Which errors are tried again.
    pub(crate) on: Option<Path>,
}

/// `#[rate_limited(times = 100, per = "1m", by = id)]`
pub(crate) struct RateLimited {
    pub(crate) times: u32,
    pub(crate) per: Duration,
    pub(crate) by: Option<Expr>,
}

/// `#[exclusive(key = id, ttl = "30s", wait = "5s")]`
#[derive(Default)]
pub(crate) struct Exclusive {
    pub(crate) key: Option<Expr>,
    /// How long the lease is.
    pub(crate) ttl: Option<Duration>,
    /// How long another call waits.
    pub(crate) wait: Option<Duration>,
}

/// `#[authorized(may_edit(id))]`
pub(crate) struct Policy {
    pub(crate) path: Path,
    pub(crate) arguments: Vec<Expr>,
}

impl Policy {
    /// A bare name: a method of the service.
    pub(crate) fn method(&self) -> Option<&Ident> {
        self.path.get_ident()
    }
}

impl Decorator {
    /// Whether it only looks on, and so works on any method; of one that is a person's own, nothing is known.
    pub(crate) fn observes(&self) -> bool {
        matches!(self.kind, Kind::Logged(_) | Kind::Measured)
    }

    /// Whether it needs the database, the cache or the clock.
    pub(crate) fn needs_core(&self) -> bool {
        matches!(
            self.kind,
            Kind::Cached(_)
                | Kind::Transactional(_)
                | Kind::Audited(_)
                | Kind::RateLimited(_)
                | Kind::Exclusive(_)
        )
    }

    /// Whether it is told of the shared parts, if there are any.
    pub(crate) fn takes_core(&self) -> bool {
        matches!(
            self.kind,
            Kind::Transactional(_)
                | Kind::Audited(_)
                | Kind::Retried(_)
                | Kind::RateLimited(_)
                | Kind::Exclusive(_)
                | Kind::Decorate(_)
        )
    }

    /// Whether it runs the body in a transaction.
    pub(crate) fn begins_transaction(&self) -> bool {
        matches!(self.kind, Kind::Transactional(_) | Kind::Audited(_))
    }

    /// A name for one of its parts: `observer_0`.
    pub(crate) fn part(&self, name: &str) -> Ident {
        format_ident!("{name}_{}", self.at, span = Span::mixed_site())
    }
}

/// What a method's attributes say.
#[derive(Default)]
pub(crate) struct Taken {
    /// Outermost first.
    pub(crate) decorators: Vec<Decorator>,
    /// The words of `#[logged(off)]`.
    pub(crate) off: Vec<Ident>,
}

/// Takes the decorators out of a method's attributes, in their order. A word that is none stays: another crate's attribute, or the
/// compiler says that there is none such and which one is near.
pub(crate) fn take(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Taken {
    let mut taken = Taken::default();
    attributes.retain_mut(|attribute| {
        if let Some((_, given)) = conditional(&attribute.meta)
            && let Some(word) = given.iter().find_map(|meta| word(meta.path()).filter(|it| form(it).is_some()))
        {
            errors.at(
                word,
                format!("`{word}` can't be in a `cfg_attr`: nobody could say what the method is woven of\nhelp: write the method twice, once with `#[{word}]`, each with its `#[cfg(…)]`"),
            );
            return false;
        }
        let Some(word) = word(attribute.path()) else {
            return true;
        };
        if let Some(form) = form(word) {
            if is_off(&attribute.meta) {
                taken.off.push(word.clone());
            } else {
                taken.decorators.extend(form.decorator(word, &attribute.meta, errors));
            }
            return false;
        }
        true
    });
    taken
}

/// `#[logged(off)]`
fn is_off(meta: &Meta) -> bool {
    match meta {
        Meta::List(list) => is_word(&list.tokens, "off"),
        _ => false,
    }
}

fn is_word(tokens: &TokenStream, word: &str) -> bool {
    syn::parse2::<Ident>(tokens.clone()).is_ok_and(|found| found == word)
}

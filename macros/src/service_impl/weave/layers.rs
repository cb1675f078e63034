//! Layers that run a future: each takes the one of the next, pinned where it stands.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{
    super::{
        decorator::{Decorator, Kind, Transactional},
        method::Method,
        model::ServiceImpl,
    },
    asked, audited, authorized, block, cached, keyed, observed, outermost_observers, patterns,
    retried,
};
use crate::support::duration;

/// A layer, as the one around it sees it.
pub(super) struct Layer {
    /// What has to stand before it.
    pub(super) before: TokenStream,
    pub(super) form: Form,
    /// Where it is waited for, so that what is wrong with its type is told once.
    pub(super) site: Span,
}

pub(super) enum Form {
    /// An expression that is a future.
    Future(TokenStream),
    /// Statements in braces that wait by themselves: their value is the output.
    Block(TokenStream),
}

impl Layer {
    /// What stands before it, and its output.
    pub(super) fn awaited(self) -> (TokenStream, TokenStream) {
        let Self { before, form, site } = self;
        match form {
            Form::Future(future) => (before, quote_spanned!(site=> #future.await)),
            Form::Block(block) => (before, block),
        }
    }

    /// `let next = …`, pinned in place.
    pub(super) fn pinned(self) -> TokenStream {
        let (before, future) = self.future();
        quote_spanned! {Span::mixed_site()=>
            #before
            let next = ::core::pin::pin!(#future);
        }
    }

    /// `let next = …`, pinned in place, and dropped in there when it is let go of.
    fn held(self) -> TokenStream {
        let (before, future) = self.future();
        quote_spanned! {Span::mixed_site()=>
            #before
            let next = ::core::pin::pin!(::core::option::Option::Some(#future));
            let next = ::scaffold::__private::held(next);
        }
    }

    fn future(self) -> (TokenStream, TokenStream) {
        let future = match self.form {
            Form::Future(future) => future,
            Form::Block(block) => quote_spanned!(Span::mixed_site()=> async move #block),
        };
        (self.before, future)
    }
}

/// What begins the transaction.
fn transaction(transactional: &Transactional) -> TokenStream {
    let isolation = (transactional.isolation.as_ref())
        .map(|variant| quote!(.isolation(::scaffold::__private::Isolation::#variant)));
    let read_only = transactional.read_only.then(|| quote!(.read_only()));
    quote_spanned!(Span::mixed_site()=> const { &::scaffold::__private::Transactional::new()#isolation #read_only })
}

/// These layers, the first one outermost, around the body.
pub(super) fn layered(service: &ServiceImpl, method: &Method, layers: &[Decorator]) -> Layer {
    let Some((outermost, rest)) = layers.split_first() else {
        return body(method);
    };
    let site = Span::mixed_site().located_at(outermost.word.span());
    let next = || layered(service, method, rest);
    match &outermost.kind {
        Kind::Logged(_) | Kind::Measured => {
            let (observers, inner) = outermost_observers(method, layers);
            let noted = observed::noted(method, observers);
            // What is observed is pinned outside: an async block keeps what it takes in as well as what it makes of it.
            let pinned = layered(service, method, inner).pinned();
            let observed = observed::observed(observers, &quote_spanned!(site=> next.await), None);
            Layer {
                before: quote_spanned!(Span::mixed_site()=> #noted #pinned),
                form: Form::Future(quote_spanned!(Span::mixed_site()=> async move { #observed })),
                site,
            }
        }
        Kind::Transactional(transactional) => {
            let value = transaction(transactional);
            around(
                method,
                outermost,
                next().pinned(),
                quote_spanned!(site=> ::scaffold::__private::around(#value, call, next)),
            )
        }
        Kind::Audited(named) => {
            let noted = audited::noted(method, outermost, named);
            let pinned = next().pinned();
            around(
                method,
                outermost,
                quote_spanned!(Span::mixed_site()=> #noted #pinned),
                audited::audited(outermost, site),
            )
        }
        Kind::TimedOut(after) => {
            let after = duration::expression(*after);
            let value = quote_spanned!(Span::mixed_site()=> const { &::scaffold::__private::TimedOut::after(#after) });
            around(
                method,
                outermost,
                next().held(),
                quote_spanned!(site=> ::scaffold::__private::around(#value, call, next)),
            )
        }
        Kind::RateLimited(limit) => {
            let key = keyed::key(method, outermost, "limit_key", limit.by.as_ref());
            let pinned = next().pinned();
            around(
                method,
                outermost,
                quote_spanned!(Span::mixed_site()=> #key #pinned),
                keyed::limited(limit, site),
            )
        }
        Kind::Exclusive(exclusive) => {
            let key = keyed::key(method, outermost, "lock_key", exclusive.key.as_ref());
            let held = next().held();
            around(
                method,
                outermost,
                quote_spanned!(Span::mixed_site()=> #key #held),
                keyed::exclusive(service, method, exclusive, site),
            )
        }
        Kind::Decorate(own) => {
            let (own, site) = (own.reference(), site.located_at(own.span()));
            let before = next().held();
            // A closure, because only here the type of the output is known, and so whether it has an error that can be printed.
            let run = quote_spanned! {site=>
                ::scaffold::__private::Layer(#own).run(
                    call,
                    next,
                    |out| ::scaffold::__private::Probe(out).shown_error(),
                )
            };
            let run = quote_spanned! {site=>
                async move {
                    use ::scaffold::__private::{NoError as _, OrObserve as _};
                    #run.await
                }
            };
            around(method, outermost, before, run)
        }
        Kind::Authorized(policy) => authorized::authorized(method, policy, site, next()),
        Kind::Cached(cached) => {
            cached::remembered(service, method, outermost, cached, site, next())
        }
        Kind::Retried(retried) => retried::repeated(method, outermost, retried, site, next()),
    }
}

/// The layer of a decorator that is given `next`. Switched off, it is not asked: the future of the next layer is made once either way.
fn around(method: &Method, decorator: &Decorator, before: TokenStream, run: TokenStream) -> Layer {
    let site = Span::mixed_site().located_at(decorator.word.span());
    let Some(asked) = asked(method, decorator) else {
        return Layer {
            before,
            form: Form::Future(run),
            site,
        };
    };
    let (on, waited) = (decorator.part("on"), quote_spanned!(site=> #run.await));
    Layer {
        before: quote_spanned!(Span::mixed_site()=> #asked #before),
        form: Form::Future(quote_spanned! {Span::mixed_site()=>
            async move {
                if #on {
                    #waited
                } else {
                    next.await
                }
            }
        }),
        site,
    }
}

/// The body as it was written: `?` and `return` end it and nothing else, and what it gives becomes the output as a function's does.
fn body(method: &Method) -> Layer {
    let site = Span::mixed_site();
    let (output, patterns, body) = (method.output(), patterns(method), method.body.statements());
    // On the output, where the compiler says from what it knows the type.
    let said = match method.output_type() {
        Some(ty) => site.located_at(ty.span()),
        None => site.located_at(method.signature.ident.span()),
    };
    let typed = quote_spanned! {said=>
        if false {
            return ::scaffold::__private::never::<#output>();
        }
    };
    let block = block(method, quote_spanned!(site=> #typed #patterns #body));
    Layer {
        before: TokenStream::new(),
        form: Form::Future(quote_spanned!(block.span()=> async move #block)),
        site,
    }
}

//! What may be woven into which method, and in which order.

use quote::ToTokens;
use syn::spanned::Spanned;

use super::{
    decorator::{Decorator, Kind},
    method::{Method, contains, is_word},
    model::ServiceImpl,
};
use crate::support::errors::Errors;

/// Reports every mistake of the block that its attributes alone don't show.
pub(crate) fn check(service: &ServiceImpl, errors: &mut Errors) {
    facade(service, errors);
    for method in service.methods() {
        order(method, errors);
        for decorator in &method.decorators {
            fits(method, decorator, errors);
            if let Kind::Cached(_) = decorator.kind {
                cached(service, method, decorator, errors);
            }
            if let Kind::Retried(_) = decorator.kind {
                repeatable(method, decorator, errors);
            }
        }
    }
}

fn facade(service: &ServiceImpl, errors: &mut Errors) {
    let Some(facade) = &service.facade else {
        return;
    };
    if service.name() == *facade.to_string() {
        errors.at(
            facade,
            format!("`{facade}` is the service itself\nhelp: give the facade a name of its own, such as `{facade}Facade`"),
        );
    }
    if !service.generics().params.is_empty() {
        errors.at(
            facade,
            "a service with parameters has no facade\nhelp: remove `facade = …` and inject the service where it is needed: `Arc<_>`",
        );
    }
    for method in service.methods().filter(|method| method.is_in_facade()) {
        if method.signature.ident == "fake" {
            errors.at(
                &method.signature.ident,
                "a facade has a `fake` of its own\nhelp: call the method something else, or make it private",
            );
        }
    }
}

/// What a decorator asks of any method.
fn fits(method: &Method, decorator: &Decorator, errors: &mut Errors) {
    let (name, signature) = (&decorator.word, &method.signature);
    if signature.constness.is_some() {
        errors.at(
            name,
            format!("`{name}` can't be on a `const fn`\nhelp: remove one of the two"),
        );
    }
    if method.gives_impl() {
        errors.at(
            &signature.output,
            format!(
                "`{name}` needs a result whose type has a name, not `impl …`\nhelp: write the type"
            ),
        );
    }
    if decorator.observes() {
        return;
    }
    if !method.is_async() {
        errors.at(
            signature.fn_token,
            format!(
                "`{name}` needs an async method\nhelp: write `async fn {}`",
                signature.ident
            ),
        );
    }
    if !method.takes_ref_self() {
        let found = match method.receiver() {
            Some(receiver) => receiver.span(),
            None => signature.ident.span(),
        };
        errors.at_span(
            found,
            format!("`{name}` needs a method on `&self`\nhelp: take `&self`, and keep what changes in the database or behind a lock"),
        );
    }
    if !method.gives_impl() && !method.gives_result() {
        let message =
            format!("`{name}` needs a method that gives a `Result`\nhelp: write `-> Result<…>`");
        match &signature.output {
            syn::ReturnType::Default => errors.at(&signature.ident, message),
            output => errors.at(output, message),
        }
    }
}

fn cached(service: &ServiceImpl, method: &Method, decorator: &Decorator, errors: &mut Errors) {
    let name = &decorator.word;
    if method.is_generic() || !service.generics().params.is_empty() {
        errors.at(
            name,
            "a cached method can't have type parameters: its entries would be mixed up\nhelp: cache a method without them, and call that",
        );
    }
    if !method.gives_impl() && method.gives_borrow() {
        errors.at(
            &method.signature.output,
            "a cached method gives a value that outlives the call, not a borrowed one\nhelp: give an owned value or an `Arc<_>`",
        );
    }
    for argument in method.arguments() {
        if is_mutable_reference(&argument.ty) {
            errors.at(
                &argument.ty,
                "a cached method can't change its arguments: a hit runs nothing\nhelp: give the value back instead",
            );
        }
    }
    if spawns_past_us(method) {
        errors.at(
            name,
            "what a task of `tokio::spawn` reads is not seen, so a write to it would not end the cached entry\nhelp: `scaffold::spawn`, awaited within the method",
        );
    }
}

/// Whether the body says `tokio::spawn(…)` or `tokio::task::spawn…(…)`.
fn spawns_past_us(method: &Method) -> bool {
    let text: String = method
        .body
        .stream()
        .to_string()
        .split_whitespace()
        .collect();
    ["tokio::spawn", "tokio::task::spawn"]
        .iter()
        .any(|call| text.contains(call))
}

/// A second attempt gets clones of the arguments.
fn repeatable(method: &Method, decorator: &Decorator, errors: &mut Errors) {
    let name = &decorator.word;
    for argument in method.arguments() {
        if is_mutable_reference(&argument.ty) {
            errors.at(
                &argument.ty,
                format!("`{name}` can't hand a `&mut` argument to a second attempt\nhelp: take the value, and give it back"),
            );
        } else if contains(argument.ty.to_token_stream(), &|tree, _| {
            is_word(tree, "impl")
        }) {
            errors.at(
                &argument.ty,
                format!("`{name}` hands a clone to each attempt, and `impl …` may have none\nhelp: write a type parameter with `Clone`"),
            );
        }
    }
}

fn is_mutable_reference(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Reference(reference) if reference.mutability.is_some())
}

/// The same twice, and orders that mean something else than they say.
fn order(method: &Method, errors: &mut Errors) {
    for (at, inner) in method.decorators.iter().enumerate() {
        let outer = &method.decorators[..at];
        if outer.iter().any(|outer| outer.word == inner.word) {
            errors.at(
                &inner.word,
                format!(
                    "`{}` is on this method twice\nhelp: remove one of the two",
                    inner.word
                ),
            );
            continue;
        }
        let inside = |wanted: fn(&Kind) -> bool| outer.iter().any(|outer| wanted(&outer.kind));
        match inner.kind {
            Kind::Transactional if inside(|kind| matches!(kind, Kind::Cached(_))) => errors.at(
                &inner.word,
                "`transactional` inside `cached`: a hit would skip what the transaction writes\nhelp: remove one of the two, or write in a method of its own",
            ),
            Kind::Cached(_) if inside(|kind| matches!(kind, Kind::Transactional)) => errors.at(
                &inner.word,
                "`cached` inside `transactional`: nothing is cached within a transaction\nhelp: remove one of the two",
            ),
            Kind::Retried(_) if inside(|kind| matches!(kind, Kind::Transactional)) => errors.at(
                &inner.word,
                "`retried` inside `transactional`: every attempt would run in the transaction that already failed\nhelp: write `#[retried]` above `#[transactional]`",
            ),
            _ => {}
        }
    }
}

//! What may be woven into which method, and in which order.

use quote::ToTokens;
use syn::{Type, spanned::Spanned};

use super::{
    calls,
    decorator::{Decorator, Kind},
    method::{Method, has_word},
    model::ServiceImpl,
};
use crate::support::{
    errors::Errors,
    lifetimes::{self, Spelled},
    types,
};

/// Reports every mistake of the block that its attributes alone don't show.
pub(crate) fn check(service: &ServiceImpl, errors: &mut Errors) {
    for method in service.methods() {
        complete(method, errors);
        order(method, errors);
        if service.facade.is_some() {
            facade(method, errors);
        }
        if !method.decorators.is_empty() || (service.facade.is_some() && method.is_in_facade()) {
            unconditional(method, errors);
        }
        for decorator in &method.decorators {
            fits(method, decorator, errors);
            match decorator.kind {
                Kind::Cached(_) => {
                    cached(service, method, decorator, errors);
                    finite(service, method, decorator, errors);
                }
                Kind::Transactional => finite(service, method, decorator, errors),
                Kind::Retried(_) => repeatable(method, decorator, errors),
                Kind::Logged | Kind::Measured => {}
            }
        }
    }
}

fn complete(method: &Method, errors: &mut Errors) {
    if method.body.missing {
        errors.at_span(
            method.body.block.span(),
            format!(
                "`{}` has no body\nhelp: write `{{ … }}` instead of `;`",
                method.signature.ident
            ),
        );
    }
}

fn facade(method: &Method, errors: &mut Errors) {
    if method.is_in_facade() && method.signature.ident == "fake" {
        errors.at(
            &method.signature.ident,
            "a facade has a `fake` of its own\nhelp: call the method something else, or write `#[facade(skip)]` above it",
        );
    }
}

/// Arguments are handed on, and nothing can be handed on under a condition.
fn unconditional(method: &Method, errors: &mut Errors) {
    if let Some(condition) = method.condition() {
        errors.at(
            condition,
            format!("an argument of `{0}` can't have a condition: it is handed on\nhelp: write `{0}` twice, each with its `#[cfg(…)]`", method.signature.ident),
        );
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
        return;
    }
    if method.never_returns() {
        errors.at(
            &signature.output,
            format!("`{name}` waits for the method's end, and this one has none\nhelp: remove `#[{name}]`"),
        );
        return;
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
    if !may_be_result(method.output_type()) {
        let message =
            format!("`{name}` needs a method that gives a `Result`\nhelp: write `-> Result<…>`");
        match &signature.output {
            syn::ReturnType::Default => errors.at(&signature.ident, message),
            output => errors.at(output, message),
        }
    }
}

/// Whether the output may be a result, also one under another name; of any that is none the compiler says so.
fn may_be_result(output: Option<&Type>) -> bool {
    const OTHERS: [&str; 22] = [
        "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
        "u64", "u128", "usize", "f32", "f64", "String", "Option", "Vec", "Box", "Arc",
    ];
    match output.and_then(types::name) {
        Some(name) => !OTHERS.iter().any(|other| name == other),
        None => matches!(output, Some(Type::Macro(_) | Type::Verbatim(_))),
    }
}

fn cached(service: &ServiceImpl, method: &Method, decorator: &Decorator, errors: &mut Errors) {
    let name = &decorator.word;
    if method.is_generic() || !service.generics.params.is_empty() {
        errors.at(
            name,
            "a cached method can't have type parameters: its entries would be mixed up\nhelp: cache a method without them, and call that",
        );
    }
    if method.output_type().is_some_and(is_borrowed) {
        errors.at(
            &method.signature.output,
            "a cached method gives a value that outlives the call, not a borrowed one\nhelp: give an owned value or an `Arc<_>`",
        );
    }
    for typed in method.typed().filter(|typed| is_mutable(&typed.ty)) {
        errors.at(
            &typed.ty,
            "a cached method can't change its arguments: a hit runs nothing\nhelp: give the value back instead",
        );
    }
    for call in calls::of(method.body.statements()) {
        if call.path == "tokio::spawn" || call.path.starts_with("tokio::task::spawn") {
            errors.at_span(
                call.span,
                "what a task of `tokio::spawn` reads is not seen, so a write to it would not end the cached entry\nhelp: `scaffold::spawn`, awaited within the method",
            );
        }
    }
}

/// Whether a type borrows: a reference to what lives forever can't be read back from a cache either.
fn is_borrowed(ty: &Type) -> bool {
    let forever = Spelled::Named("static".to_owned());
    ty.to_token_stream().to_string().contains('&')
        || lifetimes::of(ty)
            .iter()
            .any(|lifetime| *lifetime != forever)
}

/// A future that must be `Send` can't hold itself, not even in a box: to know whether it is, the compiler would have to know whether it is.
fn finite(service: &ServiceImpl, method: &Method, decorator: &Decorator, errors: &mut Errors) {
    let (name, word) = (&method.signature.ident, &decorator.word);
    let mut ways = vec![format!("self.{name}"), format!("Self::{name}")];
    ways.extend(
        service
            .facade
            .iter()
            .map(|facade| format!("{facade}::{name}")),
    );
    for call in calls::of(method.body.statements()) {
        if ways.contains(&call.path) {
            errors.at_span(
                call.span,
                format!("`{name}` calls itself within `{word}`, and the compiler can't see the end of it\nhelp: call it through `fn {name}_again(&self, …) -> std::pin::Pin<Box<dyn Future<Output = …> + Send + '_>> {{ Box::pin(self.{name}(…)) }}`"),
            );
        }
    }
}

/// A second attempt gets clones of the arguments.
fn repeatable(method: &Method, decorator: &Decorator, errors: &mut Errors) {
    let name = &decorator.word;
    for typed in method.typed() {
        if is_mutable(&typed.ty) {
            errors.at(
                &typed.ty,
                format!("`{name}` can't hand a `&mut` argument to a second attempt\nhelp: take the value, and give it back"),
            );
        } else if has_word(typed.ty.to_token_stream(), "impl") {
            errors.at(
                &typed.ty,
                format!("`{name}` hands a clone to each attempt, and `impl …` may have none\nhelp: write a type parameter with `Clone`"),
            );
        }
    }
}

fn is_mutable(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
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

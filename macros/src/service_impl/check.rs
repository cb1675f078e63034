//! What may be woven into which method, and in which order.

use quote::ToTokens;
use syn::{Expr, Type, spanned::Spanned};

use super::{
    calls,
    decorator::{self, Decorator, Kind, Policy},
    method::{Method, has_word},
    model::ServiceImpl,
    order,
};
use crate::support::{
    errors::Errors,
    lifetimes::{self, Spelled},
    naming, nearest, types,
};

/// Reports every mistake of the block that its attributes alone don't show.
pub(crate) fn check(service: &ServiceImpl, errors: &mut Errors) {
    for method in service.methods() {
        complete(method, errors);
        hooks(service, method, errors);
        order::check(method, errors);
        if service.facade.is_some() {
            facade(method, errors);
        }
        if !method.decorators.is_empty() || (service.facade.is_some() && method.is_in_facade()) {
            unconditional(method, errors);
        }
        for decorator in &method.decorators {
            fits(method, decorator, errors);
            if decorator.when.is_some() {
                switched(service, decorator, errors);
            }
            match &decorator.kind {
                Kind::Cached(_) => {
                    cached(service, method, decorator, errors);
                    finite(service, method, decorator, errors);
                }
                Kind::Transactional(_)
                | Kind::TimedOut(_)
                | Kind::RateLimited(_)
                | Kind::Exclusive(_)
                | Kind::Decorate(_) => finite(service, method, decorator, errors),
                Kind::Audited(named) => {
                    named_arguments(method, named, errors);
                    finite(service, method, decorator, errors);
                }
                Kind::Retried(_) => repeatable(method, decorator, errors),
                Kind::Authorized(policy) => unguarded(method, policy, errors),
                Kind::Logged(named) => named_arguments(method, named, errors),
                Kind::Measured => {}
            }
        }
    }
}

/// Whether a method may have this decorator without a mistake.
pub(super) fn may_have(method: &Method, decorator: &Decorator) -> bool {
    let mut errors = Errors::default();
    fits(method, decorator, &mut errors);
    errors.is_empty() && (decorator.observes() || runs_around(method))
}

/// Whether an `Around` can run this method.
pub(super) fn runs_around(method: &Method) -> bool {
    method.is_async() && may_be_result(method.output_type())
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

/// What runs by itself is called with the service alone.
fn hooks(service: &ServiceImpl, method: &Method, errors: &mut Errors) {
    let Some(hook) = method.hooks.first() else {
        return;
    };
    let (word, name) = (hook.word(), &method.signature.ident);
    if service.more {
        errors.at(
            name,
            format!("the start of an application sees a service's main block only\nhelp: move `#[{word}]` into the block without `more`"),
        );
    }
    if !method.takes_ref_self() || method.typed().next().is_some() || method.is_generic() {
        errors.at(
            name,
            format!("what runs by `#[{word}]` is given the service and nothing else\nhelp: write `async fn {name}(&self) -> Result<()>`, and take what it needs from the fields"),
        );
    } else if !may_be_result(method.output_type()) && method.output_type().is_some() {
        errors.at(
            &method.signature.output,
            format!("nobody would see what `{name}` gives by `#[{word}]`, but an error\nhelp: write `-> Result<()>`, or no result"),
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
    // The compiler says of a person's own which of the two traits it needs.
    if decorator.observes() || matches!(decorator.kind, Kind::Decorate(_)) {
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

/// What asks the configuration.
fn switched(service: &ServiceImpl, decorator: &Decorator, errors: &mut Errors) {
    let Some(switch) = &decorator.when else {
        return;
    };
    if matches!(decorator.kind, Kind::Authorized(_)) {
        errors.at(
            &switch.written,
            "`authorized` has no switch: the method would be open until somebody turns it on\nhelp: let the policy ask what it depends on",
        );
    } else if service.more {
        errors.at(
            &switch.written,
            "the start of an application sees the switches of a service's main block only\nhelp: move the method into the block without `more`",
        );
    }
}

/// A policy that is asked whether it may be asked would never answer.
fn unguarded(method: &Method, policy: &Policy, errors: &mut Errors) {
    if policy.method() == Some(&method.signature.ident) {
        errors.at(
            &policy.path,
            format!("`{0}` would be asked whether `{0}` may be called, without an end\nhelp: name another method, or remove the decorator", method.signature.ident),
        );
    }
}

/// What is logged or recorded by name is an argument.
fn named_arguments(method: &Method, named: &[Expr], errors: &mut Errors) {
    let arguments = method.arguments();
    let has_name = arguments
        .iter()
        .filter(|argument| argument.pattern.is_none());
    let names: Vec<String> = has_name.map(|it| naming::text(&it.name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for name in named.iter().filter_map(decorator::argument) {
        let text = naming::text(name);
        if !names.contains(&text.as_str()) {
            let help = if names.is_empty() {
                "help: it has no argument with a name; one that is taken apart gets one when the body does it".to_owned()
            } else {
                nearest::help(&text, &names)
            };
            errors.at(
                name,
                format!(
                    "`{text}` is no argument of `{}`\n{help}",
                    method.signature.ident
                ),
            );
        }
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

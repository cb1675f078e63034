//! `#[service]`: decorators are woven into the methods of an `impl` block, and its `pub` methods get a facade and a fake.
//!
//! Methods keep their names, signatures, documentation and places; a method without decorators, in a block without a facade, is left as it is.

mod attrs;
mod calls;
mod carried;
mod check;
mod decorator;
mod described;
mod expand;
mod facade;
mod fake;
mod method;
mod model;
mod order;
mod weave;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use crate::support::errors::Errors;

/// Reads the block and writes it back with what was asked for. On a mistake it is written without its decorators.
pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let attributes = attrs::read(arguments, &mut errors);
    let mut service = match model::read(attributes, &item, &mut errors) {
        Ok(service) => service,
        Err(error) => {
            errors.push(error);
            let mut tokens = without_decorators(item);
            errors.into_tokens().to_tokens(&mut tokens);
            return tokens;
        }
    };
    check::check(&service, &mut errors);
    if !errors.is_empty() {
        service.simplify();
    }
    let mut tokens = expand::expand(&service);
    errors.into_tokens().to_tokens(&mut tokens);
    tokens
}

/// A block that can't be read, without its decorators: each of them would say that it misses `#[service]`.
pub(crate) fn without_decorators(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.into_iter().peekable();
    let mut kept = Vec::new();
    while let Some(tree) = trees.next() {
        if let TokenTree::Punct(hash) = &tree
            && hash.as_char() == '#'
            && trees.next_if(is_decorator).is_some()
        {
            continue;
        }
        kept.push(match tree {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_decorators(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            other => other,
        });
    }
    kept.into_iter().collect()
}

/// Whether these are the brackets of `#[cached(…)]`.
fn is_decorator(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Group(brackets) if brackets.delimiter() == Delimiter::Bracket => {
            let first = brackets.stream().into_iter().next();
            matches!(first, Some(TokenTree::Ident(word)) if decorator::is_decorator(&word) || attrs::is_hook(&word))
        }
        _ => false,
    }
}

/// What a decorator expands to where no `#[service]` took it away: the item as it is, and the mistake.
pub(crate) fn misplaced(decorator: &str, item: TokenStream) -> TokenStream {
    let message = format!(
        "`#[{decorator}]` belongs on a method of an `impl` block with `#[service]`\nhelp: write `#[service]` above the `impl`, and `#[{decorator}]` without a path"
    );
    let error = quote_spanned!(Span::call_site()=> ::core::compile_error! { #message });
    let mut tokens = item;
    error.to_tokens(&mut tokens);
    tokens
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn decorators_are_woven_in_and_public_methods_have_a_facade_and_a_fake() {
        let tokens = super::attribute(
            quote!(facade = Users),
            quote! {
                impl UserService {
                    /// The public profile of one user.
                    #[cached(ttl = "10m", reads(Post))]
                    pub async fn profile(&self, id: Id<User>, part: &str) -> Result<Arc<Profile>> {
                        self.users.find(id).await?.or_not_found()
                    }

                    #[logged]
                    #[retried(times = 3)]
                    #[transactional]
                    async fn store(&self, mut draft: UserDraft) -> Result<User> {
                        self.users.create(draft).await
                    }

                    #[measured]
                    pub fn count<T: Countable>(&self, of: T) -> u64 {
                        of.count()
                    }
                }
            },
        );
        golden::check("service_impl", &tokens);
    }

    #[test]
    fn every_layer_is_given_the_next_one_pinned() {
        let tokens = super::attribute(
            quote!(all(logged, timed_out(after = "5s"))),
            quote! {
                impl PostService {
                    #[logged(args(id, draft.title), when = "audit")]
                    #[authorized(may_edit(id))]
                    #[audited(args(id, draft.title), when = "audit")]
                    #[transactional]
                    pub async fn edit(&self, id: Id<Post>, draft: PostDraft) -> Result<Post> {
                        self.posts.update(id, draft).await
                    }

                    #[timed_out(off)]
                    #[rate_limited(times = 5, per = "1s", by = id)]
                    #[decorate(Throttle::per_second(5), when = "cache.enabled")]
                    #[retried(idempotent, on = may_pass, when = "patience")]
                    #[cached(reads(none), when = "memory")]
                    #[exclusive(key = id, wait = "5s", when = "alone")]
                    pub async fn fetch(&self, id: u64) -> Result<Page> {
                        self.client.fetch(id).await
                    }

                    #[timed_out(off)]
                    #[exclusive]
                    #[audited]
                    async fn tidy(&self) -> Result<()> {
                        self.posts.tidy().await
                    }

                    #[logged(off)]
                    #[decorate(SLOW)]
                    fn sum(&self) -> u64 {
                        1
                    }
                }
            },
        );
        golden::check("service_impl_layers", &tokens);
    }

    #[test]
    fn a_service_begins_and_ends_with_the_application() {
        let tokens = super::attribute(
            quote!(),
            quote! {
                impl Search {
                    #[on_start]
                    async fn connect(&self) -> Result<()> {
                        self.client.ping().await
                    }

                    #[on_stop]
                    #[logged]
                    fn forget(&self) {
                        self.known.clear();
                    }
                }
            },
        );
        golden::check("service_impl_hooks", &tokens);
    }

    #[test]
    fn a_block_that_asks_for_nothing_is_left_as_it_is() {
        let tokens = super::attribute(
            quote!(),
            quote!(impl UserService { pub fn one(&self, _: u8) -> u8 { 1 } }),
        );
        golden::check("service_impl_plain", &tokens);
    }
}

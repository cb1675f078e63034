//! Relations: `#[model(has_many(posts: Post::AUTHOR_ID))]`, and those that a column `author_id: Id<User>` gives by itself.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Ident, Path, Type, spanned::Spanned};

use super::model::Model;
use crate::support::{
    errors::Errors,
    key::{Given, Key},
    keys, naming,
};

/// One relation as it was written.
pub(super) struct Relation {
    /// `posts`
    pub(super) name: Ident,
    form: Form,
    paths: Vec<Path>,
}

/// What kind of relation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    HasMany,
    HasOne,
    ManyToMany,
    HasManyThrough,
}

/// The words, what follows the name, and how it is written.
pub(super) const WORDS: [(&str, FormOf, usize, &str); 4] = [
    (
        "has_many",
        FormOf(Form::HasMany),
        1,
        "posts: Post::AUTHOR_ID",
    ),
    (
        "has_one",
        FormOf(Form::HasOne),
        1,
        "profile: Profile::USER_ID",
    ),
    (
        "many_to_many",
        FormOf(Form::ManyToMany),
        3,
        "roles: Role, UserRole::USER_ID, UserRole::ROLE_ID",
    ),
    (
        "has_many_through",
        FormOf(Form::HasManyThrough),
        2,
        "comments: Post::AUTHOR_ID, Comment::POST_ID",
    ),
];

/// Keeps the kind to this file.
#[derive(Clone, Copy)]
pub(super) struct FormOf(Form);

/// Reads the relations in the parentheses of one word.
pub(super) fn read(key: &Key, errors: &mut Errors) -> Vec<Relation> {
    let word = key.text();
    let Some((_, FormOf(form), count, example)) = WORDS.iter().find(|(known, ..)| *known == word)
    else {
        return Vec::new();
    };
    let pieces = match &key.given {
        Given::List(tokens) => keys::pieces(tokens.clone()),
        _ => Vec::new(),
    };
    if pieces.is_empty() {
        errors.at(
            key,
            format!("`{word}` takes names and columns\nhelp: write `{word}({example})`"),
        );
    }
    let mut relations: Vec<Relation> = Vec::new();
    for piece in pieces {
        let (name, path) = named(piece);
        let path: Option<Path> = errors.keep(syn::parse2(path));
        match (name, relations.last_mut()) {
            (Some(name), _) => relations.push(Relation {
                name,
                form: *form,
                paths: path.into_iter().collect(),
            }),
            (None, Some(relation)) => relation.paths.extend(path),
            (None, None) => errors.at(
                key,
                format!("a relation begins with its name\nhelp: write `{word}({example})`"),
            ),
        }
    }
    relations.retain(|relation| {
        let columns = relation
            .paths
            .iter()
            .skip(usize::from(*form == Form::ManyToMany));
        let columns = columns.filter(|path| path.segments.len() < 2);
        let no_column = columns.clone().next().is_some();
        if relation.paths.len() != *count || no_column {
            errors.at(
                &relation.name,
                format!(
                    "`{}` does not say by which columns it goes\nhelp: write `{word}({example})`",
                    relation.name
                ),
            );
            return false;
        }
        true
    });
    relations
}

/// `posts: Post::AUTHOR_ID` in its two parts.
fn named(piece: Vec<TokenTree>) -> (Option<Ident>, TokenStream) {
    match piece.as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(first), rest @ ..]
            if first.as_char() == ':' && first.spacing() == proc_macro2::Spacing::Alone =>
        {
            (Some(name.clone()), rest.iter().cloned().collect())
        }
        _ => (None, piece.into_iter().collect()),
    }
}

/// The type that a path like `Post::AUTHOR_ID` names a constant of.
fn owner(path: &Path) -> Path {
    let mut owner = path.clone();
    owner.segments.pop();
    owner.segments.pop_punct();
    owner
}

impl Relation {
    fn constant(&self) -> String {
        naming::text(&self.name).to_uppercase()
    }

    fn expand(&self, model: &Model) -> TokenStream {
        let (own, visibility) = (&model.name, &model.visibility);
        let constant = Ident::new(
            &self.constant(),
            self.name.span().resolved_at(Span::call_site()),
        );
        let span = self.paths[0].span().resolved_at(Span::call_site());
        let paths = &self.paths;
        let (ty, value) = match self.form {
            Form::HasMany | Form::HasOne => {
                let related = owner(&paths[0]);
                let (column, alias) = (
                    &paths[0],
                    match self.form {
                        Form::HasMany => quote!(HasMany),
                        _ => quote!(HasOne),
                    },
                );
                (
                    quote!(::scaffold::__private::#alias<#own, #related>),
                    quote_spanned!(span=> referring(#column)),
                )
            }
            Form::ManyToMany => {
                let (related, pivot) = (&paths[0], owner(&paths[1]));
                let (first, second) = (&paths[1], &paths[2]);
                (
                    quote!(::scaffold::__private::ManyToMany<#own, #related, #pivot>),
                    quote_spanned!(span=> joined(#first, #second)),
                )
            }
            Form::HasManyThrough => {
                let (between, related) = (owner(&paths[0]), owner(&paths[1]));
                let (first, second) = (&paths[0], &paths[1]);
                (
                    quote!(::scaffold::__private::HasManyThrough<#own, #related, #between>),
                    quote_spanned!(span=> through(#first, #second)),
                )
            }
        };
        let doc = format!(" The relation `{}`.", self.name);
        quote! {
            #[doc = #doc]
            #visibility const #constant: #ty = <#ty>::#value;
        }
    }
}

/// Names that are taken: by a column, or by another relation.
pub(super) fn check(model: &Model, errors: &mut Errors) {
    for (at, relation) in model.relations.iter().enumerate() {
        let Some(taken) = taken(model, at, relation) else {
            continue;
        };
        errors.at(
            &relation.name,
            format!(
                "`{0}` is a {taken} already\nhelp: give the relation another name",
                relation.name
            ),
        );
    }
}

/// What has this relation's name already.
fn taken(model: &Model, at: usize, relation: &Relation) -> Option<&'static str> {
    let constant = relation.constant();
    let is_column = model
        .columns
        .iter()
        .any(|column| column.constant() == constant);
    let mut earlier = model.relations[..at].iter();
    match is_column {
        true => Some("column"),
        false => (earlier.any(|other| other.constant() == constant)).then_some("relation"),
    }
}

/// The constants of all relations.
pub(super) fn constants(model: &Model) -> Vec<TokenStream> {
    let written = (model.relations.iter().enumerate())
        .filter(|(at, relation)| taken(model, *at, relation).is_none())
        .map(|(_, relation)| relation.expand(model));
    let by_column = model.indexed().filter_map(|(index, column)| {
        let name = column.name.strip_suffix("_id").filter(|name| !name.is_empty())?;
        let target: &Type = column.target.as_ref()?;
        let constant = name.to_uppercase();
        let taken = model.columns.iter().any(|column| column.constant() == constant)
            || model.relations.iter().any(|relation| relation.constant() == constant);
        if taken || column.uncached {
            return None;
        }
        let (own, visibility) = (&model.name, &column.visibility);
        let constant = Ident::new(&constant, column.ident.span().resolved_at(Span::call_site()));
        let doc = format!(" The row that `{}` refers to.", column.name);
        Some(quote! {
            #[doc = #doc]
            #visibility const #constant: ::scaffold::__private::BelongsTo<#own, #target> = ::scaffold::__private::Relation::belongs_to(#index);
        })
    });
    written.chain(by_column).collect()
}

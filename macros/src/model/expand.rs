//! The impl of `Model`, and the stub of one.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, spanned::Spanned};

use super::{
    items,
    model::{Column, Model, Role},
};
use crate::support::{generated, naming};

/// The table, its draft, its patch and its columns.
pub(super) fn expand(model: &Model) -> TokenStream {
    let name = &model.name;
    let (draft, patch) = (items::draft_name(model), items::patch_name(model));
    let (text, table) = (naming::text(name), &model.table);
    let (path, attributes) = (format!("::{text}"), generated::attributes());
    let definitions = model.columns.iter().map(definition);
    let key = key(model);
    let (sql, read) = (statements(model), read(model));
    let (draft_values, patch_values, values) =
        (draft_values(model), patch_values(model), values(model));
    let items = [
        items::draft(model),
        items::patch(model),
        items::columns(model),
    ];
    quote! {
        #attributes
        impl ::scaffold::__private::Keyed for #name {
            type Key = #key;
        }

        #attributes
        impl ::scaffold::__private::Model for #name {
            type Draft = #draft;
            type Patch = #patch;

            const NAME: &'static str = #text;
            const PATH: &'static str = ::core::concat!(::core::module_path!(), #path);
            const TABLE: &'static str = #table;
            const COLUMNS: &'static [::scaffold::__private::ColumnDef] = &[#(#definitions),*];
            const SQL: ::scaffold::__private::Statements = #sql;
            const LAYOUT: u64 = ::scaffold::__private::layout(#text, #table, <Self as ::scaffold::__private::Model>::COLUMNS);

            fn id(&self) -> ::scaffold::__private::Id<Self> {
                self.id
            }

            #read
            #draft_values
            #patch_values
            #values
        }

        #(#items)*
    }
}

/// An impl without sense, beside the items that the user's code names.
pub(super) fn stub(model: &Model, input: &DeriveInput) -> TokenStream {
    let name = &model.name;
    let (generics, types, _) = input.generics.split_for_impl();
    let (attributes, key) = (generated::attributes(), key(model));
    let named = !model.columns.is_empty() && input.generics.params.is_empty();
    let (draft, patch) = (items::draft_name(model), items::patch_name(model));
    let (draft, patch) = if named {
        (quote!(#draft), quote!(#patch))
    } else {
        (quote!(()), quote!(()))
    };
    let items = if named {
        vec![
            items::draft(model),
            items::patch(model),
            items::columns(model),
        ]
    } else {
        Vec::new()
    };
    quote! {
        #attributes
        impl #generics ::scaffold::__private::Keyed for #name #types {
            type Key = #key;
        }

        #attributes
        impl #generics ::scaffold::__private::Model for #name #types where Self: ::core::marker::Send + ::core::marker::Sync + 'static {
            type Draft = #draft;
            type Patch = #patch;

            const NAME: &'static str = "";
            const TABLE: &'static str = "";
            const COLUMNS: &'static [::scaffold::__private::ColumnDef] = &[];
            const SQL: ::scaffold::__private::Statements =
                ::scaffold::__private::Statements { cached: "", all: "", find: "", find_fresh: "", delete: "" };
            const LAYOUT: u64 = 0;

            fn id(&self) -> ::scaffold::__private::Id<Self> { ::core::unreachable!() }
            fn read(_: &::scaffold::__private::Row, _: ::scaffold::__private::Selection) -> ::scaffold::__private::Result<Self> { ::core::unreachable!() }
            fn draft_values(_: Self::Draft) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> { ::core::unreachable!() }
            fn patch_values(_: Self::Patch) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> { ::core::unreachable!() }
            fn values(&self) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> { ::core::unreachable!() }
        }

        #(#items)*
    }
}

/// What an id is.
fn key(model: &Model) -> TokenStream {
    let id = model.columns.iter().find(|column| column.role == Role::Id);
    match id.and_then(|id| id.flags.uuid.as_ref()) {
        Some(uuid) => {
            quote_spanned!(uuid.word.span().resolved_at(Span::call_site())=> ::scaffold::__private::Uuid)
        }
        None => quote!(i64),
    }
}

/// Everything that names a column's type carries its span, so that a type that no column can hold is underlined once.
fn value_trait(column: &Column) -> TokenStream {
    let ty = &column.ty;
    quote_spanned!(ty.span().resolved_at(Span::call_site())=> <#ty as ::scaffold::__private::ColumnValue>)
}

fn definition(column: &Column) -> TokenStream {
    let (name, unique, index) = (&column.name, column.is_unique(), column.is_indexed());
    let value = value_trait(column);
    let span = column.ty.span().resolved_at(Span::call_site());
    // A type whose spelling hides that it is uncached would get into caches.
    let uncached = if column.uncached {
        quote!(true)
    } else {
        quote_spanned!(span=> ::scaffold::__private::refuse_uncached(#value::UNCACHED))
    };
    let default = column.flags.default.is_some();
    let references = match &column.target {
        Some(target) => quote_spanned! {target.span().resolved_at(Span::mixed_site())=> {
            use ::scaffold::__private::NoTarget as _;
            ::scaffold::__private::Target::<#target>::REFERENCES
        }},
        None if column.flags.references.is_some() => {
            quote!(::scaffold::__private::References::Somewhere)
        }
        None => quote!(::scaffold::__private::References::Nothing),
    };
    let role = match column.role {
        Role::Id => quote!(Id),
        Role::CreatedAt => quote!(CreatedAt),
        Role::UpdatedAt => quote!(UpdatedAt),
        Role::Computed => quote!(Computed),
        Role::Version => quote!(Version),
        Role::DeletedAt => quote!(DeletedAt),
        Role::Plain => quote!(Plain),
    };
    quote_spanned! {span=>
        ::scaffold::__private::ColumnDef {
            name: #name,
            kind: #value::KIND,
            null: #value::NULL,
            unique: #unique,
            index: #index,
            uncached: #uncached,
            default: #default,
            references: #references,
            words: #value::WORDS,
            role: ::scaffold::__private::Role::#role,
        }
    }
}

fn statements(model: &Model) -> TokenStream {
    let list = |wanted: fn(&Column) -> bool| {
        let names = model
            .columns
            .iter()
            .filter(|column| wanted(column))
            .map(|column| format!("\"{}\".\"{}\"", model.table, column.name));
        names.collect::<Vec<_>>().join(", ")
    };
    let cached = list(|column| !column.uncached);
    let all = list(|_| true);
    let table = &model.table;
    let deleted_at = (model.columns.iter()).find(|column| column.role == Role::DeletedAt);
    let living = deleted_at.map_or_else(String::new, |column| {
        format!(" AND \"{table}\".\"{}\" IS NULL", column.name)
    });
    let find = format!("SELECT {cached} FROM \"{table}\" WHERE \"{table}\".\"id\" = $1{living}");
    let find_fresh = format!("SELECT {all} FROM \"{table}\" WHERE \"{table}\".\"id\" = $1{living}");
    let delete = format!("DELETE FROM \"{table}\" WHERE \"{table}\".\"id\" = $1 RETURNING {all}");
    quote! {
        ::scaffold::__private::Statements { cached: #cached, all: #all, find: #find, find_fresh: #find_fresh, delete: #delete }
    }
}

fn read(model: &Model) -> TokenStream {
    let row = |absent: bool| {
        let mut place = 0_usize;
        let fields = model.columns.iter().map(|column| {
            let (ident, value) = (&column.ident, value_trait(column));
            if absent && column.uncached {
                return quote!(#ident: ::scaffold::__private::Uncached::absent());
            }
            let at = place;
            place += 1;
            quote_spanned!(column.ty.span().resolved_at(Span::call_site())=> #ident: #value::read(row, #at)?)
        });
        let fields: Vec<TokenStream> = fields.collect();
        quote!(Self { #(#fields),* })
    };
    let all = row(false);
    let body = if model.columns.iter().any(|column| column.uncached) {
        let cached = row(true);
        quote! {
            ::core::result::Result::Ok(match selection {
                ::scaffold::__private::Selection::Cached => #cached,
                ::scaffold::__private::Selection::All => #all,
            })
        }
    } else {
        quote!(let _ = selection; ::core::result::Result::Ok(#all))
    };
    quote! {
        fn read(row: &::scaffold::__private::Row, selection: ::scaffold::__private::Selection) -> ::scaffold::__private::Result<Self> { #body }
    }
}

fn draft_values(model: &Model) -> TokenStream {
    let (optional, given): (Vec<_>, Vec<_>) = model
        .plain()
        .partition(|(_, column)| column.flags.default.is_some());
    let given = given
        .into_iter()
        .map(|(index, column)| moved(index, column, &quote!(draft)));
    let optional = optional
        .into_iter()
        .map(|(index, column)| push_present(index, column, &quote!(draft)));
    list_fn(
        &quote!(draft_values(draft: Self::Draft)),
        &quote!(draft),
        &given.collect::<Vec<_>>(),
        &optional.collect::<Vec<_>>(),
    )
}

fn patch_values(model: &Model) -> TokenStream {
    let changed = model
        .plain()
        .map(|(index, column)| push_present(index, column, &quote!(patch)));
    list_fn(
        &quote!(patch_values(patch: Self::Patch)),
        &quote!(patch),
        &[],
        &changed.collect::<Vec<_>>(),
    )
}

fn values(model: &Model) -> TokenStream {
    let columns = model
        .indexed()
        .filter(|(_, column)| !matches!(column.role, Role::Id | Role::Computed));
    let given = columns.map(|(index, column)| pair(index, column, &quote!(self)));
    list_fn(
        &quote!(values(&self)),
        &quote!(self),
        &given.collect::<Vec<_>>(),
        &[],
    )
}

/// `(2, <String as ColumnValue>::value(&draft.email))`
fn pair(index: usize, column: &Column, owner: &TokenStream) -> TokenStream {
    let (ident, value) = (&column.ident, value_trait(column));
    quote_spanned!(column.ty.span().resolved_at(Span::call_site())=> (#index, #value::value(&#owner.#ident)))
}

/// `(2, <String as ColumnValue>::into_value(draft.email))`
fn moved(index: usize, column: &Column, owner: &TokenStream) -> TokenStream {
    let (ident, value) = (&column.ident, value_trait(column));
    quote_spanned!(column.ty.span().resolved_at(Span::call_site())=> (#index, #value::into_value(#owner.#ident)))
}

fn push_present(index: usize, column: &Column, owner: &TokenStream) -> TokenStream {
    let (ident, value) = (&column.ident, value_trait(column));
    quote_spanned! {column.ty.span().resolved_at(Span::call_site())=>
        if let ::core::option::Option::Some(value) = #owner.#ident {
            values.push((#index, #value::into_value(value)));
        }
    }
}

/// A function that gives values: first those that are always there, then those that may be.
fn list_fn(
    signature: &TokenStream,
    source: &TokenStream,
    always: &[TokenStream],
    maybe: &[TokenStream],
) -> TokenStream {
    let list = if always.is_empty() {
        quote!(::std::vec::Vec::new())
    } else {
        quote!(::std::vec![#(#always),*])
    };
    let body = match (always.is_empty(), maybe.is_empty()) {
        (true, true) => quote!(let _ = #source; #list),
        (false, true) => list,
        (_, false) => quote!(let mut values = #list; #(#maybe)* values),
    };
    quote!(fn #signature -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> { #body })
}

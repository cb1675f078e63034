//! The items beside the impl: draft, patch, columns.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Type, parse_quote, spanned::Spanned};

use super::{
    model::{Column, Model},
    relation,
};
use crate::support::{generated, naming, types};

/// `UserDraft`
pub(super) fn draft_name(model: &Model) -> Ident {
    format_ident!("{}Draft", model.name, span = Span::call_site())
}

/// `UserPatch`
pub(super) fn patch_name(model: &Model) -> Ident {
    format_ident!("{}Patch", model.name, span = Span::call_site())
}

/// The model's own type, which its fields may call `Self`.
fn own(model: &Model) -> Type {
    let name = &model.name;
    parse_quote!(#name)
}

/// What a new row needs.
pub(super) fn draft(model: &Model) -> TokenStream {
    let (name, visibility) = (draft_name(model), &model.visibility);
    let doc = format!(" What a new [`{}`] needs.", model.name);
    let (own, repeated) = (own(model), generated::repeated());
    let fields = model.plain().map(|(_, column)| {
        let (visibility, ident, docs) = (
            &column.visibility,
            naming::ours(&column.ident, Span::call_site()),
            docs(column),
        );
        let ty = types::without_self(&column.ty, &own);
        let ty = if column.flags.default.is_some() {
            quote!(::core::option::Option<#ty>)
        } else {
            ty
        };
        quote!(#docs #visibility #ident: #ty)
    });
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone)]
        #repeated
        #visibility struct #name { #(#fields),* }
    }
}

/// What an update changes, with a setter for each column.
pub(super) fn patch(model: &Model) -> TokenStream {
    let (name, visibility) = (patch_name(model), &model.visibility);
    let doc = format!(
        " What an update of a [`{}`] changes; what is `None` stays as it is.",
        model.name
    );
    let (own, repeated) = (own(model), generated::repeated());
    let attributes = generated::attributes();
    let mut fields = TokenStream::new();
    let mut setters = TokenStream::new();
    for (_, column) in model.plain() {
        let (visibility, ident, docs) = (
            &column.visibility,
            naming::ours(&column.ident, Span::call_site()),
            docs(column),
        );
        let ty = types::without_self(&column.ty, &own);
        let setter = format!(" Changes `{}`.", column.name);
        fields.extend(quote!(#docs #visibility #ident: ::core::option::Option<#ty>,));
        setters.extend(quote! {
            #[doc = #setter]
            #[must_use]
            #visibility fn #ident<__W: ::scaffold::__private::Way>(mut self, value: impl ::scaffold::__private::ToColumn<#ty, __W>) -> Self {
                self.#ident = ::core::option::Option::Some(::scaffold::__private::ToColumn::to_column(value));
                self
            }
        });
    }
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default)]
        #repeated
        #visibility struct #name { #fields }

        #attributes
        impl #name { #setters }
    }
}

/// The typed columns, and the door to the patch. Of columns with the same name only the first is given.
pub(super) fn columns(model: &Model) -> TokenStream {
    let (name, patch, visibility) = (&model.name, patch_name(model), &model.visibility);
    let attributes = generated::attributes();
    let constants = model.indexed().filter_map(|(index, column)| {
        let constant = column.constant();
        if model.columns[..index].iter().any(|earlier| earlier.constant() == constant) {
            return None;
        }
        let (visibility, ty) = (&column.visibility, &column.ty);
        let doc = format!(" The column `{}`.", column.name);
        let constant = Ident::new(&constant, column.ident.span().resolved_at(Span::call_site()));
        let unique = column.is_unique().then(|| quote!(, ::scaffold::__private::Unique));
        Some(quote_spanned! {ty.span().resolved_at(Span::call_site())=>
            #[doc = #doc]
            #visibility const #constant: ::scaffold::__private::Column<#name, #ty #unique> = ::scaffold::__private::Column::at(#index);
        })
    });
    let relations = relation::constants(model);
    quote! {
        #attributes
        impl #name {
            #(#constants)*
            #(#relations)*

            /// An update that changes nothing yet.
            #[must_use]
            #visibility fn patch() -> #patch {
                <#patch as ::core::default::Default>::default()
            }
        }
    }
}

/// The field's own words, or its name.
fn docs(column: &Column) -> TokenStream {
    if column.docs.is_empty() {
        let doc = format!(" The column `{}`.", column.name);
        return quote!(#[doc = #doc]);
    }
    column.docs.iter().map(ToTokens::to_token_stream).collect()
}

//! The impl of `Projection`, and the stub of one.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, spanned::Spanned as _};

use super::model::Projection;
use crate::support::{generated, naming};

pub(super) fn expand(projection: &Projection) -> TokenStream {
    let (name, model) = (&projection.name, &projection.model);
    let attributes = generated::attributes();
    let fields = || {
        projection
            .fields
            .iter()
            .filter_map(|field| field.ident.as_ref())
    };
    // On the field, so that a column that the model does not have is underlined there.
    let constants: Vec<TokenStream> = fields()
        .map(|field| {
            let constant = naming::text(field).to_uppercase();
            let constant = format_ident!("{constant}", span = field.span());
            quote_spanned!(field.span()=> <#model>::#constant)
        })
        .collect();
    // On the type, so that one that is not the column's is underlined.
    let read =
        (projection.fields.iter().zip(&constants).enumerate()).map(|(at, (field, constant))| {
            let (ident, span) = (&field.ident, field.ty.span().resolved_at(Span::call_site()));
            quote_spanned!(span=> #ident: ::scaffold::__private::projected(#constant, row, #at)?)
        });
    quote! {
        #attributes
        impl ::scaffold::__private::Projection<#model> for #name {
            const COLUMNS: &'static [usize] = &[#(#constants.index()),*];

            fn read(row: &::scaffold::__private::Row) -> ::scaffold::__private::Result<Self> {
                ::core::result::Result::Ok(Self { #(#read),* })
            }
        }

        #attributes
        impl ::scaffold::__private::FromRow for #name {
            fn from_row(row: &::scaffold::__private::Row) -> ::scaffold::__private::Result<Self> {
                <Self as ::scaffold::__private::Projection<#model>>::read(row)
            }
        }
    }
}

/// An impl without sense, where the model is known.
pub(super) fn stub(projection: &Projection, input: &DeriveInput) -> TokenStream {
    let Some(model) = &projection.model else {
        return TokenStream::new();
    };
    let name = &projection.name;
    let attributes = generated::attributes();
    let (generics, types, _) = input.generics.split_for_impl();
    quote! {
        #attributes
        impl #generics ::scaffold::__private::Projection<#model> for #name #types {
            const COLUMNS: &'static [usize] = &[];

            fn read(_: &::scaffold::__private::Row) -> ::scaffold::__private::Result<Self> { ::core::unreachable!() }
        }

        #attributes
        impl #generics ::scaffold::__private::FromRow for #name #types {
            fn from_row(_: &::scaffold::__private::Row) -> ::scaffold::__private::Result<Self> { ::core::unreachable!() }
        }
    }
}

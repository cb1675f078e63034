//! The impl of `Fillable`, and the stub of one.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, spanned::Spanned};

use super::model::{Fillable, FillableField};
use crate::support::{generated, naming};

pub(super) fn expand(fillable: &Fillable) -> TokenStream {
    let site = Span::mixed_site();
    let (name, attributes) = (&fillable.name, generated::attributes());
    let steps = fillable.fields.iter().map(step);
    let open: Vec<_> = fillable
        .fields
        .iter()
        .filter(|field| !field.guarded)
        .collect();
    let names = open.iter().map(|field| &field.name);
    let sets = open.iter().map(|field| {
        let (ident, local) = (&field.ident, naming::local(&field.ident));
        quote_spanned!(site=> if let ::core::option::Option::Some(value) = #local { self.#ident = value; })
    });
    quote_spanned! {site=>
        #attributes
        impl ::scaffold::__private::Fillable for #name {
            fn fill_from(
                &mut self,
                input: ::scaffold::__private::Input,
            ) -> ::core::result::Result<(), ::std::vec::Vec<::scaffold::__private::FieldError>> {
                let mut fields = ::scaffold::__private::Fields::new(input);
                #(#steps)*
                fields.finish(&[#(#names),*])?;
                #(#sets)*
                ::core::result::Result::Ok(())
            }
        }
    }
}

fn step(field: &FillableField) -> TokenStream {
    let (name, ty) = (&field.name, &field.ty);
    if field.guarded {
        return quote_spanned!(Span::mixed_site()=> fields.guarded(#name););
    }
    let local = naming::local(&field.ident);
    quote_spanned!(Span::mixed_site().located_at(ty.span())=> let #local = fields.given::<#ty>(#name);)
}

pub(super) fn stub(fillable: &Fillable, input: &DeriveInput) -> TokenStream {
    let name = &fillable.name;
    let (generics, types, _) = input.generics.split_for_impl();
    let attributes = generated::attributes();
    quote! {
        #attributes
        impl #generics ::scaffold::__private::Fillable for #name #types where Self: ::scaffold::__private::Model {
            fn fill_from(
                &mut self,
                _: ::scaffold::__private::Input,
            ) -> ::core::result::Result<(), ::std::vec::Vec<::scaffold::__private::FieldError>> { ::core::unreachable!() }
        }
    }
}

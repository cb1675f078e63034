//! Attributes that hold wherever a method is repeated: its condition, its words, its deprecation.

use syn::{Attribute, Meta, Token, punctuated::Punctuated};

/// The attributes of these names, also those that a `cfg_attr` gives.
pub(crate) fn carried(attributes: &[Attribute], names: &[&str]) -> Vec<Attribute> {
    let carried = attributes.iter().filter_map(|attribute| {
        let mut attribute = attribute.clone();
        attribute.meta = only(attribute.meta, names)?;
        Some(attribute)
    });
    carried.collect()
}

fn only(meta: Meta, names: &[&str]) -> Option<Meta> {
    let Some((condition, given)) = conditional(&meta) else {
        let named = names.iter().any(|name| meta.path().is_ident(name));
        return named.then_some(meta);
    };
    let given: Vec<Meta> = given
        .into_iter()
        .filter_map(|meta| only(meta, names))
        .collect();
    (!given.is_empty()).then(|| syn::parse_quote!(cfg_attr(#condition, #(#given),*)))
}

/// The condition of a `cfg_attr`, and what it gives under it.
pub(crate) fn conditional(meta: &Meta) -> Option<(Meta, Vec<Meta>)> {
    let Meta::List(list) = meta else {
        return None;
    };
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let given = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let mut given = given.ok()?.into_iter();
    Some((given.next()?, given.collect()))
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};
    use syn::parse_quote;

    use super::carried;

    #[test]
    fn a_cfg_attr_is_carried_with_what_counts_of_it() {
        let attributes = [
            parse_quote!(#[inline]),
            parse_quote!(#[cfg(unix)]),
            parse_quote!(#[cfg_attr(unix, inline, cfg(test))]),
            parse_quote!(#[cfg_attr(unix, inline)]),
        ];
        let carried = carried(&attributes, &["cfg"]).into_iter();
        let carried: Vec<_> = carried.map(|it| it.to_token_stream().to_string()).collect();
        let expected = [
            quote!(#[cfg(unix)]).to_string(),
            quote!(#[cfg_attr(unix, cfg(test))]).to_string(),
        ];
        assert_eq!(carried, expected);
    }
}

//! `#[decorate(Throttle::per_second(5))]`: the static that a decorator of one's own is kept in needs the name of its type, and a macro sees no
//! more of it than how it is written.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, Path, PathSegment, Type, TypePath, punctuated::Punctuated, spanned::Spanned};

use crate::support::naming;

/// A person's own decorator.
pub(crate) struct Own {
    expression: Expr,
    /// None where the expression is a static of theirs, which several methods may share.
    ty: Option<Type>,
}

impl Own {
    /// None where the type can't be seen.
    pub(super) fn of(expression: &Expr) -> Option<Self> {
        let ty = match expression {
            Expr::Path(path) if path.qself.is_none() && is_constant(&path.path) => None,
            other => Some(made_type(other)?),
        };
        Some(Self {
            expression: expression.clone(),
            ty,
        })
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        self.expression.span()
    }

    /// A reference to it that lives forever.
    pub(crate) fn reference(&self) -> TokenStream {
        let expression = &self.expression;
        let site = Span::mixed_site().located_at(expression.span());
        match &self.ty {
            None => quote_spanned!(site=> &#expression),
            Some(ty) => quote_spanned! {site=> {
                static OWN: #ty = #expression;
                &OWN
            }},
        }
    }
}

/// The type that an expression begins with: its modules are small, and what makes a value of it comes behind it.
fn made_type(expression: &Expr) -> Option<Type> {
    match expression {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) if path.qself.is_none() => type_in(&path.path),
            function => made_type(function),
        },
        Expr::MethodCall(call) => made_type(&call.receiver),
        Expr::Struct(value) if value.qself.is_none() => type_in(&value.path),
        Expr::Path(path) => match &path.qself {
            Some(of) if of.position == 0 => Some((*of.ty).clone()),
            Some(_) => None,
            None => type_in(&path.path),
        },
        Expr::Group(group) => made_type(&group.expr),
        Expr::Paren(paren) => made_type(&paren.expr),
        _ => None,
    }
}

/// The path up to its first segment that is a type's name.
fn type_in(path: &Path) -> Option<Type> {
    let at = path.segments.iter().position(is_type)?;
    let segments: Punctuated<PathSegment, _> = path.segments.iter().take(at + 1).cloned().collect();
    Some(Type::Path(TypePath {
        attrs: Vec::new(),
        qself: None,
        path: Path {
            leading_colon: path.leading_colon,
            segments,
        },
    }))
}

fn is_type(segment: &PathSegment) -> bool {
    naming::text(&segment.ident).starts_with(char::is_uppercase)
}

/// Whether a path is the name of a static: its last word is in capitals, and no type comes before it.
fn is_constant(path: &Path) -> bool {
    let mut segments = path.segments.iter().rev();
    let Some(last) = segments.next() else {
        return false;
    };
    let name = last.ident.to_string();
    let is_loud = name.chars().count() > 1
        && name.starts_with(char::is_uppercase)
        && !name.contains(char::is_lowercase);
    is_loud && last.arguments.is_none() && !segments.any(is_type)
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::Own;

    #[track_caller]
    fn check(expression: &str, expected: Option<&str>) {
        let own = Own::of(&syn::parse_str(expression).unwrap());
        let found = own.map(|own| match own.ty {
            Some(ty) => ty.to_token_stream().to_string().replace(' ', ""),
            None => "static".to_owned(),
        });
        assert_eq!(found.as_deref(), expected, "{expression}");
    }

    #[test]
    fn the_type_is_what_the_expression_begins_with() {
        check("Throttle::per_second(5)", Some("Throttle"));
        check(
            "crate::decorators::Throttle::new(5).burst(10)",
            Some("crate::decorators::Throttle"),
        );
        check("Throttle::<u8, 5>::DEFAULT", Some("Throttle::<u8,5>"));
        check("Throttle(5)", Some("Throttle"));
        check("Slow { millis: 5 }", Some("Slow"));
        check("GCRA::new(5)", Some("GCRA"));
        check("Level::High", Some("Level"));
        check("Nothing", Some("Nothing"));
        check("<Throttle>::new()", Some("Throttle"));
        check("limits::THROTTLE", Some("static"));
        check("throttle(5)", None);
        check("5", None);
        check("|| Throttle", None);
    }
}

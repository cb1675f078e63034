//! The lifetimes that a type is spelled with.

use syn::{
    AngleBracketedGenericArguments, GenericArgument, Lifetime, Path, PathArguments, ReturnType,
    Type, TypeParamBound,
};

/// A lifetime of a type, as far as its spelling tells: `MutexGuard<T>` hides one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Spelled {
    /// `&T` and `'_`: it follows from the arguments.
    LeftOut,
    /// `'a`, without the apostrophe.
    Named(String),
}

/// The lifetimes of a type, in their order. What is left out within `Fn(&str) -> &str` is that function's own and not counted.
pub(crate) fn of(ty: &Type) -> Vec<Spelled> {
    let mut found = Found::default();
    found.ty(ty);
    found.lifetimes
}

#[derive(Default)]
struct Found {
    lifetimes: Vec<Spelled>,
    in_function: bool,
}

impl Found {
    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Reference(reference) => {
                self.lifetime(reference.lifetime.as_ref());
                self.ty(&reference.elem);
            }
            Type::Array(array) => self.ty(&array.elem),
            Type::Group(group) => self.ty(&group.elem),
            Type::Paren(paren) => self.ty(&paren.elem),
            Type::Ptr(pointer) => self.ty(&pointer.elem),
            Type::Slice(slice) => self.ty(&slice.elem),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| self.ty(ty)),
            Type::Path(path) => {
                if let Some(of) = &path.qself {
                    self.ty(&of.ty);
                }
                self.path(&path.path);
            }
            Type::ImplTrait(bounds) => self.bounds(&bounds.bounds),
            Type::TraitObject(object) => self.bounds(&object.bounds),
            Type::FnPtr(function) => {
                let inputs = function.inputs.iter().map(|input| &input.ty);
                self.function(inputs, &function.output);
            }
            _ => {}
        }
    }

    fn lifetime(&mut self, lifetime: Option<&Lifetime>) {
        match lifetime.filter(|lifetime| lifetime.ident != "_") {
            Some(lifetime) => self
                .lifetimes
                .push(Spelled::Named(lifetime.ident.to_string())),
            None if self.in_function => {}
            None => self.lifetimes.push(Spelled::LeftOut),
        }
    }

    fn path(&mut self, path: &Path) {
        for segment in &path.segments {
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(arguments) => self.arguments(arguments),
                PathArguments::Parenthesized(function) => {
                    let inputs = function.inputs.iter().map(|input| &input.ty);
                    self.function(inputs, &function.output);
                }
            }
        }
    }

    fn arguments(&mut self, arguments: &AngleBracketedGenericArguments) {
        for argument in &arguments.args {
            match argument {
                GenericArgument::Lifetime(lifetime) => self.lifetime(Some(lifetime)),
                GenericArgument::Type(ty) => self.ty(ty),
                GenericArgument::AssocType(associated) => self.ty(&associated.ty),
                GenericArgument::Constraint(constraint) => self.bounds(&constraint.bounds),
                _ => {}
            }
        }
    }

    fn bounds<'a>(&mut self, bounds: impl IntoIterator<Item = &'a TypeParamBound>) {
        for bound in bounds {
            match bound {
                TypeParamBound::Lifetime(lifetime) => self.lifetime(Some(lifetime)),
                TypeParamBound::Trait(bound) => self.path(&bound.path),
                _ => {}
            }
        }
    }

    fn function<'a>(&mut self, inputs: impl Iterator<Item = &'a Type>, output: &ReturnType) {
        let outside = std::mem::replace(&mut self.in_function, true);
        inputs.for_each(|ty| self.ty(ty));
        if let ReturnType::Type(_, ty) = output {
            self.ty(ty);
        }
        self.in_function = outside;
    }
}

#[cfg(test)]
mod tests {
    use super::{Spelled, of};

    #[track_caller]
    fn check(ty: &str, expected: &[&str]) {
        let found = of(&syn::parse_str(ty).unwrap());
        let found: Vec<_> = found
            .iter()
            .map(|spelled| match spelled {
                Spelled::LeftOut => "_",
                Spelled::Named(name) => name,
            })
            .collect();
        assert_eq!(found, expected, "{ty}");
    }

    #[test]
    fn lifetimes_are_seen_wherever_they_stand() {
        check("Result<Vec<(u8, &str)>, Error>", &["_"]);
        check("MutexGuard<'_, Vec<&'a u8>>", &["_", "a"]);
        check("[&'static str; 3]", &["static"]);
        check("Box<dyn Iterator<Item = &T> + '_>", &["_", "_"]);
        check("<&T as Trait<'b>>::Out", &["_", "b"]);
        check("impl Iterator<Item: Into<&u8>>", &["_"]);
        check("MutexGuard<Vec<u8>>", &[]);
    }

    #[test]
    fn what_a_function_type_leaves_out_is_its_own() {
        check("Box<dyn Fn(&str) -> &str + Send>", &[]);
        check("fn(&str, Foo<'_>) -> bool", &[]);
        check("Box<dyn Fn(&'a str) -> bool + '_>", &["a", "_"]);
    }
}

//! What a column can be set to and compared with.

use super::Uncached;

/// Whatever a column of type `T` can be set to and compared with: what converts into it with `From`, and a `&str` for an `Option<String>` and
/// for an [`Uncached`] text. The way of the conversion is inferred.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` can't be set to a `{Self}`",
    note = "give a `{T}`, or something that converts into it with `From`"
)]
pub trait ToColumn<T, W: Way> {
    /// The column's value.
    fn to_column(self) -> T;
}

/// How a value becomes a column's. Two, because a `&str` is text for a column that may be without, and `From` does not know it.
pub trait Way {}

/// By [`Into`].
#[derive(Debug, Clone, Copy)]
pub struct Converted;

/// As text for a column that may be without it.
#[derive(Debug, Clone, Copy)]
pub struct AsText;

impl Way for Converted {}
impl Way for AsText {}

impl<T, V: Into<T>> ToColumn<T, Converted> for V {
    fn to_column(self) -> T {
        self.into()
    }
}

impl ToColumn<Option<String>, AsText> for &str {
    fn to_column(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl ToColumn<Uncached<String>, AsText> for &str {
    fn to_column(self) -> Uncached<String> {
        self.to_owned().into()
    }
}

impl ToColumn<Uncached<Option<String>>, AsText> for &str {
    fn to_column(self) -> Uncached<Option<String>> {
        Some(self.to_owned()).into()
    }
}

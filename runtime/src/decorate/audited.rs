//! `#[audited]`: a record of the call, in its transaction. No argument is recorded unless it is named.

use std::fmt::Debug;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Call;
use crate::{Error, Result, audit, model::Uncached};

/// The arguments that are named, as they were when the call began.
#[derive(Debug)]
pub struct Noted(Result<Map<String, Value>>);

impl Noted {
    /// Reads the arguments, if it is on. Before the call: its body takes them.
    #[inline]
    pub fn new(is_on: bool, note: impl FnOnce(&mut Self)) -> Self {
        let mut noted = Self(Ok(Map::new()));
        if is_on {
            note(&mut noted);
        }
        noted
    }

    /// Adds a value under the name that it was written with.
    pub fn value(&mut self, name: &str, value: Result<Value>) {
        let value = value.map_err(|error| {
            Error::internal(format!("`{name}` can't be recorded: {}", error.chain()))
        });
        match (&mut self.0, value) {
            (Ok(noted), Ok(value)) => drop(noted.insert(name.to_owned(), value)),
            (Ok(_), Err(error)) => self.0 = Err(error),
            (Err(_), _) => {}
        }
    }
}

/// What a record shows of a value: a secret of ours nothing, by a method of its own; anything else what [`Serialized`] says, else [`Printed`],
/// else [`Unknown`], which must be in scope. The compiler looks for the first of them whose bounds hold.
#[derive(Debug)]
pub struct Recorded<'a, T: ?Sized>(pub &'a T);

impl<T> Recorded<'_, Uncached<T>> {
    /// That it is there, or not.
    #[expect(
        clippy::missing_errors_doc,
        reason = "there are none; the other forms have"
    )]
    pub fn json(self) -> Result<Value> {
        Printed::json(&self)
    }
}

impl<T> Recorded<'_, &Uncached<T>> {
    /// That it is there, or not.
    #[expect(
        clippy::missing_errors_doc,
        reason = "there are none; the other forms have"
    )]
    pub fn json(self) -> Result<Value> {
        Printed::json(&self)
    }
}

/// As serde writes it.
pub trait Serialized {
    /// The value.
    ///
    /// # Errors
    /// What it has no form in JSON for.
    fn json(self) -> Result<Value>;
}

impl<T: Serialize + ?Sized> Serialized for Recorded<'_, T> {
    fn json(self) -> Result<Value> {
        Ok(serde_json::to_value(self.0)?)
    }
}

/// As it is printed.
pub trait Printed {
    /// The text.
    ///
    /// # Errors
    /// None.
    fn json(self) -> Result<Value>;
}

impl<T: Debug + ?Sized> Printed for &Recorded<'_, T> {
    fn json(self) -> Result<Value> {
        Ok(Value::String(format!("{:?}", self.0)))
    }
}

/// What has neither form.
pub trait Unknown<T: ?Sized>: Sized {
    /// Nothing: the compiler says what is missing.
    ///
    /// # Errors
    /// Always.
    fn json(self) -> Result<Value>
    where
        T: Recordable,
    {
        Err(Error::internal("it has no form"))
    }
}

impl<T: ?Sized> Unknown<T> for &mut Recorded<'_, T> {}

/// A type that a record can show.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be recorded",
    label = "neither `Serialize` nor `Debug` is implemented for `{Self}`",
    note = "add `#[derive(Serialize)]` or `#[derive(Debug)]` to `{Self}`, or name a field of it: `args(draft.email)`"
)]
pub trait Recordable {}

/// Runs `next` in a transaction, and records it there if it succeeds.
///
/// # Errors
/// The call's own; what the database says to the record.
pub async fn audited<T, E: From<Error>>(
    noted: Noted,
    call: &Call<'_>,
    next: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let Some(core) = call.core else {
        return Err(call.lacks_core().into());
    };
    let arguments = noted.0?;
    let what = format!("{}::{}", call.service, call.method);
    let recorded = async {
        let output = next.await?;
        audit::record(core, what, arguments).await?;
        Ok(output)
    };
    core.database().transaction(recorded).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Secret;

    #[derive(Serialize)]
    struct Both {
        number: u8,
        hash: Uncached<u8>,
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "they are printed")]
    struct Draft {
        name: &'static str,
        password: Secret<&'static str>,
    }

    #[test]
    fn a_value_is_shown_as_serde_writes_it_else_as_it_is_printed_and_a_secret_never() {
        let draft = Draft {
            name: "Ada",
            password: Secret::new("hunter2"),
        };
        let both = Both {
            number: 1,
            hash: 2.into(),
        };
        let hash: &Uncached<u8> = &both.hash;
        let shown = [
            Recorded(&7).json(),
            Recorded("text").json(),
            Recorded(&both).json(),
            Recorded(&draft).json(),
            Recorded(&draft.password).json(),
            Recorded(&Some(&draft.password)).json(),
            Recorded(hash).json(),
            Recorded(&hash).json(),
            Recorded(&f64::NAN).json(),
        ];
        let shown: Vec<Value> = shown.into_iter().map(Result::unwrap).collect();
        assert_eq!(
            json!(shown),
            json!([
                7,
                "text",
                { "number": 1, "hash": null },
                "Draft { name: \"Ada\", password: [redacted] }",
                "[redacted]",
                "Some([redacted])",
                "[redacted]",
                "[redacted]",
                null,
            ])
        );
    }

    #[test]
    fn what_has_no_form_in_json_is_named() {
        let table = std::collections::BTreeMap::from([((1, 2), 3)]);
        let noted = Noted::new(true, |noted| {
            noted.value("id", Recorded(&1).json());
            noted.value("table", Recorded(&table).json());
        });
        let error = noted.0.unwrap_err().to_string();
        assert_eq!(error, "`table` can't be recorded: key must be a string");
    }
}

//! A value that is never printed.

use std::fmt;

use serde::Deserialize;

/// Holds a value that must not be printed: `Debug` says `[redacted]`.
///
/// It can be deserialized and not serialized: what it was written as, an answer, an entry of the cache or a job in its queue, would show the value,
/// or come back without it. A job carries the id of the row that has the secret.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value; the word makes every use of it easy to find.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use std::marker::PhantomData;

    use serde::Serialize;

    use super::*;

    /// The inherent constant shadows the trait's where its bound holds.
    struct Written<T>(PhantomData<T>);

    impl<T: Serialize> Written<T> {
        const POSSIBLE: bool = true;
    }

    trait Otherwise {
        const POSSIBLE: bool = false;
    }

    impl<T> Otherwise for Written<T> {}

    #[test]
    fn a_secret_can_be_read_and_never_written() {
        let secret: Secret<String> = serde_json::from_str(r#""hunter2""#).unwrap();
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(format!("{secret:?}"), "[redacted]");
        const { assert!(Written::<String>::POSSIBLE && !Written::<Secret<String>>::POSSIBLE) };
    }
}

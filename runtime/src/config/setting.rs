//! The types that a key of an application's own section can have.

use std::{path::PathBuf, time::Duration};

use super::read::{self, Raw};
use crate::Secret;

/// A type of a value in the configuration.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be read from the configuration",
    note = "`bool`, numbers, `String`, `PathBuf`, `Duration`, and a `Secret`, `Option` or `Vec` of these can; what serde reads can with `#[config(serde)]` above the field"
)]
pub trait Setting: Sized {
    /// Reads it, or says what would be right: `must be true or false`.
    #[doc(hidden)]
    fn read(raw: Raw<'_>) -> Result<Self, String>;

    /// What stands for no value.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }
}

macro_rules! settings {
    ($($type:ty: $read:expr;)*) => {
        $(impl Setting for $type {
            fn read(raw: Raw<'_>) -> Result<Self, String> {
                $read(raw)
            }
        })*
    };
}

settings! {
    bool: read::boolean;
    String: read::text;
    Duration: read::duration;
    PathBuf: |raw| read::text(raw).map(Self::from);
    Secret<String>: |raw| read::text(raw).map(Self::from);
    i8: read::integer;
    i16: read::integer;
    i32: read::integer;
    i64: read::integer;
    isize: read::integer;
    u8: read::integer;
    u16: read::integer;
    u32: read::integer;
    u64: read::integer;
    usize: read::integer;
    f32: |raw| read::float(raw).map(|number| number as Self);
    f64: read::float;
}

impl<T: Setting> Setting for Option<T> {
    fn read(raw: Raw<'_>) -> Result<Self, String> {
        T::read(raw).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(raw: Raw<'_>) -> Result<Self, String> {
        read::list(raw, T::read)
    }
}

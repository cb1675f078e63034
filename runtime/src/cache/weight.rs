//! What a value takes in memory, as far as serde shows it: about as much or a few times more, seldom less.

use std::fmt;

use serde::{
    Serialize,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant, Serializer,
    },
};

/// What an allocation takes beside its content.
const BLOCK: u64 = 16;

/// What an element takes of which nothing shows its size: `None`, a word of an enum, a number of JSON.
const ELEMENT: u64 = 32;

/// What can't be weighed is taken for heavy, so that it leaves soon.
const HEAVY: u64 = 64 * 1024;

/// How many bytes a value has on the heap; what it takes itself is its `size_of`.
///
/// Fields are counted with their own size too, because nothing tells whether their struct stands behind a pointer.
pub fn heap(value: &(impl Serialize + ?Sized)) -> u64 {
    let mut scale = Scale {
        bytes: 0,
        sized: true,
    };
    match value.serialize(&mut scale) {
        Ok(()) => scale.bytes,
        Err(fmt::Error) => HEAVY,
    }
}

struct Scale {
    bytes: u64,
    /// Whether the own size of what comes next has been counted. That of a field is known; elements of a list come as
    /// references.
    sized: bool,
}

impl Scale {
    /// A value without parts.
    fn leaf(&mut self, size: u64) {
        if !self.sized {
            self.bytes += size;
        }
    }

    fn content(&mut self, bytes: usize) {
        self.leaf(ELEMENT);
        if bytes > 0 {
            self.bytes += bytes as u64 + BLOCK;
        }
    }

    /// A part of which the size is known.
    fn field<T: Serialize + ?Sized>(&mut self, field: &T) -> fmt::Result {
        self.bytes += size_of_val(field) as u64;
        self.sized = true;
        field.serialize(self)
    }

    /// A part of which it is not.
    fn element<T: Serialize + ?Sized>(&mut self, element: &T) -> fmt::Result {
        self.sized = false;
        element.serialize(self)
    }

    /// The parts of a list or a map are allocated.
    fn list(&mut self) {
        self.leaf(ELEMENT);
        self.bytes += BLOCK;
    }

    /// An element that is a struct may stand behind a pointer, with two counters.
    fn parts(&mut self) {
        self.leaf(24);
    }
}

macro_rules! leaves {
    ($($name:ident($($type:ty)?) = $size:expr;)*) => { $(
        fn $name(self $(, _: $type)?) -> fmt::Result {
            self.leaf($size);
            Ok(())
        }
    )* };
}

impl Serializer for &mut Scale {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    leaves! {
        serialize_i8(i8) = 1; serialize_u8(u8) = 1; serialize_i16(i16) = 2; serialize_u16(u16) = 2;
        serialize_i32(i32) = 4; serialize_u32(u32) = 4; serialize_f32(f32) = 4; serialize_char(char) = 4;
        serialize_i64(i64) = ELEMENT; serialize_u64(u64) = ELEMENT; serialize_f64(f64) = ELEMENT;
        serialize_i128(i128) = ELEMENT; serialize_u128(u128) = ELEMENT; serialize_bool(bool) = ELEMENT;
        serialize_none() = ELEMENT; serialize_unit() = ELEMENT; serialize_unit_struct(&'static str) = 0;
    }

    fn serialize_str(self, text: &str) -> fmt::Result {
        self.content(text.len());
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> fmt::Result {
        self.content(bytes.len());
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> fmt::Result {
        self.leaf(ELEMENT);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> fmt::Result {
        self.parts();
        self.field(value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        self.list();
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, fmt::Error> {
        self.parts();
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, fmt::Error> {
        self.parts();
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, fmt::Error> {
        self.parts();
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        self.list();
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, fmt::Error> {
        self.parts();
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, fmt::Error> {
        self.parts();
        Ok(self)
    }
}

macro_rules! parts {
    ($($trait:ident::$method:ident($($key:ident)?) = $act:ident;)*) => { $(
        impl $trait for &mut Scale {
            type Ok = ();
            type Error = fmt::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, $($key: &'static str,)? part: &T) -> fmt::Result {
                $(let _ = $key;)?
                self.$act(part)
            }

            fn end(self) -> fmt::Result {
                Ok(())
            }
        }
    )* };
}

parts! {
    SerializeSeq::serialize_element() = element;
    SerializeTuple::serialize_element() = field;
    SerializeTupleStruct::serialize_field() = field;
    SerializeTupleVariant::serialize_field() = field;
    SerializeStruct::serialize_field(name) = field;
    SerializeStructVariant::serialize_field(name) = field;
}

impl SerializeMap for &mut Scale {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> fmt::Result {
        self.element(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        self.element(value)
    }

    fn end(self) -> fmt::Result {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::heap;

    #[track_caller]
    fn check(value: &impl serde::Serialize, takes: u64) {
        let weight = heap(value);
        assert!(
            (takes..=4 * takes + 64).contains(&weight),
            "it weighs {weight} and takes {takes}"
        );
    }

    #[derive(serde::Serialize)]
    struct Point {
        x: f64,
        y: Option<f64>,
        name: String,
    }

    #[test]
    fn c8_a_value_weighs_what_it_takes_or_a_few_times_more() {
        check(&7, 0);
        check(&None::<String>, 0);
        check(&"x".repeat(1000), 1000);
        check(&vec![0_u8; 1000], 1000);
        check(&vec![0.5_f64; 1000], 8000);
        check(&vec![None::<String>; 1000], 24_000);
        check(&vec![[None::<u128>; 4]; 1000], 128_000);
        check(&vec![Some("x".repeat(100)); 1000], 124_000);
        let json = size_of::<serde_json::Value>() as u64;
        check(&json!(vec![0; 1000]), 1000 * json);
        check(&json!(vec![true; 1000]), 1000 * json);
        let points = (0..1000).map(|number| Point {
            x: 0.0,
            y: None,
            name: number.to_string(),
        });
        check(&points.collect::<Vec<_>>(), 1000 * (48 + 3));
        let shared = (0..1000).map(|_| {
            std::sync::Arc::new(Point {
                x: 0.0,
                y: None,
                name: String::new(),
            })
        });
        check(&shared.collect::<Vec<_>>(), 1000 * (8 + 16 + 48));
        let pairs = (0..1000).map(|number| (number, number.to_string()));
        let pairs: std::collections::BTreeMap<u64, String> = pairs.collect();
        check(&pairs, 1000 * (8 + 24 + 3));
    }
}

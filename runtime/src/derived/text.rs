//! Texts of a form as what a field is.

use serde::{
    Deserializer,
    de::{
        IntoDeserializer, Visitor,
        value::{Error, SeqDeserializer, StrDeserializer},
    },
    forward_to_deserialize_any,
};

/// The texts that a form has for one name; serde's own messages say what is wrong with them.
pub(super) struct Texts<'a>(pub(super) &'a [String]);

impl<'a> Texts<'a> {
    /// The one that counts: a browser sends the last of two fields of one name last.
    fn last(&self) -> &'a str {
        self.0.last().map_or("", String::as_str)
    }
}

/// A number that text can be; else the text, which the visitor refuses.
fn number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Error> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return visitor.visit_i64(number);
    }
    if let Ok(number) = text.parse() {
        return visitor.visit_u64(number);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_whole = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    match is_whole {
        // None takes it; it is out of range, and not of another type.
        true => visitor.visit_i128(i128::MAX),
        false => visitor.visit_str(text),
    }
}

macro_rules! numbers {
    ($($name:ident)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            number(self.last(), visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Texts<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.last())
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.last().trim().parse() {
            Ok(number) => visitor.visit_f64(number),
            Err(_) => visitor.visit_str(self.last()),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.last().trim() {
            "true" | "on" | "1" => visitor.visit_bool(true),
            "false" | "off" | "0" => visitor.visit_bool(false),
            other => visitor.visit_str(other),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            [] => visitor.visit_none(),
            [text] if text.is_empty() => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let text: StrDeserializer<'_, Error> = self.last().into_deserializer();
        text.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.chunks(1).map(Texts)))
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for Texts<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

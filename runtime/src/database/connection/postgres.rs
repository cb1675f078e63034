//! Values to and from PostgreSQL, whose protocol sends them in binary: what we keep as text is spelled here as it was bound.

use std::fmt::Write as _;

use jiff::civil;
use sqlx_engine::{
    Arguments as _, AssertSqlSafe, Decode, Encode, Postgres, Result, Row as _, SqlSafeStr as _,
    SqlStr, Type, TypeInfo as _, ValueRef as _,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgValueRef, types::Oid},
};

use crate::{
    Error,
    model::{ColumnValue as _, Value, ValueKind},
};

/// NULL of whatever type the statement needs.
struct Null;

impl Type<Postgres> for Null {
    fn type_info() -> PgTypeInfo {
        // "Unspecified": the server takes it from the context.
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl Encode<'_, Postgres> for Null {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

/// The statement and its arguments. A prepared statement has one type for each placeholder, taken from its text or from the first
/// value; so one with a NULL whose type the text does not say is another statement than that with a value.
pub(super) fn statement(sql: SqlStr, values: Vec<Value>) -> Result<(SqlStr, PgArguments), Error> {
    let mut arguments = PgArguments::default();
    let mut untyped = String::new();
    for (at, value) in (1..).zip(values) {
        if matches!(value, Value::Null | Value::Absent)
            && !sql.as_str().contains(&format!("CAST(${at} AS "))
        {
            let _ = write!(untyped, " ${at}");
        }
        match value {
            Value::Null | Value::Absent => arguments.add(Null),
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Float(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(|error| Error::internal("a value can't be bound").with_source(error))?;
    }
    if untyped.is_empty() {
        return Ok((sql, arguments));
    }
    let text = format!("{} -- NULL:{untyped}", sql.as_str());
    Ok((AssertSqlSafe(text).into_sql_str(), arguments))
}

/// The statement with an array for each placeholder.
pub(super) fn of_columns(
    sql: SqlStr,
    columns: Vec<(ValueKind, Vec<Value>)>,
) -> Result<(SqlStr, PgArguments), Error> {
    /// What such values are in an array, with NULL among them.
    macro_rules! array {
        ($values:expr, $variant:ident) => {
            $values
                .into_iter()
                .map(|value| match value {
                    Value::$variant(value) => Some(value),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
    }
    let mut arguments = PgArguments::default();
    for (kind, values) in columns {
        match kind {
            ValueKind::Bool => arguments.add(array!(values, Bool)),
            ValueKind::Int | ValueKind::BigInt => arguments.add(array!(values, Int)),
            ValueKind::Float => arguments.add(array!(values, Float)),
            ValueKind::Bytes => arguments.add(array!(values, Bytes)),
            _ => arguments.add(array!(values, Text)),
        }
        .map_err(|error| Error::internal("a value can't be bound").with_source(error))?;
    }
    Ok((sql, arguments))
}

pub(super) fn value(row: &PgRow, at: usize) -> Result<Value> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().oid().map_or(0, |oid| oid.0);
    let bytes = || raw.as_bytes();
    // The numbers of the types are fixed for ever: `pg_type.dat`.
    let value = match kind {
        16 => decoded::<bool>(raw).map(Value::Bool),
        20 => decoded::<i64>(raw).map(Value::Int),
        21 => decoded::<i16>(raw).map(|value| Value::Int(value.into())),
        23 => decoded::<i32>(raw).map(|value| Value::Int(value.into())),
        26 => {
            bytes().and_then(|bytes| Ok(Value::Int(u32::from_be_bytes(bytes.try_into()?).into())))
        }
        700 => decoded::<f32>(raw).map(|value| Value::Float(value.into())),
        701 => decoded::<f64>(raw).map(Value::Float),
        17 => decoded(raw).map(Value::Bytes),
        // Blanks at the end of CHAR(n) mean nothing.
        1042 => raw
            .as_str()
            .map(|text| Value::Text(text.trim_end_matches(' ').to_owned())),
        1700 => bytes().and_then(numeric).map(Value::Text),
        1082 => bytes().and_then(date).map(|date| date.value()),
        1083 => bytes().and_then(time).map(|time| time.value()),
        1114 | 1184 => bytes().and_then(timestamp).map(|time| time.value()),
        2950 => bytes().and_then(uuid).map(Value::Text),
        // The first byte is the version of the format.
        3802 => {
            bytes().and_then(|bytes| Ok(Value::Text(text(bytes.get(1..).unwrap_or_default())?)))
        }
        _ => raw
            .as_str()
            .map(|text| Value::Text(text.to_owned()))
            .map_err(|_| {
                let kind = raw.type_info();
                format!(
                    "values of type {} can't be read; help: cast the column in the statement",
                    kind.name()
                )
                .into()
            }),
    };
    value.map_err(|source| sqlx_engine::Error::ColumnDecode {
        index: at.to_string(),
        source,
    })
}

fn decoded<'r, T: Decode<'r, Postgres>>(raw: PgValueRef<'r>) -> Result<T, BoxDynError> {
    T::decode(raw)
}

fn text(bytes: &[u8]) -> Result<String, BoxDynError> {
    Ok(std::str::from_utf8(bytes)?.to_owned())
}

/// Days since 2000.
fn date(bytes: &[u8]) -> Result<civil::Date, BoxDynError> {
    let days = i32::from_be_bytes(bytes.try_into()?);
    let span = jiff::SignedDuration::from_hours(i64::from(days) * 24);
    Ok(civil::date(2000, 1, 1).checked_add(span)?)
}

/// Microseconds since midnight.
fn time(bytes: &[u8]) -> Result<civil::Time, BoxDynError> {
    let micros = i64::from_be_bytes(bytes.try_into()?);
    let span = jiff::SignedDuration::from_micros(micros);
    Ok(civil::Time::midnight().checked_add(span)?)
}

/// Microseconds since 2000.
fn timestamp(bytes: &[u8]) -> Result<civil::DateTime, BoxDynError> {
    let micros = i64::from_be_bytes(bytes.try_into()?);
    let span = jiff::SignedDuration::from_micros(micros);
    Ok(civil::date(2000, 1, 1).at(0, 0, 0, 0).checked_add(span)?)
}

fn uuid(bytes: &[u8]) -> Result<String, BoxDynError> {
    let digits = u128::from_be_bytes(bytes.try_into()?);
    let hex = format!("{digits:032x}");
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    Ok(parts.join("-"))
}

/// Digits of base 10,000, the place of the first one, the sign, how many decimals are shown.
fn numeric(bytes: &[u8]) -> Result<String, BoxDynError> {
    let mut words = bytes
        .chunks_exact(2)
        .map(|word| i16::from_be_bytes([word[0], word[1]]));
    let mut next = || words.next().ok_or("a number breaks off");
    let (count, weight, sign, scale) = (next()?, next()?, next()?, next()?);
    let sign = match sign.cast_unsigned() {
        0 => "",
        0x4000 => "-",
        0xC000 => return Err("NaN is no decimal".into()),
        _ => return Err("infinity is no decimal".into()),
    };
    let groups = (0..count).map(|_| next()).collect::<Result<Vec<_>, _>>()?;
    let group = |place: i16| {
        let at = usize::try_from(weight - place).ok();
        at.and_then(|at| groups.get(at)).copied().unwrap_or(0)
    };
    let mut text = sign.to_owned();
    let whole = (0..=weight.max(0))
        .rev()
        .map(|place| format!("{:04}", group(place)));
    let whole: String = whole.collect();
    let whole = whole.trim_start_matches('0');
    text.push_str(if whole.is_empty() { "0" } else { whole });
    let scale = usize::try_from(scale)?;
    if scale > 0 {
        let places = i16::try_from(scale.div_ceil(4))?;
        let fraction: String = (1..=places)
            .map(|place| format!("{:04}", group(-place)))
            .collect();
        text.push('.');
        text.push_str(&fraction[..scale]);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{numeric, timestamp, uuid};

    #[test]
    fn a_number_is_spelled_with_its_own_decimals() {
        let check = |words: &[i16], text: &str| {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            assert_eq!(numeric(&bytes).unwrap(), text);
        };
        check(&[0, 0, 0, 0], "0");
        check(&[0, 0, 0, 2], "0.00");
        check(&[1, 0, 0, 0, 7], "7");
        check(&[2, 1, 0, 0, 12, 3400], "123400");
        check(&[1, 1, 0, 0, 12], "120000");
        check(&[2, 0, 0x4000, 2, 1, 5000], "-1.50");
        check(&[1, -1, 0, 4, 1], "0.0001");
        check(&[1, -2, 0, 6, 100], "0.000001");
        check(&[3, 0, 0, 5, 1, 2345, 6000], "1.23456");
        assert!(numeric(&[0, 1]).is_err());
        assert!(numeric(&[0, 0, 0, 0, 0xC0, 0, 0, 0]).is_err());
    }

    #[test]
    fn times_before_2000_and_uuids_are_spelled_as_they_were_bound() {
        let time = timestamp(&(-1_i64).to_be_bytes()).unwrap();
        assert_eq!(time.to_string(), "1999-12-31T23:59:59.999999");
        assert!(timestamp(&i64::MAX.to_be_bytes()).is_err());
        let bytes: Vec<u8> = (0..16).collect();
        assert_eq!(
            uuid(&bytes).unwrap(),
            "00010203-0405-0607-0809-0a0b0c0d0e0f"
        );
    }
}

//! Values to and from MySQL and MariaDB.

use sqlx_engine::{
    Arguments as _, AssertSqlSafe, MySql, Result, Row as _, SqlSafeStr as _, SqlStr, Type,
    TypeInfo as _, ValueRef as _,
    error::BoxDynError,
    mysql::{MySqlArguments, MySqlRow},
};

use crate::{Error, database::dialect::question_marks, model::Value};

/// The statement with MySQL's own placeholders, and a value for each.
pub(super) fn statement(
    sql: &SqlStr,
    mut values: Vec<Value>,
) -> Result<(SqlStr, MySqlArguments), Error> {
    let mut arguments = MySqlArguments::default();
    let (text, order) = question_marks(sql.as_str());
    let mut left = vec![0_u32; values.len()];
    for &value in &order {
        if let Some(left) = left.get_mut(value) {
            *left += 1;
        }
    }
    for &value in &order {
        let Some(place) = values.get_mut(value) else {
            return Err(Error::internal(format!(
                "a statement names `${}` and has {} values",
                value + 1,
                values.len()
            )));
        };
        left[value] -= 1;
        let value = if left[value] > 0 {
            place.clone()
        } else {
            std::mem::replace(place, Value::Null)
        };
        match value {
            // MariaDB's `UUID` takes a NULL of text, and none of numbers.
            Value::Null | Value::Absent => arguments.add(None::<String>),
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Float(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(|error| Error::internal("a value can't be bound").with_source(error))?;
    }
    Ok((AssertSqlSafe(text).into_sql_str(), arguments))
}

pub(super) fn value(row: &MySqlRow, at: usize) -> Result<Value> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().into_owned();
    let bytes = || row.try_get_unchecked::<&[u8], _>(at);
    let read = match kind.name() {
        "BOOLEAN" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" => {
            return row.try_get_unchecked(at).map(Value::Int);
        }
        "TINYINT UNSIGNED" | "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED" | "INT UNSIGNED"
        | "BIGINT UNSIGNED" | "YEAR" | "BIT" => {
            let number = row.try_get_unchecked::<u64, _>(at)?;
            i64::try_from(number).map(Value::Int).map_err(Into::into)
        }
        "FLOAT" => {
            return row
                .try_get_unchecked::<f32, _>(at)
                .map(|value| Value::Float(value.into()));
        }
        "DOUBLE" => return row.try_get_unchecked(at).map(Value::Float),
        "DATE" => date(bytes()?).map(Value::Text),
        "DATETIME" | "TIMESTAMP" => date_time(bytes()?).map(Value::Text),
        "TIME" => time(bytes()?).map(Value::Text),
        "DECIMAL" | "JSON" => text(bytes()?).map(Value::Text),
        _ if <str as Type<MySql>>::compatible(&kind) => text(bytes()?).map(Value::Text),
        _ => Ok(Value::Bytes(bytes()?.to_vec())),
    };
    read.map_err(|source| sqlx_engine::Error::ColumnDecode {
        index: at.to_string(),
        source,
    })
}

fn text(bytes: &[u8]) -> Result<String, BoxDynError> {
    Ok(std::str::from_utf8(bytes)?.to_owned())
}

/// The length, the year in two bytes, month, day.
fn date(bytes: &[u8]) -> Result<String, BoxDynError> {
    match bytes {
        [_, low, high, month, day, ..] => {
            let year = u16::from_le_bytes([*low, *high]);
            Ok(format!("{year:04}-{month:02}-{day:02}"))
        }
        _ => Err("a date breaks off".into()),
    }
}

/// A date and, unless it is midnight, hour, minute, second and, unless they are none, microseconds.
fn date_time(bytes: &[u8]) -> Result<String, BoxDynError> {
    let clock = clock(bytes.get(5..).unwrap_or_default())?;
    Ok(format!("{} {clock}", date(bytes)?))
}

/// The length, the sign, days in four bytes, then as above.
fn time(bytes: &[u8]) -> Result<String, BoxDynError> {
    if let [_, sign, days @ ..] = bytes
        && (*sign != 0 || days.iter().take(4).any(|byte| *byte != 0))
    {
        return Err("a time that is no time of day".into());
    }
    clock(bytes.get(6..).unwrap_or_default())
}

fn clock(bytes: &[u8]) -> Result<String, BoxDynError> {
    let (hour, minute, second, micros) = match *bytes {
        [] => (0, 0, 0, 0),
        [hour, minute, second] => (hour, minute, second, 0),
        [hour, minute, second, a, b, c, d] => {
            (hour, minute, second, u32::from_le_bytes([a, b, c, d]))
        }
        _ => return Err("a time breaks off".into()),
    };
    Ok(format!("{hour:02}:{minute:02}:{second:02}.{micros:06}"))
}

/// `Duplicate entry 'ada@example.com' for key 'users.email'`: the key's name.
pub(in crate::database) fn key_of_duplicate(message: &str) -> Option<&str> {
    let (_, key) = message.rsplit_once(" for key '")?;
    let key = key.strip_suffix('\'')?;
    Some(key.rsplit_once('.').map_or(key, |(_, key)| key))
}

#[cfg(test)]
mod tests {
    use super::{date, date_time, key_of_duplicate, time};

    #[test]
    fn times_are_spelled_as_they_were_bound() {
        let new_year = [4, 0xE8, 0x07, 1, 31];
        assert_eq!(date(&new_year).unwrap(), "2024-01-31");
        assert_eq!(date_time(&new_year).unwrap(), "2024-01-31 00:00:00.000000");
        let evening = [7, 0xE8, 0x07, 1, 31, 20, 15, 1];
        assert_eq!(date_time(&evening).unwrap(), "2024-01-31 20:15:01.000000");
        let exact = [11, 0xE8, 0x07, 1, 31, 20, 15, 1, 1, 0, 0, 0];
        assert_eq!(date_time(&exact).unwrap(), "2024-01-31 20:15:01.000001");
        assert_eq!(time(&[0]).unwrap(), "00:00:00.000000");
        assert_eq!(
            time(&[8, 0, 0, 0, 0, 0, 9, 5, 0]).unwrap(),
            "09:05:00.000000"
        );
        assert!(time(&[8, 1, 0, 0, 0, 0, 9, 5, 0]).is_err());
        assert!(time(&[8, 0, 1, 0, 0, 0, 9, 5, 0]).is_err());
        assert!(date(&[2, 0]).is_err());
    }

    #[test]
    fn a_key_is_told_from_the_value_before_it() {
        let of = key_of_duplicate;
        assert_eq!(of("Duplicate entry 'a@b.c' for key 'email'"), Some("email"));
        assert_eq!(
            of("Duplicate entry 'x' for key 'users.email'"),
            Some("email")
        );
        assert_eq!(
            of("Duplicate entry 'x' for key 'y' for key 'email'"),
            Some("email")
        );
        assert_eq!(of("anything else"), None);
    }
}

//! A struct around one value, and what it says of it.

use scaffold::ColumnValue;

#[derive(Debug, Clone, ColumnValue)]
struct Two(String, String);

#[derive(Debug, Clone, ColumnValue)]
struct Empty;

#[derive(Debug, Clone, ColumnValue)]
#[column(check = "is_valid")]
struct Quoted(String);

#[derive(Debug, Clone, ColumnValue)]
#[column(rename_all = "snake_case", chek = a)]
struct OfEnums(String);

#[derive(Debug, Clone, ColumnValue)]
#[column(no_from = true, no_from)]
struct Flags(i64);

#[derive(Debug, Clone, ColumnValue)]
#[column(check = is_valid)]
enum Checked {
    A,
}

fn main() {}

//! A check takes the value and says yes or no; and the value is one of a column's.

use scaffold::ColumnValue;

#[derive(Debug, Clone, ColumnValue)]
#[column(check = is_even)]
struct Email(String);

fn is_even(number: &i64) -> bool {
    number % 2 == 0
}

#[derive(Debug, Clone, ColumnValue)]
#[column(check = size)]
struct Name(String);

fn size(text: &str) -> usize {
    text.len()
}

#[derive(Debug, Clone, ColumnValue)]
struct Pair((i64, i64));

fn main() {}

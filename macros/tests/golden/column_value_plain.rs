// What the compiler sees; what the person writes is in the unit test that names `column_value_plain`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::ColumnValue for Cents {
    const KIND: ::scaffold::__private::ValueKind = <i64 as ::scaffold::__private::ColumnValue>::KIND;
    const NULL: bool = <i64 as ::scaffold::__private::ColumnValue>::NULL;
    const UNCACHED: bool = <i64 as ::scaffold::__private::ColumnValue>::UNCACHED;
    const WORDS: &'static [&'static str] = <i64 as ::scaffold::__private::ColumnValue>::WORDS;
    fn read(
        row: &::scaffold::__private::Row,
        at: usize,
    ) -> ::scaffold::__private::Result<Self> {
        ::core::result::Result::Ok(
            Self(<i64 as ::scaffold::__private::ColumnValue>::read(row, at)?),
        )
    }
    fn value(&self) -> ::scaffold::__private::Value {
        <i64 as ::scaffold::__private::ColumnValue>::value(&self.0)
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::core::convert::From<i64> for Cents {
    fn from(value: i64) -> Self {
        Self(value)
    }
}

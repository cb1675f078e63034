// What the compiler sees; what the person writes is in the unit test that names `column_value_checked`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::ColumnValue for Email {
    const KIND: ::scaffold::__private::ValueKind = <String as ::scaffold::__private::ColumnValue>::KIND;
    const NULL: bool = <String as ::scaffold::__private::ColumnValue>::NULL;
    const UNCACHED: bool = <String as ::scaffold::__private::ColumnValue>::UNCACHED;
    const WORDS: &'static [&'static str] = <String as ::scaffold::__private::ColumnValue>::WORDS;
    fn read(
        row: &::scaffold::__private::Row,
        at: usize,
    ) -> ::scaffold::__private::Result<Self> {
        ::scaffold::__private::fit(
            Self::__checked(
                <String as ::scaffold::__private::ColumnValue>::read(row, at)?,
            ),
            row,
            at,
        )
    }
    fn value(&self) -> ::scaffold::__private::Value {
        <String as ::scaffold::__private::ColumnValue>::value(&self.0)
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl Email {
    fn __checked(
        value: String,
    ) -> ::core::result::Result<Self, ::scaffold::__private::Unfit> {
        if Self::is_valid(&value) {
            ::core::result::Result::Ok(Self(value))
        } else {
            ::core::result::Result::Err(::scaffold::__private::Unfit::new("Email"))
        }
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::core::convert::TryFrom<String> for Email {
    type Error = ::scaffold::__private::Unfit;
    fn try_from(
        value: String,
    ) -> ::core::result::Result<Self, ::scaffold::__private::Unfit> {
        Self::__checked(value)
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Textual for Email {}

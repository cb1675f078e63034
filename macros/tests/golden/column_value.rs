// What the compiler sees; what the person writes is in the unit test that names `column_value`.
#[automatically_derived]
impl ::scaffold::__private::ColumnValue for PostStatus {
    const KIND: ::scaffold::__private::ValueKind = ::scaffold::__private::ValueKind::Text;
    fn read(
        row: &::scaffold::__private::Row,
        at: usize,
    ) -> ::scaffold::__private::Result<Self> {
        let word = <::std::string::String as ::scaffold::__private::ColumnValue>::read(
            row,
            at,
        )?;
        <Self as ::core::str::FromStr>::from_str(&word)
            .map_err(::core::convert::From::from)
    }
    fn value(&self) -> ::scaffold::__private::Value {
        ::scaffold::__private::Value::Text(::std::string::ToString::to_string(self))
    }
}
#[automatically_derived]
impl ::core::fmt::Display for PostStatus {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(
            match self {
                Self::Draft => "draft",
                Self::InReview => "in_review",
                Self::Published => "live",
                Self::Deleted => "gone",
            },
        )
    }
}
#[automatically_derived]
impl ::core::str::FromStr for PostStatus {
    type Err = ::scaffold::__private::UnknownWord;
    fn from_str(word: &str) -> ::core::result::Result<Self, Self::Err> {
        match word {
            "draft" => ::core::result::Result::Ok(Self::Draft),
            "in_review" => ::core::result::Result::Ok(Self::InReview),
            "live" => ::core::result::Result::Ok(Self::Published),
            "gone" => ::core::result::Result::Ok(Self::Deleted),
            _ => {
                ::core::result::Result::Err(
                    ::scaffold::__private::UnknownWord::new(
                        "PostStatus",
                        word,
                        &["draft", "in_review", "live", "gone"],
                    ),
                )
            }
        }
    }
}

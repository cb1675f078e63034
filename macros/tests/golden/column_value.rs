// What the compiler sees; what the person writes is in the unit test that names `column_value`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Words for PostStatus {
    fn word(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Published => "live",
            Self::Deleted => "gone",
        }
    }
    fn of_word(
        word: &str,
    ) -> ::core::result::Result<Self, ::scaffold::__private::UnknownWord> {
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
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::ColumnValue for PostStatus {
    const KIND: ::scaffold::__private::ValueKind = ::scaffold::__private::ValueKind::Text;
    const WORDS: &'static [&'static str] = &["draft", "in_review", "live", "gone"];
    fn read(
        row: &::scaffold::__private::Row,
        at: usize,
    ) -> ::scaffold::__private::Result<Self> {
        ::scaffold::__private::read_word(row, at)
    }
    fn value(&self) -> ::scaffold::__private::Value {
        ::scaffold::__private::word_value(self)
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::core::fmt::Display for PostStatus {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(::scaffold::__private::Words::word(self))
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::core::str::FromStr for PostStatus {
    type Err = ::scaffold::__private::UnknownWord;
    fn from_str(
        word: &str,
    ) -> ::core::result::Result<Self, ::scaffold::__private::UnknownWord> {
        ::scaffold::__private::Words::of_word(word)
    }
}

//! The words of an enum in each of serde's spellings, and with names of their own.

macro_rules! spelled {
    ($($module:ident $spelling:literal $word:literal)*) => {
        $(
            mod $module {
                use scaffold::prelude::*;

                #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue)]
                #[serde(rename_all = $spelling)]
                pub enum State {
                    InReview,
                    #[serde(rename = "gone for good")]
                    Deleted,
                    #[column(rename = "r")]
                    r#Raw,
                }
            }
        )*

        fn main() {
            $(
                assert_eq!($module::State::InReview.to_string(), $word);
                assert_eq!($word.parse(), Ok($module::State::InReview));
                assert_eq!($module::State::Deleted.to_string(), "gone for good");
                assert_eq!($module::State::r#Raw.to_string(), "r");
                let json = serde_json::to_string(&$module::State::InReview);
                assert_eq!(json.unwrap(), format!("{:?}", $word));
            )*
        }
    };
}

spelled! {
    a "lowercase" "inreview"
    b "UPPERCASE" "INREVIEW"
    c "PascalCase" "InReview"
    d "camelCase" "inReview"
    e "snake_case" "in_review"
    f "SCREAMING_SNAKE_CASE" "IN_REVIEW"
    g "kebab-case" "in-review"
    h "SCREAMING-KEBAB-CASE" "IN-REVIEW"
}

use scaffold::__private::serde_json;
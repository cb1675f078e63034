//! Every mistake in one go.

use scaffold::prelude::*;

#[derive(Deserialize, Request)]
struct Register {
    #[rule(lenght(min = 1))]
    name: String,
    #[rule(length(min = 10, max = 1))]
    reversed: String,
    #[rule(length)]
    bare: String,
    #[rule(length())]
    empty: String,
    #[rule(length(minimum = 1))]
    limit: String,
    #[rule(length(min = -1))]
    negative: String,
    #[rule(range(min = "a"))]
    text: i32,
    #[rule(email = true)]
    email: String,
    #[rule(one_of)]
    word: String,
    #[rule(one_of("a", b, "a"))]
    words: String,
    #[rule(default)]
    option: Option<String>,
    #[serde(flatten)]
    #[rule()]
    rest: String,
    #[serde(skip)]
    #[rule(url)]
    skipped: String,
    #[serde(rename = "name")]
    other: String,
    #[rule(email,, url url)]
    commas: String,
}

fn is_request<T: scaffold::request::Request>() {}

fn main() {
    is_request::<Register>();
}

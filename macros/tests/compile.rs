//! Every message that a mistake gets, word for word, and code that must compile as it stands.
//!
//! `TRYBUILD=overwrite cargo test -p scaffold-macros --test compile` rewrites the `.stderr` files; `-- mistakes trybuild=model_`
//! runs those with this in their name.

#[test]
fn mistakes_are_told_and_right_code_compiles() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/pass/*.rs");
    cases.compile_fail("tests/fail/*.rs");
}

//! What rustfmt had nothing to say about before an edit, it has nothing to say about afterwards.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use proptest::{prelude::*, sample::subsequence};

use super::edited;

/// The text as rustfmt has it; from standard input it follows no `mod` line.
fn laid_out(text: &str) -> String {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "rustfmt refuses {text}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn check(what: &str, source: &str, text: &str) {
    let before = laid_out(source);
    let after = edited(what, "src/x.rs", &before, text);
    assert_ne!(before, after, "nothing was inserted");
    assert_eq!(after, laid_out(&after), "rustfmt would change it");
}

/// Distinct names with what makes their order hard.
fn names(least: usize) -> impl Strategy<Value = Vec<String>> {
    let stems = [
        "post",
        "Post",
        "a",
        "order_item",
        "orders",
        "x2",
        "x10",
        "x02",
        "_b",
        "r#type",
        "user2b",
        "Zed",
        "ABC",
        "post_tag",
    ];
    let all: Vec<String> = stems.iter().map(|stem| (*stem).to_owned()).collect();
    subsequence(all, least..=12).prop_shuffle()
}

/// Paths of one to three steps to things of distinct names.
fn paths(least: usize) -> impl Strategy<Value = Vec<String>> {
    let step = proptest::sample::select(vec![
        "models",
        "http",
        "a",
        "b2",
        "b10",
        "services",
        "controllers",
    ]);
    let last = vec![
        "User",
        "Post",
        "UserController",
        "post_controller",
        "list",
        "x9",
        "x10",
        "VERY_LONG_CONSTANT_OF_A_MODULE",
        "an_even_longer_function_of_a_module",
        "x02",
        "Zed",
    ];
    let last = subsequence(last, least..=11).prop_shuffle();
    let steps = prop::collection::vec(prop::collection::vec(step, 0..3), 11);
    (steps, last).prop_map(|(steps, last)| {
        let paths = steps.into_iter().zip(last).map(|(mut steps, last)| {
            steps.push(last);
            steps.join("::")
        });
        paths.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn modules(names in names(2), public in any::<bool>()) {
        let (new, old) = names.split_last().unwrap();
        let visibility = if public { "pub " } else { "" };
        let source: String = old.iter().map(|name| format!("{visibility}mod {name};\n")).collect();
        check("module", &format!("//! Docs.\n\n{source}"), &format!("mod {new};\npub use {new}::{{Some, Thing}};"));
    }

    #[test]
    fn imports_as_lines(paths in paths(2)) {
        let (new, old) = paths.split_last().unwrap();
        let source: String = old.iter().map(|path| format!("use crate::{path};\n")).collect();
        check("use", &format!("use std::fmt;\n\n{source}\nfn f() {{}}\n"), &format!("use crate::{new};"));
    }

    #[test]
    fn imports_in_a_list(paths in paths(2), depth in 0_usize..3) {
        let (new, old) = paths.split_last().unwrap();
        let head = ["crate::", "crate::models::", "crate::a_long_name_of_a_module::and_another_one::"][depth];
        // Nested as people write it: by merging one after the other.
        let mut source = format!("use {head}{{first, second}};\n");
        for path in old {
            source = edited("use", "x.rs", &laid_out(&source), &format!("use {head}{path};"));
        }
        check("use", &source, &format!("use {head}{new};"));
    }

    #[test]
    fn routes(lengths in prop::collection::vec(1_usize..40, 1..6), layered in any::<bool>(), bound in any::<bool>()) {
        let calls: Vec<String> = lengths
            .iter()
            .enumerate()
            .map(|(at, length)| format!(".get(\"/{}{at}\", {}_controller::show)", "p".repeat(*length), "h".repeat(*length)))
            .collect();
        let (new, old) = calls.split_last().unwrap();
        let layer = if layered { ".layer(trace())" } else { "" };
        let chain = format!("scaffold::http::Routes::new(){}{layer}", old.concat());
        // The very first route of a bound chain may be laid out otherwise.
        let body = if bound && !old.is_empty() { format!("let routes = {chain}; routes") } else { chain };
        check("route", &format!("pub fn routes() -> Routes<App> {{ {body} }}\n"), new);
    }

    #[test]
    fn fields_values_variants_methods(count in 0_usize..4, comments in any::<bool>()) {
        let note = if comments { " // note" } else { "" };
        let fields: String = (0..count).map(|at| format!("    /// F.\n    f{at}: u8,{note}\n")).collect();
        check("struct-field:A", &format!("struct A {{\n{fields}}}\n"), "/// New.\n#[model(unique)]\npub new: Option<String>,");
        let variants: String = (0..count).map(|at| format!("    V{at},{note}\n")).collect();
        check("enum-variant:A", &format!("enum A {{\n{variants}}}\n"), "New,");
        let values: String = (0..count).map(|at| format!("        f{at}: {at},{note}\n")).collect();
        check("struct-value:A", &format!("fn f() -> A {{\n    A {{\n{values}    }}\n}}\n"), "new: None,");
        let methods: String = (0..count).map(|at| format!("    fn m{at}() {{}}{note}\n\n")).collect();
        check("impl-method:A", &format!("impl A {{\n{methods}}}\n"), "/// New.\npub fn new() -> Self {\n    Self\n}");
    }
}

#[test]
fn the_first_of_everything() {
    for source in [
        "",
        "//! Docs.\n",
        "//! Docs.\n\n// mine\nfn f() {}\n",
        "#![warn(missing_docs)]\n\nuse a::b;\n",
    ] {
        check("module", source, "mod a;\npub use a::A;");
        check("use", source, "use crate::models::Post;");
    }
}

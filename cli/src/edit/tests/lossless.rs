//! No byte of the person's is lost, whatever the file looks like.

use proptest::prelude::*;

use crate::edit::{Verb, edit};

/// Pieces of files that a person may have, none of them laid out by rustfmt.
const PIECES: [&str; 22] = [
    "mod  b ;",
    "mod a; /* two\nlines */",
    "#[cfg(feature = \"x\")]\npub(crate) mod z;",
    "pub mod inline { mod deep; }",
    "// a comment: { [ \" '",
    "/* ünïcödé → ✓ */",
    "/// doc\n#[derive(Debug)]\npub struct Post { pub title : String, // keep\n  /* here */ body: Option<String> }",
    "struct Post{}",
    "enum Status { A=1,B , }",
    "enum Status\n{\n\tDraft // tab\n}",
    "use crate::{ a , b } ;",
    "use crate::models::{self, Post as P, user::*};",
    "#[allow(unused)] use std::fmt::{self};",
    "pub use post::Post;",
    "scaffold::app! { /// doc\n pub struct App { services: [ A, /* b */ B, // c\n ], jobs:[] } }",
    "app!{pub struct App{services:[A,B<C,D>],}}",
    "fn routes() -> R { let r = Routes::new().get(\"/\", a) // root\n .layer(l); r }",
    "fn routes() -> R { http::Routes::<App>::new() }",
    "impl PostService { fn a() {} }",
    "impl<T> PostService<T> where T: Copy {\n    // nothing yet\n}",
    "fn make() { let p = Post { title: \"a\".into() , ..base() }; f(Post{}); }",
    "const TEXT: &str = \"mod a;\\\n   use b; // {\";",
];

const EDITS: [(&str, &str); 9] = [
    (
        "module",
        "/// New.\npub mod new;\npub use new::{New, NewDraft};",
    ),
    ("use", "use crate::models::New;\nuse std::fmt::Debug;"),
    ("list:services", "NewService"),
    ("list:listeners", "New"),
    (
        "route",
        ".get(\"/new\", new::list)\n.post(\"/new\", new::create)",
    ),
    ("struct-field:Post", "/// New.\npub new: u8,"),
    ("struct-value:Post", "new: 1,"),
    ("enum-variant:Status", "New,"),
    ("impl-method:PostService", "fn new() {\n    a();\n}"),
];

/// Whether `whole` is `part` with something put in, white space aside.
fn contains(whole: &str, part: &str) -> bool {
    let mut whole = whole.chars();
    part.chars()
        .filter(|c| !c.is_whitespace())
        .all(|c| whole.any(|other| other == c))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_only_adds(
        pieces in prop::collection::vec((prop::sample::select(PIECES.as_slice()), 1_usize..3), 0..6),
        returns in any::<bool>(),
        mark in any::<bool>(),
        end in any::<bool>(),
        (what, text) in prop::sample::select(EDITS.as_slice()),
    ) {
        let mut source: String = pieces.iter().map(|(piece, lines)| format!("{piece}{}", "\n".repeat(*lines))).collect();
        if !end {
            source.truncate(source.trim_end().len());
        }
        if returns {
            source = source.replace('\n', "\r\n");
        }
        if mark {
            source.insert(0, '\u{feff}');
        }
        prop_assume!(syn::parse_file(&source).is_ok());
        let verb = Verb::parse(what).unwrap();
        if let Ok(edited) = edit(&verb, "src/x.rs", &source, text) {
            prop_assert!(contains(&edited, &source), "lost something:\n{source}\n---\n{edited}");
            prop_assert_eq!(edited.starts_with('\u{feff}'), mark);
            if returns && source.contains('\n') {
                prop_assert_eq!(edited.matches('\n').count(), edited.matches("\r\n").count());
            }
            prop_assert!(syn::parse_file(&edited).is_ok());
            // White space changes at the place only: the lines before and after are as they were.
            let (old, new): (Vec<&str>, Vec<&str>) = (source.lines().collect(), edited.lines().collect());
            let kept = old.iter().filter(|line| new.contains(line)).count();
            prop_assert!(kept + 4 >= old.len(), "touched too much:\n{source}\n---\n{edited}");
            prop_assert_eq!(edit(&verb, "src/x.rs", &edited, text), Ok(edited));
        }
    }
}

use super::{edit, edited};
use crate::edit::{Unmade, Verb};

#[track_caller]
fn check(what: &str, source: &str, text: &str, wanted: &str) {
    assert_eq!(edited(what, "src/x.rs", source, text), wanted);
    // The same in the line endings of others, and behind a byte order mark.
    let returns = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(
        edited(what, "src/x.rs", &returns(source), text),
        returns(wanted)
    );
    assert_eq!(
        edited(what, "src/x.rs", &format!("\u{feff}{source}"), text),
        format!("\u{feff}{wanted}")
    );
}

#[track_caller]
fn check_file(path: &str, what: &str, source: &str, text: &str, wanted: &str) {
    assert_eq!(edited(what, path, source, text), wanted);
    let returns = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(edited(what, path, &returns(source), text), returns(wanted));
}

#[track_caller]
fn no_place(what: &str, source: &str, text: &str) {
    let unmade = edit(&Verb::parse(what).unwrap(), "src/x.rs", source, text);
    assert_eq!(unmade, Err(Unmade::NoPlace), "{source}");
}

#[test]
fn a_module_goes_in_order_where_there_is_order() {
    check(
        "module",
        "pub mod a;\npub mod c;\n",
        "pub mod b;",
        "pub mod a;\npub mod b;\npub mod c;\n",
    );
    check(
        "module",
        "mod a; // first\nmod b; // last\n",
        "mod c;",
        "mod a; // first\nmod b; // last\nmod c;\n",
    );
    check(
        "module",
        "mod c;\nmod a;\n",
        "mod b;",
        "mod c;\nmod a;\nmod b;\n",
    );
    check(
        "module",
        "//! Docs.\n\n/// A.\n#[cfg(unix)]\nmod a;\nmod c;\n\n#[cfg(test)]\nmod tests;\n",
        "mod b;",
        "//! Docs.\n\n/// A.\n#[cfg(unix)]\nmod a;\nmod b;\nmod c;\n\n#[cfg(test)]\nmod tests;\n",
    );
}

#[test]
fn the_first_module_goes_to_the_top() {
    assert_eq!(edited("module", "x.rs", "", "mod a;"), "mod a;\n");
    check("module", "//! Docs.\n", "mod a;", "//! Docs.\n\nmod a;\n");
    check(
        "module",
        "//! Docs.\n\nuse x::y;\n",
        "mod a;",
        "//! Docs.\n\nmod a;\n\nuse x::y;\n",
    );
}

#[test]
fn a_module_that_is_there_in_any_form_stays() {
    for source in ["mod a;\n", "#[cfg(x)]\npub(crate) mod a;\n", "mod a {}\n"] {
        check("module", source, "pub mod a;", source);
    }
}

#[test]
fn a_module_brings_its_re_exports() {
    check(
        "module",
        "//! Rows.\n\nmod user;\n\npub use user::{User, UserDraft, UserPatch};\n",
        "mod post;\npub use post::{ Post, PostPatch, PostDraft };",
        "//! Rows.\n\nmod post;\nmod user;\n\npub use post::{Post, PostDraft, PostPatch};\npub use user::{User, UserDraft, UserPatch};\n",
    );
    check(
        "module",
        "//! Jobs.\n",
        "mod a;\npub use a::A;",
        "//! Jobs.\n\nmod a;\n\npub use a::A;\n",
    );
    check(
        "module",
        "mod a;\n\npub use a::{A, B};\n",
        "mod a;\npub use a::{A, C};",
        "mod a;\n\npub use a::{A, B, C};\n",
    );
}

#[test]
fn an_import_goes_into_the_list_that_shares_most_with_it() {
    check(
        "use",
        "use scaffold::Builder;\n\nuse crate::{jobs::SendWelcome, routes, services::UserService};\n",
        "use crate::services::PostService;",
        "use scaffold::Builder;\n\nuse crate::{\n    jobs::SendWelcome,\n    routes,\n    services::{PostService, UserService},\n};\n",
    );
    check(
        "use",
        "use crate::{App, http::controllers::user_controller};\n",
        "use crate::http::controllers::post_controller;",
        "use crate::{\n    App,\n    http::controllers::{post_controller, user_controller},\n};\n",
    );
}

#[test]
fn an_import_without_such_a_list_gets_a_line_in_its_group() {
    check(
        "use",
        "use std::fmt;\n\nuse scaffold::prelude::*;\n\nuse crate::models::User;\n",
        "use crate::models::Post;",
        "use std::fmt;\n\nuse scaffold::prelude::*;\n\nuse crate::models::Post;\nuse crate::models::User;\n",
    );
    check(
        "use",
        "use b::c;\n\nfn f() {}\n",
        "use std::fmt;",
        "use std::fmt;\n\nuse b::c;\n\nfn f() {}\n",
    );
    check(
        "use",
        "use b::c;\n\nfn f() {}\n",
        "use crate::x;",
        "use b::c;\n\nuse crate::x;\n\nfn f() {}\n",
    );
    check(
        "use",
        "//! Docs.\n\nfn f() {}\n",
        "use crate::x;",
        "//! Docs.\n\nuse crate::x;\n\nfn f() {}\n",
    );
}

#[test]
fn an_import_with_a_comment_or_layout_of_the_persons_stays_as_it_is() {
    check(
        "use",
        "use crate::{\n    a, // mine\n    b,\n};\n",
        "use crate::c;",
        "use crate::c;\nuse crate::{\n    a, // mine\n    b,\n};\n",
    );
    check(
        "use",
        "use crate::{b,a};\n",
        "use crate::c;",
        "use crate::c;\nuse crate::{b,a};\n",
    );
    check(
        "use",
        "#[cfg(x)]\nuse crate::{a, b};\n",
        "use crate::c;",
        "use crate::c;\n#[cfg(x)]\nuse crate::{a, b};\n",
    );
}

#[track_caller]
fn taken(what: &str, path: &str, source: &str, text: &str, told: &str) {
    match edit(&Verb::parse(what).unwrap(), path, source, text) {
        Err(Unmade::Taken(mistake)) => assert_eq!(mistake.problem, told),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_that_means_something_else_already_is_not_imported_again() {
    let models = "mod order;\n\npub use order::{Order, OrderItemStatus};\n";
    taken(
        "module",
        "src/models/mod.rs",
        models,
        "mod order_item;\npub use order_item::{OrderItem, OrderItemStatus};",
        "`OrderItemStatus` in `src/models/mod.rs` is `crate::models::order::OrderItemStatus` already",
    );
    let app = "use crate::services::UserService;\n";
    taken(
        "use",
        "src/app.rs",
        app,
        "use crate::jobs::UserService;",
        "`UserService` in `src/app.rs` is `crate::services::UserService` already",
    );
    taken(
        "use",
        "src/app.rs",
        "struct Tag;\n",
        "use crate::models::Tag;",
        "`Tag` in `src/app.rs` is `crate::app::Tag` already",
    );
    for free in [
        "use crate::jobs::UserService as Job;",
        "use crate::jobs::*;",
        "use crate::jobs::UserService as _;",
    ] {
        edited("use", "src/app.rs", app, free);
    }
}

#[test]
fn an_import_under_a_condition_is_for_the_person() {
    for source in [
        "#[cfg(test)]\nuse crate::a::B;\n",
        "#[cfg(unix)]\nuse crate::c::B;\n",
        "use super::a::B;\n",
    ] {
        no_place("use", source, "use crate::a::B;");
    }
    no_place("use", "use crate::a::B;\n", "pub use crate::a::B;");
}

#[test]
fn a_module_is_not_called_as_the_one_around_it() {
    taken(
        "module",
        "src/jobs/mod.rs",
        "",
        "mod jobs;",
        "`jobs` in `src/jobs/mod.rs` would be a module of its own module's name, which clippy refuses",
    );
    edited("module", "tests/app/main.rs", "", "mod app;");
}

#[test]
fn what_is_imported_stays() {
    for source in [
        "use crate::a::B;\n",
        "use crate::{a::{B, C}, d};\n",
        "use crate::a::*;\n",
        "pub use crate::a::B;\n",
    ] {
        check("use", source, "use crate::a::B;", source);
    }
}

const APP: &str = "use a::b;\n\nscaffold::app! {\n    /// It.\n    pub struct App {\n        services: [UserService],\n        jobs: [\n            // mails\n            SendWelcome, // first\n            Last // last\n        ],\n    }\n}\n";

#[test]
fn an_entry_is_the_last_of_its_list() {
    check(
        "list:services",
        APP,
        "PostService",
        &APP.replace("[UserService]", "[UserService, PostService]"),
    );
    check(
        "list:jobs",
        APP,
        "Next",
        &APP.replace("Last // last\n", "Last, // last\n            Next,\n"),
    );
    check(
        "list:listeners",
        APP,
        "Next",
        &APP.replace(
            "        ],\n    }",
            "        ],\n        listeners: [Next],\n    }",
        ),
    );
    check(
        "list:jobs",
        "app! { pub struct App { jobs: [] } }\n",
        "A",
        "app! { pub struct App { jobs: [A] } }\n",
    );
    check(
        "list:jobs",
        "app! { pub struct App { jobs: [A,] } }\n",
        "B",
        "app! { pub struct App { jobs: [A, B] } }\n",
    );
}

#[test]
fn an_entry_that_is_there_by_any_path_or_parameter_stays() {
    let source = "use crate::services::{Audit, Post};\n\napp! { pub struct App { services: [crate::services::Audit<Vec<u8>, A>, #[cfg(x)] Post] } }\n";
    check("list:services", source, "Audit", source);
    check("list:services", source, "crate::services::Post", source);
    check(
        "list:services",
        source,
        "A",
        &source.replace("Post] } }", "Post, A] } }"),
    );
}

#[test]
fn an_entry_of_the_same_name_from_elsewhere_is_another_one() {
    let source = "use crate::services::TagService;\n\napp! { pub struct App { services: [shop::TagService] } }\n";
    check(
        "list:services",
        source,
        "TagService",
        &source.replace("shop::TagService]", "shop::TagService, TagService]"),
    );
}

#[test]
fn a_list_that_gets_too_long_for_its_line_gets_a_line_an_entry() {
    let long = format!("{}Service", "Long".repeat(15));
    check(
        "list:services",
        "app! {\n    pub struct App {\n        services: [UserService, PostService],\n    }\n}\n",
        &long,
        &format!(
            "app! {{\n    pub struct App {{\n        services: [\n            UserService,\n            PostService,\n            {long},\n        ],\n    }}\n}}\n"
        ),
    );
}

const ROUTES: &str = "fn routes() -> Routes<App> {\n    Routes::new()\n        .get(\"/users\", user::list)\n        // one\n        .get(\"/users/{id}\", user::show) // cached\n        .layer(trace())\n}\n";

#[test]
fn a_route_goes_after_the_last_route_and_before_layers() {
    check(
        "route",
        ROUTES,
        ".get(\"/posts\", post::list)\n.post(\"/posts\", post::create)",
        &ROUTES.replace(
            "// cached\n",
            "// cached\n        .get(\"/posts\", post::list)\n        .post(\"/posts\", post::create)\n",
        ),
    );
}

#[test]
fn a_route_that_is_there_stays() {
    let new = &ROUTES.replace(
        "// cached\n",
        "// cached\n        .post(\"/users\", user::create)\n",
    );
    let both = ".get(\"/users\", user::list)\n.post(\"/users\", user::create)";
    check("route", ROUTES, both, new);
    let imported = format!(
        "use crate::user;\n\n{}",
        ROUTES.replace("user::list", "crate::user::list")
    );
    check(
        "route",
        &imported,
        ".get(\"/users\", user::list)",
        &imported,
    );
}

#[test]
fn a_route_that_another_handler_has_is_refused() {
    for (text, told) in [
        (
            ".get(\"/users\", other::list)",
            ".get(\"/users\", user::list)",
        ),
        (
            ".get(\"/users/{user}\", user::show)",
            ".get(\"/users/{id}\", user::show)",
        ),
    ] {
        let told = format!(
            "the route is there already, with a handler of its own: `{told}` in `src/routes.rs`"
        );
        taken("route", "src/routes.rs", ROUTES, text, &told);
    }
}

#[test]
fn a_route_goes_into_the_chain_that_is_returned() {
    let new = ".get(\"/new\", new::list)";
    for (body, wanted) in [
        (
            "    let admin = Routes::new().get(\"/admin\", a::b);\n    Routes::new().merge(admin)\n",
            Some("    Routes::new().get(\"/new\", new::list).merge(admin)\n"),
        ),
        (
            "    if quiet() {\n        return Routes::new();\n    }\n    Routes::new()\n",
            Some("    Routes::new().get(\"/new\", new::list)\n"),
        ),
        (
            "    let r: Routes = Routes::new();\n    let r = r.layer(x);\n    r.layer(y)\n",
            Some("    let r: Routes = Routes::new().get(\"/new\", new::list);\n"),
        ),
        (
            "    #[cfg(x)]\n    let r = Routes::new();\n    #[cfg(not(x))]\n    let r = Routes::new();\n    r\n",
            None,
        ),
        (
            "    if x {\n        Routes::new()\n    } else {\n        all()\n    }\n",
            None,
        ),
        ("    all(Routes::new())\n", None),
    ] {
        let source = format!("fn routes() -> Routes<App> {{\n{body}}}\n");
        match wanted {
            None => no_place("route", &source, new),
            Some(line) => {
                let after = edited("route", "src/x.rs", &source, new);
                assert!(after.contains(line), "{after}");
                let gained = after.len() - source.len();
                assert_eq!(gained, new.len(), "{after}");
            }
        }
    }
}

#[test]
fn a_chain_of_one_line_is_broken_when_it_gets_long() {
    check(
        "route",
        "fn routes() -> R {\n    Routes::new()\n}\n",
        ".get(\"/posts\", post::list)",
        "fn routes() -> R {\n    Routes::new().get(\"/posts\", post::list)\n}\n",
    );
    check(
        "route",
        "fn routes() -> R {\n    Routes::new().get(\"/posts\", post::list).layer(x)\n}\n",
        ".post(\"/posts\", post::create)",
        "fn routes() -> R {\n    Routes::new()\n        .get(\"/posts\", post::list)\n        .post(\"/posts\", post::create)\n        .layer(x)\n}\n",
    );
}

#[test]
fn a_field_is_the_last_of_its_struct() {
    check(
        "struct-field:A",
        "struct A {}\n",
        "pub a: u8,",
        "struct A {\n    pub a: u8,\n}\n",
    );
    check(
        "struct-field:A",
        "struct A {\n    /// X.\n    #[cfg(x)]\n    x: u8 // no comma\n}\n",
        "/// B.\npub b: u8,\n/// X again.\npub x: u16,",
        "struct A {\n    /// X.\n    #[cfg(x)]\n    x: u8, // no comma\n    /// B.\n    pub b: u8,\n}\n",
    );
    no_place("struct-field:A", "struct A(u8);\n", "a: u8");
    no_place("struct-field:A", "struct B {}\n", "a: u8");
}

#[test]
fn a_value_goes_into_each_expression_before_its_rest() {
    check(
        "struct-value:A",
        "fn f() {\n    g(A { x: 1 });\n    A {\n        x: 1,\n        ..A::default()\n    }\n}\n",
        "long_name: \"some text\".into(),",
        "fn f() {\n    g(A {\n        x: 1,\n        long_name: \"some text\".into(),\n    });\n    A {\n        x: 1,\n        long_name: \"some text\".into(),\n        ..A::default()\n    }\n}\n",
    );
    check(
        "struct-value:A",
        "const A: A = A { x: 1 };\n",
        "y: 2",
        "const A: A = A { x: 1, y: 2 };\n",
    );
    no_place("struct-value:A", "fn f() {}\n", "y: 2");
}

#[test]
fn a_variant_is_the_last_of_its_enum() {
    check(
        "enum-variant:A",
        "enum A {\n    B, // b\n}\n",
        "/// C.\nC(u8),",
        "enum A {\n    B, // b\n    /// C.\n    C(u8),\n}\n",
    );
    check(
        "enum-variant:A",
        "enum A {}\n",
        "B",
        "enum A {\n    B,\n}\n",
    );
}

#[test]
fn a_method_is_the_last_of_the_first_own_impl() {
    check(
        "impl-method:A",
        "impl Clone for A {}\n\n#[service]\nimpl A {\n    fn a() {} // a\n}\n\nimpl A {\n    fn c() {}\n}\n",
        "/// B.\nfn b() {\n    if true {\n        c();\n    }\n}\nfn c() {}",
        "impl Clone for A {}\n\n#[service]\nimpl A {\n    fn a() {} // a\n\n    /// B.\n    fn b() {\n        if true {\n            c();\n        }\n    }\n}\n\nimpl A {\n    fn c() {}\n}\n",
    );
    check(
        "impl-method:A",
        "impl<T> A<T> {}\n",
        "fn a() {}",
        "impl<T> A<T> {\n    fn a() {}\n}\n",
    );
    no_place("impl-method:A", "impl B {}\n", "fn a() {}");
}

#[test]
fn a_dependency_goes_in_order_and_features_are_merged() {
    let source = "[package]\nname = \"a\"\n\n[dependencies]\n# web\naxum = \"0.8\" # why\nserde = { version = \"1\", features = [\"derive\"] }\nuuid = \"1\"\n\n[dependencies.jiff]\nversion = \"1\"\n\n[profile.dev]\ndebug = 0\n";
    let check =
        |text: &str, wanted: &str| check_file("Cargo.toml", "dependency", source, text, wanted);
    check(
        "rust_decimal = \"1\"",
        &source.replace("# why\n", "# why\nrust_decimal = \"1\"\n"),
    );
    check(
        "serde = { version = \"1\", features = [\"rc\", \"derive\"] }",
        &source.replace("[\"derive\"]", "[\"derive\", \"rc\"]"),
    );
    check(
        "uuid = { version = \"1.2\", features = [\"v7\"] }",
        &source.replace(
            "uuid = \"1\"",
            "uuid = { version = \"1\", features = [\"v7\"] }",
        ),
    );
    check(
        "jiff = { version = \"1\", features = [\"serde\"] }",
        &source.replace(
            "[dependencies.jiff]\nversion = \"1\"\n",
            "[dependencies.jiff]\nversion = \"1\"\nfeatures = [\"serde\"]\n",
        ),
    );
    check("uuid = \"2\"", source);
    check_file(
        "Cargo.toml",
        "dependency:dev-dependencies",
        source,
        "tower = \"0.5\"",
        &format!("{source}\n[dev-dependencies]\ntower = \"0.5\"\n"),
    );
}

#[test]
fn features_over_several_lines_get_another_one() {
    check_file(
        "Cargo.toml",
        "dependency",
        "[dependencies]\nx = { path = \"..\", features = [\n    \"a\", # first\n    \"b\"\n] }\n",
        "x = { features = [\"c\"] }",
        "[dependencies]\nx = { path = \"..\", features = [\n    \"a\", # first\n    \"b\",\n    \"c\"\n] }\n",
    );
}

#[test]
fn a_dependency_of_dotted_keys_gets_another_one() {
    for (before, after) in [
        (
            "[dependencies]\nx.package = \"y\"\nx.path = \"..\"\nz = \"1\"\n",
            "[dependencies]\nx.package = \"y\"\nx.path = \"..\"\nx.features = [\"c\"]\nz = \"1\"\n",
        ),
        (
            "[dependencies]\nx.features = [\"a\"]\nx.path = \"..\"\n",
            "[dependencies]\nx.features = [\"a\", \"c\"]\nx.path = \"..\"\n",
        ),
        (
            "[dependencies.x]\npath = \"..\"\n",
            "[dependencies.x]\npath = \"..\"\nfeatures = [\"c\"]\n",
        ),
    ] {
        check_file(
            "Cargo.toml",
            "dependency",
            before,
            "x = { features = [\"c\"] }",
            after,
        );
    }
}

#[test]
fn a_file_nested_too_deep_to_be_parsed_is_for_the_person() {
    let deep = format!("const A: u8 = {}1{};\n", "(".repeat(5000), ")".repeat(5000));
    no_place("module", &deep, "mod a;");
}

#[test]
fn a_key_is_inserted_once_whatever_its_value() {
    check_file(".env", "key", "A=1\n# B=2\n", "B=3", "A=1\n# B=2\nB=3\n");
    check_file(".env", "key", "export B=1\n", "B=3", "export B=1\n");
    check_file(
        "config/default.toml",
        "key:queue",
        "[a]\nb = 1\n\n[queue]\nz = 1 # z\n\n[c]\n",
        "workers = 4",
        "[a]\nb = 1\n\n[queue]\nworkers = 4\nz = 1 # z\n\n[c]\n",
    );
    check_file(
        "config/default.toml",
        "key:queue",
        "[a]\nb = 1\n",
        "workers = 4",
        "[a]\nb = 1\n\n[queue]\nworkers = 4\n",
    );
    check_file(
        "config/default.toml",
        "key:queue",
        "[queue]\nworkers = 1\n",
        "workers = 4",
        "[queue]\nworkers = 1\n",
    );
    check_file(
        "x.toml",
        "key",
        "# top\n\n[a]\nb = 1\n",
        "c = 1",
        "# top\nc = 1\n\n[a]\nb = 1\n",
    );
}

#[test]
fn a_file_that_is_no_rust_is_for_the_person() {
    for (what, text) in [
        ("module", "mod a;"),
        ("use", "use a;"),
        ("route", ".get(\"/\", a)"),
        ("list:jobs", "A"),
    ] {
        no_place(what, "fn (", text);
    }
    no_place(
        "route",
        "fn routes() -> R {\n    crate::all()\n}\n",
        ".get(\"/\", a)",
    );
    no_place("list:jobs", "fn f() {}\n", "A");
}

#[test]
fn a_script_line_stays_first() {
    let source = "#!/usr/bin/env -S cargo script\nmod a;\n";
    assert_eq!(
        edited("module", "x.rs", source, "mod b;"),
        format!("{source}mod b;\n")
    );
}

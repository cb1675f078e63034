//! Names, as typed and as understood.

use proptest::prelude::*;

use super::{Name, Role, application, name};
use crate::spec::reserved;

#[track_caller]
fn model(raw: &str) -> Name {
    name(raw, Role::Model, None)
        .unwrap_or_else(|mistakes| panic!("`{raw}` is refused: {mistakes:?}"))
}

#[track_caller]
fn refused(raw: &str, role: Role) -> (String, String) {
    let mut mistakes = name(raw, role, None).expect_err(raw);
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    let mistake = mistakes.remove(0);
    (mistake.problem, mistake.help)
}

#[track_caller]
fn suggests(raw: &str, instead: &str) {
    let (_, help) = refused(raw, Role::Model);
    assert!(
        help.ends_with(&format!("try `{instead}`")),
        "`{raw}`: {help}"
    );
    model(instead);
}

#[test]
fn every_spelling_comes_from_the_type() {
    for raw in [
        "OrderItem",
        "order_item",
        "order-item",
        "orderItem",
        "order_items",
        "OrderItems",
    ] {
        let name = model(raw);
        assert_eq!(
            (
                name.type_name.as_str(),
                name.snake.as_str(),
                name.plural_type.as_str(),
                name.plural_snake.as_str()
            ),
            ("OrderItem", "order_item", "OrderItems", "order_items"),
            "{raw}"
        );
        assert_eq!(
            (name.human(), name.plural_human()),
            ("order item".to_owned(), "order items".to_owned())
        );
        assert_eq!(name.facade, "OrderItems");
    }
}

#[test]
fn a_keyword_like_model_is_legal_and_its_module_takes_an_underscore() {
    for raw in [
        "Type", "Match", "Move", "Use", "Yield", "Crate", "Super", "Mod", "Gen",
    ] {
        let name = model(raw);
        assert_eq!(name.ident(), format!("{}_", raw.to_lowercase()));
        assert_eq!(name.snake, raw.to_lowercase());
    }
    assert_eq!(model("Type").plural_snake, "types");
}

#[test]
fn a_plural_is_taken_as_the_model_and_it_says_so() {
    let name = model("posts");
    assert_eq!(name.type_name, "Post");
    assert_eq!(
        name.notices,
        ["`posts` is a plural; the model is `Post`; `--plural posts` keeps it"]
    );
    assert_eq!(model("People").type_name, "Person");
    assert_eq!(model("Status").notices, [""; 0]);
}

#[test]
fn what_only_looks_like_a_plural_stays() {
    for raw in ["Sms", "Dns", "Christmas", "Analytics"] {
        assert_eq!((&*model(raw).type_name, model(raw).notices.len()), (raw, 0));
    }
}

#[test]
fn with_a_plural_given_the_name_is_taken_as_typed() {
    let name = super::name("Links", Role::Model, Some("link_lists")).unwrap();
    assert_eq!(
        (&*name.type_name, &*name.plural_snake),
        ("Links", "link_lists")
    );
    assert_eq!(name.notices, [""; 0]);
}

#[test]
fn a_derived_plural_is_checked_as_a_given_one_is() {
    let (problem, help) = refused("A", Role::Model);
    assert!(
        problem.contains("`as`") && help.contains("--plural a_rows"),
        "{problem}: {help}"
    );
    for plural in ["main", "mod", "lib", "foo"] {
        assert!(
            super::name("Post", Role::Model, Some(plural)).is_err(),
            "{plural}"
        );
    }
}

#[test]
fn a_suffix_alone_is_no_name() {
    let (problem, help) = refused("Service", Role::Suffixed("Service"));
    assert!(
        problem.contains("without a name") && help == "try `BillingService`",
        "{problem}: {help}"
    );
}

#[test]
fn a_plural_like_the_singular_gives_a_facade_of_its_own() {
    let name = model("Sheep");
    assert_eq!(
        (name.plural_snake.as_str(), name.facade.as_str()),
        ("sheep", "SheepFacade")
    );
    let name = super::name("Sheep", Role::Model, Some("flocks")).unwrap();
    assert_eq!(
        (name.plural_snake.as_str(), name.facade.as_str()),
        ("flocks", "Flocks")
    );
}

#[test]
fn a_suffix_is_not_doubled() {
    for raw in ["Payment", "PaymentService", "payment_service"] {
        assert_eq!(
            name(raw, Role::Suffixed("Service"), None)
                .unwrap()
                .type_name,
            "Payment",
            "{raw}"
        );
    }
    assert_eq!(
        name("Option", Role::Suffixed("Service"), None)
            .unwrap()
            .type_name,
        "Option"
    );
}

#[test]
fn a_bad_name_is_answered_with_the_nearest_legal_one() {
    suggests("2fa", "TwoFa");
    suggests("404page", "Page404");
    suggests("../evil", "Evil");
    suggests("a/b", "Ab");
    suggests("a::b", "Ab");
    suggests("..\\evil", "Evil");
    suggests("naïve", "Naive");
    suggests("Straße", "Strasse");
    suggests("Post!", "Post");
    suggests("Fn", "Function");
    suggests("Option", "Choice");
    suggests("Box", "Parcel");
    suggests("Page", "Sheet");
    suggests("self", "Myself");
    suggests("con", "ConItem");
    suggests("Lpt1", "Lpt1Item");
    suggests("SqliteThing", "MySqliteThing");
    suggests("ScaffoldJob", "MyScaffoldJob");
    suggests("_", "Post");
    suggests("日本", "Post");
    suggests("Core", "Kernel");
    suggests(&"A".repeat(41), "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

#[test]
fn an_empty_name_is_named_so() {
    assert_eq!(refused("", Role::Model).0, "the name is empty");
    assert_eq!(refused("  ", Role::Model).0, "the name is empty");
    assert!(name("Service", Role::Suffixed("Service"), None).is_err());
}

#[test]
fn a_given_plural_is_checked_too() {
    let mistakes = name("2fa", Role::Model, Some("match")).unwrap_err();
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
    assert_eq!(mistakes[1].help, "try `--plural matches`");
}

#[test]
fn an_application_has_the_name_of_a_package() {
    for legal in ["blog", "my-blog", "shop2", "a_b"] {
        assert_eq!(application(legal).as_deref(), Ok(legal));
    }
    for (raw, instead) in [
        ("test", "my-test"),
        ("2fa", "two-fa"),
        ("std", "my-std"),
        ("Blog", "blog"),
        ("fn", "my-fn"),
        ("my--blog", "my-blog"),
        ("argon2", "my-argon2"),
        ("..", "blog"),
        ("bl og", "bl-og"),
        ("scaffold", "my-scaffold"),
    ] {
        let mistake = application(raw).unwrap_err();
        assert_eq!(
            mistake.help,
            format!("try `scaffold new {instead}`"),
            "{}",
            mistake.problem
        );
        assert!(application(instead).is_ok());
    }
}

proptest! {
    #[test]
    fn no_input_panics_and_every_suggestion_is_legal(raw in ".{0,60}") {
        for role in [Role::Model, Role::Type, Role::Suffixed("Service")] {
            if let Err(mistakes) = name(&raw, role, None) {
                for mistake in mistakes {
                    let Some((_, rest)) = mistake.help.split_once("try `") else { continue };
                    prop_assert!(name(rest.trim_end_matches('`'), role, None).is_ok(), "{raw:?} is answered with {}", mistake.help);
                }
            }
        }
        if let Err(mistake) = application(&raw) {
            let (_, rest) = mistake.help.split_once("scaffold new ").unwrap();
            prop_assert!(application(rest.trim_end_matches('`')).is_ok(), "{raw:?} is answered with {}", mistake.help);
        }
    }

    #[test]
    fn a_legal_name_reads_back_as_itself(raw in "[A-Za-z][A-Za-z0-9_]{0,20}") {
        if let Ok(first) = name(&raw, Role::Model, None) {
            let again = name(&first.type_name, Role::Model, None).unwrap();
            prop_assert_eq!(&again.type_name, &first.type_name);
            prop_assert_eq!(&again.plural_snake, &first.plural_snake);
            prop_assert!(syn::parse_str::<syn::Ident>(&first.type_name).is_ok());
            prop_assert!(syn::parse_str::<syn::Ident>(&first.ident()).is_ok() && !reserved::is_keyword(&first.ident()));
            let snake = name(&first.snake, Role::Model, None).unwrap();
            prop_assert_eq!(&snake.snake, &first.snake);
        }
    }
}

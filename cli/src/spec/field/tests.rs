//! Fields, as typed and as understood.

use proptest::prelude::*;

use super::{Field, field};
use crate::spec::{
    Existing, Kind, KnownModel, MODIFIERS, Mistake, ModelOptions, TYPES, View, fields, model,
    view::AppView,
};

#[track_caller]
fn check(word: &str) -> Field {
    field(word).unwrap_or_else(|mistakes| panic!("`{word}` is refused: {mistakes:?}"))
}

/// A word of another tool is understood as ours.
#[track_caller]
fn means(word: &str, ours: &str) {
    assert_eq!(check(word).spelling(), ours, "{word}");
    assert_eq!(check(ours).spelling(), ours);
}

#[track_caller]
fn refused(word: &str, told: &[(&str, &str)]) {
    let mistakes = field(word).expect_err(word);
    let found: Vec<(&str, &str)> = mistakes
        .iter()
        .map(|mistake| {
            (
                mistake.problem.as_str(),
                mistake.help.split(';').next().unwrap(),
            )
        })
        .collect();
    assert_eq!(found, told, "{word}");
}

fn users() -> Existing {
    having(&["User"])
}

fn having(models: &[&str]) -> Existing {
    let models = models
        .iter()
        .map(|model| KnownModel::new(model, None))
        .collect();
    Existing {
        models: Some(models),
        unread: Vec::new(),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[track_caller]
fn mistakes(name: &str, text: &str) -> Vec<Mistake> {
    let options = ModelOptions {
        by_request: true,
        ..ModelOptions::default()
    };
    model(name, &words(text), &users(), &options).expect_err(text)
}

#[test]
fn every_type_of_the_table_is_read() {
    for row in TYPES {
        let argument = match row.word {
            "decimal" => ":10,2",
            "enum" => ":a,b",
            "belongs_to" => ":User",
            _ => "",
        };
        assert_eq!(
            check(&format!("x:{}{argument}", row.word)).kind.word(),
            row.word
        );
        for alias in row.aliases {
            assert_eq!(
                check(&format!("x:{alias}{argument}")).kind.word(),
                row.word,
                "{alias}"
            );
        }
    }
}

#[test]
fn spellings_of_other_tools_are_understood() {
    means("title:string!", "title:string");
    means("body:text?", "body:text:null");
    means("slug:string^", "slug:string:unique");
    means("slug:string:uniq", "slug:string:unique");
    means("title:String", "title:string");
    means("name:string{30}", "name:string:30");
    means("price:decimal{10,2}", "price:decimal:10,2");
    means("stars:integer:required", "stars:int");
    means("published:boolean", "published:bool");
    means("seen_at:timestamp:nullable", "seen_at:datetime:null");
    means("author:references", "author:belongs_to:Author");
    means("author:references?", "author:belongs_to:Author:null");
    means("author:references:users", "author:belongs_to:User");
    means("author_id:belongs_to:User", "author:belongs_to:User");
    means("user:references:index", "user:belongs_to:User");
    means("age:Option<i32>", "age:int:null");
    means("price:float:optional:idx", "price:float:null:index");
}

#[test]
fn a_reference_is_a_column_with_its_id() {
    let author = check("author:belongs_to:User");
    assert_eq!(
        (author.column.as_str(), author.label(), author.index),
        ("author_id", "author", true)
    );
    assert_eq!(author.kind.rust(""), "Id<User>");
}

#[test]
fn a_keyword_is_a_raw_field() {
    for word in ["type", "match", "box", "gen"] {
        assert_eq!(
            check(&format!("{word}:string")).ident(),
            format!("r#{word}")
        );
    }
}

#[test]
fn a_default_is_checked_against_its_type() {
    for word in [
        "x:int:default=-3",
        "x:bigint:default=3000000000",
        "x:float:default=0.5",
        "x:bool:default=true",
        "x:decimal:5,2:default=9.9",
        "x:date:default=2026-02-28",
        "x:time:default=09:30",
        "x:datetime:default=2026-02-28T09:30:00",
        "x:uuid:default=00000000-0000-4000-8000-000000000001",
        "x:json:default={\"a\":1}",
        "x:enum:a,b:default=b",
        "x:string:default=",
        "x:string:default=it's",
        "x:time:null:default=09:30:index",
    ] {
        check(word);
    }
    assert_eq!(
        check("x:time:default=09:30:00:null").default.as_deref(),
        Some("09:30:00")
    );
    refused(
        "x:int:default=many",
        &[(
            "`many` is no default of `x:int`",
            "type a value like `default=0`",
        )],
    );
    refused(
        "x:bool:default=tru",
        &[(
            "`tru` is no default of `x:bool`",
            "type a value like `default=true`",
        )],
    );
    refused(
        "x:date:default=2026-02-30",
        &[(
            "`2026-02-30` is no default of `x:date`",
            "type a value like `default=2026-12-31`",
        )],
    );
    refused(
        "x:decimal:3,2:default=12.5",
        &[(
            "`12.5` is no default of `x:decimal`",
            "type a value like `default=0`",
        )],
    );
    refused(
        "x:enum:draft,done:default=daft",
        &[(
            "`daft` is none of the words of `x`: draft, done",
            "type `default=draft`",
        )],
    );
    refused(
        "x:string:2:default=abc",
        &[(
            "the default of `x` is longer than its 2 letters",
            "shorten it, or type `x:string:3`",
        )],
    );
    assert!(field("x:bytes:default=a").is_err() && field("x:belongs_to:User:default=1").is_err());
}

#[test]
fn a_wrong_word_is_answered_with_the_nearest() {
    refused(
        "titel:strng",
        &[(
            "unknown type `strng` in `titel:strng`",
            "type `titel:string`",
        )],
    );
    refused(
        "x:datetme:null",
        &[(
            "unknown type `datetme` in `x:datetme:null`",
            "type `x:datetime:null`",
        )],
    );
    refused(
        "x:string:uniqe",
        &[("unknown modifier `uniqe` of `x:string`", "type `unique`")],
    );
    refused(
        "status:enum",
        &[(
            "`status:enum` needs its words",
            "type `status:enum:draft,published`",
        )],
    );
    refused(
        "price:decimal",
        &[(
            "`price:decimal` needs its precision and scale",
            "type `price:decimal:10,2`: 10 digits, 2 of them behind the point",
        )],
    );
    refused("title", &[("`title` has no type", "type `title:string`")]);
    refused(
        "x:enum:In-Review,b",
        &[(
            "`In-Review` is no word of an `enum`: it is written small, its parts joined by `_`",
            "try `in_review`",
        )],
    );
    refused(
        "x:enum:a,a",
        &[("`x` has the word `a` twice", "leave one out")],
    );
    refused(
        "x:string:0",
        &[(
            "`0` is no length of a `string`: 1 to 65535",
            "type `x:string:120`, or `x:text` for any length",
        )],
    );
    refused(
        "firstName:string",
        &[(
            "`firstName` is no field name: it takes small ASCII letters, digits and single `_`, a letter first",
            "try `first_name`",
        )],
    );
    refused(
        "2fa:bool",
        &[(
            "`2fa` is no field name: it takes small ASCII letters, digits and single `_`, a letter first",
            "try `two_fa`",
        )],
    );
    refused(
        "self:string",
        &[(
            "`self` is a keyword that no field can have as its name",
            "try `own_self`",
        )],
    );
    refused(
        "x:int:text",
        &[("`x` has a second type `text`", "leave out `text`")],
    );
    refused(
        "x:string:null:null",
        &[("`x` has `null` twice", "leave one out")],
    );
    refused(
        "x:string:",
        &[("`x` has an empty modifier", "leave out the last `:`")],
    );
}

#[test]
fn all_mistakes_of_one_field_are_told() {
    let found = field("2x:strng:uniqe").unwrap_err();
    assert_eq!(found.len(), 3, "{found:?}");
    let found = field("2x:string:0:uniqe:hiden").unwrap_err();
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn columns_that_every_model_has_are_refused() {
    for word in ["id:int", "created_at:datetime", "updated_at:datetime"] {
        assert!(
            field(word).unwrap_err()[0]
                .problem
                .contains("is there already"),
            "{word}"
        );
    }
}

#[test]
fn senseless_combinations_are_refused() {
    for word in [
        "x:json:unique",
        "x:bytes:index",
        "x:string:unique:default=a",
        "x:enum:a:unique",
        "x:string:null=1",
        "x:int:default",
    ] {
        assert!(field(word).is_err(), "{word}");
    }
    check("x:bool:unique");
    check("x:string:unique:uncached");
}

#[test]
fn every_mistake_of_all_words_is_told_at_once() {
    let found = mistakes(
        "2fa",
        "titel:strng status:enum title:string title:text author:belongs_to:Uesr",
    );
    let problems: Vec<&str> = found
        .iter()
        .map(|mistake| mistake.problem.as_str())
        .collect();
    assert_eq!(
        problems,
        [
            "`2fa` begins with a digit, and no Rust name may",
            "unknown type `strng` in `titel:strng`",
            "`status:enum` needs its words",
            "`title` is there twice",
            "`author` belongs to `Uesr`, and there is no such model",
        ]
    );
    assert!(
        found[4].help.starts_with("type `author:belongs_to:User`"),
        "{}",
        found[4].help
    );
}

#[test]
fn two_words_for_one_column_collide() {
    let found = mistakes("Post", "author:belongs_to:User author_id:int");
    assert_eq!(
        found[0].problem,
        "`author:belongs_to:User` and `author_id:int` are both the column `author_id`"
    );
}

#[test]
fn a_model_may_refer_to_itself() {
    let spec = model(
        "Category",
        &words("parent:belongs_to:Category:null"),
        &users(),
        &ModelOptions::default(),
    )
    .unwrap();
    let view = View::model(AppView::new("blog", "blog"), &spec);
    let reference = view.references[0].references.as_ref().unwrap();
    assert!(reference.itself && view.model_imports.is_empty());
}

#[test]
fn a_model_that_another_one_hides_is_refused() {
    let existing = having(&["BlogPost", "Person", "Post"]);
    let none = ModelOptions::default();
    assert!(model("Blogpost", &[], &existing, &none).is_err());
    let taken = ModelOptions {
        plural: Some("people"),
        ..ModelOptions::default()
    };
    assert!(model("Human", &[], &existing, &taken).is_err());
    assert!(model("Post", &[], &existing, &none).is_ok());
}

#[test]
fn a_reference_takes_the_table_that_its_model_has() {
    let sheep = KnownModel::new("Sheep", Some("flock".to_owned()));
    let existing = Existing {
        models: Some(vec![sheep]),
        unread: Vec::new(),
    };
    let spec = model(
        "Lamb",
        &words("mother:belongs_to:Sheep twin:belongs_to:Lamb:null"),
        &existing,
        &ModelOptions {
            plural: Some("lambkins"),
            ..ModelOptions::default()
        },
    )
    .unwrap();
    let view = View::model(AppView::new("farm", "farm"), &spec);
    let tables: Vec<&str> = view
        .references
        .iter()
        .filter_map(|field| Some(field.references.as_ref()?.plural_snake.as_str()))
        .collect();
    assert_eq!(tables, ["flock", "lambkins"]);
}

#[test]
fn a_reference_means_the_model_that_is_called_as_it_was_typed() {
    let existing = having(&["Status", "Links", "Link"]);
    for typed in ["Links", "Link"] {
        let read = fields(&words(&format!("at:belongs_to:{typed}")), None, &existing).unwrap();
        assert_eq!(read[0].target().unwrap().type_name, typed);
    }
}

#[test]
fn a_wrong_type_hides_no_wrong_modifier() {
    for (word, problems) in [
        ("a:strng:nul", 2),
        ("a:strng:120:uniqe", 2),
        ("a:enm:x,y", 1),
    ] {
        let found = field(word).unwrap_err();
        assert_eq!(found.len(), problems, "{word}: {found:?}");
    }
}

#[test]
fn a_guarded_field_needs_a_value_from_somewhere() {
    assert_eq!(mistakes("Post", "owner:belongs_to:User:guarded").len(), 1);
    let options = ModelOptions {
        by_request: true,
        ..ModelOptions::default()
    };
    assert!(
        model(
            "Post",
            &words("stars:int:guarded owner:belongs_to:User:guarded:null"),
            &users(),
            &options
        )
        .is_ok()
    );
}

#[test]
fn the_view_writes_what_was_typed() {
    let text = "title:string:120 body:text:null slug:string:unique author:belongs_to:User status:enum:draft,in_review:default=draft token:string:uncached:null type:int:default=3:guarded";
    let spec = model("Post", &words(text), &users(), &ModelOptions::default()).unwrap();
    let view = View::model(AppView::new("my-blog", "my_blog"), &spec);
    let told: Vec<String> = view
        .fields
        .iter()
        .zip(&view.databases[0].columns)
        .map(|(field, column)| {
            format!(
                "{}: {} | {} | {} | {} | {}",
                field.name,
                field.rust,
                field.request,
                field.patch_request,
                field.sample_rust,
                column.definition
            )
        })
        .collect();
    let expected = [
        r#"title: String | String | Option<String> | "a title".to_owned() | "title" VARCHAR(120) NOT NULL"#,
        r#"body: Option<String> | Option<String> | Option<Option<String>> | Some("a body".to_owned()) | "body" TEXT"#,
        r#"slug: String | String | Option<String> | "a slug".to_owned() | "slug" VARCHAR(255) NOT NULL"#,
        r#"author_id: Id<User> | Id<User> | Option<Id<User>> | Id::new(1) | "author_id" BIGINT NOT NULL REFERENCES "users" ("id")"#,
        r#"status: PostStatus | Option<PostStatus> | Option<PostStatus> | Some(PostStatus::Draft) | "status" TEXT NOT NULL DEFAULT 'draft' CHECK ("status" IN ('draft', 'in_review'))"#,
        r#"token: Uncached<Option<String>> | Option<String> | Option<Option<String>> | Some("a token".to_owned()).into() | "token" VARCHAR(255)"#,
        r#"r#type: i32 | Option<i32> | Option<i32> | Some(1) | "type" INTEGER NOT NULL DEFAULT 3"#,
    ];
    assert_eq!(told, expected);
    let columns = |at: usize| -> Vec<&str> {
        let columns = view.databases[at].columns.iter();
        columns.map(|column| column.definition.as_str()).collect()
    };
    assert_eq!(
        columns(1)[3..5],
        [
            r#""author_id" BIGINT NOT NULL REFERENCES "users" ("id")"#,
            r#""status" TEXT NOT NULL DEFAULT 'draft' CHECK ("status" IN ('draft', 'in_review'))"#,
        ]
    );
    assert_eq!(
        columns(2)[1..4],
        [
            "`body` LONGTEXT",
            "`slug` VARCHAR(255) NOT NULL",
            "`author_id` BIGINT NOT NULL",
        ]
    );
    assert_eq!(view.requests.len(), 6);
    assert_eq!(view.resource_fields.len(), 6);
    assert_eq!(
        (
            view.model_imports,
            view.request_models,
            view.app.crate_name.as_str()
        ),
        (
            vec!["User".to_owned()],
            vec!["PostStatus".to_owned(), "User".to_owned()],
            "my_blog"
        )
    );
}

/// A legal field of any type and any modifiers.
fn legal() -> impl Strategy<Value = String> {
    let kind = prop_oneof![
        Just("string".to_owned()),
        (1u16..).prop_map(|length| format!("string:{length}")),
        (1u8..=28, 0u8..=28)
            .prop_map(|(precision, scale)| format!("decimal:{precision},{}", scale.min(precision))),
        prop::sample::select(vec![
            "text",
            "int",
            "bigint",
            "float",
            "bool",
            "date",
            "time",
            "datetime",
            "uuid",
            "json",
            "bytes",
            "enum:a,bc_d",
            "belongs_to:User"
        ])
        .prop_map(str::to_owned),
    ];
    let modifiers = prop::sample::subsequence(
        MODIFIERS
            .map(|row| row.word)
            .into_iter()
            .filter(|word| *word != "default")
            .collect::<Vec<_>>(),
        0..=6,
    );
    ("[a-z][a-z0-9]{0,8}(_[a-z]{1,5})?", kind, modifiers).prop_map(|(name, kind, modifiers)| {
        format!(
            "{name}:{kind}{}",
            modifiers
                .iter()
                .map(|word| format!(":{word}"))
                .collect::<String>()
        )
    })
}

proptest! {
    #[test]
    fn no_word_panics(word in ".{0,40}", tail in "[a-z:=,!?^{}0-9]{0,30}") {
        for word in [word.clone(), format!("x:{word}"), format!("x:{tail}"), format!("x:enum:{tail}"), format!("x:string:default={word}"), format!("x:datetime:default={tail}")] {
            match field(&word) {
                Ok(field) => prop_assert_eq!(super::field(&field.spelling()).unwrap().spelling(), field.spelling()),
                Err(mistakes) => prop_assert!(mistakes.iter().all(|mistake| !mistake.problem.is_empty() && !mistake.help.is_empty())),
            }
        }
    }

    #[test]
    fn a_legal_field_is_printed_and_read_back(word in legal()) {
        if let Ok(first) = field(&word) {
            let mut again = field(&first.spelling()).unwrap();
            again.notices.clone_from(&first.notices);
            prop_assert_eq!(again, first);
        }
    }

    #[test]
    fn what_a_view_says_in_rust_is_rust(word in legal()) {
        let Ok(fields) = fields(&[word], None, &users()) else { return Ok(()) };
        let mut view = View::default();
        view.set_fields("Post", &fields);
        for field in &view.fields {
            for rust in [&field.rust, &field.request, &field.patch_request] {
                prop_assert!(syn::parse_str::<syn::Type>(rust).is_ok(), "{}", rust);
            }
            for rust in [&field.sample_rust, &field.to_draft, &field.to_patch] {
                prop_assert!(syn::parse_str::<syn::Expr>(rust).is_ok(), "{}", rust);
            }
            for json in [&field.sample, &field.sample2] {
                prop_assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{}", json);
            }
            let one_value = matches!(&fields[0].kind, Kind::Decimal { .. } | Kind::String { .. });
            prop_assert!(one_value || field.sample != field.sample2, "{}", field.sample);
            prop_assert!(syn::parse_str::<syn::Ident>(&field.name).is_ok());
        }
    }
}

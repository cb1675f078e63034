use std::collections::BTreeSet;

use jiff::civil::datetime;
use serde_json::json;

use super::{Generators, Request, plan};
use crate::{
    plan::{Change, Plan},
    project::Project,
    spec::{self, AppView, Existing, KeyView, Mistake, View},
};

const THING: &str = r#"
about = "a thing"
example = "make:thing Post"
[flags]
all = { help = "all", implies = ["table"] }
table = "its table"
[[create]]
path = "src/{{ name.snake }}.rs"
from = "thing.rs.tera"
[[insert]]
into = "src/lib.rs"
what = "module"
text = "pub mod {{ name.snake }};"
[[insert]]
into = "src/absent.rs"
what = "module"
text = "pub mod {{ name.snake }};"
when-exists = true
[[insert]]
into = "src/{{ name.snake }}.rs"
what = "struct-field:Thing"
text = "pub {{ item.name }}: u8,"
each = "fields"
[[call]]
generator = "table"
when = "table"
with = { alter = "create_{{ name.snake }}" }
[[next]]
text = "scaffold test"
unless = "table"
"#;

const TABLE: &str = r#"
about = "a table"
example = "make:table"
internal = true
[[create]]
path = "migrations/{{ migration.stamp }}_{{ with.alter }}.up.sql"
from = "up.sql.tera"
once-suffix = "_{{ with.alter }}"
[[create]]
path = "migrations/{{ migration.stamp }}_{{ with.alter }}.down.sql"
from = "down.sql"
once-suffix = "_{{ with.alter }}"
"#;

fn generators() -> Generators {
    Generators::new([
        ("thing/generator.toml", THING.as_bytes()),
        (
            "thing/thing.rs.tera",
            b"//! {{ name.snake }}\n\n/// It.\npub struct   Thing { }\nmod  elsewhere;\n",
        ),
        ("table/generator.toml", TABLE.as_bytes()),
        ("_shared/up.sql.tera", b"-- {{ with.alter }}\n"),
        ("table/down.sql", b"{{ untouched }}\n"),
    ])
}

fn request(flags: &[&str]) -> Request {
    Request {
        generator: "thing".into(),
        view: json!({"name": {"snake": "post"}, "fields": [{"name": "a"}, {"name": "b"}]}),
        flags: flags
            .iter()
            .map(|flag| (*flag).to_owned())
            .collect::<BTreeSet<_>>(),
        now: datetime(2026, 11, 24, 3, 4, 5, 0),
    }
}

fn files(plan: &Plan) -> Vec<(&str, &str, &str)> {
    let text = |change: &Change| -> Option<String> {
        Some(String::from_utf8_lossy(change.contents().1?).into_owned())
    };
    plan.changes
        .iter()
        .map(|change| {
            (
                change.word(),
                change.path(),
                &*text(change).unwrap_or_default().leak(),
            )
        })
        .collect()
}

/// The project after the plan.
fn after(project: &[(&str, &str)], plan: &Plan) -> Project {
    let old = project
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let new = plan
        .changes
        .iter()
        .filter_map(|change| Some((change.path().to_owned(), change.contents().1?.to_vec())));
    Project::memory(old.chain(new))
}

const LIB: (&str, &str) = ("src/lib.rs", "pub mod a;\npub mod z;\n");

#[test]
fn a_plan_creates_inserts_calls_and_formats() {
    let plan = plan(&request(&["all"]), &Project::memory([LIB]), &generators()).unwrap();
    assert_eq!(
        files(&plan),
        [
            (
                "create",
                "src/post.rs",
                "//! post\n\n/// It.\npub struct Thing {\n    pub a: u8,\n    pub b: u8,\n}\nmod elsewhere;\n"
            ),
            (
                "update",
                "src/lib.rs",
                "pub mod a;\npub mod post;\npub mod z;\n"
            ),
            (
                "create",
                "migrations/20261124030405_create_post.up.sql",
                "-- create_post\n"
            ),
            (
                "create",
                "migrations/20261124030405_create_post.down.sql",
                "{{ untouched }}\n"
            ),
        ]
    );
    assert!(plan.next.is_empty() && plan.pastes.is_empty());
}

#[test]
fn the_same_run_again_is_unchanged_at_any_later_time() {
    let first = plan(&request(&["all"]), &Project::memory([LIB]), &generators()).unwrap();
    let mut again = request(&["all"]);
    again.now = datetime(2027, 1, 1, 0, 0, 0, 0);
    let second = plan(&again, &after(&[LIB], &first), &generators()).unwrap();
    assert!(second.is_unchanged(), "{}", second.diff());
    assert_eq!(second.changes.len(), first.changes.len());
}

#[test]
fn an_edited_file_is_laid_out_by_the_rules_that_it_was_laid_out_by() {
    let edited = |app: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("rustfmt.toml"), "max_width = 40").unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), app).unwrap();
        let toml = "about = 'x'\nexample = 'y'\n[[insert]]\ninto = 'src/lib.rs'\nwhat = 'use'\ntext = 'use crate::models::Post;'\n";
        let generators = Generators::new([("thing/generator.toml", toml.as_bytes())]);
        let planned = plan(&request(&[]), &Project::open(folder.path()), &generators).unwrap();
        String::from_utf8(planned.changes[0].contents().1.unwrap().to_vec()).unwrap()
    };
    assert_eq!(
        edited("use crate::{jobs::Mail, users::User};\n\nfn f() {}\n"),
        "use crate::{\n    jobs::Mail, models::Post,\n    users::User,\n};\n\nfn f() {}\n"
    );
    assert_eq!(
        edited("use crate::{jobs::Mail, users::User};\n\nfn   mine() {}\n"),
        "use crate::{jobs::Mail, models::Post, users::User};\n\nfn   mine() {}\n"
    );
}

#[test]
fn a_file_that_the_person_edited_is_a_conflict() {
    let first = plan(&request(&[]), &Project::memory([LIB]), &generators()).unwrap();
    let mut project = vec![LIB];
    let edited = files(&first)[0].2.replace("It.", "Mine.");
    project.push(("src/post.rs", &edited));
    let second = plan(&request(&[]), &Project::memory(project), &generators()).unwrap();
    assert_eq!(
        second.conflicts().map(Change::path).collect::<Vec<_>>(),
        ["src/post.rs"]
    );
    assert!(
        second.diff().contains("-/// Mine.\n+/// It.\n"),
        "{}",
        second.diff()
    );
    assert_eq!(
        second.json(crate::plan::Told::Only)["changes"][0]["change"],
        "conflict"
    );
}

#[test]
fn where_no_place_is_found_the_line_is_told() {
    let plan = plan(
        &request(&[]),
        &Project::memory([("src/lib.rs", "not rust at all")]),
        &generators(),
    )
    .unwrap();
    assert_eq!(plan.pastes.len(), 1);
    assert_eq!(
        (&*plan.pastes[0].path, &*plan.pastes[0].text),
        ("src/lib.rs", "pub mod post;")
    );
}

fn mistakes(toml: &str, template: &'static [u8]) -> Vec<Mistake> {
    let toml = format!("about = 'x'\nexample = 'y'\n{toml}")
        .leak()
        .as_bytes();
    let generators = Generators::new([
        ("thing/generator.toml", toml),
        ("thing/x.rs.tera", template),
    ]);
    plan(&request(&[]), &Project::memory([LIB]), &generators).unwrap_err()
}

#[test]
fn no_generator_writes_outside_the_project() {
    for path in [
        "../x.rs",
        "/tmp/x.rs",
        "src/../../x.rs",
        "{{ name.snake }}/../../../x.rs",
        ".git/hooks/x.rs",
    ] {
        let found = mistakes(
            &format!("[[create]]\npath = '{path}'\nfrom = 'x.rs.tera'\n"),
            b"",
        );
        assert_eq!(found.len(), 1, "{path}");
        let found = mistakes(
            &format!("[[insert]]\ninto = '{path}'\nwhat = 'module'\ntext = 'mod x;'\n"),
            b"",
        );
        assert_eq!(found.len(), 1, "{path}");
    }
}

#[test]
fn each_mistake_of_a_generator_is_named() {
    let create = "[[create]]\npath = 'x.rs'\nfrom = 'x.rs.tera'\n";
    for (toml, template, word) in [
        (create.to_owned(), &b"fn ("[..], "not Rust"),
        (create.to_owned(), b"{{ nmae }}", "nmae"),
        (format!("{create}when = 'feilds'\n"), b"", "feilds"),
        (format!("{create}each = 'name'\n"), b"", "not a list"),
        (
            "[[create]]\npath = 'x'\nfrom = 'gone'\n".to_owned(),
            b"",
            "gone",
        ),
        (
            "[[call]]\ngenerator = 'thing'\n".to_owned(),
            b"",
            "calls itself",
        ),
        ("[[call]]\ngenerator = 'none'\n".to_owned(), b"", "none"),
        (
            "[[insert]]\ninto = 'src/lib.rs'\nwhat = 'modul'\ntext = 'x'\n".to_owned(),
            b"",
            "modul",
        ),
    ] {
        let found = mistakes(&toml, template);
        assert_eq!(found.len(), 1, "{toml}: {found:?}");
        assert!(found[0].problem.contains(word), "{toml}: {found:?}");
    }
}

#[test]
fn a_project_replaces_single_templates_or_whole_generators() {
    let own = [
        LIB,
        (
            ".scaffold/generators/thing/thing.rs.tera",
            "pub struct Thing {}\n",
        ),
    ];
    let project = Project::memory(own);
    let generators = generators().with_own(&project);
    let planned = plan(&request(&[]), &project, &generators).unwrap();
    assert!(files(&planned)[0].2.starts_with("pub struct Thing {"));

    let whole = [
        LIB,
        (
            ".scaffold/generators/thing/generator.toml",
            "about = 'x'\nexample = 'y'\n",
        ),
    ];
    let project = Project::memory(whole);
    let generators = generators.with_own(&project);
    assert!(
        plan(&request(&[]), &project, &generators)
            .unwrap()
            .changes
            .is_empty()
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_can_t_be_read_is_told_by_the_generator_that_uses_it() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join(".scaffold/generators/thing");
    std::fs::create_dir_all(&own).unwrap();
    std::os::unix::fs::symlink("nowhere", own.join(".#thing.rs.tera")).unwrap();
    std::os::unix::fs::symlink("nowhere", own.join("thing.rs.tera")).unwrap();
    let project = Project::open(folder.path());
    let generators = generators().with_own(&project);
    assert!(generators.definition("table").is_ok());
    let found = plan(&request(&[]), &project, &generators).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].problem.contains("symbolic link"), "{found:?}");
}

#[test]
fn what_diff_has_written_stands_where_its_database_reads_it() {
    let spec = spec::migration("create_tags", &[], &Existing::default()).unwrap();
    let mut view = View::migration(AppView::new("blog", "blog"), &spec, KeyView::new(false));
    let script = |word: &str, folder: &str, up: &str| {
        let sql = [up.to_owned(), format!("-- {up}")];
        (word.to_owned(), folder.to_owned(), sql)
    };
    let request = |view: &View| Request {
        generator: "migration".into(),
        view: serde_json::to_value(view).unwrap(),
        flags: BTreeSet::new(),
        now: datetime(2026, 11, 24, 3, 4, 5, 0),
    };
    let written = |view: &View| -> Vec<(String, String)> {
        let planned = plan(
            &request(view),
            &Project::memory([LIB]),
            &Generators::builtin(),
        );
        let planned = planned.unwrap();
        let files = files(&planned);
        let text = |path: &str, text: &str| (path.to_owned(), text.trim_end().to_owned());
        files
            .iter()
            .map(|(_, path, body)| text(path, body))
            .collect()
    };
    let expected = |folder: &str, up: &str| {
        let path = |end| format!("migrations/{folder}20261124030405_create_tags.{end}.sql");
        [
            (path("up"), up.to_owned()),
            (path("down"), format!("-- {up}")),
        ]
    };
    let sorted = |mut files: Vec<(String, String)>| {
        files.sort();
        files
    };

    view.set_scripts([
        script("sqlite", "", "a"),
        script("postgres", "postgres/", "b"),
    ]);
    let both = [expected("", "a"), expected("postgres/", "b")].concat();
    assert_eq!(sorted(written(&view)), sorted(both));
    view.set_scripts([script("sqlite", "sqlite/", "a")]);
    assert_eq!(
        sorted(written(&view)),
        sorted(expected("sqlite/", "a").to_vec())
    );
}

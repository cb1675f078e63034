//! A migration, and what its name says that it does: `create_posts`, `add_slug_to_posts`, `remove_slug_from_posts`.

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::{Existing, Field, Mistake, Role, model::fields, name, plural::singular, reserved};

/// What a migration does, as far as its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Makes a table.
    Create,
    /// Adds columns to one.
    Add,
    /// Removes columns from one.
    Remove,
    /// Something that is written by hand.
    Empty,
}

/// A checked migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationSpec {
    /// The part of the file's name behind the stamp: `add_slug_to_posts`.
    pub name: String,
    /// What it does.
    pub act: Act,
    /// To which table.
    pub table: Option<String>,
    /// With which columns.
    pub fields: Vec<Field>,
    /// What the person should know.
    pub notices: Vec<String>,
}

impl MigrationSpec {
    /// The type whose table it is: `Post`; empty if no table is named.
    #[must_use]
    pub fn owner(&self) -> String {
        self.table
            .as_deref()
            .map(|table| singular(table).to_upper_camel_case())
            .unwrap_or_default()
    }
}

/// Reads a migration.
///
/// # Errors
/// Every mistake of all words.
pub fn migration(
    typed: &str,
    words: &[String],
    existing: &Existing,
) -> Result<MigrationSpec, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let snake = typed.to_snake_case();
    let instead = match name(typed, Role::Suffixed(""), None) {
        Ok(_) => None,
        // Migrations have long names: what is too long as a type is not here.
        Err(_) if typed.len() > 40 && typed.is_ascii() && typed == snake => None,
        Err(found) => Some(found),
    };
    if let Some(found) = instead {
        mistakes.extend(found.into_iter().map(|mistake| {
            let help = match mistake.help.split_once("try `") {
                Some((_, word)) => format!("try `{}`", word.trim_end_matches('`').to_snake_case()),
                None => "give one, as in `add_slug_to_posts`".to_owned(),
            };
            Mistake::new(mistake.problem, help)
        }));
    } else if snake.len() > 80 {
        mistakes.push(Mistake::new(
            format!("`{typed}` is longer than 80 letters"),
            "shorten it",
        ));
    }
    let (act, table) = understand(&snake);
    let given = fields(words, None, existing)
        .map_err(|found| mistakes.extend(found))
        .unwrap_or_default();
    if act == Act::Empty && !given.is_empty() {
        mistakes.push(Mistake::new(
            format!("`{typed}` does not say to which table the fields belong"),
            format!("try `add_{}_to_posts`", given[0].column),
        ));
    }
    if let Some(table) = &table
        && (table.starts_with("sqlite_") || reserved::TABLES.contains(&table.as_str()))
    {
        mistakes.push(Mistake::new(
            format!("the table `{table}` is reserved"),
            format!("try `my_{table}`"),
        ));
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut notices = Vec::new();
    if act == Act::Empty {
        notices.push(format!(
            "`{snake}` names no table, so the migration is empty; `create_posts`, `add_slug_to_posts` and `remove_slug_from_posts` are understood"
        ));
    }
    for field in given
        .iter()
        .filter(|field| act == Act::Add && !field.null && field.default.is_none())
    {
        notices.push(format!(
            "`{}` may be NULL in the rows that are there: give it a default to forbid that",
            field.column
        ));
    }
    Ok(MigrationSpec {
        // `create_posts_table` is `create_posts`, the migration that `make:model` makes too.
        name: match act {
            Act::Empty => snake,
            _ => snake.strip_suffix("_table").unwrap_or(&snake).to_owned(),
        },
        act,
        table,
        fields: given,
        notices,
    })
}

fn understand(snake: &str) -> (Act, Option<String>) {
    let table = |text: &str| {
        let table = text.strip_suffix("_table").unwrap_or(text);
        (!table.is_empty() && table != "table").then(|| table.to_owned())
    };
    let between = |start: &str, middle: &str| {
        snake
            .strip_prefix(start)
            .and_then(|rest| rest.rsplit_once(middle))
            .and_then(|(_, end)| table(end))
    };
    if let Some(table) = snake.strip_prefix("create_").and_then(table) {
        return (Act::Create, Some(table));
    }
    if let Some(table) = between("add_", "_to_") {
        return (Act::Add, Some(table));
    }
    if let Some(table) = between("remove_", "_from_").or_else(|| between("drop_", "_from_")) {
        return (Act::Remove, Some(table));
    }
    (Act::Empty, None)
}

#[cfg(test)]
mod tests {
    use super::{Act, Existing, migration};

    #[track_caller]
    fn check(typed: &str, act: Act, table: Option<&str>) {
        let spec = migration(typed, &[], &Existing::default()).unwrap();
        assert_eq!((spec.act, spec.table.as_deref()), (act, table), "{typed}");
    }

    #[test]
    fn a_name_says_what_the_migration_does() {
        check("create_posts", Act::Create, Some("posts"));
        check("create_posts_table", Act::Create, Some("posts"));
        check("CreateOrderItems", Act::Create, Some("order_items"));
        check("add_slug_to_posts", Act::Add, Some("posts"));
        check("add_slug_to_posts_table", Act::Add, Some("posts"));
        check("remove_slug_from_posts", Act::Remove, Some("posts"));
        check("tidy_up", Act::Empty, None);
        check("create_table", Act::Empty, None);
    }

    #[test]
    fn the_word_table_behind_a_name_makes_no_second_migration() {
        for (typed, name) in [
            ("create_posts_table", "create_posts"),
            ("add_slug_to_posts_table", "add_slug_to_posts"),
            ("tidy_table", "tidy_table"),
        ] {
            let spec = migration(typed, &[], &Existing::default()).unwrap();
            assert_eq!(spec.name, name);
        }
    }

    #[test]
    fn an_empty_migration_is_said_to_be_one() {
        assert_eq!(
            migration("tidy_up", &[], &Existing::default())
                .unwrap()
                .notices
                .len(),
            1
        );
    }

    #[test]
    fn a_bad_name_and_a_bad_field_are_told_together() {
        let mistakes =
            migration("../evil", &["slug:strng".to_owned()], &Existing::default()).unwrap_err();
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        assert_eq!(mistakes[0].help, "try `evil`");
        let mistakes =
            migration("tidy_up", &["slug:string".to_owned()], &Existing::default()).unwrap_err();
        assert_eq!(mistakes[0].help, "try `add_slug_to_posts`");
    }
}

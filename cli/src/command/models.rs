//! The models that the project has, read from its files and not from a build.

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::{
    project::Project,
    spec::{Existing, FieldView, KnownModel, Mistake},
};

/// The models in `src/models`.
pub(super) fn existing(project: &Project) -> Existing {
    let mut files = project.files_below("src/models");
    files.push("src/models.rs".to_owned());
    let mut existing = Existing::default();
    for path in files.iter().filter(|path| path.ends_with(".rs")) {
        match project.text(path) {
            Ok(None) => {}
            Ok(Some(source)) => {
                let models = existing.models.get_or_insert_default();
                match source.parse() {
                    Ok(tokens) => models.extend(declared(tokens)),
                    Err(error) => existing.unread.push(no_rust(path, &error)),
                }
            }
            Err(mistake) => existing.unread.push(mistake),
        }
    }
    existing
}

fn no_rust(path: &str, error: &proc_macro2::LexError) -> Mistake {
    let line = error.span().start().line;
    Mistake::new(
        format!("`{path}` does not parse: {error}, in line {line}"),
        format!("correct `{path}`; `cargo check` says what is wrong with it"),
    )
}

/// A test of a new model makes the rows that it belongs to by the `sample` of their tests.
pub(super) fn without_sample(field: &FieldView, project: &Project) -> Option<Mistake> {
    let reference = field
        .references
        .as_ref()
        .filter(|reference| !reference.itself && !field.null)?;
    let path = format!("tests/app/{}.rs", reference.plural_snake);
    let has = project
        .read(&path)
        .is_some_and(|source| source.contains("fn sample("));
    let name = &reference.type_name;
    (!has).then(|| {
        let problem = format!("the tests would start from a sample `{name}`, and there is no function `sample` in `{path}`");
        let help = format!("`scaffold make:model {name} … --test` writes one; or type the flags without `--test`, as in `-mscr`");
        Mistake::new(problem, help)
    })
}

/// The structs that derive `Model`. Tokens tell as much as a syntax tree, in a third of the time.
fn declared(tokens: TokenStream) -> Vec<KnownModel> {
    let mut models = Vec::new();
    let mut attributes: Vec<Vec<TokenTree>> = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(hash) if hash.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = tokens.next() {
                    attributes.push(attribute.stream().into_iter().collect());
                }
            }
            TokenTree::Ident(word) if word == "struct" => {
                let attributes = std::mem::take(&mut attributes);
                if let Some(TokenTree::Ident(name)) = tokens.next()
                    && inside(&attributes, "derive").any(|token| token.to_string() == "Model")
                {
                    let mut model = KnownModel::new(&name.to_string(), table(&attributes));
                    if let Some(TokenTree::Group(body)) = tokens.next() {
                        model.uuid = has_uuid(body.stream());
                    }
                    models.push(model);
                }
            }
            // `pub`, `pub(crate)`
            TokenTree::Ident(word) if word == "pub" => {}
            TokenTree::Group(_) if !attributes.is_empty() => {}
            _ => attributes.clear(),
        }
    }
    models
}

/// Whether `#[model(uuid)]` stands on a field: it can stand on the id only.
fn has_uuid(body: TokenStream) -> bool {
    let attributes = body.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream().into_iter().collect()),
        _ => None,
    });
    let attributes: Vec<Vec<TokenTree>> = attributes.collect();
    inside(&attributes, "model").any(|token| token.to_string() == "uuid")
}

/// What stands in the parentheses of the attributes of that name.
fn inside<'a>(
    attributes: &'a [Vec<TokenTree>],
    name: &'a str,
) -> impl Iterator<Item = TokenTree> + 'a {
    let groups = attributes
        .iter()
        .filter_map(move |attribute| match attribute.as_slice() {
            [TokenTree::Ident(word), TokenTree::Group(group)] if word == name => Some(group),
            _ => None,
        });
    groups.flat_map(Group::stream)
}

/// The table in `#[model(table = "…")]`.
fn table(attributes: &[Vec<TokenTree>]) -> Option<String> {
    let tokens: Vec<TokenTree> = inside(attributes, "model").collect();
    tokens.windows(3).find_map(|window| match window {
        [
            TokenTree::Ident(key),
            TokenTree::Punct(_),
            TokenTree::Literal(table),
        ] if key == "table" => syn::parse_str::<syn::LitStr>(&table.to_string())
            .ok()
            .map(|table| table.value()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_told_from_other_types_and_have_their_tables() {
        let source = r#"
            #[derive(Debug, Model, Cacheable)]
            #[model(table = "folk")]
            pub struct Person { pub id: Id<Person> }
            #[derive(Debug, Clone, ColumnValue)]
            pub enum PersonMood { Happy }
            /// Not a `struct Ghost`.
            struct Model;
            #[derive(scaffold::Model)] pub(crate) struct OrderItem { pub id: Id<OrderItem> }
            #[derive(Model)] struct Key { #[model(uuid)] id: Id<Key>, #[model(unique)] name: String }
        "#;
        let existing = existing(&Project::memory([("src/models/person.rs", source)]));
        assert_eq!(
            existing.models,
            Some(vec![
                KnownModel::new("Person", Some("folk".to_owned())),
                KnownModel::new("OrderItem", None),
                KnownModel {
                    uuid: true,
                    ..KnownModel::new("Key", None)
                }
            ])
        );
        assert_eq!(existing.unread, []);
    }

    #[test]
    fn a_file_that_does_not_parse_is_told_and_not_taken_for_an_empty_one() {
        let project = Project::memory([
            ("src/models/post.rs", "pub struct Post {"),
            ("src/models/user.rs", "#[derive(Model)] struct User {}"),
        ]);
        let existing = existing(&project);
        assert_eq!(existing.models, Some(vec![KnownModel::new("User", None)]));
        let found = &existing.unread[0].problem;
        assert!(
            found.starts_with("`src/models/post.rs` does not parse"),
            "{found}"
        );
        let told = crate::spec::fields(&["post:belongs_to:Post".to_owned()], None, &existing);
        assert_eq!(told.unwrap_err(), existing.unread);
    }

    #[test]
    fn a_file_that_is_nested_without_end_ends_no_run() {
        let deep = format!("const A: u8 = {}1{};", "(".repeat(5000), ")".repeat(5000));
        let models = existing(&Project::memory([("src/models/deep.rs", deep)])).models;
        assert_eq!(models, Some(Vec::new()));
    }

    #[test]
    fn without_models_nothing_can_be_told() {
        assert_eq!(
            existing(&Project::memory([("Cargo.toml", "")])).models,
            None
        );
    }
}

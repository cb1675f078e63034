//! The models that the project has, read from its files and not from a build.

use crate::{
    project::Project,
    spec::{Existing, FieldView, KnownModel, Mistake},
};

/// The models and other types in `src/models`.
pub(super) fn existing(project: &Project) -> Existing {
    let mut files = project.files_below("src/models");
    files.push("src/models.rs".to_owned());
    let sources: Vec<String> = files
        .iter()
        .filter(|path| path.ends_with(".rs"))
        .filter_map(|path| project.read(path))
        .collect();
    if sources.is_empty() {
        return Existing::default();
    }
    let mut models = Vec::new();
    let mut types = Vec::new();
    for file in sources
        .iter()
        .filter_map(|source| syn::parse_file(source).ok())
    {
        for item in file.items {
            match item {
                syn::Item::Struct(item) if derives_model(&item) => {
                    models.push(KnownModel::new(&item.ident.to_string(), table(&item)));
                }
                syn::Item::Struct(syn::ItemStruct { ident, .. })
                | syn::Item::Enum(syn::ItemEnum { ident, .. }) => {
                    types.push(ident.to_string());
                }
                _ => {}
            }
        }
    }
    Existing {
        models: Some(models),
        types,
    }
}

/// A test of a new model makes the rows that it belongs to by the `sample` of their tests.
pub(super) fn without_sample(field: &FieldView, project: &Project) -> Option<Mistake> {
    let reference = field
        .references
        .as_ref()
        .filter(|reference| !reference.itself && !field.null)?;
    let path = format!("tests/app/{}.rs", reference.table);
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

fn derives_model(item: &syn::ItemStruct) -> bool {
    item.attrs.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else {
            return false;
        };
        attribute.path().is_ident("derive")
            && list
                .tokens
                .clone()
                .into_iter()
                .any(|token| token.to_string() == "Model")
    })
}

/// The table in `#[model(table = "…")]`.
fn table(item: &syn::ItemStruct) -> Option<String> {
    let mut table = None;
    for attribute in item
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("model"))
    {
        // What is wrong with the attribute is the compiler's to say.
        drop(attribute.parse_nested_meta(|meta| {
            let value: syn::LitStr = meta.value()?.parse()?;
            if meta.path.is_ident("table") {
                table = Some(value.value());
            }
            Ok(())
        }));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_told_from_other_types_and_have_their_tables() {
        let source = r#"
            #[derive(Debug, Model, Cacheable)]
            #[model(table = "people")]
            pub struct Person { pub id: Id<Person> }
            #[derive(Debug, Clone, ColumnValue)]
            pub enum PersonMood { Happy }
            #[derive(Model)]
            pub struct OrderItem { pub id: Id<OrderItem> }
        "#;
        let existing = existing(&Project::memory([
            ("src/models/person.rs", source),
            ("src/models/broken.rs", "fn ("),
        ]));
        assert_eq!(
            existing.models,
            Some(vec![
                KnownModel::new("Person", None),
                KnownModel::new("OrderItem", None)
            ])
        );
        assert_eq!(existing.types, ["PersonMood"]);
    }

    #[test]
    fn without_models_nothing_can_be_told() {
        assert_eq!(
            existing(&Project::memory([("Cargo.toml", "")])).models,
            None
        );
    }
}

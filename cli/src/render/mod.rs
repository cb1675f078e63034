//! Templates to text; the only user of tera.
//!
//! Only what a run needs is compiled. Nothing is escaped, and a name that the view doesn't have is an error.

use std::{borrow::Cow, cell::OnceCell, collections::BTreeSet, error::Error, fmt::Write as _};

use serde_json::{Map, Value};
use tera::{Context, Tera};

use crate::spec::Mistake;

/// What templates see: an object, which becomes tera's only once for all that see it.
#[derive(Debug, Clone)]
pub(crate) struct View {
    value: Value,
    context: OnceCell<Context>,
}

impl View {
    pub(crate) fn new(value: Value) -> Self {
        Self {
            value,
            context: OnceCell::new(),
        }
    }

    /// The value of a dotted path.
    pub(crate) fn get(&self, path: &str) -> Option<&Value> {
        path.split('.')
            .try_fold(&self.value, |value, key| value.get(key))
    }

    /// The names at its top.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.value.as_object().into_iter().flat_map(Map::keys)
    }

    /// Sets a name at its top.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        if let Value::Object(view) = &mut self.value {
            view.insert(name.to_owned(), value);
            self.context.take();
        }
    }

    fn context(&self, template: &str) -> Result<&Context, Mistake> {
        if let Some(context) = self.context.get() {
            return Ok(context);
        }
        let context =
            Context::from_serialize(&self.value).map_err(|error| wrong(template, &error))?;
        Ok(self.context.get_or_init(|| context))
    }
}

/// Where templates come from, by name.
type Source<'a> = dyn Fn(&str) -> Result<Option<Cow<'static, [u8]>>, Mistake> + 'a;

/// Compiles and renders the templates of one generator.
pub(crate) struct Renderer<'a> {
    tera: Tera,
    source: Box<Source<'a>>,
    loaded: BTreeSet<String>,
}

impl<'a> Renderer<'a> {
    /// A renderer that asks `source` for templates by name.
    pub(crate) fn new(
        source: impl Fn(&str) -> Result<Option<Cow<'static, [u8]>>, Mistake> + 'a,
    ) -> Self {
        let mut tera = Tera::default();
        tera.autoescape_on(Vec::<&str>::new());
        Self {
            tera,
            source: Box::new(source),
            loaded: BTreeSet::new(),
        }
    }

    /// The file `name`: rendered when it ends in `.tera`, as it is otherwise.
    pub(crate) fn file(&mut self, name: &str, view: &View) -> Result<Vec<u8>, Mistake> {
        if !name.ends_with(".tera") {
            return self.bytes(name).map(Cow::into_owned);
        }
        self.load(name)?;
        self.tera
            .render(name, view.context(name)?)
            .map(String::into_bytes)
            .map_err(|error| wrong(name, &error))
    }

    /// A short template of a `generator.toml`, such as a path.
    pub(crate) fn text(&mut self, template: &str, view: &View) -> Result<String, Mistake> {
        if !template.contains("{{") && !template.contains("{%") && !template.contains("{#") {
            return Ok(template.to_owned());
        }
        self.tera
            .render_str(template, view.context(template)?, false)
            .map_err(|error| wrong(template, &error))
    }

    fn bytes(&self, name: &str) -> Result<Cow<'static, [u8]>, Mistake> {
        (self.source)(name)?.ok_or_else(|| {
            Mistake::new(
                format!("the generator names a template `{name}`, which is missing"),
                format!("add `{name}` beside its `generator.toml`, or to `_shared/`"),
            )
        })
    }

    /// Compiles `name` and what it includes or extends.
    fn load(&mut self, name: &str) -> Result<(), Mistake> {
        let mut sources = Vec::new();
        let mut todo = vec![name.to_owned()];
        while let Some(name) = todo.pop() {
            if !self.loaded.insert(name.clone()) {
                continue;
            }
            let text = String::from_utf8(self.bytes(&name)?.into_owned()).map_err(|_| {
                Mistake::new(
                    format!("the template `{name}` is not UTF-8"),
                    "save it as UTF-8",
                )
            })?;
            todo.extend(needs(&text));
            sources.push((name, text));
        }
        self.tera
            .add_raw_templates(sources)
            .map_err(|error| wrong(name, &error))
    }
}

/// The templates that a template names in its tags.
fn needs(text: &str) -> Vec<String> {
    let tags = text.split("{%").skip(1);
    tags.filter_map(|tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        let rest = ["include", "extends"]
            .iter()
            .find_map(|word| tag.strip_prefix(word))?
            .trim_start();
        let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
        Some(rest[1..].split(quote).next()?.to_owned())
    })
    .collect()
}

fn wrong(template: &str, error: &tera::Error) -> Mistake {
    let mut why = String::new();
    let mut cause = Some(error as &dyn Error);
    while let Some(error) = cause {
        let message = error.to_string();
        // The outermost names only the template, which the problem does already.
        if error.source().is_none() || !message.starts_with("Failed to") {
            let separator = if why.is_empty() { "" } else { ": " };
            let _ = write!(why, "{separator}{message}");
        }
        cause = error.source();
    }
    Mistake::new(
        format!("the template `{template}` cannot be rendered: {why}"),
        "correct the template; `templates/README.md` lists what a view has",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn renderer() -> Renderer<'static> {
        Renderer::new(|name| {
            let text = match name {
                "a.tera" => {
                    "{% extends 'base.tera' %}{% block hi %}hi <{{ name }}>{% endblock hi %}"
                }
                "base.tera" => "{% block hi %}{% endblock hi %} {% include \"b.tera\" %}",
                "b.tera" => "&",
                "plain" => "{{ kept }}",
                "wrong.tera" => "{{ missing }}",
                _ => return Ok(None),
            };
            Ok(Some(Cow::Borrowed(text.as_bytes())))
        })
    }

    #[test]
    fn what_a_template_names_is_loaded_with_it_and_nothing_is_escaped() {
        let view = View::new(json!({"name": "\"A&B\""}));
        assert_eq!(renderer().file("a.tera", &view).unwrap(), b"hi <\"A&B\"> &");
        assert_eq!(renderer().file("plain", &view).unwrap(), b"{{ kept }}");
        assert_eq!(
            renderer().text("src/{{ name }}", &view).unwrap(),
            "src/\"A&B\""
        );
    }

    #[test]
    fn a_name_that_the_view_does_not_have_is_an_error_that_names_it() {
        let mistake = renderer()
            .file("wrong.tera", &View::new(json!({})))
            .unwrap_err();
        assert!(mistake.problem.contains("`missing`"), "{}", mistake.problem);
        let mistake = renderer()
            .text("{{ nam.x }}", &View::new(json!({"name": 1})))
            .unwrap_err();
        assert!(mistake.problem.contains("nam"), "{}", mistake.problem);
    }
}

//! Sections of the configuration that are an application's own.

use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, HashMap},
    fmt,
    sync::Arc,
};

use serde::de::DeserializeOwned;

use super::{
    Config,
    keys::{KEYS, SWITCHES},
    read::{self, Raw},
    setting::Setting,
};
use crate::{
    Error, Result,
    service::{Name, Services, Text},
};

/// A section of the configuration of an application's own. Derived: `#[derive(Config)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no section of the configuration",
    note = "add `#[derive(Config)]` to `{Self}`"
)]
pub trait Section: Clone + Send + Sync + 'static {
    /// `mail` of `[mail]`.
    const NAME: &'static str;
    /// The type's name.
    const TYPE: &'static str;
    /// Its keys.
    const KEYS: &'static [SectionKey];

    /// Reads it; `None` where a mistake was found, which `given` keeps.
    fn read(given: &mut Given<'_>) -> Option<Self>;
}

/// One key of a section.
#[derive(Debug, Clone, Copy)]
pub struct SectionKey {
    /// `port` of `mail.port`.
    pub name: &'static str,
    /// A variable of its own, beside `APP__MAIL__PORT`.
    pub variable: Option<&'static str>,
}

/// One section of the application's list, without its type.
#[derive(Debug, Clone, Copy)]
pub struct SectionEntry {
    /// The section's name and the type's.
    pub(crate) name: Name,
    pub(super) section: &'static str,
    pub(super) keys: &'static [SectionKey],
    pub(super) read: fn(&mut Given<'_>, &mut Sections),
    /// Keeps what was read among the services.
    pub(crate) keep: fn(&Config, &Services) -> Result<()>,
}

impl SectionEntry {
    /// The entry of this type; `app!` makes one for each listed section.
    #[must_use]
    pub const fn of<C: Section>() -> Self {
        Self {
            name: Name::new(C::NAME, C::TYPE),
            section: C::NAME,
            keys: C::KEYS,
            read: |given, sections| {
                if let Some(section) = C::read(given) {
                    sections.insert(section);
                }
            },
            keep: |config, services| {
                services.insert(None, config.own::<C>()?);
                Ok(())
            },
        }
    }
}

/// The first section of an application's list that is called as one of ours, or as another one, with what to do about it. `app!` panics with it in
/// a constant.
#[must_use]
pub const fn section_mistake(sections: &[SectionEntry]) -> Option<Text> {
    let mut at = 0;
    while at < sections.len() {
        let SectionEntry { name, section, .. } = sections[at];
        let text = Text::new()
            .push("the section of `")
            .push(name.text)
            .push("` is called `")
            .push(section);
        let fix = ": give it a name of its own, `#[config(section = \"…\")]`";
        let mut other = 0;
        while other < at {
            if sections[other].name.id == name.id {
                return Some(
                    text.push("` as that of `")
                        .push(sections[other].name.text)
                        .push("`")
                        .push(fix),
                );
            }
            other += 1;
        }
        if is_ours(section) {
            return Some(text.push("`, as one of the runtime's").push(fix));
        }
        at += 1;
    }
    None
}

const fn is_ours(section: &str) -> bool {
    let mut key = 0;
    while key < KEYS.len() {
        if begins(KEYS[key].path.as_bytes(), section.as_bytes()) {
            return true;
        }
        key += 1;
    }
    begins(SWITCHES.as_bytes(), section.as_bytes())
}

/// Whether a path is of this section.
const fn begins(path: &[u8], section: &[u8]) -> bool {
    let mut at = 0;
    while at < section.len() {
        if at >= path.len() || path[at] != section[at] {
            return false;
        }
        at += 1;
    }
    at < path.len() && path[at] == b'.'
}

/// The sections of an application's own, by type.
#[derive(Clone, Default)]
pub struct Sections(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Sections {
    fn insert<C: Section>(&mut self, section: C) {
        self.0.insert(TypeId::of::<C>(), Arc::new(section));
    }

    fn get<C: Section>(&self) -> Option<Arc<C>> {
        self.0.get(&TypeId::of::<C>())?.clone().downcast().ok()
    }
}

impl fmt::Debug for Sections {
    /// Values of a person's own types may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sections").finish_non_exhaustive()
    }
}

impl Config {
    /// The configuration with this section of the application's own, in the place of what was read: for tests.
    #[must_use]
    pub fn with<C: Section>(mut self, section: C) -> Self {
        self.sections.insert(section);
        self
    }

    /// A section of the application's own. One that was not read, because the whole configuration was given by
    /// [`Builder::config`](crate::Builder::config), has its defaults.
    ///
    /// # Errors
    /// When a key without a default has no value.
    pub fn own<C: Section>(&self) -> Result<Arc<C>> {
        if let Some(section) = self.sections.get() {
            return Ok(section);
        }
        let (values, mut mistakes) = (BTreeMap::new(), Vec::new());
        let mut given = Given {
            section: C::NAME,
            values: &values,
            mistakes: &mut mistakes,
        };
        match C::read(&mut given) {
            Some(section) => Ok(Arc::new(section)),
            None => Err(Error::internal(mistakes.join("\n"))),
        }
    }
}

/// A value that was given, and where.
pub(super) struct Value {
    pub(super) value: Owned,
    pub(super) origin: String,
}

/// A value before it has a type.
pub(super) enum Owned {
    Toml(toml::Value),
    Text(String),
}

impl Owned {
    fn raw(&self) -> Raw<'_> {
        match self {
            Self::Toml(value) => Raw::Toml(value),
            Self::Text(text) => Raw::Text(text),
        }
    }
}

/// What was given for a section, and the mistakes in it.
pub struct Given<'a> {
    pub(super) section: &'static str,
    /// By path: `mail.port`.
    pub(super) values: &'a BTreeMap<String, Value>,
    pub(super) mistakes: &'a mut Vec<String>,
}

impl fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Given").field(&self.section).finish()
    }
}

impl Given<'_> {
    /// The value of a key; a mistake where there is none, unless its type has a value for that.
    pub fn key<T: Setting>(&mut self, key: &str) -> Option<T> {
        match self.find(key, T::read) {
            Found::Nothing => T::absent().or_else(|| self.missing(key)),
            Found::Value(value) => Some(value),
            Found::Mistake => None,
        }
    }

    /// The value of a key, or this.
    pub fn key_or<T: Setting>(&mut self, key: &str, default: impl FnOnce() -> T) -> Option<T> {
        self.find(key, T::read).or(default)
    }

    /// The value of a key as serde reads it.
    pub fn serde<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        match self.find(key, read::serde) {
            Found::Nothing => self.missing(key),
            Found::Value(value) => Some(value),
            Found::Mistake => None,
        }
    }

    /// The value of a key as serde reads it, or this.
    pub fn serde_or<T: DeserializeOwned>(
        &mut self,
        key: &str,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        self.find(key, read::serde).or(default)
    }

    fn find<T>(&mut self, key: &str, read: fn(Raw<'_>) -> Result<T, String>) -> Found<T> {
        let path = format!("{}.{key}", self.section);
        let Some(given) = self.values.get(&path) else {
            return Found::Nothing;
        };
        match read(given.value.raw()) {
            Ok(value) => Found::Value(value),
            Err(wanted) => {
                let mistake = format!("{}: `{path}` {wanted}", given.origin);
                self.mistakes.push(mistake);
                Found::Mistake
            }
        }
    }

    fn missing<T>(&mut self, key: &str) -> Option<T> {
        let section = self.section;
        let variable = format!("{section}__{key}").to_ascii_uppercase();
        self.mistakes.push(format!(
            "`{section}.{key}` is missing; help: write `{key} = …` below `[{section}]` in config/default.toml, or set `APP__{variable}`"
        ));
        None
    }
}

enum Found<T> {
    Nothing,
    Value(T),
    Mistake,
}

impl<T> Found<T> {
    fn or(self, default: impl FnOnce() -> T) -> Option<T> {
        match self {
            Self::Nothing => Some(default()),
            Self::Value(value) => Some(value),
            Self::Mistake => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, time::Duration};

    use scaffold_macros::Config as Section;
    use serde::Deserialize;

    use super::{super::layers, SectionEntry, section_mistake};
    use crate::{
        Secret,
        config::{Config, Environment},
    };

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mode {
        Plain,
        Tls { verify: bool },
    }

    #[derive(Debug, Clone, Section)]
    #[scaffold(crate = crate)]
    struct MailConfig {
        from: String,
        #[config(default = 25, env = "SMTP_PORT")]
        port: u16,
        #[config(default = Duration::from_secs(5))]
        timeout: Duration,
        password: Option<Secret<String>>,
        #[config(default = Vec::new())]
        copies: Vec<String>,
        #[config(serde, default = Mode::Plain)]
        mode: Mode,
        #[config(serde, default = BTreeMap::new())]
        weights: BTreeMap<String, f32>,
    }

    #[derive(Debug, Clone, Section)]
    #[scaffold(crate = crate)]
    #[config(section = "server")]
    struct Taken {}

    const SECTIONS: &[SectionEntry] = &[SectionEntry::of::<MailConfig>()];

    fn load(file: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("config")).unwrap();
        fs::write(folder.path().join("config/default.toml"), file).unwrap();
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let root = folder.path();
        let config = layers::load(
            root,
            Environment::Production,
            variables,
            Some(SECTIONS),
            &[],
        );
        config.map_err(|error| error.to_string())
    }

    #[test]
    fn a_section_is_read_with_its_defaults() {
        let config = load(
            "[mail]\nfrom = \"ada@example.com\"\n[server]\nport = 1",
            &[],
        );
        let mail = config.unwrap().own::<MailConfig>().unwrap();
        assert_eq!((mail.from.as_str(), mail.port), ("ada@example.com", 25));
        assert_eq!(mail.timeout, Duration::from_secs(5));
        assert!(mail.password.is_none() && mail.copies.is_empty());
        assert_eq!((&mail.mode, mail.weights.len()), (&Mode::Plain, 0));
    }

    #[test]
    fn variables_reach_each_key_of_a_section() {
        let variables = [
            ("APP__MAIL__FROM", "me"),
            ("SMTP_PORT", "2525"),
            ("APP__MAIL__COPIES", "a, b"),
            ("APP__MAIL__PASSWORD", "hunter2"),
            ("APP__MAIL__MODE", "{ tls = { verify = true } }"),
        ];
        let config = load("[mail]\nport = 1\nweights = { a = 0.5 }", &variables).unwrap();
        let mail = config.own::<MailConfig>().unwrap();
        assert_eq!((mail.from.as_str(), mail.port), ("me", 2525));
        assert_eq!(mail.copies, ["a", "b"]);
        assert_eq!(mail.mode, Mode::Tls { verify: true });
        assert_eq!(mail.weights["a"], 0.5);
        let password = mail
            .password
            .as_ref()
            .map(|password| password.expose().as_str());
        assert_eq!(password, Some("hunter2"));
        assert!(!format!("{mail:?}").contains("hunter2"));
    }

    #[test]
    fn all_mistakes_of_a_section_are_told_with_the_others() {
        let file = "[mial]\n[mail]\nfrm = 1\nport = 70000\nmode = \"plane\"\ntimeout = \"soon\"\n[server]\nprot = 1";
        let text = load(file, &[("APP__MAIL__FORM", "x")]).unwrap_err();
        assert_eq!(
            text,
            "the configuration has 8 mistakes\n  \
             config/default.toml: there is no key `mail.frm`; help: did you mean `from`?\n  \
             config/default.toml: there is no section `[mial]`; help: did you mean `mail`?\n  \
             config/default.toml: there is no key `server.prot`; help: did you mean `port`?\n  \
             the environment: `APP__MAIL__FORM` is no key; help: did you mean `APP__MAIL__FROM`?\n  \
             `mail.from` is missing; help: write `from = …` below `[mail]` in config/default.toml, or set `APP__MAIL__FROM`\n  \
             config/default.toml: `mail.port` must be a whole number of 16 bits\n  \
             config/default.toml: `mail.timeout` must be a duration such as `\"100ms\"`, `\"30s\"`, `\"10m\"` or `\"1h\"`\n  \
             config/default.toml: `mail.mode` must be `plain` or `tls`"
        );
    }

    #[test]
    fn what_is_not_told_of_the_sections_leaves_them_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("config")).unwrap();
        let file = "[mail]\nport = \"x\"\n[log]\nfilter = \"debug\"";
        fs::write(folder.path().join("config/default.toml"), file).unwrap();
        let variables = [("APP__MAIL__FROM".to_owned(), "x".to_owned())].into_iter();
        let config = layers::load(folder.path(), Environment::Production, variables, None, &[]);
        assert_eq!(config.unwrap().log.filter, "debug");
    }

    #[test]
    fn a_configuration_that_was_given_has_the_sections_defaults_or_says_what_lacks() {
        let text = Config::default()
            .own::<MailConfig>()
            .unwrap_err()
            .to_string();
        assert!(text.starts_with("`mail.from` is missing"), "{text}");
    }

    #[test]
    fn a_section_has_a_name_of_its_own() {
        const TWICE: &[SectionEntry] = &[SECTIONS[0], SECTIONS[0]];
        const TAKEN: &[SectionEntry] = &[SectionEntry::of::<Taken>()];
        let text = |sections| section_mistake(sections).map(|text| text.as_str().to_owned());
        assert_eq!(text(SECTIONS), None);
        assert_eq!(
            text(TAKEN).unwrap(),
            "the section of `Taken` is called `server`, as one of the runtime's: give it a name of its own, `#[config(section = \"…\")]`"
        );
        assert_eq!(
            text(TWICE).unwrap(),
            "the section of `MailConfig` is called `mail` as that of `MailConfig`: give it a name of its own, `#[config(section = \"…\")]`"
        );
    }
}

//! The layers, from the weakest to the strongest, and the list of what is wrong in them.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path};

use toml::{Table, Value};

use super::{
    Config, Environment, SectionEntry,
    keys::{KEYS, SWITCHES, switch},
    read::Raw,
    section::{Given, Owned, Value as OwnValue},
    text::{dotenv, syntax},
    url,
};
use crate::{Error, Result, nearest::nearest};

/// What has been read so far, and every mistake.
#[derive(Default)]
struct Layers {
    config: Config,
    /// Where each key got its value.
    origins: BTreeMap<&'static str, String>,
    mistakes: Vec<String>,
    /// The application's own sections, where they are known.
    sections: Option<&'static [SectionEntry]>,
    /// What was given for them, by path.
    own: BTreeMap<String, OwnValue>,
}

/// Reads the layers. Without `sections`, those that are not ours are left alone; `fixed` are keys that the caller decides whatever the layers say.
pub(super) fn load(
    root: &Path,
    environment: Environment,
    variables: impl Iterator<Item = (String, String)>,
    sections: Option<&'static [SectionEntry]>,
    fixed: &[(&str, &str)],
) -> Result<Config> {
    let mut layers = Layers {
        sections,
        ..Layers::default()
    };
    layers.file(root, "config/default.toml");
    layers.file(root, &format!("config/{environment}.toml"));
    if cfg!(debug_assertions) && environment != Environment::Test {
        let text = layers.read(root, ".env").unwrap_or_default();
        layers.variables(&dotenv(&text).collect(), ".env");
    }
    layers.variables(&variables.collect(), "the environment");
    for (path, value) in fixed {
        layers.set(path, Raw::Text(value), "this process");
    }
    layers.finish(root)
}

impl Layers {
    fn read(&mut self, root: &Path, name: &str) -> Option<String> {
        match fs::read_to_string(root.join(name)) {
            Ok(text) => Some(text),
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                None
            }
            Err(error) => {
                self.mistakes
                    .push(format!("{name}: can't be read: {error}"));
                None
            }
        }
    }

    fn file(&mut self, root: &Path, name: &str) {
        let Some(text) = self.read(root, name) else {
            return;
        };
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                self.mistakes
                    .push(format!("{name}{}", syntax(&text, &error)));
                return;
            }
        };
        for (section, value) in &table {
            match value {
                Value::Table(entries) if self.sections().any(|known| known == section) => {
                    for (key, value) in entries {
                        self.set(&format!("{section}.{key}"), Raw::Toml(value), name);
                    }
                }
                Value::Table(_) if self.sections.is_none() => {}
                value => {
                    let problem = match value {
                        Value::Table(_) => format!("there is no section `[{section}]`"),
                        _ => format!("`{section}` is no section"),
                    };
                    let help = help(section, self.sections());
                    self.mistakes.push(format!("{name}: {problem}{help}"));
                }
            }
        }
    }

    /// The names of the sections, ours first.
    fn sections(&self) -> impl Iterator<Item = &'static str> + use<> {
        let ours = KEYS.iter().map(|key| key.path).chain([SWITCHES]);
        let ours = ours.map(|path| path.split('.').next().unwrap_or(path));
        let own = self.sections.unwrap_or_default();
        ours.chain(own.iter().map(|entry| entry.section))
    }

    /// The paths of the keys, ours first, each with its variables.
    fn keys(&self) -> impl Iterator<Item = (String, &'static [&'static str])> + use<> {
        let ours = KEYS.iter().map(|key| (key.path.to_owned(), key.variables));
        let own = self.sections.unwrap_or_default().iter();
        ours.chain(own.flat_map(|entry| {
            let keys = entry.keys.iter();
            keys.map(|key| {
                let path = format!("{}.{}", entry.section, key.name);
                (path, key.variable.as_slice())
            })
        }))
    }

    /// Both spellings of one source, `PORT` over `APP__SERVER__PORT`.
    fn variables(&mut self, variables: &BTreeMap<String, String>, origin: &str) {
        let keys: Vec<_> = self.keys().collect();
        for (name, value) in variables {
            let Some(path) = name.strip_prefix("APP__") else {
                continue;
            };
            let path = path.to_ascii_lowercase().replacen("__", ".", 1);
            let section = path.split('.').next().unwrap_or_default();
            if path.starts_with(SWITCHES) || keys.iter().any(|(key, _)| *key == path) {
                self.set(&path, Raw::Text(value), &format!("{origin}, {name}"));
            } else if self.sections.is_some() || self.sections().any(|known| known == section) {
                let near = nearest(&path, keys.iter().map(|(key, _)| key.as_str()))
                    .map(|near| near.to_ascii_uppercase().replace('.', "__"));
                let help = near
                    .map(|near| format!("; help: did you mean `APP__{near}`?"))
                    .unwrap_or_default();
                self.mistakes
                    .push(format!("{origin}: `{name}` is no key{help}"));
            }
        }
        for (path, names) in keys {
            for name in names {
                // `PORT=` is how a shell or a container says «not set».
                if let Some(value) = variables.get(*name).filter(|value| !value.is_empty()) {
                    self.set(&path, Raw::Text(value), &format!("{origin}, {name}"));
                }
            }
        }
    }

    fn set(&mut self, path: &str, raw: Raw<'_>, origin: &str) {
        if let Some(name) = path.strip_prefix(SWITCHES) {
            if let Err(wanted) = switch(&mut self.config, name, raw) {
                self.mistakes.push(format!("{origin}: `{path}` {wanted}"));
            }
            return;
        }
        let Some(key) = KEYS.iter().find(|key| key.path == path) else {
            self.set_own(path, raw, origin);
            return;
        };
        match (key.read)(&mut self.config, raw) {
            Ok(()) => {
                self.origins.insert(key.path, origin.to_owned());
            }
            Err(wanted) => self.mistakes.push(format!("{origin}: `{path}` {wanted}")),
        }
    }

    /// A key of a section of the application's own, or of none.
    fn set_own(&mut self, path: &str, raw: Raw<'_>, origin: &str) {
        let (section, word) = path.split_once('.').unwrap_or(("", path));
        let mut own = self.sections.unwrap_or_default().iter();
        let entry = own.find(|entry| entry.section == section);
        if entry.is_some_and(|entry| entry.keys.iter().any(|key| key.name == word)) {
            let value = match raw {
                Raw::Toml(value) => Owned::Toml(value.clone()),
                Raw::Text(text) => Owned::Text(text.to_owned()),
            };
            let origin = origin.to_owned();
            self.own.insert(path.to_owned(), OwnValue { value, origin });
            return;
        }
        let keys: Vec<_> = self.keys().map(|(path, _)| path).collect();
        let legal = keys
            .iter()
            .filter_map(|key| key.strip_prefix(section)?.strip_prefix('.'));
        self.mistakes.push(format!(
            "{origin}: there is no key `{path}`{}",
            help(word, legal)
        ));
    }

    fn finish(mut self, root: &Path) -> Result<Config> {
        for (path, mistake) in url::mistakes(&self.config) {
            let origin = self
                .origins
                .get(path)
                .map_or("the defaults", String::as_str);
            self.mistakes.push(format!("{origin}: `{path}`: {mistake}"));
        }
        for entry in self.sections.unwrap_or_default() {
            let mut given = Given {
                section: entry.section,
                values: &self.own,
                mistakes: &mut self.mistakes,
            };
            (entry.read)(&mut given, &mut self.config.sections);
        }
        if !self.mistakes.is_empty() {
            let count = match self.mistakes.len() {
                1 => "a mistake".to_owned(),
                count => format!("{count} mistakes"),
            };
            return Err(Error::internal(format!(
                "the configuration has {count}\n  {}",
                self.mistakes.join("\n  ")
            )));
        }
        self.config.database.url = url::below(root, &self.config.database.url);
        Ok(self.config)
    }
}

/// The nearest of the legal words, or all of them where none is near.
fn help<'a>(word: &str, legal: impl Iterator<Item = &'a str>) -> String {
    let mut legal: Vec<_> = legal.collect();
    legal.dedup();
    match nearest(word, legal.iter().copied()) {
        Some(word) => format!("; help: did you mean `{word}`?"),
        None => format!(
            "; help: there are {}",
            legal
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::config::Durability;

    /// A folder with these files.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("config")).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn load_with(
        files: &[(&str, &str)],
        environment: Environment,
        variables: &[(&str, &str)],
    ) -> Result<Config, String> {
        let folder = folder(files);
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        load(folder.path(), environment, variables, Some(&[]), &[])
            .map_err(|error| error.to_string())
    }

    #[track_caller]
    fn check_mistakes(files: &[(&str, &str)], variables: &[(&str, &str)], expected: &str) {
        let text = load_with(files, Environment::Development, variables).unwrap_err();
        assert_eq!(text, expected);
    }

    #[test]
    fn a_stronger_layer_wins_key_by_key() {
        let files = [
            (
                "config/default.toml",
                "[server]\nport = 1\nhost = \"a\"\ntimeout = \"5s\"\nbody_limit = \"1mb\"",
            ),
            (
                "config/development.toml",
                "[server]\nport = 2\nhost = \"b\"\ntimeout = \"6s\"",
            ),
            ("config/production.toml", "[server]\nport = 99"),
            (".env", "# local\nexport PORT=3\nHOST='c' # mine\n"),
        ];
        let config = load_with(&files, Environment::Development, &[("PORT", "4")]).unwrap();
        assert_eq!((config.server.port, config.server.host.as_str()), (4, "c"));
        assert_eq!(
            (config.server.timeout, config.server.body_limit),
            (Duration::from_secs(6), 1 << 20)
        );
    }

    #[test]
    fn tests_read_no_dotenv() {
        let config = load_with(&[(".env", "PORT=3")], Environment::Test, &[]).unwrap();
        assert_eq!(config.server.port, 3000);
    }

    #[test]
    fn a_variable_reaches_every_key() {
        let variables = [
            ("APP__QUEUE__WORK_IN_SERVE", "true"),
            ("APP__CACHE__MEMORY", "1mb"),
            ("DATABASE_URL", "sqlite::memory:"),
            ("HOST", ""),
        ];
        let config = load_with(&[], Environment::Production, &variables).unwrap();
        assert!(config.queue.work_in_serve);
        assert_eq!(
            (config.cache.memory, config.database.url.as_str()),
            (1 << 20, "sqlite::memory:")
        );
        assert_eq!(config.server.host, "127.0.0.1");
    }

    #[test]
    fn all_mistakes_are_told_at_once_with_file_key_and_nearest_word() {
        let files = [
            (
                "config/default.toml",
                "prt = 1\n[sever]\nport = 1\n[server]\nprot = 1\ntimeout = 30\n",
            ),
            (
                "config/development.toml",
                "[queue]\nurl = \"redis://x:secret@y\"\n[log]\nformat = \"xml\"",
            ),
        ];
        let variables = [
            ("APP__SERVER__PROT", "1"),
            ("PORT", "web"),
            ("APPLE__X", "1"),
            ("CACHE_URL", "redis://x"),
        ];
        check_mistakes(
            &files,
            &variables,
            "the configuration has 9 mistakes\n  \
             config/default.toml: `prt` is no section; help: there are `app`, `server`, `database`, `cache`, `queue`, `log`, `switches`\n  \
             config/default.toml: there is no key `server.prot`; help: did you mean `port`?\n  \
             config/default.toml: `server.timeout` must be a duration such as `\"100ms\"`, `\"30s\"`, `\"10m\"` or `\"1h\"`\n  \
             config/default.toml: there is no section `[sever]`; help: did you mean `server`?\n  \
             config/development.toml: `log.format` must be one of `text`, `json`\n  \
             the environment: `APP__SERVER__PROT` is no key; help: did you mean `APP__SERVER__PORT`?\n  \
             the environment, PORT: `server.port` must be a whole number of 16 bits\n  \
             the environment, CACHE_URL: `cache.url`: `redis` is not in this release; help: `memory`\n  \
             config/development.toml: `queue.url`: `redis` is not in this release; help: `database`, `memory` or `sync`",
        );
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_by_its_place_and_not_by_its_text() {
        let file = "[database]\nurl = \"postgres://ada:secret@db/app\n";
        check_mistakes(
            &[("config/default.toml", file)],
            &[],
            "the configuration has a mistake\n  config/default.toml, line 2, column 36: invalid basic string, expected `\"`",
        );
    }

    #[test]
    fn the_process_beats_dotenv_in_either_spelling() {
        for (dotenv, variable) in [
            ("PORT=1", ("APP__SERVER__PORT", "2")),
            ("APP__SERVER__PORT=1", ("PORT", "2")),
        ] {
            let files = [(".env", dotenv)];
            let config = load_with(&files, Environment::Development, &[variable]).unwrap();
            assert_eq!(config.server.port, 2, "{dotenv}");
        }
    }

    #[test]
    fn a_span_of_time_that_stops_everything_is_refused() {
        check_mistakes(
            &[(
                "config/default.toml",
                "[server]\ntimeout = \"0s\"\nbody_limit = 0\nidle_timeout = \"0s\"\n\
                 [database]\nacquire_timeout = \"0ms\"\n[queue]\nlease = \"14s\"\npoll = \"0s\"",
            )],
            &[],
            "the configuration has 6 mistakes\n  \
             config/default.toml: `database.acquire_timeout` must be 1ms or more\n  \
             config/default.toml: `queue.lease` must be 15s or more\n  \
             config/default.toml: `queue.poll` must be 1ms or more\n  \
             config/default.toml: `server.body_limit` must be 1 or more\n  \
             config/default.toml: `server.idle_timeout` must be 1ms or more\n  \
             config/default.toml: `server.timeout` must be 1ms or more",
        );
    }

    #[test]
    fn switches_have_names_of_their_own_and_are_true_or_false() {
        let files = [(
            "config/default.toml",
            "[switches]\naudit_logins = true\nslow = false",
        )];
        let variable = ("APP__SWITCHES__SLOW", "true");
        let config = load_with(&files, Environment::Production, &[variable]).unwrap();
        let flags: Vec<_> = config.flags().collect();
        assert_eq!(
            flags,
            [
                "switches.audit_logins",
                "switches.slow",
                "database.explain_slow",
                "database.migrate_on_start",
                "database.seed_when_empty",
                "cache.enabled",
                "queue.work_in_serve",
            ]
        );
        assert_eq!(config.flag("switches.slow"), Some(true));
        assert_eq!(config.flag("switches.fast"), None);
        assert_eq!(config.flag("server.port"), None);
        check_mistakes(
            &[("config/default.toml", "[switches]\nAudit = true\nslow = 1")],
            &[("APP__SWITCHES__", "true")],
            "the configuration has 3 mistakes\n  \
             config/default.toml: `switches.Audit` is no name of a switch: small letters, digits and `_`\n  \
             config/default.toml: `switches.slow` must be true or false\n  \
             the environment, APP__SWITCHES__: `switches.` is no name of a switch: small letters, digits and `_`",
        );
    }

    #[test]
    fn durability_is_one_of_three_words_and_safe_by_default() {
        let config = load_with(&[], Environment::Production, &[]).unwrap();
        assert_eq!(config.database.durability, Durability::Full);
        let variable = ("APP__DATABASE__DURABILITY", "normal");
        let config = load_with(&[], Environment::Production, &[variable]).unwrap();
        assert_eq!(config.database.durability, Durability::Normal);
        check_mistakes(
            &[],
            &[("APP__DATABASE__DURABILITY", "ful")],
            "the configuration has a mistake\n  the environment, APP__DATABASE__DURABILITY: \
             `database.durability` must be one of `full`, `normal`, `off`",
        );
    }

    #[test]
    fn what_the_caller_decides_beats_every_layer() {
        let folder = folder(&[]);
        let shell = [("DATABASE_URL".to_owned(), "postgres://db/other".to_owned())];
        let fixed = [("database.url", "sqlite::memory:")];
        let config = load(
            folder.path(),
            Environment::Test,
            shell.into_iter(),
            None,
            &fixed,
        );
        assert_eq!(config.unwrap().database.url, "sqlite::memory:");
    }

    #[cfg(not(feature = "postgres"))]
    #[test]
    fn a_database_that_is_not_compiled_in_is_refused_with_its_feature() {
        check_mistakes(
            &[],
            &[("DATABASE_URL", "postgres://ada:secret@db/app")],
            "the configuration has a mistake\n  the environment, DATABASE_URL: `database.url`: `postgres` is not compiled in; help: add \"postgres\" to the features of `scaffold` in Cargo.toml",
        );
    }

    #[test]
    fn a_relative_database_lies_below_the_root() {
        let folder = folder(&[]);
        let config = load(
            folder.path(),
            Environment::Production,
            std::iter::empty(),
            None,
            &[],
        )
        .unwrap();
        assert_eq!(
            config.database.url,
            format!("sqlite://{}/data/app.db", folder.path().display())
        );
    }
}

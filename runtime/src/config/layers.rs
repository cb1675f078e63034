//! The layers, from the weakest to the strongest, and the list of what is wrong in them.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path};

use toml::{Table, Value};

use super::{Config, Environment, keys::KEYS, read::Raw, url};
use crate::{Error, Result, nearest::nearest};

/// What has been read so far, and every mistake.
#[derive(Default)]
struct Layers {
    config: Config,
    /// Where each key got its value.
    origins: BTreeMap<&'static str, String>,
    mistakes: Vec<String>,
}

pub(super) fn load(
    root: &Path,
    environment: Environment,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<Config> {
    let mut layers = Layers::default();
    layers.file(root, "config/default.toml");
    layers.file(root, &format!("config/{environment}.toml"));
    let mut named: BTreeMap<String, (String, &'static str)> = BTreeMap::new();
    if cfg!(debug_assertions) && environment != Environment::Test {
        let text = layers.read(root, ".env").unwrap_or_default();
        named.extend(dotenv(&text).map(|(name, value)| (name, (value, ".env"))));
    }
    named.extend(variables.map(|(name, value)| (name, (value, "the environment"))));
    layers.variables(&named);
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
                    .push(format!("{name}: {}", error.to_string().trim_end()));
                return;
            }
        };
        for (section, value) in &table {
            match value {
                Value::Table(entries) if sections().any(|known| known == section) => {
                    for (key, value) in entries {
                        self.set(&format!("{section}.{key}"), Raw::Toml(value), name);
                    }
                }
                Value::Table(_) => {
                    let help = help(section, sections());
                    self.mistakes
                        .push(format!("{name}: there is no section `[{section}]`{help}"));
                }
                _ => {
                    let help = help(section, sections());
                    self.mistakes
                        .push(format!("{name}: `{section}` is no section{help}"));
                }
            }
        }
    }

    fn variables(&mut self, variables: &BTreeMap<String, (String, &'static str)>) {
        for (name, (value, origin)) in variables {
            let Some(path) = name.strip_prefix("APP__") else {
                continue;
            };
            let path = path.to_ascii_lowercase().replacen("__", ".", 1);
            if KEYS.iter().any(|key| key.path == path) {
                self.set(&path, Raw::Text(value), &format!("{origin}, {name}"));
            } else {
                let near = nearest(&path, KEYS.iter().map(|key| key.path))
                    .map(|near| near.to_ascii_uppercase().replace('.', "__"));
                let help = near
                    .map(|near| format!("; help: did you mean `APP__{near}`?"))
                    .unwrap_or_default();
                self.mistakes
                    .push(format!("{origin}: `{name}` is no key{help}"));
            }
        }
        for key in KEYS {
            for name in key.variables {
                // `PORT=` is how a shell or a container says «not set».
                if let Some((value, origin)) =
                    variables.get(*name).filter(|(value, _)| !value.is_empty())
                {
                    self.set(key.path, Raw::Text(value), &format!("{origin}, {name}"));
                }
            }
        }
    }

    fn set(&mut self, path: &str, raw: Raw<'_>, origin: &str) {
        let Some(key) = KEYS.iter().find(|key| key.path == path) else {
            let (section, word) = path.split_once('.').unwrap_or(("", path));
            let legal = KEYS
                .iter()
                .filter_map(|key| key.path.strip_prefix(section)?.strip_prefix('.'));
            self.mistakes.push(format!(
                "{origin}: there is no key `{path}`{}",
                help(word, legal)
            ));
            return;
        };
        match (key.read)(&mut self.config, raw) {
            Ok(()) => {
                self.origins.insert(key.path, origin.to_owned());
            }
            Err(wanted) => self.mistakes.push(format!("{origin}: `{path}` {wanted}")),
        }
    }

    fn finish(mut self, root: &Path) -> Result<Config> {
        for (path, mistake) in url::mistakes(&self.config) {
            let origin = self
                .origins
                .get(path)
                .map_or("the defaults", String::as_str);
            self.mistakes.push(format!("{origin}: `{path}`: {mistake}"));
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

fn sections() -> impl Iterator<Item = &'static str> {
    KEYS.iter()
        .map(|key| key.path.split('.').next().unwrap_or(key.path))
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

/// The lines of a `.env` file: `NAME=value`, with or without `export` and quotes. They reach the configuration only, not `std::env`.
fn dotenv(text: &str) -> impl Iterator<Item = (String, String)> {
    text.lines().filter_map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        let value = value.trim();
        let quoted = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.split(quote).next());
        let value = quoted.unwrap_or_else(|| value.split(" #").next().unwrap_or(value).trim_end());
        Some((name.trim().to_owned(), value.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

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
        load(folder.path(), environment, variables).map_err(|error| error.to_string())
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
             config/default.toml: `prt` is no section; help: there are `app`, `server`, `database`, `cache`, `queue`, `log`\n  \
             config/default.toml: there is no key `server.prot`; help: did you mean `port`?\n  \
             config/default.toml: `server.timeout` must be a duration such as `\"100ms\"`, `\"30s\"`, `\"10m\"` or `\"1h\"`\n  \
             config/default.toml: there is no section `[sever]`; help: did you mean `server`?\n  \
             config/development.toml: `log.format` must be one of `text`, `json`\n  \
             the environment: `APP__SERVER__PROT` is no key; help: did you mean `APP__SERVER__PORT`?\n  \
             the environment, PORT: `server.port` must be a whole number of 16 bits\n  \
             the environment, CACHE_URL: `cache.url`: redis is not in this release; help: `memory`\n  \
             config/development.toml: `queue.url`: redis is not in this release; help: `database`, `memory` or `sync`",
        );
    }

    #[test]
    fn a_file_that_is_no_toml_is_named() {
        let text = load_with(
            &[("config/default.toml", "[server\n")],
            Environment::Test,
            &[],
        )
        .unwrap_err();
        assert!(
            text.contains("config/default.toml: TOML parse error at line 1"),
            "{text}"
        );
    }

    #[test]
    fn a_database_of_a_later_release_is_refused_by_name() {
        check_mistakes(
            &[],
            &[("DATABASE_URL", "postgres://ada:secret@db/app")],
            "the configuration has a mistake\n  the environment, DATABASE_URL: `database.url`: postgres is not in this release; help: `sqlite://data/app.db`",
        );
    }

    #[test]
    fn a_relative_database_lies_below_the_root() {
        let folder = folder(&[]);
        let config = load(folder.path(), Environment::Production, std::iter::empty()).unwrap();
        assert_eq!(
            config.database.url,
            format!("sqlite://{}/data/app.db", folder.path().display())
        );
    }
}

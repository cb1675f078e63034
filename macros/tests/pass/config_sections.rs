//! A section of every kind of key, in an application that lists it.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use scaffold::{Builder, config, prelude::*};

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Plain,
    Tls,
}

/// What mails need.
#[derive(Debug, Clone, Config)]
pub struct MailSettings {
    /// Who writes.
    #[config(default = "app@example.com", env = "MAIL_FROM")]
    pub from: String,
    #[config(default = 25)]
    pub port: u16,
    #[config(default = 0.5)]
    pub weight: f64,
    #[config(default = true)]
    pub enabled: bool,
    #[config(default = Duration::from_secs(5))]
    pub timeout: Duration,
    pub password: Option<Secret<String>>,
    pub folder: Option<PathBuf>,
    #[config(default = Vec::new())]
    pub ports: Vec<u16>,
    #[config(serde, default = Mode::Tls)]
    pub mode: Mode,
    #[config(serde, default = BTreeMap::new())]
    pub headers: BTreeMap<String, Vec<String>>,
    #[config(default = 1)]
    pub r#type: i8,
}

/// Nothing yet.
#[derive(Clone, Config)]
#[config(section = "later")]
struct Empty {}

#[derive(Service)]
pub struct Mailer {
    settings: MailSettings,
    _shared: Arc<MailSettings>,
    _empty: Empty,
}

scaffold::app! {
    pub struct App {
        config: [MailSettings, Empty],
        services: [Mailer],
    }
}

fn builder() -> Builder<App> {
    App::builder().config(config::Config::default())
}

fn main() {
    let settings = config::Config::default().own::<MailSettings>().unwrap();
    assert_eq!(settings.from, "app@example.com");
    assert_eq!((settings.mode.clone(), settings.r#type), (Mode::Tls, 1));
    let mailer = Mailer::new((*settings).clone(), settings, Empty {});
    assert!(mailer.settings.password.is_none());
    let _ = builder();
}

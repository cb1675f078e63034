//! `when = "…"` of a decorator: a switch of the configuration, kept beside the method.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Error, Result, app::ServiceEntry, config::Config, nearest::nearest};

/// Whether a decorator is on: a static beside the method, off until an application of this process starts whose configuration turns it on. To
/// ask costs one relaxed load. Of two applications in one process, the one that started last decides.
#[derive(Debug)]
pub struct Switch {
    key: &'static str,
    on: AtomicBool,
}

impl Switch {
    /// The switch of this key: `switches.audit_logins`, `cache.enabled`. Off.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            on: AtomicBool::new(false),
        }
    }

    /// Whether it is on.
    #[inline]
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.on.load(Ordering::Relaxed) && is_really_on()
    }
}

/// So that the compiler lays the way of a call out where the switch is off: there it is to cost nothing, and what is on costs more than this anyway.
#[cold]
#[inline(never)]
fn is_really_on() -> bool {
    std::hint::black_box(true)
}

/// Sets the switches of these services as the configuration says; on a mistake it sets none, and tells all.
pub(crate) fn set(services: &[ServiceEntry], config: &Config) -> Result<()> {
    let mut mistakes = Vec::new();
    let mut found = Vec::new();
    for service in services {
        for method in service.methods {
            for switch in method.switches {
                match config.flag(switch.key) {
                    Some(on) => found.push((*switch, on)),
                    None => mistakes.push(format!(
                        "`{}::{}`: {}",
                        service.node.name.text,
                        method.name,
                        mistake(switch.key, config)
                    )),
                }
            }
        }
    }
    if mistakes.is_empty() {
        for (switch, on) in found {
            switch.on.store(on, Ordering::Relaxed);
        }
        return Ok(());
    }
    let count = match mistakes.len() {
        1 => "one decorator asks".to_owned(),
        count => format!("{count} decorators ask"),
    };
    Err(Error::internal(format!(
        "{count} for a switch that the configuration does not have\n  {}",
        mistakes.join("\n  ")
    )))
}

/// Why this key is no switch, and what to do.
fn mistake(key: &str, config: &Config) -> String {
    let name = key.strip_prefix("switches.").unwrap_or(key);
    let flags: Vec<_> = config.flags().collect();
    let names = flags
        .iter()
        .map(|flag| flag.strip_prefix("switches.").unwrap_or(flag));
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `when = \"{near}\"`?"),
        None if name == key => format!("those that are true or false: `{}`", flags.join("`, `")),
        None => format!("write `{name} = false` below `[switches]` in config/default.toml"),
    };
    format!("there is no switch `{name}`; help: {help}")
}

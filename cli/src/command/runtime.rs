//! Which runtime a new application depends on.

use std::path::Path;

use crate::spec::Mistake;

/// The checkout that this command was built from, as far as there was one.
const BUILT_FROM: &str = env!("CARGO_MANIFEST_DIR");

/// The package of the runtime.
const PACKAGE: &str = "scaffold-runtime";

/// The line of Cargo.toml, for `--runtime` or the lack of it.
///
/// Without it: by path when this command was built from a checkout, by version when it came from a registry.
pub(super) fn dependency(given: Option<&str>, here: &Path, db: &str) -> Result<String, Mistake> {
    let line = found(given, here)?;
    Ok(match db {
        "sqlite" => line,
        // Encrypted, since the server is seldom on this machine.
        server => line.replace(" }", &format!(", features = [\"{server}\", \"tls\"] }}")),
    })
}

fn found(given: Option<&str>, here: &Path) -> Result<String, Mistake> {
    match given {
        None => default(Path::new(BUILT_FROM)),
        Some(version) if is_version(version) => Ok(by_version(version)),
        Some(path) => {
            let folder = here.join(path);
            [folder.clone(), folder.join("runtime")]
                .iter()
                .find(|folder| is_runtime(folder))
                .map(|folder| by_path(folder))
                .ok_or_else(|| {
                    let help = format!(
                        "give the folder of `{PACKAGE}`, or a version: `--runtime {}`",
                        env!("CARGO_PKG_VERSION")
                    );
                    Mistake::new(
                        format!(
                            "`{path}` is neither a version nor a folder with `{PACKAGE}` in it"
                        ),
                        help,
                    )
                })
        }
    }
}

fn default(built_from: &Path) -> Result<String, Mistake> {
    let runtime = built_from.join("../runtime");
    if is_runtime(&runtime) {
        return Ok(by_path(&runtime));
    }
    let parts: Vec<_> = built_from
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    if parts
        .windows(2)
        .any(|pair| pair[0] == "registry" && pair[1] == "src")
    {
        return Ok(by_version(env!("CARGO_PKG_VERSION")));
    }
    Err(Mistake::new(
        format!(
            "the checkout that this command was built from is gone: no `{PACKAGE}` in `{}`",
            built_from.with_file_name("runtime").display()
        ),
        "say where it is: `--runtime PATH`, or `--runtime VERSION` for a published one",
    ))
}

/// Whether it is what Cargo takes for a version; anything that begins otherwise is a path.
fn is_version(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || "^=~".contains(first))
        && semver::VersionReq::parse(text).is_ok()
}

fn is_runtime(folder: &Path) -> bool {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml"))
        .ok()
        .and_then(|text| text.parse::<toml::Table>().ok());
    manifest
        .as_ref()
        .and_then(|manifest| manifest.get("package")?.get("name")?.as_str())
        == Some(PACKAGE)
}

fn by_version(version: &str) -> String {
    format!("scaffold = {{ package = \"{PACKAGE}\", version = \"{version}\" }}")
}

fn by_path(folder: &Path) -> String {
    let path = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    format!(
        "scaffold = {{ package = \"{PACKAGE}\", path = {} }}",
        quoted(&path)
    )
}

/// A path as a TOML string. Cargo takes `/` on Windows too, and no `\\?\`.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let text = if cfg!(windows) {
        text.trim_start_matches(r"\\?\").replace('\\', "/")
    } else {
        text
    };
    toml_edit::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_is_taken_by_path() {
        let line = default(Path::new(BUILT_FROM)).unwrap();
        assert!(line.contains("path = \"/") || cfg!(windows), "{line}");
        assert!(line.parse::<toml::Table>().is_ok());
    }

    #[test]
    fn an_installed_command_takes_the_version() {
        let line = default(Path::new(
            "/home/ada/.cargo/registry/src/index.crates.io-1/scaffold-cli-0.1.0",
        ))
        .unwrap();
        assert_eq!(
            line,
            format!(
                "scaffold = {{ package = \"scaffold-runtime\", version = \"{}\" }}",
                env!("CARGO_PKG_VERSION")
            )
        );
    }

    #[test]
    fn a_checkout_that_is_gone_names_the_way_out() {
        let mistake = default(Path::new("/no/such/checkout/cli")).unwrap_err();
        assert!(mistake.help.contains("--runtime"), "{mistake:?}");
    }

    #[test]
    fn the_runtime_can_be_given() {
        let cli = Path::new(BUILT_FROM);
        for path in ["../runtime", ".."] {
            assert_eq!(
                dependency(Some(path), cli, "sqlite"),
                default(cli),
                "{path}"
            );
        }
        assert!(
            dependency(Some("0.2"), cli, "sqlite")
                .unwrap()
                .contains("version = \"0.2\"")
        );
        for wrong in ["nowhere", "2.0.0.0.0", "1x", "1.0\""] {
            assert!(dependency(Some(wrong), cli, "sqlite").is_err(), "{wrong}");
        }
    }
}

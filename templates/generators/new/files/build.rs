//! Builds again when a migration is added: `scaffold::app!` embeds the folder.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}

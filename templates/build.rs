//! Builds again when a template is added: `include_dir!` alone only sees changes of those it has.

fn main() {
    println!("cargo::rerun-if-changed=generators");
}

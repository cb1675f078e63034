//! In which order the services are made, and what is missing for it.

use std::{any::TypeId, collections::HashMap};

use super::ServiceEntry;
use crate::{
    Error, Result,
    nearest::nearest,
    service::{Field, Services, Wanted},
};

type Entry = &'static ServiceEntry;

/// The services, each after those it is made of. `app!` has proved that what it knows of is there and has no circle; values of the builder, and
/// services behind a trait, are known only now, and everything that is missing is told at once.
pub(super) fn of(entries: &'static [ServiceEntry], given: &Services) -> Result<Vec<Entry>> {
    let mut by_type = HashMap::new();
    for entry in entries {
        by_type.insert((entry.type_id)(), entry);
        for seen in entry.traits {
            if let Some(other) = by_type.insert((seen.type_id)(), entry) {
                return Err(Error::internal(format!(
                    "`{}` and `{}` are both listed as `{}`\nhelp: list one of them so, and give the other one by `with_named`",
                    other.node.name.text, entry.node.name.text, seen.name
                )));
            }
        }
    }
    let missing = missing(entries, &by_type, given);
    if !missing.is_empty() {
        let count = match missing.len() {
            1 => "a value is missing".to_owned(),
            count => format!("{count} values are missing"),
        };
        return Err(Error::internal(format!(
            "{count}\n  {}",
            missing.join("\n  ")
        )));
    }
    let mut order = Order {
        by_type,
        path: Vec::new(),
        order: Vec::new(),
    };
    for entry in entries {
        order.visit(entry)?;
    }
    Ok(order.order)
}

/// The values behind an entry's fields.
fn wanted(entry: Entry) -> impl Iterator<Item = (&'static Field, Wanted)> {
    let fields = entry.node.fields.iter();
    fields.filter_map(|field| Some((field, field.value?)))
}

fn missing(
    entries: &'static [ServiceEntry],
    by_type: &HashMap<TypeId, Entry>,
    given: &Services,
) -> Vec<String> {
    let mut missing = Vec::new();
    // Of a service that was given itself, the fields are nobody's business.
    let made = entries
        .iter()
        .filter(|entry| !given.has((entry.type_id)(), None));
    for entry in made {
        for (field, wanted) in wanted(entry) {
            let id = (wanted.id)();
            let made = field.qualifier.is_none() && by_type.contains_key(&id);
            if !made && !wanted.is_optional && !given.has(id, field.qualifier) {
                missing.push(format!(
                    "`{}.{}`: no `{}`{}",
                    entry.node.name.text,
                    field.name,
                    (wanted.name)(),
                    help(field, &given.names(id))
                ));
            }
        }
    }
    missing
}

/// The end of the sentence, and what to write.
fn help(field: &Field, names: &[&'static str]) -> String {
    match (field.qualifier, names) {
        (Some(wrong), names) => {
            let help = match nearest(wrong, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("`App::builder().with_named({wrong:?}, Arc::new(…))` in src/app.rs"),
            };
            format!(" named `{wrong}` was given; help: {help}")
        }
        (None, [name, ..]) => {
            format!(" without a name was given; help: `#[inject(named = {name:?})]` above the field takes the one of that name")
        }
        (None, []) => {
            " was given; help: `App::builder().with(…)` in src/app.rs; of a trait, `with_arc`, or a service that is listed `as dyn …`".into()
        }
    }
}

struct Order {
    by_type: HashMap<TypeId, Entry>,
    path: Vec<Entry>,
    order: Vec<Entry>,
}

impl Order {
    fn visit(&mut self, entry: Entry) -> Result<()> {
        let same = |other: &Entry| other.node.name.id == entry.node.name.id;
        if self.order.iter().any(same) {
            return Ok(());
        }
        if let Some(start) = self.path.iter().position(same) {
            let circle = self.path[start..].iter().chain([&entry]);
            let names: Vec<_> = circle.map(|entry| entry.node.name.text).collect();
            return Err(Error::internal(format!(
                "services need each other: {}\nhelp: make one of these fields a `Lazy<…>`, or move what both need into a third service",
                names.join(" -> ")
            )));
        }
        self.path.push(entry);
        for (field, wanted) in wanted(entry) {
            let needed = self.by_type.get(&(wanted.id)()).copied();
            if let Some(needed) = needed.filter(|_| field.qualifier.is_none()) {
                self.visit(needed)?;
            }
        }
        self.path.pop();
        self.order.push(entry);
        Ok(())
    }
}

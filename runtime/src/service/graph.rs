//! The graph of services, checked while the application compiles.

use super::{Field, Name};
use crate::{app::ServiceEntry, config::SectionEntry};

/// A service and what it is made of.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// Its name.
    pub name: Name,
    /// Its fields.
    pub fields: &'static [Field],
}

/// A message made by a `const fn`.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    bytes: [u8; 1024],
    length: usize,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; 1024],
            length: 0,
        }
    }

    pub(crate) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    /// The message.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "the wiring of the services does not hold",
        }
    }
}

const NOWHERE: usize = usize::MAX;
const NOBODY: Node = Node {
    name: Name::new("", ""),
    fields: &[],
};

/// Where each name is in the list: buckets by hash, each a chain through `next`.
struct Places<const N: usize> {
    first: [usize; N],
    next: [usize; N],
}

impl<const N: usize> Places<N> {
    const fn find(&self, graph: &[Node; N], name: Name) -> usize {
        let mut at = self.first[(name.id % N as u64) as usize];
        while at != NOWHERE && graph[at].name.id != name.id {
            at = self.next[at];
        }
        at
    }
}

/// The first mistake in an application's list of `N` services, with what to do about it: listed twice, missing, a circle, or a section of the
/// configuration that is not listed. `app!` panics with it in a constant.
#[must_use]
pub const fn mistake<const N: usize>(
    services: &[ServiceEntry],
    sections: &[SectionEntry],
) -> Option<Text> {
    let mut graph = [NOBODY; N];
    let mut at = 0;
    while at < N {
        graph[at] = services[at].node;
        at += 1;
    }
    if let Some(text) = missing_section(&graph, sections) {
        return Some(text);
    }
    mistake_in(&graph)
}

const fn missing_section<const N: usize>(
    graph: &[Node; N],
    sections: &[SectionEntry],
) -> Option<Text> {
    let mut at = 0;
    while at < N {
        let mut field = 0;
        while field < graph[at].fields.len() {
            if let Some(section) = graph[at].fields[field].section
                && !is_listed(section, sections)
            {
                let text = Text::new().push("`").push(graph[at].name.text);
                return Some(
                    text.push("` needs `")
                        .push(section.text)
                        .push("`: add `")
                        .push(section.text)
                        .push("` to `config: […]` in src/app.rs"),
                );
            }
            field += 1;
        }
        at += 1;
    }
    None
}

const fn is_listed(section: Name, sections: &[SectionEntry]) -> bool {
    let mut at = 0;
    while at < sections.len() {
        if sections[at].name.id == section.id {
            return true;
        }
        at += 1;
    }
    false
}

const fn mistake_in<const N: usize>(graph: &[Node; N]) -> Option<Text> {
    if N == 0 {
        return None;
    }
    let mut places = Places {
        first: [NOWHERE; N],
        next: [NOWHERE; N],
    };
    let mut at = 0;
    while at < N {
        let name = graph[at].name;
        if places.find(graph, name) != NOWHERE {
            return Some(
                Text::new()
                    .push("`")
                    .push(name.text)
                    .push("` is listed twice in `services: […]`: remove one of the two"),
            );
        }
        let bucket = (name.id % N as u64) as usize;
        places.next[at] = places.first[bucket];
        places.first[bucket] = at;
        at += 1;
    }
    if let Some(text) = missing(graph, &places) {
        return Some(text);
    }
    circle(graph, &places)
}

const fn missing<const N: usize>(graph: &[Node; N], places: &Places<N>) -> Option<Text> {
    let mut at = 0;
    while at < N {
        let mut field = 0;
        while field < graph[at].fields.len() {
            if let Some(need) = graph[at].fields[field].service
                && need.is_required()
                && places.find(graph, need.name) == NOWHERE
            {
                let text = Text::new()
                    .push("`")
                    .push(graph[at].name.text)
                    .push("` needs `")
                    .push(need.name.text)
                    .push("`, which is not registered: add `")
                    .push(need.name.text);
                return Some(text.push("` to `services: […]` in src/app.rs"));
            }
            field += 1;
        }
        at += 1;
    }
    None
}

/// Depth first, every service once.
const fn circle<const N: usize>(graph: &[Node; N], places: &Places<N>) -> Option<Text> {
    let mut path = [0; N];
    let mut on_path = [false; N];
    let mut next_field = [0; N];
    let mut done = [false; N];
    let mut start = 0;
    while start < N {
        let mut depth = 0;
        if !done[start] {
            path[0] = start;
            on_path[start] = true;
            depth = 1;
        }
        while depth > 0 {
            let at = path[depth - 1];
            if next_field[at] == graph[at].fields.len() {
                done[at] = true;
                on_path[at] = false;
                depth -= 1;
                continue;
            }
            let field = graph[at].fields[next_field[at]];
            next_field[at] += 1;
            let to = match field.service {
                Some(need) if need.is_first() => places.find(graph, need.name),
                _ => NOWHERE,
            };
            if to == NOWHERE {
                continue;
            }
            if on_path[to] {
                return Some(circle_text(graph, &path, depth, to, field.name));
            }
            if !done[to] {
                path[depth] = to;
                on_path[to] = true;
                depth += 1;
            }
        }
        start += 1;
    }
    None
}

const fn circle_text<const N: usize>(
    graph: &[Node; N],
    path: &[usize; N],
    depth: usize,
    to: usize,
    field: &str,
) -> Text {
    let mut text = Text::new().push("services need each other: ");
    let mut at = 0;
    let mut inside = false;
    while at < depth {
        inside = inside || path[at] == to;
        if inside {
            text = text.push(graph[path[at]].name.text).push(" -> ");
        }
        at += 1;
    }
    let (from, to) = (graph[path[depth - 1]].name.text, graph[to].name.text);
    text.push(to)
        .push(": make `")
        .push(from)
        .push(".")
        .push(field)
        .push("` a `Lazy<")
        .push(to)
        .push(">`, or move what both need into a third service")
}

#[cfg(test)]
mod tests {
    use super::{
        super::{How, Need},
        *,
    };

    const A: Name = Name::new("app::A", "A");
    const B: Name = Name::new("app::B", "B");
    const C: Name = Name::new("app::C", "C");

    #[track_caller]
    fn check<const N: usize>(graph: [Node; N], expected: &str) {
        let text = mistake_in(&graph);
        assert_eq!(text.as_ref().map_or("", Text::as_str), expected);
    }

    const fn field(name: &'static str, service: Name, how: How) -> Field {
        Field {
            service: Some(Need::new(service, how)),
            ..Field::new(name, "")
        }
    }

    const fn node(name: Name, fields: &'static [Field]) -> Node {
        Node { name, fields }
    }

    const TO_A: Field = field("a", A, How::First);
    const TO_B: Field = field("b", B, How::First);
    const TO_C: Field = field("c", C, How::First);
    const LATER_A: Field = field("a", A, How::Later);
    const LATER_B: Field = field("b", B, How::Later);
    const PERHAPS_A: Field = field("a", A, How::IfListed);
    const PERHAPS_B: Field = field("b", B, How::IfListed);
    const OTHER: Field = Field {
        service: None,
        ..TO_A
    };

    #[test]
    fn a_diamond_holds() {
        const D: Name = Name::new("app::D", "D");
        const TO_D: Field = field("d", D, How::First);
        check(
            [
                node(A, &[TO_B, OTHER, TO_C]),
                node(B, &[TO_D]),
                node(C, &[TO_D]),
                node(D, &[]),
            ],
            "",
        );
    }

    #[test]
    fn no_service_holds() {
        check([], "");
    }

    #[test]
    fn a_service_that_is_not_listed_is_named_with_who_needs_it() {
        check(
            [node(A, &[OTHER, TO_B])],
            "`A` needs `B`, which is not registered: add `B` to `services: […]` in src/app.rs",
        );
        check(
            [node(A, &[LATER_B])],
            "`A` needs `B`, which is not registered: add `B` to `services: […]` in src/app.rs",
        );
    }

    #[test]
    fn an_optional_service_may_be_missing() {
        check([node(A, &[PERHAPS_B])], "");
    }

    #[test]
    fn a_service_listed_twice_is_named() {
        check(
            [node(A, &[]), node(B, &[]), node(A, &[])],
            "`A` is listed twice in `services: […]`: remove one of the two",
        );
    }

    #[test]
    fn a_circle_is_told_with_its_path_only() {
        check(
            [node(A, &[TO_B]), node(B, &[TO_C]), node(C, &[TO_B])],
            "services need each other: B -> C -> B: make `C.b` a `Lazy<B>`, or move what both need into a third service",
        );
    }

    #[test]
    fn a_service_that_needs_itself_is_a_circle() {
        check(
            [node(A, &[TO_A])],
            "services need each other: A -> A: make `A.a` a `Lazy<A>`, or move what both need into a third service",
        );
    }

    #[test]
    fn a_lazy_field_opens_a_circle_and_an_optional_one_does_not() {
        check([node(A, &[TO_B]), node(B, &[LATER_A])], "");
        check(
            [node(A, &[TO_B]), node(B, &[PERHAPS_A])],
            "services need each other: A -> B -> A: make `B.a` a `Lazy<A>`, or move what both need into a third service",
        );
    }
}

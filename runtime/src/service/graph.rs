//! The graph of services, checked while the application compiles.

use super::Name;
use crate::app::ServiceEntry;

/// A service and the services it is made of.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// Its name.
    pub name: Name,
    /// The names behind its fields; `None` for a field that is no service.
    pub needs: &'static [Option<Name>],
}

/// A message made by a `const fn`.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    bytes: [u8; 1024],
    length: usize,
}

impl Text {
    const fn new() -> Self {
        Self {
            bytes: [0; 1024],
            length: 0,
        }
    }

    const fn push(mut self, text: &str) -> Self {
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
    needs: &[],
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

/// The first mistake in an application's list of `N` services, with what to do about it: listed twice, missing, or a circle.
/// `app!` panics with it in a constant.
#[must_use]
pub const fn mistake<const N: usize>(services: &[ServiceEntry]) -> Option<Text> {
    let mut graph = [NOBODY; N];
    let mut at = 0;
    while at < N {
        graph[at] = services[at].node;
        at += 1;
    }
    mistake_in(&graph)
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
                    .push("` is listed twice in `services: […]`\nhelp: remove one of the two"),
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
        let mut need = 0;
        while need < graph[at].needs.len() {
            if let Some(name) = graph[at].needs[need]
                && places.find(graph, name) == NOWHERE
            {
                let text = Text::new()
                    .push("`")
                    .push(graph[at].name.text)
                    .push("` needs `")
                    .push(name.text);
                return Some(text.push(
                    "`, which is not registered\nhelp: add it to `services: […]` in src/app.rs",
                ));
            }
            need += 1;
        }
        at += 1;
    }
    None
}

/// Depth first, every service once.
const fn circle<const N: usize>(graph: &[Node; N], places: &Places<N>) -> Option<Text> {
    let mut path = [0; N];
    let mut on_path = [false; N];
    let mut next_need = [0; N];
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
            if next_need[at] == graph[at].needs.len() {
                done[at] = true;
                on_path[at] = false;
                depth -= 1;
                continue;
            }
            let need = graph[at].needs[next_need[at]];
            next_need[at] += 1;
            let Some(name) = need else { continue };
            let to = places.find(graph, name);
            if on_path[to] {
                return Some(circle_text(graph, &path, depth, to));
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
    text.push(graph[to].name.text)
        .push("\nhelp: move what both need into a third service")
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Name = Name::new("app::A", "A");
    const B: Name = Name::new("app::B", "B");
    const C: Name = Name::new("app::C", "C");

    #[track_caller]
    fn check<const N: usize>(graph: [Node; N], expected: &str) {
        let text = mistake_in(&graph);
        assert_eq!(text.as_ref().map_or("", Text::as_str), expected);
    }

    const fn node(name: Name, needs: &'static [Option<Name>]) -> Node {
        Node { name, needs }
    }

    #[test]
    fn a_diamond_holds() {
        const D: Name = Name::new("app::D", "D");
        check(
            [
                node(A, &[Some(B), None, Some(C)]),
                node(B, &[Some(D)]),
                node(C, &[Some(D)]),
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
            [node(A, &[None, Some(B)])],
            "`A` needs `B`, which is not registered\nhelp: add it to `services: […]` in src/app.rs",
        );
    }

    #[test]
    fn a_service_listed_twice_is_named() {
        check(
            [node(A, &[]), node(B, &[]), node(A, &[])],
            "`A` is listed twice in `services: […]`\nhelp: remove one of the two",
        );
    }

    #[test]
    fn a_circle_is_told_with_its_path_only() {
        check(
            [
                node(A, &[Some(B)]),
                node(B, &[Some(C)]),
                node(C, &[Some(B)]),
            ],
            "services need each other: B -> C -> B\nhelp: move what both need into a third service",
        );
    }

    #[test]
    fn a_service_that_needs_itself_is_a_circle() {
        check(
            [node(A, &[Some(A)])],
            "services need each other: A -> A\nhelp: move what both need into a third service",
        );
    }
}

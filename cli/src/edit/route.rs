//! Calls of the `Routes::new()` chain in `fn routes`, laid out as rustfmt does.

use syn::{Expr, ExprLit, ExprMethodCall, Item, ItemFn, Lit, visit::Visit};

use super::source::{Splice, indent, line_start, parse, range, splice, with_comment};

/// The calls that add a route; what comes after the last of them, such as a layer, stays behind it.
const ROUTES: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "any",
];
/// rustfmt's `chain_width` and `fn_call_width`.
const CHAIN: usize = 60;
const ARGUMENTS: usize = 60;
const LINE: usize = 100;

/// A chain of calls.
struct Chain {
    start: usize,
    /// The end of what the first call is made upon.
    root: usize,
    calls: Vec<Called>,
}

/// One call of a chain.
struct Called {
    method: String,
    /// The first argument, when it is a string.
    path: Option<String>,
    /// From the dot to the closing parenthesis.
    range: std::ops::Range<usize>,
    arguments: Vec<std::ops::Range<usize>>,
}

/// Inserts the calls of `text` that the chain does not have yet, told by method and path.
pub(super) fn insert(source: &str, text: &str) -> Option<String> {
    let wrapped = format!("routes{}", text.trim());
    let wanted = chain(&syn::parse_str(&wrapped).ok()?);
    let file = parse(source)?;
    let function = file.items.iter().find_map(|item| match item {
        Item::Fn(function) if function.sig.ident == "routes" => Some(function),
        _ => None,
    })?;
    let present = find(function)?;
    let new: Vec<&Called> = wanted
        .calls
        .iter()
        .filter(|call| {
            let same = |there: &&Called| there.method == call.method && there.path == call.path;
            !present.calls.iter().any(|there| same(&there))
        })
        .collect();
    if new.is_empty() {
        return Some(source.to_owned());
    }
    let is_route = |call: &&Called| ROUTES.contains(&call.method.as_str());
    let after = present
        .calls
        .iter()
        .rfind(is_route)
        .map_or(present.root, |call| call.range.end);
    let mut dots = present.calls.iter().map(|call| call.range.start);
    let own_line = dots.find(|dot| source[..*dot].trim_end_matches([' ', '\t']).ends_with('\n'));
    let end = present
        .calls
        .last()
        .map_or(present.root, |call| call.range.end);
    if own_line.is_none() {
        let line: String = new.iter().map(|call| flat(&wrapped, call)).collect();
        let width = width(&source[present.start..end]) + width(&line);
        let column = width_before(source, present.start);
        // One call may fill the line, several are a chain.
        let fits = match (present.calls.is_empty(), new.as_slice()) {
            (true, [call]) => arguments(&wrapped, call) <= ARGUMENTS && column + width < LINE,
            _ => width <= CHAIN,
        };
        if fits && !source[present.start..end].contains('\n') {
            return Some(splice(source, vec![Splice::insert(after, line)]));
        }
        if let (true, [call]) = (present.calls.is_empty(), new.as_slice())
            && arguments(&wrapped, call) > ARGUMENTS
        {
            let text = vertical(&wrapped, call, indent(source, present.start));
            return Some(splice(source, vec![Splice::insert(after, text)]));
        }
    }
    // `let routes =` and the chain on the next line: as several lines it begins behind the `=`.
    let before = source[..present.start].trim_end();
    let is_next_line = before.ends_with('=') && source[before.len()..present.start].contains('\n');
    let joined = (own_line.is_none() && is_next_line).then_some(before.len());
    let inner = match own_line {
        Some(dot) => indent(source, dot).to_owned(),
        None => format!("{}    ", indent(source, joined.unwrap_or(present.start))),
    };
    let mut splices = Vec::new();
    if let Some(equals) = joined {
        splices.push(Splice {
            range: equals..present.start,
            text: " ".to_owned(),
        });
    }
    if own_line.is_none() {
        for call in &present.calls {
            splices.push(Splice::insert(call.range.start, format!("\n{inner}")));
            // A call of several lines moves inwards with its dot.
            let lines = source[call.range.clone()].match_indices('\n');
            splices.extend(lines.map(|(at, _)| Splice::insert(call.range.start + at + 1, "    ")));
        }
    }
    let at = with_comment(source, after);
    // In a chain of one line, the calls behind ours come after it: theirs are inserted at the same place, later.
    let position = splices
        .iter()
        .position(|splice| splice.range.start >= at)
        .unwrap_or(splices.len());
    let lines = new
        .iter()
        .map(|call| format!("\n{inner}{}", laid_out(&wrapped, call, &inner)))
        .collect::<String>();
    splices.insert(position, Splice::insert(at, lines));
    Some(splice(source, splices))
}

/// The first chain in the function that begins with `Routes::new()`.
fn find(function: &ItemFn) -> Option<Chain> {
    let mut search = Search { found: None };
    search.visit_block(&function.block);
    search.found
}

struct Search {
    found: Option<Chain>,
}

impl<'ast> Visit<'ast> for Search {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if self.found.is_none() {
            if begins_with_new(expr) {
                self.found = Some(chain(expr));
            } else {
                syn::visit::visit_expr(self, expr);
            }
        }
    }
}

fn begins_with_new(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) => begins_with_new(&call.receiver),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let names = path
                    .path
                    .segments
                    .iter()
                    .rev()
                    .map(|segment| segment.ident.to_string());
                names.take(2).eq(["new", "Routes"])
            }
            _ => false,
        },
        _ => false,
    }
}

fn chain(expr: &Expr) -> Chain {
    let mut calls = Vec::new();
    let mut receiver = expr;
    while let Expr::MethodCall(call) = receiver {
        calls.push(called(call));
        receiver = &call.receiver;
    }
    calls.reverse();
    Chain {
        start: range(expr).start,
        root: range(receiver).end,
        calls,
    }
}

fn called(call: &ExprMethodCall) -> Called {
    let path = match call.args.first() {
        Some(Expr::Lit(ExprLit {
            lit: Lit::Str(path),
            ..
        })) => Some(path.value()),
        _ => None,
    };
    Called {
        method: call.method.to_string(),
        path,
        range: range(&call.dot_token).start..call.paren_token.span.close().byte_range().end,
        arguments: call.args.iter().map(range).collect(),
    }
}

fn flat(text: &str, call: &Called) -> String {
    let arguments: Vec<&str> = call
        .arguments
        .iter()
        .map(|argument| &text[argument.clone()])
        .collect();
    format!(".{}({})", call.method, arguments.join(", "))
}

fn laid_out(text: &str, call: &Called, indent: &str) -> String {
    let flat = flat(text, call);
    if arguments(text, call) <= ARGUMENTS && indent.len() + width(&flat) <= LINE {
        return flat;
    }
    vertical(text, call, indent)
}

/// One argument a line.
fn vertical(text: &str, call: &Called, indent: &str) -> String {
    let lines: String = call
        .arguments
        .iter()
        .map(|argument| format!("\n{indent}    {},", &text[argument.clone()]))
        .collect();
    format!(".{}({lines}\n{indent})", call.method)
}

/// The width of a call's arguments on one line.
fn arguments(text: &str, call: &Called) -> usize {
    width(&flat(text, call)) - call.method.len() - 3
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The column of `at`.
fn width_before(source: &str, at: usize) -> usize {
    width(&source[line_start(source, at)..at])
}

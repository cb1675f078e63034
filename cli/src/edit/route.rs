//! Calls of the `Routes::new()` chain in `fn routes`, laid out as rustfmt does.

use syn::{Block, Expr, ExprLit, ExprMethodCall, Item, Lit, Pat, Stmt};

use super::{
    Unmade,
    names::Names,
    source::{Splice, indent, line_start, parse, range, splice, with_comment},
};
use crate::spec::Mistake;

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
    /// The second argument, when it is a path.
    handler: Option<Vec<String>>,
    /// From the dot to the closing parenthesis.
    range: std::ops::Range<usize>,
    arguments: Vec<std::ops::Range<usize>>,
}

/// Inserts the calls of `text` that the chain does not have yet.
pub(super) fn insert(path: &str, source: &str, text: &str) -> Result<String, Unmade> {
    let wrapped = format!("routes{}", text.trim());
    let wanted = syn::parse_str(&wrapped).map_err(|_| Unmade::NoPlace)?;
    let wanted = chain(&wanted);
    let file = parse(source).ok_or(Unmade::NoPlace)?;
    let mut items = file.items.iter();
    let present = items
        .find_map(|item| match item {
            Item::Fn(function) if function.sig.ident == "routes" => Some(&*function.block),
            _ => None,
        })
        .and_then(returned)
        .map(chain)
        .ok_or(Unmade::NoPlace)?;
    let names = Names::of(path, &file);
    let mut new = Vec::new();
    for call in &wanted.calls {
        match present.calls.iter().find(|there| there.answers(call)) {
            None => new.push(call),
            Some(there) if there.hands_to(call, &names) => {}
            Some(there) => return Err(Unmade::Taken(taken(path, source, there))),
        }
    }
    Ok(splice_in(source, &wrapped, &present, &new))
}

/// The mistake of a route that another handler has.
fn taken(path: &str, source: &str, there: &Called) -> Mistake {
    let line = &source[there.range.clone()];
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    Mistake::new(
        format!("the route is there already, with a handler of its own: `{line}` in `{path}`"),
        "delete that line, or choose another name",
    )
}

fn splice_in(source: &str, wrapped: &str, present: &Chain, new: &[&Called]) -> String {
    if new.is_empty() {
        return source.to_owned();
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
        let line: String = new.iter().map(|call| flat(wrapped, call)).collect();
        let width = width(&source[present.start..end]) + width(&line);
        let column = width_before(source, present.start);
        // One call may fill the line, several are a chain.
        let fits = match (present.calls.is_empty(), new) {
            (true, [call]) => arguments(wrapped, call) <= ARGUMENTS && column + width < LINE,
            _ => width <= CHAIN,
        };
        if fits && !source[present.start..end].contains('\n') {
            return splice(source, vec![Splice::insert(after, line)]);
        }
        if let (true, [call]) = (present.calls.is_empty(), new)
            && arguments(wrapped, call) > ARGUMENTS
        {
            let text = vertical(wrapped, call, indent(source, present.start));
            return splice(source, vec![Splice::insert(after, text)]);
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
        .map(|call| format!("\n{inner}{}", laid_out(wrapped, call, &inner)))
        .collect::<String>();
    splices.insert(position, Splice::insert(at, lines));
    splice(source, splices)
}

/// The chain of the routes that the block returns: where it returns it, or where it binds what it returns.
fn returned(block: &Block) -> Option<&Expr> {
    let (last, above) = block.stmts.split_last()?;
    let mut expr = match last {
        Stmt::Expr(Expr::Return(returned), _) => returned.expr.as_deref()?,
        Stmt::Expr(expr, None) => expr,
        _ => return None,
    };
    // `let routes = …; let routes = routes.layer(…); routes`
    for statement in above.iter().rev() {
        let Some(name) = receiver(expr) else { break };
        let Stmt::Local(local) = statement else {
            continue;
        };
        let pattern = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pattern => pattern,
        };
        if matches!(pattern, Pat::Ident(bound) if bound.ident == *name) {
            if !local.attrs.is_empty() {
                return None;
            }
            expr = &local.init.as_ref()?.expr;
        }
    }
    begins_with_new(expr).then_some(expr)
}

/// The variable that a chain begins with.
fn receiver(expr: &Expr) -> Option<&syn::Ident> {
    match expr {
        Expr::MethodCall(call) => receiver(&call.receiver),
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
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

impl Called {
    /// Whether both are one route: the names of parameters make no difference to a router.
    fn answers(&self, other: &Self) -> bool {
        let same = |pair: (&str, &str)| {
            pair.0 == pair.1 || pair.0.starts_with('{') && pair.1.starts_with('{')
        };
        let (Some(own), Some(others)) = (&self.path, &other.path) else {
            return false;
        };
        self.method == other.method
            && own.split('/').count() == others.split('/').count()
            && own.split('/').zip(others.split('/')).all(same)
    }

    /// Whether both are handed to the same function, by the same path.
    fn hands_to(&self, other: &Self, names: &Names) -> bool {
        let meant = |call: &Self| call.handler.as_ref().map(|path| names.resolve(path));
        self.path == other.path && meant(self) == meant(other)
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
    let handler = match call.args.iter().nth(1) {
        Some(Expr::Path(handler)) => {
            let names = handler.path.segments.iter();
            Some(names.map(|name| name.ident.to_string()).collect())
        }
        _ => None,
    };
    Called {
        method: call.method.to_string(),
        path,
        handler,
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

//! Conditions on rows, and the order of a list.

use std::{fmt, marker::PhantomData, mem, ops};

use super::Value;
use crate::repository::Related;

/// A condition on rows of `M`; its values are bound, never spliced.
///
/// `!filter` is for the rows for which it does not hold, those with NULL among them.
pub struct Filter<M> {
    pub(crate) node: Node,
    depth: u32,
    model: PhantomData<fn() -> M>,
}

/// The tree of a filter. Columns are indices into the model's list.
#[derive(Clone)]
pub(crate) enum Node {
    Compare {
        column: usize,
        comparison: Comparison,
        value: Value,
    },
    OneOf {
        column: usize,
        values: Vec<Value>,
    },
    Between {
        column: usize,
        low: Value,
        high: Value,
    },
    Like {
        column: usize,
        pattern: String,
    },
    Null {
        column: usize,
        is: bool,
    },
    /// That there are related rows.
    Related(Box<Related>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// What was there was deeper than [`DEPTH`].
    TooDeep,
}

/// How deep conditions may be nested: what walks through them calls itself.
pub(crate) const DEPTH: u32 = 64;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Different,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl<M> Filter<M> {
    pub(crate) fn new(node: Node) -> Self {
        Self::nested(node, 0)
    }

    fn nested(node: Node, depth: u32) -> Self {
        let node = if depth > DEPTH { Node::TooDeep } else { node };
        Self {
            node,
            depth,
            model: PhantomData,
        }
    }

    /// Rows for which both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.with(other, Node::And)
    }

    /// Rows for which one of the two holds, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.with(other, Node::Or)
    }

    /// Both in one list, however many there are: a long chain is no deeper than a short one.
    fn with(self, other: Self, list: fn(Vec<Node>) -> Node) -> Self {
        let same = list(Vec::new());
        let mut depth = 0;
        let [mut many, mut few] = [self, other].map(
            |Self {
                 node, depth: own, ..
             }| {
                let flat = mem::discriminant(&node) == mem::discriminant(&same);
                depth = depth.max(if flat { own } else { own + 1 });
                match node {
                    Node::And(parts) | Node::Or(parts) if flat => parts,
                    node => vec![node],
                }
            },
        );
        // Their order means nothing, and the shorter list is moved faster.
        if many.len() < few.len() {
            mem::swap(&mut many, &mut few);
        }
        many.append(&mut few);
        Self::nested(list(many), depth)
    }
}

impl<M> ops::Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        match self.node {
            Node::Not(inner) => Self::nested(*inner, self.depth),
            node => Self::nested(Node::Not(Box::new(node)), self.depth + 1),
        }
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::nested(self.node.clone(), self.depth)
    }
}

impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.node).finish()
    }
}

/// Without the values: they may be secrets.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare {
                column, comparison, ..
            } => write!(f, "{comparison:?}(column {column})"),
            Self::OneOf { column, values } => {
                write!(f, "OneOf(column {column}, {} values)", values.len())
            }
            Self::Between { column, .. } => write!(f, "Between(column {column})"),
            Self::Like { column, .. } => write!(f, "Like(column {column})"),
            Self::Null { column, is: true } => write!(f, "Null(column {column})"),
            Self::Null { column, .. } => write!(f, "NotNull(column {column})"),
            Self::Related(related) => write!(f, "Related({})", related.table()),
            Self::And(all) => f.debug_tuple("And").field(all).finish(),
            Self::Or(any) => f.debug_tuple("Or").field(any).finish(),
            Self::Not(inner) => f.debug_tuple("Not").field(inner).finish(),
            Self::TooDeep => f.write_str("TooDeep"),
        }
    }
}

/// A column to sort by, and the direction.
pub struct Order<M> {
    pub(crate) column: usize,
    pub(crate) descending: bool,
    model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    pub(crate) const fn new(column: usize, descending: bool) -> Self {
        Self {
            column,
            descending,
            model: PhantomData,
        }
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Order<M> {}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("column", &self.column)
            .field("descending", &self.descending)
            .finish()
    }
}

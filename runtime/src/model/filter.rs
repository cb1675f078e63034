//! Conditions on rows, and the order of a list.

use std::{fmt, marker::PhantomData, ops};

use super::Value;

/// A condition on rows of `M`; its values are bound, never spliced. `!filter` turns it around.
pub struct Filter<M> {
    pub(crate) node: Node,
    model: PhantomData<fn() -> M>,
}

/// The tree of a filter. Columns are indices into the model's list.
#[derive(Debug, Clone, PartialEq)]
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
    And(Box<(Node, Node)>),
    Or(Box<(Node, Node)>),
    Not(Box<Node>),
}

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
    pub(crate) const fn new(node: Node) -> Self {
        Self {
            node,
            model: PhantomData,
        }
    }

    /// Rows for which both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(Node::And(Box::new((self.node, other.node))))
    }

    /// Rows for which one of the two holds, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::new(Node::Or(Box::new((self.node, other.node))))
    }
}

impl<M> ops::Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(Node::Not(Box::new(self.node)))
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.node).finish()
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

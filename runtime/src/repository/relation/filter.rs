//! A relation as a condition: that there are related rows.

use super::Route;
use crate::{
    cache::Slot,
    model::Node,
    repository::{sql::Sql, table::Table},
};

/// That a parent has related rows, or so many.
#[derive(Clone)]
pub(crate) struct Related {
    route: Route,
    least: Option<u32>,
}

impl Related {
    pub(super) fn new(route: Route, least: Option<u32>) -> Self {
        Self { route, least }
    }

    /// The condition on the parent.
    pub(in crate::repository) fn condition(&self, _: &Table, sql: &mut Sql) {
        self.route.condition(sql, self.least);
    }

    /// The table of the related rows, for messages.
    pub(crate) fn table(&self) -> &'static str {
        self.route.related.name
    }

    fn reads(&self, slots: &mut Vec<Slot>) {
        slots.extend(self.route.reads());
    }
}

impl Node {
    /// What the condition depends on beside the rows that it is about.
    pub(in crate::repository) fn reads(&self, slots: &mut Vec<Slot>) {
        match self {
            Self::Related(related) => related.reads(slots),
            Self::And(nodes) | Self::Or(nodes) => {
                for node in nodes {
                    node.reads(slots);
                }
            }
            Self::Not(node) => node.reads(slots),
            Self::Compare { .. }
            | Self::OneOf { .. }
            | Self::Between { .. }
            | Self::Like { .. }
            | Self::Null { .. }
            | Self::TooDeep => {}
        }
    }
}

//! Patterns, borrowed, generic, optional and `impl` arguments; `where` clauses, constants and nested types.

use std::{borrow::Cow, collections::HashMap};

use scaffold::prelude::*;

pub struct Point {
    pub x: i64,
    pub y: i64,
}

#[derive(Service)]
pub struct Geometry {
    core: scaffold::core::Core,
}

#[service(facade = Shapes)]
impl Geometry {
    const ORIGIN: Point = Point { x: 0, y: 0 };

    #[logged]
    pub fn length(&self, Point { x, y }: Point) -> i64 {
        let _ = &self.core;
        (x - Self::ORIGIN.x).abs() + (y - Self::ORIGIN.y).abs()
    }

    #[measured]
    pub async fn sum(&self, (first, second): (i64, i64), rest: &[i64], mut scale: i64) -> i64 {
        scale += 1;
        (first + second + rest.iter().sum::<i64>()) * scale
    }

    #[transactional]
    pub async fn names<'a>(&self, names: Vec<Cow<'a, str>>, by: Option<&'a str>) -> Result<Vec<Cow<'a, str>>> {
        let _ = by;
        Ok(names)
    }

    #[measured]
    pub fn largest<T>(&self, of: &[T]) -> Option<T>
    where
        T: Ord + Clone,
    {
        of.iter().max().cloned()
    }

    #[logged]
    pub fn all(&self, of: impl IntoIterator<Item = u8>) -> HashMap<u8, [u8; 2]> {
        of.into_iter().map(|it| (it, [it; 2])).collect()
    }

    #[measured]
    pub fn array<const N: usize>(&self, of: [u8; N]) -> [u8; N] {
        of
    }

    #[measured]
    pub fn apply(&self, to: u8, with: &dyn Fn(u8) -> u8) -> u8 {
        with(to)
    }

    pub fn r#match(&self, r#type: u8, _: u8) -> u8 {
        r#type
    }

    pub fn of(x: i64) -> Point {
        Point { x, y: 0 }
    }
}

scaffold::app! {
    pub struct App { services: [Geometry] }
}

fn main() {
    let fake = Shapes::<App>::fake();
    fake.length(|point| point.x);
    assert_eq!(Shapes::length(Geometry::of(7)), 7);
    fake.r#match(|kind, _| kind);
    assert_eq!(Shapes::r#match(3, 4), 3);
}

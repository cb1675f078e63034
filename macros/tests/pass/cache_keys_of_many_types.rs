//! What can be an argument of a cached method.

#![deny(warnings)]

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
    num::NonZeroU32,
    time::Duration,
};

use scaffold::{cache::CacheKey, prelude::*};

/// Raw, documented and generic.
#[derive(CacheKey)]
pub struct Everything<'a, T> {
    pub r#type: [u8; 3],
    /// Borrowed or owned.
    pub text: Cow<'a, str>,
    pub boxed: Box<[i128]>,
    pub shared: Arc<str>,
    pub count: NonZeroU32,
    pub letter: char,
    pub tuple: (u128, Option<()>),
    pub set: BTreeSet<String>,
    pub map: BTreeMap<Date, Vec<Time>>,
    pub wait: Duration,
    pub of: PhantomData<T>,
}

#[derive(CacheKey)]
pub struct Unit;

#[derive(CacheKey)]
pub struct Wrapper(pub u64);

fn main() {
    fn is_key<T: CacheKey>() {}
    is_key::<Everything<'_, u8>>();
    is_key::<(Unit, Wrapper, bool, isize, usize, DateTime, String)>();
}

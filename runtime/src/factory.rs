//! Rows for tests and seeders, with values that look real. Feature `factories`.
//!
//! ```
//! use scaffold::{factory::{Factory, Fake}, prelude::*};
//!
//! #[derive(Debug, Clone, Model)]
//! pub struct User {
//!     pub id: Id<User>,
//!     pub name: String,
//!     #[model(unique)]
//!     pub email: String,
//! }
//!
//! impl Factory for User {
//!     fn definition(fake: &mut Fake) -> UserDraft {
//!         UserDraft { name: fake.name(), email: fake.email() }
//!     }
//! }
//!
//! async fn ten(users: &Repo<User>) -> Result<Vec<User>> {
//!     User::factory().count(10).state(|user, at| user.name = format!("Number {at}")).create(users).await
//! }
//!
//! let drafts = User::factory().seed(7).count(2).make();
//! assert_ne!(drafts[0].email, drafts[1].email);
//! ```

use std::fmt;

use fake::{
    Fake as _,
    faker::{
        address::en::{CityName, StreetName},
        company::en::CompanyName,
        internet::en::SafeEmail,
        lorem::en::{Paragraph, Sentence, Word, Words},
        name::en::Name,
        phone_number::en::PhoneNumber,
    },
    rand::{RngExt as _, SeedableRng as _, rngs::StdRng},
};
use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time, date},
};

use crate::{Result, model::Model, repository::Repo};

/// A model whose rows can be made up.
pub trait Factory: Model {
    /// A new row with values that look real.
    fn definition(fake: &mut Fake) -> Self::Draft;

    /// Makes rows: one, unless `count` says otherwise.
    fn factory() -> Rows<Self> {
        Rows {
            count: 1,
            seed: None,
            states: Vec::new(),
        }
    }
}

/// Rows that are to be made.
#[must_use = "a factory makes nothing until `make` or `create`"]
pub struct Rows<T: Model> {
    count: usize,
    seed: Option<u64>,
    states: Vec<State<T>>,
}

/// Changes a draft; the number is its place, from 0.
type State<T> = Box<dyn FnMut(&mut <T as Model>::Draft, usize) + Send>;

impl<T: Factory> Rows<T> {
    /// So many rows.
    pub fn count(mut self, rows: usize) -> Self {
        self.count = rows;
        self
    }

    /// The same values each time; without it each run has others.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Changes each draft, which has its place from 0: `.state(|post, at| post.title = format!("Part {at}"))`. Later states see what earlier
    /// ones have set. A state that is used often is a function: `fn published(posts: Rows<Post>) -> Rows<Post>`.
    pub fn state(mut self, state: impl FnMut(&mut T::Draft, usize) + Send + 'static) -> Self {
        self.states.push(Box::new(state));
        self
    }

    /// Goes round these values, one a row: `.sequence([Status::Draft, Status::Published], |post, status| post.status = *status)`. So do
    /// rows refer to others: `.sequence(users, |post, user| post.author_id = user.id)`.
    pub fn sequence<V: Send + 'static>(
        self,
        values: impl IntoIterator<Item = V>,
        mut set: impl FnMut(&mut T::Draft, &V) + Send + 'static,
    ) -> Self {
        let values: Vec<V> = values.into_iter().collect();
        self.state(move |draft, at| {
            if let Some(value) = values.get(at % values.len().max(1)) {
                set(draft, value);
            }
        })
    }

    /// The drafts, which are kept nowhere.
    #[must_use]
    pub fn make(mut self) -> Vec<T::Draft> {
        let mut fake = match self.seed {
            Some(seed) => Fake::seeded(seed),
            None => Fake::new(),
        };
        let drafts = (0..self.count).map(|at| {
            let mut draft = T::definition(&mut fake);
            for state in &mut self.states {
                state(&mut draft, at);
            }
            draft
        });
        drafts.collect()
    }

    /// Inserts the rows, all or none, and gives them.
    ///
    /// # Errors
    /// As [`Repo::create_many`].
    pub async fn create(self, repo: &Repo<T>) -> Result<Vec<T>> {
        repo.create_many(self.make()).await
    }

    /// Inserts one row, whatever `count` says, and gives it.
    ///
    /// # Errors
    /// As [`Repo::create`].
    pub async fn create_one(self, repo: &Repo<T>) -> Result<T> {
        let draft = self.count(1).make().pop();
        match draft {
            Some(draft) => repo.create(draft).await,
            None => Err(crate::Error::internal("a factory has made no row")),
        }
    }
}

impl<T: Model> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// Values that look real, in English.
#[derive(Debug)]
pub struct Fake {
    random: StdRng,
    /// Makes unique what has to be.
    next: u64,
}

impl Default for Fake {
    fn default() -> Self {
        Self::new()
    }
}

impl Fake {
    /// Other values each time.
    #[must_use]
    pub fn new() -> Self {
        Self::seeded(fastrand::u64(..))
    }

    /// The same values each time.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        Self {
            next: random.random_range(..1 << 40),
            random,
        }
    }

    /// A number that no call has given before, nor, most likely, one of another seed.
    pub fn unique(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// The same for a column: positive, and repeated after two thousand million.
    pub fn unique_number<N: From<i32>>(&mut self) -> N {
        let number = self.unique() % u64::from(i32::MAX.unsigned_abs()) + 1;
        i32::try_from(number).unwrap_or_default().into()
    }

    /// `Grace Hopper`
    pub fn name(&mut self) -> String {
        Name().fake_with_rng(&mut self.random)
    }

    /// `grace.8f3a41c09e@example.com`, which no other call gives.
    pub fn email(&mut self) -> String {
        let email: String = SafeEmail().fake_with_rng(&mut self.random);
        let (name, host) = email.split_once('@').unwrap_or(("somebody", "example.com"));
        let next = self.unique();
        format!("{name}.{next:x}@{host}")
    }

    /// A telephone number.
    pub fn phone(&mut self) -> String {
        PhoneNumber().fake_with_rng(&mut self.random)
    }

    /// A city.
    pub fn city(&mut self) -> String {
        CityName().fake_with_rng(&mut self.random)
    }

    /// A street.
    pub fn street(&mut self) -> String {
        StreetName().fake_with_rng(&mut self.random)
    }

    /// A company.
    pub fn company(&mut self) -> String {
        CompanyName().fake_with_rng(&mut self.random)
    }

    /// One word.
    pub fn word(&mut self) -> String {
        let word: &str = Word().fake_with_rng(&mut self.random);
        word.to_owned()
    }

    /// So many words.
    pub fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = Words(count..count + 1).fake_with_rng(&mut self.random);
        words.join(" ")
    }

    /// Some words, joined by `-`, which no other call gives: for an address or a key.
    pub fn slug(&mut self) -> String {
        let words = self.words(3).replace(' ', "-");
        let next = self.unique();
        format!("{words}-{next:x}")
    }

    /// A sentence.
    pub fn sentence(&mut self) -> String {
        Sentence(4..9).fake_with_rng(&mut self.random)
    }

    /// Some sentences.
    pub fn paragraph(&mut self) -> String {
        Paragraph(3..6).fake_with_rng(&mut self.random)
    }

    /// A number from `low` to `high`, both included.
    pub fn number<N: From<i32>>(&mut self, low: i32, high: i32) -> N {
        self.random
            .random_range(low.min(high)..=high.max(low))
            .into()
    }

    /// A number from 0 up to 1.
    pub fn fraction(&mut self) -> f64 {
        self.random.random()
    }

    /// Either.
    pub fn bool(&mut self) -> bool {
        self.random.random()
    }

    /// One of these.
    ///
    /// # Panics
    /// When there is none.
    pub fn one_of<T: Clone>(&mut self, values: &[T]) -> T {
        assert!(!values.is_empty(), "there is nothing to choose from");
        values[self.random.random_range(..values.len())].clone()
    }

    /// A day of the years 2000 to 2030.
    pub fn date(&mut self) -> Date {
        let days = self.random.random_range(0..11_000_i64);
        let span = SignedDuration::from_hours(days * 24);
        date(2000, 1, 1).saturating_add(span)
    }

    /// A time of day, to the second.
    pub fn time(&mut self) -> Time {
        let seconds = self.random.random_range(0..86_400_i64);
        Time::midnight().saturating_add(SignedDuration::from_secs(seconds))
    }

    /// A time of those days.
    pub fn datetime(&mut self) -> DateTime {
        let day = self.date();
        day.to_datetime(self.time())
    }

    /// Some bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.random.random()).collect()
    }

    /// A UUID, which no other call gives.
    #[cfg(feature = "uuid")]
    pub fn uuid(&mut self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.random.random()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::Fake;

    #[test]
    fn a_unique_number_is_positive_where_it_begins_anew() {
        let mut fake = Fake::seeded(7);
        fake.next = u64::from(i32::MAX.unsigned_abs()) - 2;
        let numbers: [i64; 3] = std::array::from_fn(|_| fake.unique_number());
        assert_eq!(numbers, [i64::from(i32::MAX), 1, 2]);
    }
}

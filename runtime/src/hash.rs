//! Passwords: argon2id, off the async threads, as many at a time as there are processors.

use std::{num::NonZero, sync::LazyLock, thread};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use tokio::sync::Semaphore;

use crate::{Error, Result, Secret};

/// OWASP's minimum of 2024: 19 MiB of memory, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes a password (argon2id, OWASP's minimum: 19 MiB, 2 passes) on a blocking thread.
///
/// # Errors
/// When the system gives no random bytes.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> scaffold::Result<()> {
/// let hash = scaffold::hash::password("correct horse battery").await?;
/// assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
/// assert!(scaffold::hash::verify("correct horse battery", &hash).await?);
/// assert!(!scaffold::hash::verify("wrong horse", &hash).await?);
/// # Ok(())
/// # }
/// ```
pub async fn password(password: &str) -> Result<String> {
    let password = Secret::new(password.to_owned());
    blocking(move || {
        let hash = hasher()?.hash_password(password.expose().as_bytes());
        let hash = hash.map_err(|error| {
            Error::internal("a password could not be hashed").with_source(error)
        })?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether this password gave this hash, in the same time for any wrong password. The hash's own parameters are used.
///
/// # Errors
/// When the hash is no PHC string.
pub async fn verify(password: &str, hash: &str) -> Result<bool> {
    let (password, hash) = (Secret::new(password.to_owned()), hash.to_owned());
    blocking(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| {
            Error::internal("a stored password hash can't be read").with_source(error)
        })?;
        match hasher()?.verify_password(password.expose().as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => {
                Err(Error::internal("a password could not be verified").with_source(error))
            }
        }
    })
    .await
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params
        .map_err(|error| Error::internal("argon2 refuses its parameters").with_source(error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// As many at a time as there are processors: each takes 19 MiB, and more of them at once would all be slower.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(processors()));

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Nothing of the call is taken along: the work reads nothing but its arguments.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let turn = TURNS.acquire().await?;
    let work = move || {
        // Until the work's own end, also where nobody waits for it any more.
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(work).await?
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    #[tokio::test]
    async fn no_more_passwords_are_hashed_at_once_than_there_are_processors() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let work = || {
            let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
            MOST.fetch_max(running, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(2));
            RUNNING.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        };
        let tasks: Vec<_> = (0..processors() * 8)
            .map(|_| tokio::spawn(blocking(work)))
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert!(MOST.load(Ordering::SeqCst) <= processors());
    }
}

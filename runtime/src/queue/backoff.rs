//! How long to wait before a retry.

use std::time::Duration;

/// No pause is longer, jitter aside.
const LONGEST: Duration = Duration::from_secs(3600);

/// The pause after this attempt: `base`, doubled with each attempt, up to an hour; then somewhere between half and one and a half of it,
/// so that jobs that failed together do not come back together.
pub(super) fn pause(base: Duration, attempt: u32) -> Duration {
    let doubled = base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    doubled.min(LONGEST).mul_f64(0.5 + fastrand::f64())
}

//! Welcomes a new user.

use scaffold::prelude::*;

use crate::{models::User, services::UserService};

/// Dispatched with the registration, in its transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Job)]
#[job(queue = "mail", retries = 5)]
pub struct SendWelcome {
    pub user: Id<User>,
}

impl SendWelcome {
    async fn handle(&self, cx: &JobContext) -> Result<()> {
        cx.service::<UserService>().welcome(self.user).await
    }
}

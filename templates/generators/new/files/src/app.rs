//! What this application is made of. Generators add to the lists; their order is yours.

use scaffold::Builder;

use crate::{jobs::SendWelcome, models::User, routes, seeders, services::UserService};

scaffold::app! {
    /// The running application: a cheap handle, and the state of every handler.
    pub struct App {
        models: [User],
        services: [UserService],
        jobs: [SendWelcome],
    }
}

/// The application before its start; configuration comes from `config/` and the environment.
pub fn app() -> Builder<App> {
    App::builder().routes(routes::routes).seeds(seeders::run)
}

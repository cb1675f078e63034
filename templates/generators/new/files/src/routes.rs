//! Every route. `merge` takes any `axum::Router<App>`, `layer` any tower layer.

use scaffold::http::Routes;

use crate::{App, http::controllers::user_controller};

/// The routes of the application; `scaffold route:list` prints them.
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/users", user_controller::list)
        .post("/users", user_controller::create)
        .get("/users/{id}", user_controller::show)
        .patch("/users/{id}", user_controller::update)
        .delete("/users/{id}", user_controller::delete)
        .get("/users/{id}/profile", user_controller::profile)
}

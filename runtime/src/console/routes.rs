//! `route:list`. Asks the routes only; nothing is opened.

use super::{json, table::table};
use crate::{
    Result,
    app::{Application, Builder},
};

pub(super) fn list<A: Application>(builder: &Builder<A>, as_json: bool) -> Result<String> {
    let routes = builder.make_routes().list;
    if as_json {
        return json(&routes);
    }
    if routes.is_empty() {
        return Ok(
            "there are no routes\nhelp: `App::builder().routes(routes::routes)` in src/app.rs"
                .into(),
        );
    }
    let rows: Vec<_> = routes
        .into_iter()
        .map(|route| {
            [
                route.method.to_owned(),
                route.path,
                route.handler.to_owned(),
            ]
        })
        .collect();
    Ok(table(&rows))
}

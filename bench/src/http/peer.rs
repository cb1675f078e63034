//! The peer: what one writes by hand with axum and a map.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};

use super::{BIOGRAPHY, EMAIL, NAME, UserResource};

type Users = Arc<HashMap<i64, UserResource>>;

async fn show(
    State(users): State<Users>,
    Path(id): Path<i64>,
) -> Result<Json<UserResource>, StatusCode> {
    users
        .get(&id)
        .cloned()
        .map(Json)
        .ok_or(StatusCode::NOT_FOUND)
}

#[tokio::main]
pub async fn serve(port: u16) {
    let user = UserResource {
        id: 1,
        name: NAME.into(),
        email: EMAIL.into(),
        biography: BIOGRAPHY.into(),
    };
    let users: Users = Arc::new(HashMap::from([(1, user)]));
    let router = Router::new()
        .route("/users/{id}", get(show))
        .with_state(users);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .expect("the port is free");
    axum::serve(listener, router)
        .await
        .expect("the server runs");
}

use scaffold::prelude::*;

#[derive(Model, Fillable)]
struct User {
    #[fillable(guarded)]
    id: Id<User>,
    #[fillable(guardd)]
    admin: bool,
    #[fillable(guarded = true)]
    name: String,
}

#[derive(Model, Fillable, Deserialize)]
struct Post {
    id: Id<Post>,
    title: String,
    #[serde(rename = "title")]
    name: String,
}

fn main() {}

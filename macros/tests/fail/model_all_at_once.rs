//! Seven mistakes, seven messages, in one go.

use scaffold::prelude::*;

#[derive(Model)]
#[model(tabel = "people")]
struct Person {
    id: Id<User>,
    #[model(uniqe)]
    email: String,
    #[model(index, unique, unique)]
    name: String,
    #[model(default = "x")]
    nickname: Option<String>,
    updated_at: Date,
}

#[derive(Model)]
struct User {
    id: Id<User>,
}

fn uses(draft: PersonDraft, patch: PersonPatch) -> PersonPatch {
    let _ = (draft.email, Person::EMAIL);
    patch.name("Ada")
}

fn main() {
    let _ = uses;
}

//! `#[derive(Model)]`: the table that a struct describes, its draft, its patch and its typed columns.

mod attrs;
mod check;
mod expand;
mod items;
#[expect(
    clippy::module_inception,
    reason = "every macro's folder has a `model.rs`"
)]
mod model;
mod relation;

use proc_macro2::TokenStream;

use crate::support::derive;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    derive::run(
        input,
        |input, errors| {
            let model = model::read(input, errors);
            check::check(&model, input, errors);
            model
        },
        expand::expand,
        expand::stub,
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::support::golden;

    #[test]
    fn a_model_is_a_table_a_draft_a_patch_and_columns() {
        let tokens = super::derive(quote! {
            /// A registered person.
            pub struct User {
                pub id: Id<User>,
                /// As it is spoken.
                pub name: String,
                #[model(unique)]
                pub email: String,
                pub nickname: Option<String>,
                pub password_hash: Uncached<String>,
                #[model(default)]
                pub r#type: UserType,
                pub team_id: Id<Team>,
                pub created_at: DateTime,
                pub updated_at: DateTime,
            }
        });
        golden::check("model", &tokens);
    }

    #[test]
    fn relations_are_constants() {
        let tokens = super::derive(quote! {
            #[model(has_many(posts: Post::AUTHOR_ID, drafts: blog::Draft::AUTHOR_ID), has_one(profile: Profile::USER_ID))]
            #[model(many_to_many(roles: Role, UserRole::USER_ID, UserRole::ROLE_ID))]
            #[model(has_many_through(comments: Post::AUTHOR_ID, Comment::POST_ID))]
            pub struct User {
                pub id: Id<User>,
                pub team_id: Option<Id<Team>>,
            }
        });
        golden::check("model_relations", &tokens);
    }

    #[test]
    fn a_mistaken_model_leaves_a_stub() {
        let tokens = super::derive(quote! {
            struct Person { id: Id<User>, #[model(uniqe)] name: String }
        });
        golden::check("model_stub", &tokens);
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let tokens = super::derive(quote! {
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
        });
        assert_eq!(tokens.to_string().matches("compile_error").count(), 7);
    }
}

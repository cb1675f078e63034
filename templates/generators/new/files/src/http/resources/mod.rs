//! What is shown to clients, field by field: what is not named here is not answered.

mod user_resource;

pub use user_resource::UserResource;

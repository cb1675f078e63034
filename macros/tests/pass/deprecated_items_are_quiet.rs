//! What is deprecated warns where a person uses it, not where a macro repeats it.

#![deny(warnings)]

pub mod models {
    use scaffold::prelude::*;

    #[deprecated]
    #[derive(Model, Cacheable, Fillable)]
    pub struct Old {
        pub id: Id<Self>,
    }

    #[derive(Debug, Clone, Serialize, Deserialize, Model, Cacheable, Fillable)]
    pub struct User {
        pub id: Id<User>,
        #[deprecated(note = "use `name`")]
        pub nick: String,
    }

    #[derive(Debug, Clone, Copy, ColumnValue, CacheKey)]
    pub enum Kind {
        #[deprecated]
        Old,
        New,
    }

    #[deprecated]
    #[derive(CacheKey)]
    pub struct Key {
        #[deprecated]
        pub id: u8,
    }

    #[deprecated]
    #[derive(Deserialize, Request)]
    pub struct Register {
        #[deprecated]
        #[rule(email)]
        pub email: String,
    }
}

pub mod services {
    use scaffold::prelude::*;

    #[deprecated]
    #[derive(Service)]
    pub struct Old {
        pub core: scaffold::core::Core,
    }

    #[derive(Service)]
    pub struct Users {
        pub core: scaffold::core::Core,
    }

    #[service(facade = UserDoor)]
    impl Users {
        #[deprecated]
        #[transactional]
        pub async fn old(&self) -> Result<u8> {
            Ok(1)
        }
    }

    #[deprecated]
    #[derive(Serialize, Deserialize, Job)]
    pub struct Remind;

    #[expect(deprecated)]
    impl Remind {
        #[deprecated]
        async fn handle(&self, _: &JobContext) -> Result<()> {
            Ok(())
        }
    }
}

fn main() {}

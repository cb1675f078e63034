// What the compiler sees; what the person writes is in the unit test that names `model_relations`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Keyed for User {
    type Key = i64;
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Model for User {
    type Draft = UserDraft;
    type Patch = UserPatch;
    const NAME: &'static str = "User";
    const PATH: &'static str = ::core::concat!(
        ::core::module_path!(),
        "::User",
    );
    const TABLE: &'static str = "users";
    const COLUMNS: &'static [::scaffold::__private::ColumnDef] = &[
        ::scaffold::__private::ColumnDef {
            name: "id",
            kind: <Id<User> as ::scaffold::__private::ColumnValue>::KIND,
            null: <Id<User> as ::scaffold::__private::ColumnValue>::NULL,
            unique: true,
            index: true,
            uncached: ::scaffold::__private::refuse_uncached(
                <Id<User> as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: ::scaffold::__private::References::Nothing,
            words: <Id<User> as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Id,
        },
        ::scaffold::__private::ColumnDef {
            name: "team_id",
            kind: <Option<Id<Team>> as ::scaffold::__private::ColumnValue>::KIND,
            null: <Option<Id<Team>> as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: true,
            uncached: ::scaffold::__private::refuse_uncached(
                <Option<Id<Team>> as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: {
                use ::scaffold::__private::NoTarget as _;
                ::scaffold::__private::Target::<Team>::REFERENCES
            },
            words: <Option<Id<Team>> as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Plain,
        },
    ];
    const SQL: ::scaffold::__private::Statements = ::scaffold::__private::Statements {
        cached: "\"users\".\"id\", \"users\".\"team_id\"",
        all: "\"users\".\"id\", \"users\".\"team_id\"",
        find: "SELECT \"users\".\"id\", \"users\".\"team_id\" FROM \"users\" WHERE \"users\".\"id\" = $1",
        find_fresh: "SELECT \"users\".\"id\", \"users\".\"team_id\" FROM \"users\" WHERE \"users\".\"id\" = $1",
        delete: "DELETE FROM \"users\" WHERE \"users\".\"id\" = $1 RETURNING \"users\".\"id\", \"users\".\"team_id\"",
    };
    const LAYOUT: u64 = ::scaffold::__private::layout(
        "User",
        "users",
        <Self as ::scaffold::__private::Model>::COLUMNS,
    );
    fn id(&self) -> ::scaffold::__private::Id<Self> {
        self.id
    }
    fn read(
        row: &::scaffold::__private::Row,
        selection: ::scaffold::__private::Selection,
    ) -> ::scaffold::__private::Result<Self> {
        let _ = selection;
        ::core::result::Result::Ok(Self {
            id: <Id<User> as ::scaffold::__private::ColumnValue>::read(row, 0usize)?,
            team_id: <Option<
                Id<Team>,
            > as ::scaffold::__private::ColumnValue>::read(row, 1usize)?,
        })
    }
    fn draft_values(
        draft: Self::Draft,
    ) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        ::std::vec![
            (1usize, < Option < Id < Team > > as ::scaffold::__private::ColumnValue >
            ::into_value(draft.team_id))
        ]
    }
    fn patch_values(
        patch: Self::Patch,
    ) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        let mut values = ::std::vec::Vec::new();
        if let ::core::option::Option::Some(value) = patch.team_id {
            values
                .push((
                    1usize,
                    <Option<
                        Id<Team>,
                    > as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        values
    }
    fn values(&self) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        ::std::vec![
            (1usize, < Option < Id < Team > > as ::scaffold::__private::ColumnValue >
            ::value(& self.team_id))
        ]
    }
}
/// What a new [`User`] needs.
#[derive(::core::fmt::Debug, ::core::clone::Clone)]
#[allow(deprecated)]
pub struct UserDraft {
    /// The column `team_id`.
    pub team_id: Option<Id<Team>>,
}
/// What an update of a [`User`] changes; what is `None` stays as it is.
#[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default)]
#[allow(deprecated)]
pub struct UserPatch {
    /// The column `team_id`.
    pub team_id: ::core::option::Option<Option<Id<Team>>>,
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl UserPatch {
    /// Changes `team_id`.
    #[must_use]
    pub fn team_id<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<Option<Id<Team>>, __W>,
    ) -> Self {
        self.team_id = ::core::option::Option::Some(
            ::scaffold::__private::ToColumn::to_column(value),
        );
        self
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl User {
    /// The column `id`.
    pub const ID: ::scaffold::__private::Column<
        User,
        Id<User>,
        ::scaffold::__private::Unique,
    > = ::scaffold::__private::Column::at(0usize);
    /// The column `team_id`.
    pub const TEAM_ID: ::scaffold::__private::Column<User, Option<Id<Team>>> = ::scaffold::__private::Column::at(
        1usize,
    );
    /// The relation `posts`.
    pub const POSTS: ::scaffold::__private::HasMany<User, Post> = <::scaffold::__private::HasMany<
        User,
        Post,
    >>::referring(Post::AUTHOR_ID);
    /// The relation `drafts`.
    pub const DRAFTS: ::scaffold::__private::HasMany<User, blog::Draft> = <::scaffold::__private::HasMany<
        User,
        blog::Draft,
    >>::referring(blog::Draft::AUTHOR_ID);
    /// The relation `profile`.
    pub const PROFILE: ::scaffold::__private::HasOne<User, Profile> = <::scaffold::__private::HasOne<
        User,
        Profile,
    >>::referring(Profile::USER_ID);
    /// The relation `roles`.
    pub const ROLES: ::scaffold::__private::ManyToMany<User, Role, UserRole> = <::scaffold::__private::ManyToMany<
        User,
        Role,
        UserRole,
    >>::joined(UserRole::USER_ID, UserRole::ROLE_ID);
    /// The relation `comments`.
    pub const COMMENTS: ::scaffold::__private::HasManyThrough<User, Comment, Post> = <::scaffold::__private::HasManyThrough<
        User,
        Comment,
        Post,
    >>::through(Post::AUTHOR_ID, Comment::POST_ID);
    /// The row that `team_id` refers to.
    pub const TEAM: ::scaffold::__private::BelongsTo<User, Team> = ::scaffold::__private::Relation::belongs_to(
        1usize,
    );
    /// An update that changes nothing yet.
    #[must_use]
    pub fn patch() -> UserPatch {
        <UserPatch as ::core::default::Default>::default()
    }
}

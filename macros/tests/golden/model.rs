// What the compiler sees; what the person writes is in the unit test that names `model`.
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
            name: "name",
            kind: <String as ::scaffold::__private::ColumnValue>::KIND,
            null: <String as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: false,
            uncached: ::scaffold::__private::refuse_uncached(
                <String as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: ::scaffold::__private::References::Nothing,
            words: <String as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Plain,
        },
        ::scaffold::__private::ColumnDef {
            name: "email",
            kind: <String as ::scaffold::__private::ColumnValue>::KIND,
            null: <String as ::scaffold::__private::ColumnValue>::NULL,
            unique: true,
            index: true,
            uncached: ::scaffold::__private::refuse_uncached(
                <String as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: ::scaffold::__private::References::Nothing,
            words: <String as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Plain,
        },
        ::scaffold::__private::ColumnDef {
            name: "nickname",
            kind: <Option<String> as ::scaffold::__private::ColumnValue>::KIND,
            null: <Option<String> as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: false,
            uncached: ::scaffold::__private::refuse_uncached(
                <Option<String> as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: ::scaffold::__private::References::Nothing,
            words: <Option<String> as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Plain,
        },
        ::scaffold::__private::ColumnDef {
            name: "password_hash",
            kind: <Uncached<String> as ::scaffold::__private::ColumnValue>::KIND,
            null: <Uncached<String> as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: false,
            uncached: true,
            default: false,
            references: ::scaffold::__private::References::Nothing,
            words: <Uncached<String> as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Plain,
        },
        ::scaffold::__private::ColumnDef {
            name: "type",
            kind: <UserType as ::scaffold::__private::ColumnValue>::KIND,
            null: <UserType as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: false,
            uncached: ::scaffold::__private::refuse_uncached(
                <UserType as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: true,
            references: ::scaffold::__private::References::Nothing,
            words: <UserType as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Plain,
        },
        ::scaffold::__private::ColumnDef {
            name: "team_id",
            kind: <Id<Team> as ::scaffold::__private::ColumnValue>::KIND,
            null: <Id<Team> as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: true,
            uncached: ::scaffold::__private::refuse_uncached(
                <Id<Team> as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: {
                use ::scaffold::__private::NoTarget as _;
                ::scaffold::__private::Target::<Team>::REFERENCES
            },
            words: <Id<Team> as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::Plain,
        },
        ::scaffold::__private::ColumnDef {
            name: "created_at",
            kind: <DateTime as ::scaffold::__private::ColumnValue>::KIND,
            null: <DateTime as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: false,
            uncached: ::scaffold::__private::refuse_uncached(
                <DateTime as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: ::scaffold::__private::References::Nothing,
            words: <DateTime as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::CreatedAt,
        },
        ::scaffold::__private::ColumnDef {
            name: "updated_at",
            kind: <DateTime as ::scaffold::__private::ColumnValue>::KIND,
            null: <DateTime as ::scaffold::__private::ColumnValue>::NULL,
            unique: false,
            index: false,
            uncached: ::scaffold::__private::refuse_uncached(
                <DateTime as ::scaffold::__private::ColumnValue>::UNCACHED,
            ),
            default: false,
            references: ::scaffold::__private::References::Nothing,
            words: <DateTime as ::scaffold::__private::ColumnValue>::WORDS,
            role: ::scaffold::__private::Role::UpdatedAt,
        },
    ];
    const SQL: ::scaffold::__private::Statements = ::scaffold::__private::Statements {
        cached: "\"users\".\"id\", \"users\".\"name\", \"users\".\"email\", \"users\".\"nickname\", \"users\".\"type\", \"users\".\"team_id\", \"users\".\"created_at\", \"users\".\"updated_at\"",
        all: "\"users\".\"id\", \"users\".\"name\", \"users\".\"email\", \"users\".\"nickname\", \"users\".\"password_hash\", \"users\".\"type\", \"users\".\"team_id\", \"users\".\"created_at\", \"users\".\"updated_at\"",
        find: "SELECT \"users\".\"id\", \"users\".\"name\", \"users\".\"email\", \"users\".\"nickname\", \"users\".\"type\", \"users\".\"team_id\", \"users\".\"created_at\", \"users\".\"updated_at\" FROM \"users\" WHERE \"users\".\"id\" = $1",
        find_fresh: "SELECT \"users\".\"id\", \"users\".\"name\", \"users\".\"email\", \"users\".\"nickname\", \"users\".\"password_hash\", \"users\".\"type\", \"users\".\"team_id\", \"users\".\"created_at\", \"users\".\"updated_at\" FROM \"users\" WHERE \"users\".\"id\" = $1",
        delete: "DELETE FROM \"users\" WHERE \"users\".\"id\" = $1 RETURNING \"users\".\"id\", \"users\".\"name\", \"users\".\"email\", \"users\".\"nickname\", \"users\".\"password_hash\", \"users\".\"type\", \"users\".\"team_id\", \"users\".\"created_at\", \"users\".\"updated_at\"",
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
        ::core::result::Result::Ok(
            match selection {
                ::scaffold::__private::Selection::Cached => {
                    Self {
                        id: <Id<
                            User,
                        > as ::scaffold::__private::ColumnValue>::read(row, 0usize)?,
                        name: <String as ::scaffold::__private::ColumnValue>::read(
                            row,
                            1usize,
                        )?,
                        email: <String as ::scaffold::__private::ColumnValue>::read(
                            row,
                            2usize,
                        )?,
                        nickname: <Option<
                            String,
                        > as ::scaffold::__private::ColumnValue>::read(row, 3usize)?,
                        password_hash: ::scaffold::__private::Uncached::absent(),
                        r#type: <UserType as ::scaffold::__private::ColumnValue>::read(
                            row,
                            4usize,
                        )?,
                        team_id: <Id<
                            Team,
                        > as ::scaffold::__private::ColumnValue>::read(row, 5usize)?,
                        created_at: <DateTime as ::scaffold::__private::ColumnValue>::read(
                            row,
                            6usize,
                        )?,
                        updated_at: <DateTime as ::scaffold::__private::ColumnValue>::read(
                            row,
                            7usize,
                        )?,
                    }
                }
                ::scaffold::__private::Selection::All => {
                    Self {
                        id: <Id<
                            User,
                        > as ::scaffold::__private::ColumnValue>::read(row, 0usize)?,
                        name: <String as ::scaffold::__private::ColumnValue>::read(
                            row,
                            1usize,
                        )?,
                        email: <String as ::scaffold::__private::ColumnValue>::read(
                            row,
                            2usize,
                        )?,
                        nickname: <Option<
                            String,
                        > as ::scaffold::__private::ColumnValue>::read(row, 3usize)?,
                        password_hash: <Uncached<
                            String,
                        > as ::scaffold::__private::ColumnValue>::read(row, 4usize)?,
                        r#type: <UserType as ::scaffold::__private::ColumnValue>::read(
                            row,
                            5usize,
                        )?,
                        team_id: <Id<
                            Team,
                        > as ::scaffold::__private::ColumnValue>::read(row, 6usize)?,
                        created_at: <DateTime as ::scaffold::__private::ColumnValue>::read(
                            row,
                            7usize,
                        )?,
                        updated_at: <DateTime as ::scaffold::__private::ColumnValue>::read(
                            row,
                            8usize,
                        )?,
                    }
                }
            },
        )
    }
    fn draft_values(
        draft: Self::Draft,
    ) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        let mut values = ::std::vec![
            (1usize, < String as ::scaffold::__private::ColumnValue > ::into_value(draft
            .name)), (2usize, < String as ::scaffold::__private::ColumnValue >
            ::into_value(draft.email)), (3usize, < Option < String > as
            ::scaffold::__private::ColumnValue > ::into_value(draft.nickname)), (4usize,
            < Uncached < String > as ::scaffold::__private::ColumnValue >
            ::into_value(draft.password_hash)), (6usize, < Id < Team > as
            ::scaffold::__private::ColumnValue > ::into_value(draft.team_id))
        ];
        if let ::core::option::Option::Some(value) = draft.r#type {
            values
                .push((
                    5usize,
                    <UserType as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        values
    }
    fn patch_values(
        patch: Self::Patch,
    ) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        let mut values = ::std::vec::Vec::new();
        if let ::core::option::Option::Some(value) = patch.name {
            values
                .push((
                    1usize,
                    <String as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        if let ::core::option::Option::Some(value) = patch.email {
            values
                .push((
                    2usize,
                    <String as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        if let ::core::option::Option::Some(value) = patch.nickname {
            values
                .push((
                    3usize,
                    <Option<
                        String,
                    > as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        if let ::core::option::Option::Some(value) = patch.password_hash {
            values
                .push((
                    4usize,
                    <Uncached<
                        String,
                    > as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        if let ::core::option::Option::Some(value) = patch.r#type {
            values
                .push((
                    5usize,
                    <UserType as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        if let ::core::option::Option::Some(value) = patch.team_id {
            values
                .push((
                    6usize,
                    <Id<Team> as ::scaffold::__private::ColumnValue>::into_value(value),
                ));
        }
        values
    }
    fn values(&self) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        ::std::vec![
            (1usize, < String as ::scaffold::__private::ColumnValue > ::value(& self
            .name)), (2usize, < String as ::scaffold::__private::ColumnValue > ::value(&
            self.email)), (3usize, < Option < String > as
            ::scaffold::__private::ColumnValue > ::value(& self.nickname)), (4usize, <
            Uncached < String > as ::scaffold::__private::ColumnValue > ::value(& self
            .password_hash)), (5usize, < UserType as ::scaffold::__private::ColumnValue >
            ::value(& self.r#type)), (6usize, < Id < Team > as
            ::scaffold::__private::ColumnValue > ::value(& self.team_id)), (7usize, <
            DateTime as ::scaffold::__private::ColumnValue > ::value(& self.created_at)),
            (8usize, < DateTime as ::scaffold::__private::ColumnValue > ::value(& self
            .updated_at))
        ]
    }
}
/// What a new [`User`] needs.
#[derive(::core::fmt::Debug, ::core::clone::Clone)]
#[allow(deprecated)]
pub struct UserDraft {
    /// As it is spoken.
    pub name: String,
    /// The column `email`.
    pub email: String,
    /// The column `nickname`.
    pub nickname: Option<String>,
    /// The column `password_hash`.
    pub password_hash: Uncached<String>,
    /// The column `type`.
    pub r#type: ::core::option::Option<UserType>,
    /// The column `team_id`.
    pub team_id: Id<Team>,
}
/// What an update of a [`User`] changes; what is `None` stays as it is.
#[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default)]
#[allow(deprecated)]
pub struct UserPatch {
    /// As it is spoken.
    pub name: ::core::option::Option<String>,
    /// The column `email`.
    pub email: ::core::option::Option<String>,
    /// The column `nickname`.
    pub nickname: ::core::option::Option<Option<String>>,
    /// The column `password_hash`.
    pub password_hash: ::core::option::Option<Uncached<String>>,
    /// The column `type`.
    pub r#type: ::core::option::Option<UserType>,
    /// The column `team_id`.
    pub team_id: ::core::option::Option<Id<Team>>,
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl UserPatch {
    /// Changes `name`.
    #[must_use]
    pub fn name<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<String, __W>,
    ) -> Self {
        self.name = ::core::option::Option::Some(
            ::scaffold::__private::ToColumn::to_column(value),
        );
        self
    }
    /// Changes `email`.
    #[must_use]
    pub fn email<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<String, __W>,
    ) -> Self {
        self.email = ::core::option::Option::Some(
            ::scaffold::__private::ToColumn::to_column(value),
        );
        self
    }
    /// Changes `nickname`.
    #[must_use]
    pub fn nickname<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<Option<String>, __W>,
    ) -> Self {
        self.nickname = ::core::option::Option::Some(
            ::scaffold::__private::ToColumn::to_column(value),
        );
        self
    }
    /// Changes `password_hash`.
    #[must_use]
    pub fn password_hash<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<Uncached<String>, __W>,
    ) -> Self {
        self.password_hash = ::core::option::Option::Some(
            ::scaffold::__private::ToColumn::to_column(value),
        );
        self
    }
    /// Changes `type`.
    #[must_use]
    pub fn r#type<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<UserType, __W>,
    ) -> Self {
        self.r#type = ::core::option::Option::Some(
            ::scaffold::__private::ToColumn::to_column(value),
        );
        self
    }
    /// Changes `team_id`.
    #[must_use]
    pub fn team_id<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<Id<Team>, __W>,
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
    /// The column `name`.
    pub const NAME: ::scaffold::__private::Column<User, String> = ::scaffold::__private::Column::at(
        1usize,
    );
    /// The column `email`.
    pub const EMAIL: ::scaffold::__private::Column<
        User,
        String,
        ::scaffold::__private::Unique,
    > = ::scaffold::__private::Column::at(2usize);
    /// The column `nickname`.
    pub const NICKNAME: ::scaffold::__private::Column<User, Option<String>> = ::scaffold::__private::Column::at(
        3usize,
    );
    /// The column `password_hash`.
    pub const PASSWORD_HASH: ::scaffold::__private::Column<User, Uncached<String>> = ::scaffold::__private::Column::at(
        4usize,
    );
    /// The column `type`.
    pub const TYPE: ::scaffold::__private::Column<User, UserType> = ::scaffold::__private::Column::at(
        5usize,
    );
    /// The column `team_id`.
    pub const TEAM_ID: ::scaffold::__private::Column<User, Id<Team>> = ::scaffold::__private::Column::at(
        6usize,
    );
    /// The column `created_at`.
    pub const CREATED_AT: ::scaffold::__private::Column<User, DateTime> = ::scaffold::__private::Column::at(
        7usize,
    );
    /// The column `updated_at`.
    pub const UPDATED_AT: ::scaffold::__private::Column<User, DateTime> = ::scaffold::__private::Column::at(
        8usize,
    );
    /// The row that `team_id` refers to.
    pub const TEAM: ::scaffold::__private::BelongsTo<User, Team> = ::scaffold::__private::Relation::belongs_to(
        6usize,
    );
    /// An update that changes nothing yet.
    #[must_use]
    pub fn patch() -> UserPatch {
        <UserPatch as ::core::default::Default>::default()
    }
}

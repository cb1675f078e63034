// What the compiler sees; what the person writes is in the unit test that names `model_stub`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Keyed for Person {
    type Key = i64;
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Model for Person
where
    Self: ::core::marker::Send + ::core::marker::Sync + 'static,
{
    type Draft = PersonDraft;
    type Patch = PersonPatch;
    const NAME: &'static str = "";
    const TABLE: &'static str = "";
    const COLUMNS: &'static [::scaffold::__private::ColumnDef] = &[];
    const SQL: ::scaffold::__private::Statements = ::scaffold::__private::Statements {
        cached: "",
        all: "",
        find: "",
        find_fresh: "",
        delete: "",
    };
    const LAYOUT: u64 = 0;
    fn id(&self) -> ::scaffold::__private::Id<Self> {
        ::core::unreachable!()
    }
    fn read(
        _: &::scaffold::__private::Row,
        _: ::scaffold::__private::Selection,
    ) -> ::scaffold::__private::Result<Self> {
        ::core::unreachable!()
    }
    fn draft_values(
        _: Self::Draft,
    ) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        ::core::unreachable!()
    }
    fn patch_values(
        _: Self::Patch,
    ) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        ::core::unreachable!()
    }
    fn values(&self) -> ::std::vec::Vec<(usize, ::scaffold::__private::Value)> {
        ::core::unreachable!()
    }
}
/// What a new [`Person`] needs.
#[derive(::core::fmt::Debug, ::core::clone::Clone)]
#[allow(deprecated)]
struct PersonDraft {
    /// The column `name`.
    name: String,
}
/// What an update of a [`Person`] changes; what is `None` stays as it is.
#[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default)]
#[allow(deprecated)]
struct PersonPatch {
    /// The column `name`.
    name: ::core::option::Option<String>,
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl PersonPatch {
    /// Changes `name`.
    #[must_use]
    fn name<__W: ::scaffold::__private::Way>(
        mut self,
        value: impl ::scaffold::__private::ToColumn<String, __W>,
    ) -> Self {
        self.name = ::core::option::Option::Some(
            ::scaffold::__private::ToColumn::to_column(value),
        );
        self
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl Person {
    /// The column `id`.
    const ID: ::scaffold::__private::Column<
        Person,
        Id<User>,
        ::scaffold::__private::Unique,
    > = ::scaffold::__private::Column::at(0usize);
    /// The column `name`.
    const NAME: ::scaffold::__private::Column<Person, String> = ::scaffold::__private::Column::at(
        1usize,
    );
    /// An update that changes nothing yet.
    #[must_use]
    fn patch() -> PersonPatch {
        <PersonPatch as ::core::default::Default>::default()
    }
}
::core::compile_error! {
    "unknown `uniqe` in `#[model]`\nhelp: did you mean `unique`? legal: `unique`, `index`, `default`, `references`, `computed`, `version`, `soft_delete`, `uuid`"
}
::core::compile_error! {
    "the id of `Person` must be an `Id<Person>`\nhelp: write `id: Id<Person>`"
}

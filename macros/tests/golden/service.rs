// What the compiler sees; what the person writes is in the unit test that names `service`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl<T: Model> Audit<T> {
    /// `Audit` made of these parts.
    #[must_use]
    pub fn new(rows: Repo<T>, users: Arc<UserService>) -> Self {
        Self { rows, users }
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl<T: Model> ::scaffold::__private::Service for Audit<T> {
    const NAME: ::scaffold::__private::Name = {
        use ::scaffold::__private::OfService as _;
        ::scaffold::__private::Name::new(
                ::core::concat!(::core::module_path!(), "::Audit"),
                "Audit",
            )
            .of_id(::scaffold::__private::Argument::<T>::ID)
    };
    const FIELDS: &'static [::scaffold::__private::Field] = {
        use ::scaffold::__private::NoNeed as _;
        &[
            ::scaffold::__private::Field {
                service: ::scaffold::__private::Needs::<Repo<T>>::SERVICE,
                section: ::scaffold::__private::Needs::<Repo<T>>::SECTION,
                value: <Repo<T> as ::scaffold::__private::Inject>::VALUE,
                ..::scaffold::__private::Field::new("rows", "Repo<T>")
            },
            ::scaffold::__private::Field {
                service: ::scaffold::__private::Needs::<Arc<UserService>>::SERVICE,
                section: ::scaffold::__private::Needs::<Arc<UserService>>::SECTION,
                value: <Arc<UserService> as ::scaffold::__private::Inject>::VALUE,
                ..::scaffold::__private::Field::new("users", "Arc<UserService>")
            },
        ]
    };
    const HAS_CORE: bool = <Repo<T> as ::scaffold::__private::Inject>::HAS_CORE
        || <Arc<UserService> as ::scaffold::__private::Inject>::HAS_CORE;
    async fn construct(
        parts: &::scaffold::__private::Parts<'_>,
    ) -> ::scaffold::__private::Result<Self> {
        ::core::result::Result::Ok(Self {
            rows: ::scaffold::__private::Inject::inject(parts)?,
            users: ::scaffold::__private::Inject::inject(parts)?,
        })
    }
    fn core(&self) -> ::core::option::Option<&::scaffold::__private::Core> {
        ::scaffold::__private::Inject::core(&self.rows)
            .or_else(|| ::scaffold::__private::Inject::core(&self.users))
    }
}

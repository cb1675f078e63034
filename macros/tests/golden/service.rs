// What the compiler sees; what the person writes is in the unit test that names `service`.
#[automatically_derived]
impl<T: Model> Audit<T> {
    ///A `Audit` made of these parts.
    #[must_use]
    pub fn new(rows: Repo<T>, users: Arc<UserService>) -> Self {
        Self { rows, users }
    }
}
#[automatically_derived]
impl<T: Model> ::scaffold::__private::Service for Audit<T> {
    const NAME: ::scaffold::__private::Name = ::scaffold::__private::Name::new(
            ::core::concat!(::core::module_path!(), "::", "Audit"),
            "Audit",
        )
        .of_text(<T as ::scaffold::__private::Model>::TABLE);
    const NEEDS: &'static [::core::option::Option<::scaffold::__private::Name>] = {
        use ::scaffold::__private::NoNeed as _;
        &[
            ::scaffold::__private::Needs::<Repo<T>>::SERVICE,
            ::scaffold::__private::Needs::<Arc<UserService>>::SERVICE,
        ]
    };
    const HAS_CORE: bool = false || <Repo<T> as ::scaffold::__private::Inject>::HAS_CORE
        || <Arc<UserService> as ::scaffold::__private::Inject>::HAS_CORE;
    fn construct(
        parts: &::scaffold::__private::Parts<'_>,
    ) -> ::scaffold::__private::Result<Self> {
        ::core::result::Result::Ok(Self {
            rows: ::scaffold::__private::Inject::inject(parts)?,
            users: ::scaffold::__private::Inject::inject(parts)?,
        })
    }
    fn core(&self) -> ::core::option::Option<&::scaffold::__private::Core> {
        if let ::core::option::Option::Some(core) = ::scaffold::__private::Inject::core(
            &self.rows,
        ) {
            return ::core::option::Option::Some(core);
        }
        if let ::core::option::Option::Some(core) = ::scaffold::__private::Inject::core(
            &self.users,
        ) {
            return ::core::option::Option::Some(core);
        }
        ::core::option::Option::None
    }
}

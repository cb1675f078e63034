// What the compiler sees; what the person writes is in the unit test that names `service_sources`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl Search {
    /// `Search` made of these parts.
    #[must_use]
    fn new(settings: SearchSettings, store: Arc<dyn Store>, client: Client) -> Self {
        let asked: AtomicU64 = AtomicU64::new(0);
        Self {
            settings,
            store,
            client,
            asked,
        }
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Service for Search {
    const NAME: ::scaffold::__private::Name = ::scaffold::__private::Name::new(
        ::core::concat!(::core::module_path!(), "::Search"),
        "Search",
    );
    const FIELDS: &'static [::scaffold::__private::Field] = {
        use ::scaffold::__private::NoNeed as _;
        &[
            ::scaffold::__private::Field {
                service: ::scaffold::__private::Needs::<SearchSettings>::SERVICE,
                section: ::scaffold::__private::Needs::<SearchSettings>::SECTION,
                value: <SearchSettings as ::scaffold::__private::Inject>::VALUE,
                ..::scaffold::__private::Field::new("settings", "SearchSettings")
            },
            ::scaffold::__private::Field {
                value: <Arc<dyn Store> as ::scaffold::__private::Inject>::VALUE,
                qualifier: ::core::option::Option::Some("primary"),
                ..::scaffold::__private::Field::new("store", "Arc<dyn Store>")
            },
            ::scaffold::__private::Field::new("client", "Client"),
            ::scaffold::__private::Field::new("asked", "AtomicU64"),
        ]
    };
    const HAS_CORE: bool = <SearchSettings as ::scaffold::__private::Inject>::HAS_CORE
        || <Arc<dyn Store> as ::scaffold::__private::Inject>::HAS_CORE;
    async fn construct(
        parts: &::scaffold::__private::Parts<'_>,
    ) -> ::scaffold::__private::Result<Self> {
        let settings: SearchSettings = ::scaffold::__private::Inject::inject(parts)?;
        let store: Arc<dyn Store> = ::scaffold::__private::InjectNamed::inject_named(
            parts,
            "primary",
        )?;
        let client: Client = (Client::connect(&settings.url)).await?;
        let asked: AtomicU64 = AtomicU64::new(0);
        ::core::result::Result::Ok(Self {
            settings,
            store,
            client,
            asked,
        })
    }
    fn core(&self) -> ::core::option::Option<&::scaffold::__private::Core> {
        ::scaffold::__private::Inject::core(&self.settings)
            .or_else(|| ::scaffold::__private::Inject::core(&self.store))
    }
}

// What the compiler sees; what the person writes is in the unit test that names `app`.
/// The running application.
#[derive(::core::clone::Clone)]
pub struct App {
    handle: ::scaffold::__private::Handle,
}
impl App {
    /// The application before its start.
    pub fn builder() -> ::scaffold::__private::Builder<Self> {
        ::scaffold::__private::Builder::new()
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::core::fmt::Debug for App {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Application for App {
    const NAME: &'static str = ::core::env!("CARGO_PKG_NAME");
    const VERSION: &'static str = ::core::env!("CARGO_PKG_VERSION");
    const ROOT: &'static str = ::core::env!("CARGO_MANIFEST_DIR");
    const MODELS: ::core::option::Option<&'static [::scaffold::__private::ModelDef]> = ::core::option::Option::Some(
        &[::scaffold::__private::ModelDef::of::<User>()],
    );
    const SERVICES: &'static [::scaffold::__private::ServiceEntry] = {
        use ::scaffold::__private::Undescribed as _;
        &[
            ::scaffold::__private::ServiceEntry::of::<
                UserService,
                App,
            >(
                ::scaffold::__private::Describe::<UserService>::FACADE,
                ::scaffold::__private::Describe::<UserService>::METHODS,
                ::scaffold::__private::Describe::<UserService>::HOOKS,
                &[],
            ),
            ::scaffold::__private::ServiceEntry::of::<
                Stripe,
                App,
            >(
                ::scaffold::__private::Describe::<Stripe>::FACADE,
                ::scaffold::__private::Describe::<Stripe>::METHODS,
                ::scaffold::__private::Describe::<Stripe>::HOOKS,
                &[
                    ::scaffold::__private::TraitEntry::of::<
                        Stripe,
                        dyn Payments,
                        App,
                    >("dyn Payments"),
                ],
            ),
        ]
    };
    const SECTIONS: &'static [::scaffold::__private::SectionEntry] = &[
        ::scaffold::__private::SectionEntry::of::<MailConfig>(),
    ];
    const JOBS: &'static [::scaffold::__private::JobEntry] = &[
        ::scaffold::__private::JobEntry::of::<SendWelcome>(),
    ];
    const MIGRATIONS: &'static [::scaffold::__private::Migration] = &[];
    fn from_handle(handle: ::scaffold::__private::Handle) -> Self {
        Self { handle }
    }
    fn handle(&self) -> &::scaffold::__private::Handle {
        &self.handle
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Registered<App> for UserService {
    fn slot() -> &'static ::scaffold::__private::Slot<Self> {
        static SLOT: ::scaffold::__private::Slot<UserService> = ::scaffold::__private::Slot::new();
        &SLOT
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Registered<App> for Stripe {
    fn slot() -> &'static ::scaffold::__private::Slot<Self> {
        static SLOT: ::scaffold::__private::Slot<Stripe> = ::scaffold::__private::Slot::new();
        &SLOT
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::SeenAs<dyn Payments, App> for Stripe {
    fn seen(service: ::std::sync::Arc<Self>) -> ::std::sync::Arc<dyn Payments> {
        service
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl<S> ::scaffold::__private::axum::extract::FromRef<App> for ::std::sync::Arc<S>
where
    S: ::scaffold::__private::Service + ::scaffold::__private::Registered<App>,
{
    fn from_ref(app: &App) -> Self {
        app.handle.service()
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::RegisteredJob<App> for SendWelcome {}
const _: () = ::core::assert!(
    ::scaffold::__private::has_own_name::<SendWelcome, App>(),
    "`SendWelcome` has the name of another job in `jobs: […]`\nhelp: give one of them a name of its own: `#[job(name = \"…\")]`",
);
const _: () = {
    if let ::core::option::Option::Some(text) = ::scaffold::__private::section_mistake(
        <App as ::scaffold::__private::Application>::SECTIONS,
    ) {
        ::core::panic!("{}", text.as_str());
    }
};
const _: () = {
    const SERVICES: &[::scaffold::__private::ServiceEntry] = <App as ::scaffold::__private::Application>::SERVICES;
    if let ::core::option::Option::Some(text) = ::scaffold::__private::mistake::<
        { SERVICES.len() },
    >(SERVICES, <App as ::scaffold::__private::Application>::SECTIONS) {
        ::core::panic!("{}", text.as_str());
    }
};

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
impl ::core::fmt::Debug for App {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
#[automatically_derived]
impl ::scaffold::__private::Application for App {
    const NAME: &'static str = ::core::env!("CARGO_PKG_NAME");
    const VERSION: &'static str = ::core::env!("CARGO_PKG_VERSION");
    const ROOT: &'static str = ::core::env!("CARGO_MANIFEST_DIR");
    const SERVICES: &'static [::scaffold::__private::ServiceEntry] = {
        use ::scaffold::__private::Undescribed as _;
        &[
            ::scaffold::__private::ServiceEntry::of::<
                UserService,
                App,
            >(
                ::scaffold::__private::Describe::<UserService>::FACADE,
                ::scaffold::__private::Describe::<UserService>::METHODS,
            ),
        ]
    };
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
impl ::scaffold::__private::Registered<App> for UserService {
    fn slot() -> &'static ::scaffold::__private::Slot<Self> {
        static SLOT: ::scaffold::__private::Slot<UserService> = ::scaffold::__private::Slot::new();
        &SLOT
    }
}
#[automatically_derived]
impl ::scaffold::__private::axum::extract::FromRef<App>
for ::std::sync::Arc<UserService> {
    fn from_ref(app: &App) -> Self {
        app.handle.service()
    }
}
#[automatically_derived]
impl ::scaffold::__private::RegisteredJob<App> for SendWelcome {}
const _: () = {
    if let ::core::option::Option::Some(text) = ::scaffold::__private::mistake(
        &[<UserService as ::scaffold::__private::Service>::NODE],
    ) {
        ::core::panic!("{}", text.as_str());
    }
};

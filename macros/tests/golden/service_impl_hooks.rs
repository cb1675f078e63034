// What the compiler sees; what the person writes is in the unit test that names `service_impl_hooks`.
impl Search {
    async fn connect(&self) -> Result<()> {
        self.client.ping().await
    }
    fn forget(&self) {
        let call = const {
            &::scaffold::__private::Call {
                service: "Search",
                method: "forget",
                core: ::core::option::Option::None,
            }
        };
        let observer_0 = &::scaffold::__private::Logged;
        let span_0 = ::scaffold::__private::Observe::enter(observer_0, call);
        let out: () = {
            self.known.clear();
        };
        {
            use ::scaffold::__private::NoError as _;
            let error = ::scaffold::__private::Probe(&out).shown_error();
            ::scaffold::__private::Observe::exit(observer_0, span_0, call, error);
        }
        out
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::MainBlock for Search {
    const FACADE: ::core::option::Option<&'static str> = ::core::option::Option::None;
    const METHODS: &'static [::scaffold::__private::MethodInfo] = &[
        ::scaffold::__private::MethodInfo {
            name: "connect",
            decorators: &[],
            switches: &[],
            calls: &["client.ping"],
            cached: ::core::option::Option::None,
            audited: false,
        },
        ::scaffold::__private::MethodInfo {
            name: "forget",
            decorators: &["logged"],
            switches: &[],
            calls: &["known.clear"],
            cached: ::core::option::Option::None,
            audited: false,
        },
    ];
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Hooked for Search {
    async fn on_start(&self) -> ::scaffold::__private::Result<()> {
        Self::connect(self).await?;
        ::core::result::Result::Ok(())
    }
    async fn on_stop(&self) -> ::scaffold::__private::Result<()> {
        Self::forget(self);
        ::core::result::Result::Ok(())
    }
}

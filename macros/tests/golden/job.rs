// What the compiler sees; what the person writes is in the unit test that names `job`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Job for SendWelcome {
    const NAME: &'static str = "SendWelcome";
    const QUEUE: &'static str = "mail";
    const RETRIES: u32 = 5u32;
    const BACKOFF: ::core::time::Duration = ::core::time::Duration::from_secs(2u64);
    const TIMEOUT: ::core::option::Option<::core::time::Duration> = ::core::option::Option::Some(
        ::core::time::Duration::from_secs(300u64),
    );
    async fn run(
        &self,
        cx: &::scaffold::__private::JobContext,
    ) -> ::scaffold::__private::Result<()> {
        use ::scaffold::__private::Unhandled as _;
        let work = ::scaffold::__private::handle(self, cx, Self::handle);
        ::scaffold::__private::handled(work).await
    }
}

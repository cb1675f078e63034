// What the compiler sees; what the person writes is in the unit test that names `config`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Section for MailConfig {
    const NAME: &'static str = "mail";
    const TYPE: &'static str = "MailConfig";
    const KEYS: &'static [::scaffold::__private::SectionKey] = &[
        ::scaffold::__private::SectionKey {
            name: "from",
            variable: ::core::option::Option::None,
        },
        ::scaffold::__private::SectionKey {
            name: "port",
            variable: ::core::option::Option::None,
        },
        ::scaffold::__private::SectionKey {
            name: "host",
            variable: ::core::option::Option::Some("SMTP_HOST"),
        },
        ::scaffold::__private::SectionKey {
            name: "mode",
            variable: ::core::option::Option::None,
        },
        ::scaffold::__private::SectionKey {
            name: "lists",
            variable: ::core::option::Option::None,
        },
    ];
    fn read(
        given: &mut ::scaffold::__private::Given<'_>,
    ) -> ::core::option::Option<Self> {
        let __from = given.key::<String>("from");
        let __port = given.key_or::<u16>("port", || 25);
        let __host = given
            .key_or::<String>("host", || ::core::convert::Into::into("localhost"));
        let __mode = given.serde_or::<Mode>("mode", || Mode::Plain);
        let __lists = given.serde::<Vec<List>>("lists");
        ::core::option::Option::Some(Self {
            from: __from?,
            port: __port?,
            host: __host?,
            mode: __mode?,
            lists: __lists?,
        })
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Inject for MailConfig {
    fn inject(
        parts: &::scaffold::__private::Parts<'_>,
    ) -> ::scaffold::__private::Result<Self> {
        parts.section()
    }
}

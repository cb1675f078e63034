// What the compiler sees; what the person writes is in the unit test that names `service_impl_layers`.
impl PostService {
    #[doc(hidden)]
    const SWITCH_0_1: &'static ::scaffold::__private::Switch = {
        static SWITCH: ::scaffold::__private::Switch = ::scaffold::__private::Switch::new(
            "switches.audit",
        );
        &SWITCH
    };
    #[doc(hidden)]
    const SWITCH_0_3: &'static ::scaffold::__private::Switch = {
        static SWITCH: ::scaffold::__private::Switch = ::scaffold::__private::Switch::new(
            "switches.audit",
        );
        &SWITCH
    };
    pub async fn edit(&self, id: Id<Post>, draft: PostDraft) -> Result<Post> {
        let call = &::scaffold::__private::Call {
            service: "PostService",
            method: "edit",
            core: ::scaffold::__private::Service::core(self),
        };
        let on_1 = Self::SWITCH_0_1.is_on();
        let arguments_1 = ::scaffold::__private::LoggedWith::new(
            on_1,
            |shown| {
                shown.value("id", &id);
                shown.value("draft.title", &draft.title);
            },
        );
        let next = ::core::pin::pin!(async move {
            let allowed = match ::scaffold::__private::caller() {
                ::core::result::Result::Ok(who) => {
                    ::scaffold::__private::allowed(self.may_edit(&who, id).await)
                }
                ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
            };
            match allowed {
                ::core::result::Result::Ok(()) => {
                    let on_3 = Self::SWITCH_0_3.is_on();
                    let arguments_3 = ::scaffold::__private::Noted::new(
                        on_3,
                        |noted| {
                            use ::scaffold::__private::{
                                Printed as _, Serialized as _, Unknown as _,
                            };
                            noted
                                .value("id", ::scaffold::__private::Recorded(&id).json());
                            noted
                                .value(
                                    "draft.title",
                                    ::scaffold::__private::Recorded(&draft.title).json(),
                                );
                        },
                    );
                    let next = ::core::pin::pin!(async move {
                        if false {
                            return ::scaffold::__private::never::<Result<Post>>();
                        }
                        self.posts.update(id, draft).await
                    });
                    let next = ::core::pin::pin!(
                        ::scaffold::__private::around(
                            const { &::scaffold::__private::Transactional::new() },
                            call,
                            next,
                        ),
                    );
                    async move {
                        if on_3 {
                            ::scaffold::__private::audited(arguments_3, call, next).await
                        } else {
                            next.await
                        }
                    }
                        .await
                }
                ::core::result::Result::Err(error) => {
                    ::core::result::Result::Err(::core::convert::From::from(error))
                }
            }
        });
        let next = ::core::pin::pin!(
            ::core::option::Option::Some(async move {
                let observer_1 = &arguments_1;
                let span_1 = if on_1 {
                    ::core::option::Option::Some(
                        ::scaffold::__private::Observe::enter(observer_1, call),
                    )
                } else {
                    ::core::option::Option::None
                };
                let out = next.await;
                {
                    if let ::core::option::Option::Some(span_1) = span_1 {
                        use ::scaffold::__private::NoError as _;
                        let error = ::scaffold::__private::Probe(&out).shown_error();
                        ::scaffold::__private::Observe::exit(
                            observer_1,
                            span_1,
                            call,
                            error,
                        );
                    }
                }
                out
            }),
        );
        let next = ::scaffold::__private::held(next);
        ::scaffold::__private::around(
                const {
                    &::scaffold::__private::TimedOut::after(
                        ::core::time::Duration::from_secs(5u64),
                    )
                },
                call,
                next,
            )
            .await
    }
    #[doc(hidden)]
    const SWITCH_1_2: &'static ::scaffold::__private::Switch = {
        static SWITCH: ::scaffold::__private::Switch = ::scaffold::__private::Switch::new(
            "cache.enabled",
        );
        &SWITCH
    };
    #[doc(hidden)]
    const SWITCH_1_3: &'static ::scaffold::__private::Switch = {
        static SWITCH: ::scaffold::__private::Switch = ::scaffold::__private::Switch::new(
            "switches.patience",
        );
        &SWITCH
    };
    #[doc(hidden)]
    const SWITCH_1_4: &'static ::scaffold::__private::Switch = {
        static SWITCH: ::scaffold::__private::Switch = ::scaffold::__private::Switch::new(
            "switches.memory",
        );
        &SWITCH
    };
    #[doc(hidden)]
    const SWITCH_1_5: &'static ::scaffold::__private::Switch = {
        static SWITCH: ::scaffold::__private::Switch = ::scaffold::__private::Switch::new(
            "switches.alone",
        );
        &SWITCH
    };
    pub async fn fetch(&self, id: u64) -> Result<Page> {
        let call = &::scaffold::__private::Call {
            service: "PostService",
            method: "fetch",
            core: ::scaffold::__private::Service::core(self),
        };
        let limit_key = ::core::option::Option::Some({
            let mut key = ::scaffold::__private::KeyBuilder::new();
            ::scaffold::__private::CacheKey::write(&id, &mut key);
            key
        });
        let on_2 = Self::SWITCH_1_2.is_on();
        let on_3 = Self::SWITCH_1_3.is_on();
        let next = ::core::pin::pin!(
            ::core::option::Option::Some(
                ::scaffold::__private::retry(
                    ::scaffold::__private::Retry {
                        times: if on_3 { 3u32 } else { 1 },
                        backoff: ::core::time::Duration::from_millis(100u64),
                    },
                    may_pass,
                    call,
                    || {
                        let id = &id;
                        async move {
                            let id = <u64 as ::core::clone::Clone>::clone(id);
                            let on_4 = Self::SWITCH_1_4.is_on();
                            let key = on_4
                                .then(|| {
                                    let mut key = ::scaffold::__private::KeyBuilder::new();
                                    ::scaffold::__private::CacheKey::write(&id, &mut key);
                                    key
                                });
                            let on_5 = Self::SWITCH_1_5.is_on();
                            let lock_key = on_5
                                .then(|| {
                                    let mut key = ::scaffold::__private::KeyBuilder::new();
                                    ::scaffold::__private::CacheKey::write(&id, &mut key);
                                    key
                                });
                            let next = ::core::pin::pin!(
                                ::core::option::Option::Some(async move {
                                    if false {
                                        return ::scaffold::__private::never::<Result<Page>>();
                                    }
                                    self.client.fetch(id).await
                                }),
                            );
                            let next = ::scaffold::__private::held(next);
                            let next = ::core::pin::pin!(async move {
                                if on_5 {
                                    ::scaffold::__private::exclusive(
                                            const {
                                                &::scaffold::__private::Exclusive::new(
                                                    ::core::concat!(
                                                        ::core::module_path!(),
                                                        "::PostService::fetch",
                                                    ),
                                                    ::core::option::Option::None,
                                                    ::core::option::Option::None,
                                                    ::core::option::Option::Some(
                                                        ::core::time::Duration::from_secs(5u64),
                                                    ),
                                                )
                                            },
                                            lock_key,
                                            call,
                                            next,
                                        )
                                        .await
                                } else {
                                    next.await
                                }
                            });
                            async move {
                                match key {
                                    ::core::option::Option::Some(key) => {
                                        ::scaffold::__private::cached(
                                                self,
                                                const {
                                                    &::scaffold::__private::cached_method(
                                                        <Self as ::scaffold::__private::Service>::NAME,
                                                        ::core::concat!(
                                                            ::core::module_path!(),
                                                            "::PostService::fetch",
                                                        ),
                                                        ::core::concat!(
                                                            "async fn fetch(&self, id: u64) -> Result<Page>",
                                                            " ",
                                                            ::core::env!("CARGO_PKG_VERSION"),
                                                        ),
                                                        ::core::option::Option::None,
                                                        ::core::option::Option::Some(&[]),
                                                        {
                                                            use ::scaffold::__private::NoDefaults as _;
                                                            ::scaffold::__private::DefaultsOf::<Self>::CACHED
                                                        },
                                                    )
                                                },
                                                key,
                                                next,
                                            )
                                            .await
                                    }
                                    ::core::option::Option::None => next.await,
                                }
                            }
                                .await
                        }
                    },
                ),
            ),
        );
        let next = ::scaffold::__private::held(next);
        let next = ::core::pin::pin!(async move {
            if on_2 {
                async move {
                    use ::scaffold::__private::{NoError as _, OrObserve as _};
                    ::scaffold::__private::Layer({
                            static OWN: Throttle = Throttle::per_second(5);
                            &OWN
                        })
                        .run(
                            call,
                            next,
                            |out| ::scaffold::__private::Probe(out).shown_error(),
                        )
                        .await
                }
                    .await
            } else {
                next.await
            }
        });
        let observer_0 = &::scaffold::__private::Logged;
        let span_0 = ::scaffold::__private::Observe::enter(observer_0, call);
        let out = ::scaffold::__private::rate_limited(
                {
                    static LIMIT: ::scaffold::__private::RateLimit = ::scaffold::__private::RateLimit::new(
                        5u32,
                        ::core::time::Duration::from_secs(1u64),
                    );
                    &LIMIT
                },
                limit_key,
                call,
                next,
            )
            .await;
        {
            use ::scaffold::__private::NoError as _;
            let error = ::scaffold::__private::Probe(&out).shown_error();
            ::scaffold::__private::Observe::exit(observer_0, span_0, call, error);
        }
        out
    }
    async fn tidy(&self) -> Result<()> {
        let call = &::scaffold::__private::Call {
            service: "PostService",
            method: "tidy",
            core: ::scaffold::__private::Service::core(self),
        };
        let lock_key = ::core::option::Option::None;
        let arguments_2 = ::scaffold::__private::Noted::new(true, |_| {});
        let next = ::core::pin::pin!(async move {
            if false {
                return ::scaffold::__private::never::<Result<()>>();
            }
            self.posts.tidy().await
        });
        let next = ::core::pin::pin!(
            ::core::option::Option::Some(
                ::scaffold::__private::audited(arguments_2, call, next),
            ),
        );
        let next = ::scaffold::__private::held(next);
        let observer_0 = &::scaffold::__private::Logged;
        let span_0 = ::scaffold::__private::Observe::enter(observer_0, call);
        let out = ::scaffold::__private::exclusive(
                const {
                    &::scaffold::__private::Exclusive::new(
                        ::core::concat!(
                            ::core::module_path!(),
                            "::PostService::tidy",
                        ),
                        ::core::option::Option::None,
                        ::core::option::Option::None,
                        ::core::option::Option::None,
                    )
                },
                lock_key,
                call,
                next,
            )
            .await;
        {
            use ::scaffold::__private::NoError as _;
            let error = ::scaffold::__private::Probe(&out).shown_error();
            ::scaffold::__private::Observe::exit(observer_0, span_0, call, error);
        }
        out
    }
    fn sum(&self) -> u64 {
        let call = &::scaffold::__private::Call {
            service: "PostService",
            method: "sum",
            core: ::scaffold::__private::Service::core(self),
        };
        let observer_0 = ::scaffold::__private::observer(&SLOW);
        let span_0 = ::scaffold::__private::Observe::enter(observer_0, call);
        let out: u64 = { 1 };
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
impl ::scaffold::__private::MainBlock for PostService {
    const FACADE: ::core::option::Option<&'static str> = ::core::option::Option::None;
    const METHODS: &'static [::scaffold::__private::MethodInfo] = &[
        ::scaffold::__private::MethodInfo {
            name: "edit",
            decorators: &[
                "timed_out(after = \"5s\")",
                "logged(args(id, draft.title), when = \"audit\")",
                "authorized(may_edit(id))",
                "audited(args(id, draft.title), when = \"audit\")",
                "transactional",
            ],
            switches: &[Self::SWITCH_0_1, Self::SWITCH_0_3],
            calls: &["posts.update"],
            cached: ::core::option::Option::None,
            audited: true,
        },
        ::scaffold::__private::MethodInfo {
            name: "fetch",
            decorators: &[
                "logged",
                "rate_limited(times = 5, per = \"1s\", by = id)",
                "decorate(Throttle::per_second(5), when = \"cache.enabled\")",
                "retried(idempotent, on = may_pass, when = \"patience\")",
                "cached(reads(none), when = \"memory\")",
                "exclusive(key = id, wait = \"5s\", when = \"alone\")",
            ],
            switches: &[
                Self::SWITCH_1_2,
                Self::SWITCH_1_3,
                Self::SWITCH_1_4,
                Self::SWITCH_1_5,
            ],
            calls: &["client.fetch"],
            cached: ::core::option::Option::Some(::scaffold::__private::CachedInfo {
                key: "PostService::fetch(id)",
                ttl: {
                    use ::scaffold::__private::NoDefaults as _;
                    ::scaffold::__private::DefaultsOf::<Self>::CACHED.ttl
                },
                reads: ::core::option::Option::Some(&[]),
            }),
            audited: false,
        },
        ::scaffold::__private::MethodInfo {
            name: "tidy",
            decorators: &["logged", "exclusive", "audited"],
            switches: &[],
            calls: &["posts.tidy"],
            cached: ::core::option::Option::None,
            audited: true,
        },
        ::scaffold::__private::MethodInfo {
            name: "sum",
            decorators: &["decorate(SLOW)"],
            switches: &[],
            calls: &[],
            cached: ::core::option::Option::None,
            audited: false,
        },
    ];
}
#[allow(deprecated)]
const _: () = ::core::assert!(
    <PostService as ::scaffold::__private::Service>::HAS_CORE,
    "`audited` on `edit` needs the database and the cache, and no field of `PostService` leads to them\nhelp: add a field `core: scaffold::core::Core` or a `Repo<_>`",
);

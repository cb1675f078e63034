// What the compiler sees; what the person writes is in the unit test that names `service_impl`.
impl UserService {
    /// The public profile of one user.
    pub async fn profile(&self, id: Id<User>, part: &str) -> Result<Arc<Profile>> {
        if ::scaffold::__private::FAKES
            && let ::core::option::Option::Some(fake) = ::scaffold::__private::faked::<
                UsersFake,
            >()
        {
            return ::scaffold::__private::Script::get(
                &fake.profile,
                "Users::profile",
            )(id, part);
        }
        let key = {
            let mut key = ::scaffold::__private::KeyBuilder::new();
            ::scaffold::__private::CacheKey::write(&id, &mut key);
            ::scaffold::__private::CacheKey::write(part, &mut key);
            key
        };
        let next = ::core::pin::pin!(async move {
            if false {
                return ::scaffold::__private::never::<Result<Arc<Profile>>>();
            }
            self.users.find(id).await?.or_not_found()
        });
        ::scaffold::__private::cached(
                self,
                const {
                    &::scaffold::__private::cached_method(
                        <Self as ::scaffold::__private::Service>::NAME,
                        ::core::concat!(
                            ::core::module_path!(),
                            "::UserService::profile",
                        ),
                        ::core::concat!(
                            "async fn profile(&self, id: Id<User>, part: &str) -> Result<Arc<Profile>>",
                            " ",
                            ::core::env!("CARGO_PKG_VERSION"),
                        ),
                        ::core::option::Option::Some(
                            ::core::time::Duration::from_secs(600u64),
                        ),
                        ::core::option::Option::Some(
                            &[<Post as ::scaffold::__private::Model>::TABLE],
                        ),
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
    async fn store(&self, draft: UserDraft) -> Result<User> {
        let call = &::scaffold::__private::Call {
            service: "UserService",
            method: "store",
            core: ::scaffold::__private::Service::core(self),
        };
        let observer_0 = &::scaffold::__private::Logged;
        let span_0 = ::scaffold::__private::Observe::enter(observer_0, call);
        let out = ::scaffold::__private::retry(
                ::scaffold::__private::Retry {
                    times: 3u32,
                    backoff: ::core::time::Duration::from_millis(100u64),
                },
                ::scaffold::__private::may_pass,
                call,
                || {
                    let draft = &draft;
                    async move {
                        let mut draft = <UserDraft as ::core::clone::Clone>::clone(
                            draft,
                        );
                        let next = ::core::pin::pin!(async move {
                            if false {
                                return ::scaffold::__private::never::<Result<User>>();
                            }
                            self.users.create(draft).await
                        });
                        ::scaffold::__private::around(
                                const { &::scaffold::__private::Transactional::new() },
                                call,
                                next,
                            )
                            .await
                    }
                },
            )
            .await;
        {
            use ::scaffold::__private::NoError as _;
            let error = ::scaffold::__private::Probe(&out).shown_error();
            ::scaffold::__private::Observe::exit(observer_0, span_0, call, error);
        }
        out
    }
    pub fn count<T: Countable>(&self, of: T) -> u64 {
        let call = const {
            &::scaffold::__private::Call {
                service: "UserService",
                method: "count",
                core: ::core::option::Option::None,
            }
        };
        let observer_0 = {
            static MEASURED: ::scaffold::__private::Measured = ::scaffold::__private::Measured::new();
            &MEASURED
        };
        let span_0 = ::scaffold::__private::Observe::enter(observer_0, call);
        let out: u64 = { of.count() };
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
impl ::scaffold::__private::MainBlock for UserService {
    const FACADE: ::core::option::Option<&'static str> = ::core::option::Option::Some(
        "Users",
    );
    const METHODS: &'static [::scaffold::__private::MethodInfo] = &[
        ::scaffold::__private::MethodInfo {
            name: "profile",
            decorators: &["cached(ttl = \"10m\", reads(Post))"],
            switches: &[],
            calls: &["users.find"],
            cached: ::core::option::Option::Some(::scaffold::__private::CachedInfo {
                key: "UserService::profile(id, part)",
                ttl: ::core::option::Option::Some(
                    ::core::time::Duration::from_secs(600u64),
                ),
                reads: ::core::option::Option::Some(
                    &[<Post as ::scaffold::__private::Model>::NAME],
                ),
            }),
            audited: false,
        },
        ::scaffold::__private::MethodInfo {
            name: "store",
            decorators: &["logged", "retried(times = 3)", "transactional"],
            switches: &[],
            calls: &["users.create"],
            cached: ::core::option::Option::None,
            audited: false,
        },
        ::scaffold::__private::MethodInfo {
            name: "count",
            decorators: &["measured"],
            switches: &[],
            calls: &[],
            cached: ::core::option::Option::None,
            audited: false,
        },
    ];
}
#[allow(deprecated)]
const _: () = ::core::assert!(
    <UserService as ::scaffold::__private::Service>::HAS_CORE,
    "`cached` on `profile` needs the database and the cache, and no field of `UserService` leads to them\nhelp: add a field `core: scaffold::core::Core` or a `Repo<_>`",
);
/// The facade of [`UserService`]: calls the one of the running application.
pub struct Users<InApp>(::core::marker::PhantomData<fn() -> InApp>);
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
#[allow(unused_lifetimes)]
impl<InApp> Users<InApp> {
    /// The public profile of one user.
    #[inline]
    pub async fn profile(id: Id<User>, part: &str) -> Result<Arc<Profile>>
    where
        UserService: ::scaffold::__private::Registered<InApp>,
    {
        let service = match ::scaffold::__private::current::<UserService, InApp>() {
            ::core::option::Option::Some(service) => service,
            ::core::option::Option::None => {
                let fake = ::scaffold::__private::instead::<UsersFake, UserService>();
                return ::scaffold::__private::Script::get(
                    &fake.profile,
                    "Users::profile",
                )(id, part);
            }
        };
        UserService::profile(&*service, id, part).await
    }
    #[inline]
    pub fn count<T: Countable>(of: T) -> u64
    where
        UserService: ::scaffold::__private::Registered<InApp>,
    {
        let service = ::scaffold::__private::running::<UserService, InApp>();
        UserService::count::<T>(&*service, of)
    }
    /// Answers every call from this test with closures, until what is returned is dropped.
    ///
    /// # Panics
    /// When the facade is faked already in this test, and in release builds without feature `testing`.
    #[track_caller]
    pub fn fake() -> ::scaffold::__private::Fake<UsersFake>
    where
        UserService: ::scaffold::__private::Registered<InApp>,
    {
        ::scaffold::__private::Fake::start(
            <UsersFake as ::core::default::Default>::default(),
        )
    }
}
/// What [`Users::fake`] gives: sets what each method answers.
#[derive(::core::fmt::Debug, ::core::default::Default)]
#[allow(deprecated)]
pub struct UsersFake {
    profile: ::scaffold::__private::Script<
        dyn ::core::ops::Fn(
            Id<User>,
            &str,
        ) -> Result<Arc<Profile>> + ::core::marker::Send + ::core::marker::Sync,
    >,
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl UsersFake {
    /// Answers `Users::profile`.
    pub fn profile(
        &self,
        script: impl ::core::ops::Fn(
            Id<User>,
            &str,
        ) -> Result<Arc<Profile>> + ::core::marker::Send + ::core::marker::Sync + 'static,
    ) -> &Self {
        ::scaffold::__private::Script::set(&self.profile, ::std::sync::Arc::new(script));
        self
    }
}

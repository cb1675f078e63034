// What the compiler sees; what the person writes is in the unit test that names `cacheable_service`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::CachedService for UserService {
    const DEFAULTS: ::scaffold::__private::Defaults = ::scaffold::__private::Defaults {
        ttl: ::core::option::Option::Some(::core::time::Duration::from_secs(300u64)),
        prefix: "profiles",
    };
}
const _: () = {
    use ::scaffold::__private::IsNot as _;
    ::core::assert!(
        ::scaffold::__private::IsService::<UserService>::YES
            || ::scaffold::__private::IsModel::<UserService>::YES,
        "`UserService` is neither a model nor a service, so nothing of it can be cached\nhelp: add `#[derive(Service)]`; or, for a model, `#[derive(Model)]` and the field `id: Id<UserService>`",
    );
};

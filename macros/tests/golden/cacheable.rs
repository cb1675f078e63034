// What the compiler sees; what the person writes is in the unit test that names `cacheable`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Cacheable for User {
    const TTL: ::core::option::Option<::core::time::Duration> = ::core::option::Option::Some(
        ::core::time::Duration::from_secs(1800u64),
    );
    fn heap(&self) -> u64 {
        ::scaffold::__private::heap(&self.name)
            + ::scaffold::__private::heap(&self.r#type)
    }
}

// What the compiler sees; what the person writes is in the unit test that names `cacheable_when`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Cacheable for Post {
    const TTL: ::core::option::Option<::core::time::Duration> = ::core::option::Option::None;
    const PREFIX: &'static str = "v2";
    fn heap(&self) -> u64 {
        ::scaffold::__private::heap(&self.public)
    }
    fn may_be_kept(&self) -> bool {
        let when: fn(&Self) -> bool = Self::is_public;
        when(self)
    }
}

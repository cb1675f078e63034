// What the compiler sees; what the person writes is in the unit test that names `cacheable`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Cacheable for User {
    const TTL: ::core::option::Option<::core::time::Duration> = ::core::option::Option::Some(
        ::core::time::Duration::from_secs(1800u64),
    );
    fn encode(&self) -> ::std::vec::Vec<u8> {
        ::scaffold::__private::encode(
            <Self as ::scaffold::__private::Model>::LAYOUT,
            &(&self.id, &self.name, &self.r#type),
        )
    }
    fn decode(bytes: &[u8]) -> ::core::option::Option<Self> {
        let (__id, __name, __type): (Id<User>, String, Option<UserType>) = ::scaffold::__private::decode(
            <Self as ::scaffold::__private::Model>::LAYOUT,
            bytes,
        )?;
        ::core::option::Option::Some(Self {
            id: __id,
            name: __name,
            r#type: __type,
            password_hash: ::scaffold::__private::Uncached::absent(),
        })
    }
}

// What the compiler sees; what the person writes is in the unit test that names `cache_key_struct`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::CacheKey for Filter {
    fn write(&self, key: &mut ::scaffold::__private::KeyBuilder) {
        let Self { author: __0, r#type: __1 } = self;
        <Id<User> as ::scaffold::__private::CacheKey>::write(__0, key);
        <String as ::scaffold::__private::CacheKey>::write(__1, key);
    }
}

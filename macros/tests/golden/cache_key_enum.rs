// What the compiler sees; what the person writes is in the unit test that names `cache_key_enum`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::CacheKey for Order {
    fn write(&self, key: &mut ::scaffold::__private::KeyBuilder) {
        match self {
            Self::Newest {} => {
                ::scaffold::__private::CacheKey::write("Newest", key);
            }
            Self::By { 0: __0, 1: __1 } => {
                ::scaffold::__private::CacheKey::write("By", key);
                <Column as ::scaffold::__private::CacheKey>::write(__0, key);
                <bool as ::scaffold::__private::CacheKey>::write(__1, key);
            }
            Self::Near { place: __0 } => {
                ::scaffold::__private::CacheKey::write("Near", key);
                <Place as ::scaffold::__private::CacheKey>::write(__0, key);
            }
        }
    }
}

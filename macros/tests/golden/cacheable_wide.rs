// What the compiler sees; what the person writes is in the unit test that names `cacheable_wide`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Cacheable for Wide {
    const TTL: ::core::option::Option<::core::time::Duration> = ::core::option::Option::None;
    fn encode(&self) -> ::std::vec::Vec<u8> {
        ::scaffold::__private::encode(
            <Self as ::scaffold::__private::Model>::LAYOUT,
            &(
                (
                    &self.field_0,
                    &self.field_1,
                    &self.field_2,
                    &self.field_3,
                    &self.field_4,
                    &self.field_5,
                    &self.field_6,
                    &self.field_7,
                    &self.field_8,
                    &self.field_9,
                    &self.field_10,
                    &self.field_11,
                    &self.field_12,
                    &self.field_13,
                    &self.field_14,
                    &self.field_15,
                ),
                (&self.field_16, &self.field_17, &self.field_18, &self.field_19),
            ),
        )
    }
    fn decode(bytes: &[u8]) -> ::core::option::Option<Self> {
        let (
            (
                __field_0,
                __field_1,
                __field_2,
                __field_3,
                __field_4,
                __field_5,
                __field_6,
                __field_7,
                __field_8,
                __field_9,
                __field_10,
                __field_11,
                __field_12,
                __field_13,
                __field_14,
                __field_15,
            ),
            (__field_16, __field_17, __field_18, __field_19),
        ): (
            (
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
                i64,
            ),
            (i64, i64, i64, i64),
        ) = ::scaffold::__private::decode(
            <Self as ::scaffold::__private::Model>::LAYOUT,
            bytes,
        )?;
        ::core::option::Option::Some(Self {
            field_0: __field_0,
            field_1: __field_1,
            field_2: __field_2,
            field_3: __field_3,
            field_4: __field_4,
            field_5: __field_5,
            field_6: __field_6,
            field_7: __field_7,
            field_8: __field_8,
            field_9: __field_9,
            field_10: __field_10,
            field_11: __field_11,
            field_12: __field_12,
            field_13: __field_13,
            field_14: __field_14,
            field_15: __field_15,
            field_16: __field_16,
            field_17: __field_17,
            field_18: __field_18,
            field_19: __field_19,
        })
    }
}

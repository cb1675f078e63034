// What the compiler sees; what the person writes is in the unit test that names `request`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Request for Register {
    fn from_fields(
        fields: ::scaffold::__private::serde_json::Map<
            ::std::string::String,
            ::scaffold::__private::serde_json::Value,
        >,
    ) -> ::core::result::Result<
        Self,
        ::std::vec::Vec<::scaffold::__private::FieldError>,
    > {
        let names: [&str; 7usize] = [
            "fullName",
            "email",
            "password",
            "share",
            "nickname",
            "type",
            "at",
        ];
        let mut fields = ::scaffold::__private::Fields::new(fields);
        let __full_name = fields.required::<String>("fullName");
        if let ::core::option::Option::Some(value) = &__full_name {
            fields
                .rule(
                    "fullName",
                    "length",
                    ::scaffold::__private::rules::length(
                        value,
                        ::core::option::Option::Some(1),
                        ::core::option::Option::Some(255),
                    ),
                );
        }
        let __email = fields.required::<String>("email");
        if let ::core::option::Option::Some(value) = &__email {
            fields.rule("email", "email", ::scaffold::__private::rules::email(value));
        }
        let __password = fields.required::<Secret<String>>("password");
        if let ::core::option::Option::Some(value) = &__password {
            fields
                .rule(
                    "password",
                    "length",
                    ::scaffold::__private::rules::length(
                        value,
                        ::core::option::Option::Some(12),
                        ::core::option::Option::None,
                    ),
                );
        }
        let __share = fields.optional::<f64>("share");
        if let ::core::option::Option::Some(value) = &__share {
            fields
                .rule(
                    "share",
                    "range",
                    ::scaffold::__private::rules::range(
                        value,
                        ::core::option::Option::Some(0.0),
                        ::core::option::Option::Some(1.0),
                    ),
                );
        }
        let __nickname = fields.nullable::<String>("nickname");
        let __type = fields.or_else::<String>("type", ::core::default::Default::default);
        if let ::core::option::Option::Some(value) = &__type {
            fields
                .rule(
                    "type",
                    "one_of",
                    ::scaffold::__private::rules::one_of(value, &["draft", "published"]),
                );
        }
        let __at = fields.or_else::<DateTime>("at", crate::now);
        let (
            ::core::option::Option::Some(__full_name),
            ::core::option::Option::Some(__email),
            ::core::option::Option::Some(__password),
            ::core::option::Option::Some(__share),
            ::core::option::Option::Some(__nickname),
            ::core::option::Option::Some(__type),
            ::core::option::Option::Some(__at),
        ) = (__full_name, __email, __password, __share, __nickname, __type, __at) else {
            return ::core::result::Result::Err(fields.mistakes(&names));
        };
        fields.finish(&names)?;
        ::core::result::Result::Ok(Self {
            full_name: __full_name,
            email: __email,
            password: __password,
            share: __share,
            nickname: __nickname,
            r#type: __type,
            at: __at,
            trace: ::core::default::Default::default(),
        })
    }
}

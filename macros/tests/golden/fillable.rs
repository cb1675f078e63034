// What the compiler sees; what the person writes is in the unit test that names `fillable`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Fillable for User {
    fn fill_from(
        &mut self,
        input: ::scaffold::__private::Input,
    ) -> ::core::result::Result<(), ::std::vec::Vec<::scaffold::__private::FieldError>> {
        let mut fields = ::scaffold::__private::Fields::new(input);
        fields.guarded("id");
        let __full_name = fields.given::<String>("fullName");
        let __type = fields.given::<Option<UserType>>("kind");
        fields.guarded("passwordHash");
        fields.guarded("admin");
        fields.guarded("createdAt");
        fields.finish(&["fullName", "kind"])?;
        if let ::core::option::Option::Some(value) = __full_name {
            self.full_name = value;
        }
        if let ::core::option::Option::Some(value) = __type {
            self.r#type = value;
        }
        ::core::result::Result::Ok(())
    }
}

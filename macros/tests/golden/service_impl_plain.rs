// What the compiler sees; what the person writes is in the unit test that names `service_impl_plain`.
impl UserService {
    pub fn one(&self, _: u8) -> u8 {
        1
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::MainBlock for UserService {
    const FACADE: ::core::option::Option<&'static str> = ::core::option::Option::None;
    const METHODS: &'static [::scaffold::__private::MethodInfo] = &[
        ::scaffold::__private::MethodInfo {
            name: "one",
            decorators: &[],
            switches: &[],
            calls: &[],
            cached: ::core::option::Option::None,
            audited: false,
        },
    ];
}

// What the compiler sees; what the person writes is in the unit test that names `projection`.
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::Projection<crate::models::User> for Named {
    const COLUMNS: &'static [usize] = &[
        <crate::models::User>::ID.index(),
        <crate::models::User>::TYPE.index(),
    ];
    fn read(row: &::scaffold::__private::Row) -> ::scaffold::__private::Result<Self> {
        ::core::result::Result::Ok(Self {
            id: ::scaffold::__private::projected(
                <crate::models::User>::ID,
                row,
                0usize,
            )?,
            r#type: ::scaffold::__private::projected(
                <crate::models::User>::TYPE,
                row,
                1usize,
            )?,
        })
    }
}
#[automatically_derived]
#[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
impl ::scaffold::__private::FromRow for Named {
    fn from_row(
        row: &::scaffold::__private::Row,
    ) -> ::scaffold::__private::Result<Self> {
        <Self as ::scaffold::__private::Projection<crate::models::User>>::read(row)
    }
}

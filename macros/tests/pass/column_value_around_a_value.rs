//! A struct around one value is a column of it, checked on its way in and back.

#![deny(warnings)]

use scaffold::{
    model::{ColumnValue, Json, Unfit, Value, ValueKind},
    prelude::*,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ColumnValue)]
#[serde(try_from = "String", into = "String")]
#[column(check = Self::is_valid)]
pub struct Email(String);

impl Email {
    fn is_valid(text: &str) -> bool {
        text.contains('@')
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue)]
pub struct Cents(i64);

/// Checked by a closure, and made by the person alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ColumnValue)]
#[column(check = |share: &f64| (0.0..=1.0).contains(share), no_from)]
pub struct Share(f64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    pub town: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
pub struct Customer {
    pub id: Id<Customer>,
    #[model(unique)]
    pub email: Email,
    pub other: Option<Email>,
    pub balance: Cents,
    pub share: Share,
    pub address: Json<Address>,
}

fn main() {
    assert_eq!(Email::try_from("nobody".to_owned()), Err(Unfit::new("Email")));
    let email = Email::try_from("ada@example.com".to_owned()).expect("it has an @");
    assert_eq!(email.value(), Value::Text("ada@example.com".into()));
    assert_eq!((Email::KIND, Cents::KIND, Share::KIND), (ValueKind::Text, ValueKind::BigInt, ValueKind::Float));
    let read = serde_json::from_str::<Email>("\"nobody\"");
    assert!(read.is_err_and(|error| error.to_string().starts_with("this is no valid `Email`")));
    let patch = Customer::patch().email(email).balance(7).share(Share(0.5)).address(Address { town: "London".into() });
    assert_eq!(patch.balance, Some(Cents(7)));
    let _ = (Customer::EMAIL.like("%@example.com"), Customer::BALANCE.gt(7));
}

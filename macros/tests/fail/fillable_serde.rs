use scaffold::prelude::*;

#[derive(Serialize, Deserialize, Model, Fillable)]
pub struct Note {
    pub id: Id<Note>,
    #[serde(deserialize_with = "double")]
    pub number: i64,
    #[serde(alias = "body")]
    pub text: String,
    #[fillable(guarded)]
    #[serde(alias = "boss")]
    pub admin: bool,
}

fn double<'de, D: serde::Deserializer<'de>>(number: D) -> Result<i64, D::Error> {
    Ok(i64::deserialize(number)? * 2)
}

fn main() {}

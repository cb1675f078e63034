use scaffold::prelude::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable, Fillable)]
pub struct Note {
    pub id: Id<Note>,
    pub title: String,
    pub stars: i32,
    #[model(version)]
    pub version: i64,
    #[model(soft_delete)]
    pub deleted_at: Option<DateTime>,
    pub created_at: DateTime,
}

#[derive(Debug, Projection)]
#[projection(model = Note)]
pub struct Starred {
    pub stars: i32,
    pub id: Id<Note>,
}

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
    notes: Repo<Note>,
}

#[service]
impl Desk {
    #[transactional(isolation = "serializable", read_only)]
    pub async fn starred(&self) -> Result<Vec<Starred>> {
        let notes = self.notes.query().filter(Note::STARS.gt(0)).only_deleted();
        notes.select::<Starred>().all().await
    }

    #[transactional(isolation = "repeatable read")]
    pub async fn star(&self, id: Id<Note>) -> Result<Note> {
        self.notes.increment(id, Note::STARS, 1).await
    }
}

fn main() {
    let draft = NoteDraft { title: "a".into(), stars: 0 };
    assert_eq!(draft.stars, 0);
}

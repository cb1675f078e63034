//! What `#[cacheable(…)]` says of rows and of services.

use std::time::Duration;

use scaffold::{model::Cacheable as _, prelude::*};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
pub struct Plain {
    pub id: Id<Plain>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
#[cacheable(ttl = "1h30m", when = Self::is_public)]
pub struct Page {
    pub id: Id<Page>,
    pub public: bool,
    pub text: String,
    pub hash: Uncached<String>,
}

impl Page {
    fn is_public(&self) -> bool {
        self.public
    }
}

#[derive(Cacheable, Service)]
#[cacheable(ttl = "10m", prefix = "pages")]
pub struct Pages {
    pages: Repo<Page>,
}

#[service(facade = AllPages)]
impl Pages {
    #[cached]
    pub async fn text(&self, id: Id<Page>) -> Result<String> {
        Ok(self.pages.find(id).await?.or_not_found()?.text.clone())
    }

    #[cached(ttl = "1s")]
    pub async fn length(&self, id: Id<Page>) -> Result<usize> {
        self.text(id).await.map(|text| text.len())
    }
}

scaffold::app! {
    pub struct App { services: [Pages] }
}

fn main() {
    use scaffold::app::Application;
    assert_eq!(Plain::TTL, None);
    assert_eq!(Page::TTL, Some(Duration::from_secs(5400)));
    let cached: Vec<_> = App::SERVICES[0].methods.iter().filter_map(|method| method.cached).collect();
    assert_eq!((cached[0].key, cached[0].ttl), ("Pages::text(id)", Some(Duration::from_secs(600))));
    assert_eq!((cached[1].key, cached[1].ttl), ("Pages::length(id)", Some(Duration::from_secs(1))));
}

//! Two models of one name, in two modules, in one application.

use scaffold::prelude::*;

mod shop {
    use scaffold::prelude::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
    #[model(table = "shop_items")]
    pub struct Item {
        pub id: Id<Item>,
        pub price: i64,
    }
}

mod blog {
    use scaffold::prelude::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model, Cacheable)]
    pub struct Item {
        pub id: Id<Self>,
        pub shop_item: Option<Id<super::shop::Item>>,
    }
}

#[derive(Service)]
pub struct Items {
    shop: Repo<shop::Item>,
    blog: Repo<blog::Item>,
}

#[service(facade = AllItems)]
impl Items {
    #[cached(ttl = "1m")]
    pub async fn price(&self, id: Id<blog::Item>) -> Result<Option<i64>> {
        let item = self.blog.find(id).await?.or_not_found()?;
        let Some(id) = item.shop_item else { return Ok(None) };
        Ok(self.shop.find(id).await?.map(|item| item.price))
    }
}

scaffold::app! {
    pub struct App { services: [Items] }
}

fn main() {
    use scaffold::model::Model as _;
    assert_ne!(shop::Item::TABLE, blog::Item::TABLE);
}

use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service(all(loged, cached(ttl = "1m"), logged(args(id)), measured(off), rate_limited(times = 1, per = "1s", by = id), authorized(may(id)), exclusive(key = id), audited(args(id)), 5))]
impl Desk {
    #[measured(off)]
    pub fn nothing_to_turn_off(&self) -> u8 {
        1
    }
}

#[derive(Service)]
pub struct Shelf {
    core: scaffold::core::Core,
}

#[service(all(logged, transactional))]
impl Shelf {
    #[logged]
    #[logged(off)]
    pub fn both(&self) -> u8 {
        1
    }

    #[logged(off, args(id))]
    pub fn off_and_more(&self, id: u8) -> u8 {
        id
    }

    #[exclusive]
    pub async fn alone(&self) -> Result<u8> {
        Ok(1)
    }

    #[cached(reads(none))]
    pub async fn kept(&self) -> Result<u8> {
        Ok(1)
    }
}

#[derive(Service)]
pub struct Drawer;

#[service(all)]
impl Drawer {}

fn main() {}

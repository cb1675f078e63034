use scaffold::prelude::*;

#[derive(Service)]
pub struct Desk {
    core: scaffold::core::Core,
}

#[service]
impl Desk {
    #[timed_out]
    pub async fn without_time(&self) -> Result<u8> {
        Ok(1)
    }

    #[timed_out(after = "5s")]
    pub fn sync(&self) -> Result<u8> {
        Ok(1)
    }

    #[rate_limited(times = 100)]
    pub async fn without_span(&self) -> Result<u8> {
        Ok(1)
    }

    #[rate_limited(times = 0, per = "1m", by)]
    pub async fn never(&self) -> Result<u8> {
        Ok(1)
    }

    #[retried]
    pub async fn careless(&self) -> Result<u8> {
        Ok(1)
    }

    #[retried(on = |_| true)]
    #[transactional(when = "safe")]
    pub async fn switched_off(&self) -> Result<u8> {
        Ok(1)
    }

    #[cached(reads(none))]
    #[authorized(may_see(id))]
    pub async fn hidden(&self, id: u64) -> Result<u64> {
        Ok(id)
    }

    #[authorized(may_see, when = "closed")]
    pub async fn half_open(&self) -> Result<u8> {
        Ok(1)
    }

    #[authorized(may_see)]
    pub async fn may_see(&self) -> Result<u8> {
        Ok(1)
    }

    #[authorized]
    pub async fn by_nobody(&self) -> Result<u8> {
        Ok(1)
    }

    #[authorized(5)]
    pub async fn by_five(&self) -> Result<u8> {
        Ok(1)
    }

    #[decorate]
    pub async fn by_nothing(&self) -> Result<u8> {
        Ok(1)
    }

    #[decorate(throttle(5), wen = "x")]
    pub async fn by_a_function(&self) -> Result<u8> {
        Ok(1)
    }

    #[decorate(Throttle::new(5) 5)]
    pub async fn unreadable(&self) -> Result<u8> {
        Ok(1)
    }

    #[logged(args(idd, draft.len(), left))]
    pub async fn named(&self, id: u64, (left, _): (u8, u8), draft: &str) -> Result<u64> {
        let _ = (left, draft);
        Ok(id)
    }

    #[logged(when = "Audit Logins")]
    #[measured(when = true)]
    pub fn switches(&self) -> u8 {
        1
    }

    #[exclusive(kee = id, key, ttl = "5ms", wait = "0s")]
    pub async fn alone(&self, id: u64) -> Result<u64> {
        Ok(id)
    }

    #[exclusive]
    pub fn alone_sync(&self) -> Result<u8> {
        Ok(1)
    }

    #[audited(args(idd))]
    pub async fn recorded(&self, id: u64) -> Result<u64> {
        Ok(id)
    }

    #[audited]
    pub fn recorded_sync(&self) -> Result<u8> {
        Ok(1)
    }

    #[audited]
    #[retried]
    #[exclusive]
    pub async fn in_its_transaction(&self) -> Result<u8> {
        Ok(1)
    }

    #[cached(reads(none))]
    #[audited]
    pub async fn never_recorded(&self) -> Result<u8> {
        Ok(1)
    }

    #[audited]
    #[cached(reads(none))]
    pub async fn never_kept(&self) -> Result<u8> {
        Ok(1)
    }

    #[transactional]
    #[exclusive]
    pub async fn too_late(&self) -> Result<u8> {
        Ok(1)
    }

    #[exclusive]
    #[cached(reads(none))]
    pub async fn every_hit(&self) -> Result<u8> {
        Ok(1)
    }
}

#[service(more)]
impl Desk {
    #[logged(when = "audit")]
    pub fn elsewhere(&self) -> u8 {
        1
    }
}

fn main() {}

use scaffold::prelude::*;

#[derive(Model, Cacheable)]
#[cacheable(tll = "30m")]
struct Typo {
    id: Id<Typo>,
}

#[derive(Model, Cacheable)]
#[cacheable(ttl = "30 minutes")]
struct Words {
    id: Id<Words>,
}

#[derive(Model, Cacheable)]
#[cacheable(ttl = 30)]
struct Number {
    id: Id<Number>,
}

#[derive(Model, Cacheable)]
#[cacheable(ttl = "0s")]
struct Never {
    id: Id<Never>,
}

#[derive(Model, Cacheable)]
#[cacheable(ttl "30m")]
struct NoEquals {
    id: Id<NoEquals>,
}

fn main() {}

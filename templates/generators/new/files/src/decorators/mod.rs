//! Decorators of the application's own, for `#[decorate(…)]` above a method of a service: `scaffold make:decorator Throttle` writes one.

use scaffold::CacheKey;

#[derive(CacheKey)]
struct Filter {
    price: f64,
}

#[derive(CacheKey)]
struct Generic<T> {
    value: T,
}

#[derive(CacheKey)]
union Both {
    a: u8,
}

fn main() {}

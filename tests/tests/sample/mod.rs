//! A sample of legal models: every field type, every modifier, names that are nearly keywords, irregular plurals, models that refer to each other.
//!
//! What each field gets beside its type is drawn from a seed, printed so that a failure can be repeated with `SCAFFOLD_SAMPLE=<seed>`.

/// A field type, a default that is legal for it, and whether its values can be unique.
const TYPES: &[(&str, &str, bool)] = &[
    ("string", "hello", true),
    ("string:40", "hello", true),
    ("text", "hello", true),
    ("int", "7", true),
    ("bigint", "7", true),
    ("float", "1.5", false),
    ("bool", "true", false),
    ("decimal:10,2", "9.90", true),
    ("date", "2026-01-31", true),
    ("time", "12:30:00", true),
    ("datetime", "2026-01-31T12:30:00", true),
    ("uuid", "", true),
    ("json", "", false),
    ("bytes", "", false),
    ("enum:red,green,deep_blue", "green", false),
];

/// The words of each `make:model`, in an order in which every reference exists.
pub(crate) fn models() -> Vec<Vec<String>> {
    let seed = std::env::var("SCAFFOLD_SAMPLE")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| u64::from(std::process::id()));
    println!("SCAFFOLD_SAMPLE={seed}");
    let mut random = Random(seed);
    let mut models = vec![
        model(
            "Type",
            &["type:string", "match:int:null", "final:bool:default=false"],
        ),
        model(
            "Person",
            &[
                "name:string",
                "email:string:unique",
                "boss:belongs_to:Person:null",
            ],
        ),
        model("Category", &["title:string:100"]),
        model(
            "OrderItem",
            &[
                "person:belongs_to:Person",
                "kind:belongs_to:Type",
                "category:belongs_to:Category:null",
                "quantity:int:default=1",
            ],
        ),
        model("Sheep", &[]),
        model("Day", &["day:date:unique"]),
        model("Epoch", &["--plural", "epochs", "name:string"]),
        model(
            "Vault",
            &[
                "secret:string:uncached",
                "note:text:hidden",
                "owner:belongs_to:User:guarded:null",
            ],
        ),
    ];
    // every type once in each of three models, with other modifiers each time
    for name in ["Plain", "Knife", "AnalysisRun"] {
        let fields: Vec<String> = TYPES
            .iter()
            .enumerate()
            .map(|(at, kind)| field(at, kind, &mut random))
            .collect();
        models.push(model(
            name,
            &fields.iter().map(String::as_str).collect::<Vec<_>>(),
        ));
    }
    models
}

fn model(name: &str, fields: &[&str]) -> Vec<String> {
    ["make:model", name]
        .iter()
        .chain(fields)
        .chain(&["--all"])
        .map(|word| (*word).to_owned())
        .collect()
}

fn field(
    at: usize,
    (kind, default, can_be_unique): &(&str, &str, bool),
    random: &mut Random,
) -> String {
    let mut word = format!("field_{at}:{kind}");
    match random.below(8) {
        0 => word.push_str(":null"),
        1 if *can_be_unique => word.push_str(":unique"),
        // no database compares JSON
        2 if *kind != "json" => word.push_str(":index"),
        // a default with a colon can't be told from a modifier
        3 if !default.is_empty() && !default.contains(':') => {
            word.push_str(":default=");
            word.push_str(default);
        }
        4 => word.push_str(":null:guarded"),
        5 => word.push_str(":hidden"),
        6 => word.push_str(":null:uncached"),
        _ => {}
    }
    word
}

/// Draws the same numbers from the same seed (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

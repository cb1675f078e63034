//! A sample of legal models: every field type with every modifier, names that are nearly keywords, irregular plurals, models that refer to each other.
//!
//! Each type meets each modifier once; what else a field gets is drawn from a seed. The seed is the same in every run, so that a run
//! says nothing of chance; `SCAFFOLD_SAMPLE=<number>` draws another sample.

/// A field type, and a default that is legal for it.
const TYPES: &[(&str, Option<&str>)] = &[
    ("string", Some("hello")),
    ("string:40", Some("it's \"so\"")),
    ("text", Some("hello")),
    ("int", Some("-7")),
    ("bigint", Some("9000000000")),
    ("float", Some("1.5")),
    ("bool", Some("true")),
    ("decimal:10,2", Some("9.90")),
    ("date", Some("2026-01-31")),
    ("time", Some("12:30:00")),
    ("datetime", Some("2026-01-31T12:30:00")),
    ("uuid", Some("6ba7b810-9dad-41d1-80b4-00c04fd430c8")),
    ("json", Some("{\"a\":[1,null]}")),
    ("bytes", None),
    ("enum:red,green,deep_blue", Some("green")),
    ("belongs_to:Person", None),
];

/// The modifiers; a field may have any of them, as long as the rest of the sentence makes sense.
const MODIFIERS: [&str; 7] = [
    "null", "unique", "index", "default", "guarded", "hidden", "uncached",
];

/// As many models as it takes for each type to meet each modifier, and none.
const WIDE: [&str; 8] = [
    "Plain",
    "Knife",
    "AnalysisRun",
    "Child",
    "Quiz",
    "Leaf",
    "Match",
    "Hero",
];

/// The words of each `make:model`, in an order in which every reference exists.
pub(crate) fn models() -> Vec<Vec<String>> {
    let seed = std::env::var("SCAFFOLD_SAMPLE").map_or(20_261_124, |text| {
        text.parse().expect("SCAFFOLD_SAMPLE is a number")
    });
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
        // A name that clippy refuses as a variable, and a field that is called as a method of every struct.
        model("Foo", &["default:string", "note:text:guarded:null"]),
        model("Token", &["label:string:unique", "--uuid", "--factory"]),
        model(
            "TokenUse",
            &[
                "token:belongs_to:Token",
                "earlier:belongs_to:TokenUse:null",
                "person:belongs_to:Person:null",
                "price:decimal:8,2",
                "--uuid",
                "--factory",
            ],
        ),
        model("Sheep", &["--factory"]),
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
    for (shift, name) in WIDE.into_iter().enumerate() {
        let fields: Vec<String> = (TYPES.iter().enumerate())
            .map(|(at, (kind, default))| {
                let first = MODIFIERS.get((at + shift) % WIDE.len()).copied();
                field(&format!("field_{at}"), kind, *default, first, &mut random)
            })
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

/// A field with the modifier `first` wherever that is legal, and with others as chance has it.
fn field(
    name: &str,
    kind: &str,
    default: Option<&str>,
    first: Option<&'static str>,
    random: &mut Random,
) -> String {
    let mut chosen: Vec<&str> = Vec::new();
    // A guarded field has to get its value from somewhere.
    if first == Some("guarded") {
        chosen.push("null");
    }
    let more = MODIFIERS.into_iter().filter(|_| random.below(5) == 0);
    let more: Vec<&str> = if first.is_some() {
        more.collect()
    } else {
        Vec::new()
    };
    for word in first.into_iter().chain(more) {
        if !chosen.contains(&word) && is_legal(kind, default, &chosen, word) {
            chosen.push(word);
        }
    }
    let mut words = format!("{name}:{kind}");
    for word in chosen {
        words.push(':');
        words.push_str(word);
        if word == "default" {
            words.push('=');
            words.push_str(default.unwrap_or_default());
        }
    }
    words
}

/// Whether a field of this kind that has the modifiers `chosen` may have this one too.
fn is_legal(kind: &str, default: Option<&str>, chosen: &[&str], word: &str) -> bool {
    let has = |word| chosen.contains(&word);
    match word {
        "unique" => {
            !matches!(kind, "json" | "bytes") && !has("default") && (!has("guarded") || has("null"))
        }
        "index" => !matches!(kind, "json" | "bytes"),
        "default" => default.is_some() && !has("unique"),
        "guarded" => has("null") || has("default"),
        _ => true,
    }
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

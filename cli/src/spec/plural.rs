//! English plurals: enough for the nouns that models are named after. `--plural` is for the rest.

/// Words without a plural of their own.
const UNCOUNTABLE: &[&str] = &[
    "aircraft",
    "analytics",
    "bison",
    "data",
    "deer",
    "diagnostics",
    "economics",
    "electronics",
    "equipment",
    "ethics",
    "feedback",
    "fish",
    "furniture",
    "hardware",
    "headquarters",
    "homework",
    "information",
    "jeans",
    "knowledge",
    "logistics",
    "luggage",
    "mathematics",
    "means",
    "media",
    "metadata",
    "money",
    "moose",
    "news",
    "offspring",
    "physics",
    "police",
    "politics",
    "rice",
    "salmon",
    "scissors",
    "series",
    "sheep",
    "shrimp",
    "software",
    "species",
    "staff",
    "traffic",
    "trousers",
    "trout",
    "weather",
];

/// Singular and plural of words that follow no rule.
const IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("goose", "geese"),
    ("mouse", "mice"),
    ("louse", "lice"),
    ("ox", "oxen"),
    ("die", "dice"),
    ("quiz", "quizzes"),
    ("leaf", "leaves"),
    ("loaf", "loaves"),
    ("thief", "thieves"),
    ("half", "halves"),
    ("calf", "calves"),
    ("self", "selves"),
    ("shelf", "shelves"),
    ("elf", "elves"),
    ("wolf", "wolves"),
    ("scarf", "scarves"),
    ("knife", "knives"),
    ("wife", "wives"),
    ("life", "lives"),
    ("hero", "heroes"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("echo", "echoes"),
    ("veto", "vetoes"),
    ("matrix", "matrices"),
    ("vertex", "vertices"),
    ("index", "indices"),
    ("appendix", "appendices"),
    ("criterion", "criteria"),
    ("phenomenon", "phenomena"),
    ("cactus", "cacti"),
    ("stimulus", "stimuli"),
    ("gas", "gases"),
    ("alias", "aliases"),
    ("atlas", "atlases"),
    ("canvas", "canvases"),
    ("bias", "biases"),
    ("christmas", "christmases"),
    ("lens", "lenses"),
    ("movie", "movies"),
    ("cookie", "cookies"),
    ("tie", "ties"),
    ("pie", "pies"),
    ("zombie", "zombies"),
    ("genie", "genies"),
    ("rookie", "rookies"),
    ("calorie", "calories"),
    ("lie", "lies"),
    ("cache", "caches"),
    ("headache", "headaches"),
    ("niche", "niches"),
    ("axe", "axes"),
    ("chaos", "chaoses"),
    ("shoe", "shoes"),
    ("toe", "toes"),
    ("canoe", "canoes"),
    ("house", "houses"),
    ("case", "cases"),
    ("base", "bases"),
    ("database", "databases"),
    ("release", "releases"),
    ("course", "courses"),
    ("purchase", "purchases"),
    ("expense", "expenses"),
    ("license", "licenses"),
    ("response", "responses"),
    ("lease", "leases"),
    ("phase", "phases"),
    ("phrase", "phrases"),
    ("exercise", "exercises"),
    ("warehouse", "warehouses"),
    ("horse", "horses"),
    ("nurse", "nurses"),
    ("use", "uses"),
    ("rose", "roses"),
    ("vase", "vases"),
    ("close", "closes"),
    ("cause", "causes"),
    ("clause", "clauses"),
    ("pulse", "pulses"),
    ("sense", "senses"),
    ("universe", "universes"),
    ("verse", "verses"),
    ("size", "sizes"),
    ("prize", "prizes"),
    ("maze", "mazes"),
];

/// The plural of a lower-case `snake_case` noun; only its last word changes.
#[must_use]
pub fn plural(noun: &str) -> String {
    let (head, word) = split(noun);
    format!("{head}{}", plural_word(word))
}

/// The singular of a lower-case `snake_case` noun; what is no plural stays as it is.
#[must_use]
pub fn singular(noun: &str) -> String {
    let (head, word) = split(noun);
    format!("{head}{}", singular_word(word))
}

fn split(noun: &str) -> (&str, &str) {
    noun.split_at(noun.rfind('_').map_or(0, |at| at + 1))
}

fn plural_word(word: &str) -> String {
    if word.is_empty() || UNCOUNTABLE.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
        return (*plural).to_owned();
    }
    if IRREGULAR.iter().any(|(_, plural)| *plural == word) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("man")
        && !matches!(
            word,
            "human" | "roman" | "german" | "shaman" | "talisman" | "ottoman" | "norman"
        )
    {
        return format!("{stem}men");
    }
    if let Some(stem) = word.strip_suffix("sis") {
        return format!("{stem}ses");
    }
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
        && !stem.is_empty()
    {
        return format!("{stem}ies");
    }
    if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        return format!("{word}es");
    }
    format!("{word}s")
}

fn singular_word(word: &str) -> String {
    if UNCOUNTABLE.contains(&word) || IRREGULAR.iter().any(|(singular, _)| *singular == word) {
        return word.to_owned();
    }
    if let Some((singular, _)) = IRREGULAR.iter().find(|(_, plural)| *plural == word) {
        return (*singular).to_owned();
    }
    // A guess counts only if the plural of it is the word again: `status`, `address` and `analysis` are no plurals.
    let guesses = [
        word.strip_suffix("men").map(|stem| format!("{stem}man")),
        word.strip_suffix("ies").map(|stem| format!("{stem}y")),
        word.strip_suffix("yses").map(|stem| format!("{stem}ysis")),
        word.strip_suffix("es")
            .filter(|stem| {
                ["s", "x", "z", "ch", "sh"]
                    .iter()
                    .any(|end| stem.ends_with(end))
            })
            .map(str::to_owned),
        word.strip_suffix('s')
            .filter(|stem| stem.len() > 1 && !["s", "u", "i"].iter().any(|end| stem.ends_with(end)))
            // `Sms` and `Dns` are no plurals: no word is without a vowel.
            .filter(|stem| stem.contains(['a', 'e', 'i', 'o', 'u', 'y']))
            .map(str::to_owned),
    ];
    guesses
        .into_iter()
        .flatten()
        .find(|guess| plural_word(guess) == word)
        .unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{IRREGULAR, UNCOUNTABLE, plural, singular};

    #[track_caller]
    fn check(one: &str, many: &str) {
        assert_eq!(plural(one), many, "plural of `{one}`");
        assert_eq!(singular(many), one, "singular of `{many}`");
    }

    #[test]
    fn nouns_take_their_plural_and_come_back() {
        for (one, many) in [
            ("post", "posts"),
            ("order_item", "order_items"),
            ("category", "categories"),
            ("day", "days"),
            ("box", "boxes"),
            ("match", "matches"),
            ("dish", "dishes"),
            ("address", "addresses"),
            ("bus", "buses"),
            ("status", "statuses"),
            ("analysis", "analyses"),
            ("person", "people"),
            ("sales_person", "sales_people"),
            ("child", "children"),
            ("salesman", "salesmen"),
            ("human", "humans"),
            ("knife", "knives"),
            ("leaf", "leaves"),
            ("roof", "roofs"),
            ("photo", "photos"),
            ("hero", "heroes"),
            ("movie", "movies"),
            ("course", "courses"),
            ("type", "types"),
            ("file", "files"),
            ("cache", "caches"),
            ("key", "keys"),
            ("quiz", "quizzes"),
            ("user2", "user2s"),
            ("invoice", "invoices"),
            ("message", "messages"),
            ("image", "images"),
        ] {
            check(one, many);
        }
    }

    #[test]
    fn words_without_a_plural_keep_their_form() {
        for word in [
            "sheep",
            "news",
            "media",
            "series",
            "data",
            "equipment",
            "meta_data",
        ] {
            check(word, word);
        }
    }

    #[test]
    fn a_singular_that_ends_in_s_is_no_plural() {
        for word in [
            "status",
            "address",
            "bus",
            "analysis",
            "lens",
            "canvas",
            "bonus",
            "glass",
            "alias",
            "campus",
            "sms",
            "dns",
            "christmas",
            "analytics",
        ] {
            assert_eq!(singular(word), word);
        }
    }

    #[test]
    fn the_tables_agree_with_themselves() {
        for (one, many) in IRREGULAR {
            check(one, many);
        }
        for word in UNCOUNTABLE {
            check(word, word);
        }
    }
}

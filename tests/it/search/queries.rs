//! The table of real queries: the right answer first, and never a wrong one without "did you mean".

use jdex::page::Pane;
use jdex::search::{Group, Hit};

use super::{CommandContext, shipped};

const TABLE: &str = include_str!("../../fixtures/queries.csv");

/// At most so many of the table may be answered otherwise.
const MISSED: usize = 3;

struct Wanted {
    query: String,
    right: String,
    also: String,
}

fn table() -> Vec<Wanted> {
    let rows: Vec<&str> = TABLE.lines().filter(|l| !l.starts_with('#')).skip(1).collect();
    let wanted = |row: &&str| {
        let cells: Vec<&str> = row.split(',').collect();
        let [query, right, also, _] = cells[..] else { panic!("{row}") };
        Wanted { query: query.to_owned(), right: right.to_owned(), also: also.to_owned() }
    };
    rows.iter().map(wanted).collect()
}

/// What stands first: a card, a code, a code with `~` where it is a guess, or nothing.
fn first(desk: &CommandContext, query: &str) -> (String, Vec<Hit>) {
    let found = desk.index.find(query, desk.on, 200);
    let hits: Vec<Hit> = (0..found.len()).filter_map(|row| desk.index.hit(&found, row)).collect();
    let shown = match (found.cards().first(), hits.first()) {
        (Some(card), _) => format!("{}:{}", card.kind.as_str(), card.id),
        (None, Some(hit)) if hit.did_you_mean.is_some() => format!("~{}", desk.code(hit)),
        (None, Some(hit)) => desk.code(hit).to_owned(),
        (None, None) => "none".to_owned(),
    };
    (shown, hits)
}

#[test]
fn real_queries_are_answered_right() {
    let desk = shipped();
    let table = table();
    assert!(table.len() >= 120, "{}", table.len());
    let (mut missed, mut wrong) = (Vec::new(), Vec::new());
    for Wanted { query, right, also } in &table {
        let (shown, hits) = first(&desk, query);
        let (guess, answers) = right.strip_prefix('~').map_or((false, right.as_str()), |rest| (true, rest));
        let named = answers.split('|').any(|answer| shown == if guess { format!("~{answer}") } else { answer.to_owned() });
        let all = also.split('|').filter(|a| !a.is_empty()).all(|a| hits.iter().any(|h| desk.code(h) == a));
        if !named || !all {
            missed.push(format!("{query}: {shown}, wanted {right} with {also}"));
        }
        // A guess that says so and a mention in a note are not confident.
        let code = hits.first().filter(|h| h.did_you_mean.is_none() && h.group != Group::Note).map(|h| desk.code(h));
        if code.is_some_and(|code| !answers.contains(':') && !answers.split('|').any(|a| a == code)) {
            wrong.push(format!("{query}: {shown}, wanted {right}"));
        }
        if answers.contains(':') && hits.iter().any(|h| h.did_you_mean.is_none() && h.group < Group::Reference && h.group != Group::Code) {
            wrong.push(format!("{query}: a drug beside the card: {}", desk.code(&hits[0])));
        }
    }
    println!("{} of {} right first; {} confidently wrong", table.len() - missed.len(), table.len(), wrong.len());
    assert!(wrong.is_empty(), "confidently wrong:\n{}\nmissed:\n{}", wrong.join("\n"), missed.join("\n"));
    assert!(missed.len() <= MISSED, "missed:\n{}", missed.join("\n"));
}

#[test]
fn a_code_or_a_name_with_a_fact_leads_to_the_pane_of_the_fact() {
    let desk = shipped();
    for (query, code, pane) in [
        ("J9271 mue", "J9271", Some("overview")),
        ("j9271 MUE", "J9271", Some("overview")),
        ("price J9271", "J9271", Some("price")),
        ("J9271 asp", "J9271", Some("price")),
        ("J9271 ndc", "J9271", Some("products")),
        ("J9271 jw", "J9271", Some("modifiers")),
        ("J9271 units", "J9271", Some("overview")),
        ("J9271 coverage", "J9271", Some("coverage")),
        ("J9271 denials", "J9271", Some("denials")),
        ("keytruda price", "J9271", Some("price")),
        ("pembrolizumab mue", "J9271", Some("overview")),
        ("J9020 price", "J9020", Some("price")),
        ("what is the MUE of J9271", "J9271", Some("overview")),
        ("J9271", "J9271", None),
        ("coverage psoriasis", "", None),
        ("mue", "", None),
        ("price", "", None),
        ("denial CO-16", "", None),
    ] {
        let found = desk.index.find(query, desk.on, 50);
        assert_eq!(found.pane(), pane, "{query}");
        let first = desk.index.hit(&found, 0).filter(|_| !code.is_empty());
        assert_eq!(first.as_ref().map_or("", |hit| desk.code(hit)), code, "{query}");
        assert!(pane.is_none_or(|pane| Pane::ALL.iter().any(|held| held.as_str() == pane)), "{query}");
        assert!(first.is_none_or(|hit| hit.did_you_mean.is_none() && hit.group != Group::Note), "{query}");
    }
}

/// Words of everyday life that stand in no descriptor of the code file.
const NO_DRUGS: &str = "\
    spaghetti guitar volcano umbrella trombone penguin bagpipe hamburger astronaut pyramid dinosaur elephant firework \
    kangaroo lighthouse marmalade notebook orchestra passport quarterback rainbow sandwich tambourine unicorn violin \
    waterfall xylophone yogurt zeppelin ballerina balcony cathedral dolphin envelope fountain giraffe harmonica \
    iceberg jigsaw keyboard lantern mermaid necklace octopus parachute quilt raccoon saxophone tornado ukulele \
    vineyard windmill yacht zebra avocado blueberry cinnamon doughnut espresso flamingo gorilla hurricane igloo jaguar \
    kitchen lobster macaroni nightmare oyster pineapple quicksand rooster carousel tangerine universe vampire walnut \
    yesterday zucchini algebra baseball chandelier democracy economist football geography detective gladiator \
    journalist grasshopper hammock museum newspaper handcuff philosophy quarrel restaurant suitcase theater vacation";

/// Such words of which some stand in descriptors, indications or notes.
const MENTIONED: &str = "\
    parking elevator receipt monday secretary printer stapler coffee lunch holiday invoice mailbox telephone password \
    browser laptop window curtain carpet garden bicycle airport luggage ticket painter carpenter plumber electrician \
    mechanic teacher student homework blackboard pencil eraser library bookstore bakery butcher grocery supermarket \
    pharmacy cashier wallet jewelry bracelet earring sweater trousers sandals sneakers mountain river island desert \
    thunder lightning earthquake butterfly mosquito spider lizard tortoise rabbit squirrel hamster bathroom bedroom \
    basement attic chimney fireplace mattress pillow blanket mirror candle bottleneck deadline meeting calendar";

#[test]
fn a_word_that_is_no_drug_gives_no_sure_answer() {
    let desk = shipped();
    let sure = |word: &&str| {
        let hits = desk.search(word, 20);
        hits.iter().any(|h| h.did_you_mean.is_none() && h.group != Group::Note)
    };
    let answered: Vec<String> = NO_DRUGS
        .split_whitespace()
        .filter(sure)
        .map(|w| format!("{w}: {:?}", desk.search(w, 1).first().map(|h| (desk.code(h).to_owned(), h.matched.clone()))))
        .collect();
    assert!(answered.is_empty(), "{}", answered.join("\n"));
    let guessed = NO_DRUGS.split_whitespace().filter(|w| desk.search(w, 1).iter().any(|h| h.did_you_mean.is_some())).count();
    println!("{guessed} of 100 words that are no drug are guessed at");
    assert!(guessed <= 15, "{guessed}");
}

/// A drug that such a word is found in stands under a heading which says that it is only mentioned there.
#[test]
fn a_drug_that_only_mentions_a_word_says_so() {
    let desk = shipped();
    let is_answer = |hit: &&Hit| hit.did_you_mean.is_none() && !hit.group.is_mention() && desk.catalog.codes()[hit.position].is_drug();
    let answered: Vec<&str> = MENTIONED.split_whitespace().filter(|word| desk.search(word, 20).iter().any(|h| is_answer(&h))).collect();
    // Fees of a pharmacy have codes, and Rocky Mountain spotted fever is an indication.
    assert_eq!(answered, ["pharmacy", "mountain"]);
}

/// What a note of another code says does not stand for the code that was typed, and a number is not mended into another one.
#[test]
fn a_code_stays_that_code_and_a_number_that_number() {
    let desk = shipped();
    for words in ["cm", "sq cm", "25 sq cm", "melanoma", "dosing weight", "zzqx", "200 foo"] {
        for code in ["J9271", "Q4101", "j9271"] {
            let (_, hits) = first(&desk, &format!("{code} {words}"));
            assert_eq!(desk.code(&hits[0]), code.to_ascii_uppercase(), "{words}");
        }
    }
    let (_, hits) = first(&desk, "J9271 NY");
    assert_eq!(hits.len(), 1, "no code like the one that was typed");
    for area in ["25 sq cm", "25 cm2", "25 cm\u{b2}"] {
        for named in ["Q4101", "apligraf"] {
            let query = format!("{named} {area}");
            let (shown, _) = first(&desk, &query);
            let dose = desk.index.find(&query, desk.on, 1).dose().map(str::to_owned);
            assert_eq!((shown.as_str(), dose.as_deref()), ("Q4101", Some(area)));
        }
    }
    for query in ["heparin 1e3 units", "keytruda 2e2 mg", "J0561 1e6 units"] {
        let (_, hits) = first(&desk, query);
        let digits = |text: &str| text.split(' ').skip(1).filter(|w| w.starts_with(|c: char| c.is_ascii_digit())).count();
        let meant: Vec<&str> = hits.iter().filter_map(|hit| hit.did_you_mean.as_deref()).collect();
        assert!(meant.iter().all(|meant| digits(meant) == 0 || meant.contains("1e3") || meant.contains("2e2")), "{query}: {meant:?}");
    }
}

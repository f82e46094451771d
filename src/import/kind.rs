//! What sort of thing a code bills, from its number and its words.

use crate::catalog::Kind;

/// The rules, first match wins. Each rests on the descriptor's own words or on CMS's numbering, so that a new
/// edition is sorted without an edit:
///
/// | kind | rule |
/// |---|---|
/// | skin substitute | Q4100 and up except drugs (no `injection`, `inhalation`, `drug`), and any `per square centimeter` of a C code |
/// | service | fees, administration, procedures (C97), `services` |
/// | vaccine | `vaccine` before the first comma |
/// | radiopharmaceutical | an isotope, curies, or the word itself; non-radioactive contrast is a drug |
/// | blood product | clotting factors, fibrinogen, inhibitors and other proteins named as human plasma products |
/// | supply | FDA devices: hyaluronan injections, dermal fillers; diluents and dispensers |
/// | biological | the stems and words of proteins, antibodies, toxins, hormones over 40 amino acids, cells, genes and live agents |
/// | drug | everything else; contraceptive systems and rings too, which FDA approves as drugs |
pub(super) fn of(code: &str, descriptor: &str) -> Kind {
    let text = descriptor.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let skin_number = ("Q4100".."Q5000").contains(&code);
    if (skin_number && !says(&["injection", "inhalation", "drug"])) || (code.starts_with('C') && says(&["per square centimeter"])) {
        Kind::SkinSubstitute
    } else if code.starts_with("C97") || says(&SERVICES) {
        Kind::Service
    } else if text.split(',').next().is_some_and(|name| name.contains("vaccine")) {
        Kind::Vaccine
    } else if is_radioactive(&text) {
        Kind::Radiopharmaceutical
    } else if says(&SUPPLIES) {
        Kind::Supply
    } else if is_blood_product(&text) {
        Kind::BloodProduct
    } else if says(&BIOLOGICAL_WORDS) || words(&text).any(is_biological_word) {
        Kind::Biological
    } else {
        Kind::Drug
    }
}

const SERVICES: [&str; 6] = [
    "pharmacy supply fee",
    "pharmacy dispensing fee",
    "pharmacy supplying fee",
    "chemotherapy administration",
    "services, supplies",
    "laparoscopy",
];

const SUPPLIES: [&str; 6] = ["hyaluronan or", "sculptra", "radiesse", "sterile saline or water", "sterile dilutant", "supply of "];

/// Half of them are written with a hyphen, half without.
const ISOTOPES: [&str; 22] = [
    "tc-99m", "in-111", "i-131", "i-125", "i-123", "1-123", "tl-201", "lu 177", "c-11", "n-13", "y-90", "co-57", "f-18", "f18", "f 18",
    "cr-51", "rb-82", "ga-67", "ga-68", "p-32", "sr-89", "cu-64",
];

fn is_radioactive(text: &str) -> bool {
    let words =
        text.contains("curie") || text.contains(" mci") || (text.contains("radiopharmaceutical") && !text.contains("non-radioactive"));
    words || ISOTOPES.iter().any(|isotope| text.contains(isotope))
}

const BLOOD: [&str; 17] = [
    "infusion, albumin",
    "factor vii",
    "factor viii",
    "factor ix",
    "factor x,",
    "factor xiii",
    "von willebrand",
    "fibrinogen",
    "antithrombin",
    "prothrombin complex",
    "anti-inhibitor",
    "hemophilia clotting factor",
    "protein c concentrate",
    "plasminogen, human",
    "fibrin sealant",
    "proteinase inhibitor",
    "esterase inhibitor (human)",
];

fn is_blood_product(text: &str) -> bool {
    BLOOD.iter().any(|words| text.contains(words)) && !text.contains("factor xa")
}

/// Words that name a biological wherever they stand.
const BIOLOGICAL_WORDS: [&str; 28] = [
    "unclassified biologics",
    "monoclonal antibody",
    "immune globulin",
    "gamma globulin",
    "immune fab",
    "immune f(ab",
    "interferon",
    "toxin",
    "insulin",
    "chorionic gonadotropin",
    "menotropins",
    "somatrem",
    "esterase inhibitor (recombinant)",
    "chondrocytes",
    "fecal microbiota",
    "bcg",
    "coagulation factor xa",
    "adamts13",
    "hemin",
    "ecallantide",
    "ocriplasmin",
    "efgartigimod",
    "pegvisomant",
    "denileukin",
    "diftitox",
    "lepirudin",
    "oprelvekin",
    "muromonab",
];

/// Stems of biological names (International Nonproprietary Names), tested at the end of each part of a hyphenated word.
const STEMS: [&str; 18] = [
    "mab", "cept", "ase", "stim", "poetin", "leukin", "ermin", "fusp", "tropin", "trophin", "vec", "cel", "bart", "tug", "mig", "alfa",
    "kinra", "plasmin",
];

/// Words that end like a biological and are none; cosyntropin and corticotropin have fewer than 40 amino acids.
const NOT_BIOLOGICAL: [&str; 8] = ["release", "disease", "base", "phase", "corticotropin", "cosyntropin", "purchase", "increase"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric())).filter(|w| w.len() > 2)
}

fn is_biological_word(word: &str) -> bool {
    !NOT_BIOLOGICAL.contains(&word) && STEMS.iter().any(|stem| word.ends_with(stem))
}

//! What was typed, understood by its shape: which words are looked for, and what else was said with them.

use std::borrow::Cow;

use super::dose;
use super::ndc::{self, Ndc};

/// A query taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What was typed, trimmed and cut.
    pub text: String,
    /// The words to look for; never empty where something was typed.
    pub words: String,
    /// The same without words that only say how a drug is given, where some were typed.
    pub core: Option<String>,
    /// A dose as the calculator takes it: `60 mg`, `15 mg/kg`, `2 g x 5 days`.
    pub dose: Option<String>,
    /// Fields of a request about the patient, typed with a dose by the patient: `weight`, `165 lb`.
    pub patient: Vec<(&'static str, String)>,
    /// What was typed without them, which may be remembered.
    pub without_patient: String,
    /// The whole query is a National Drug Code or the start of one.
    pub ndc: Option<Ndc>,
    /// Biosimilars of what the words name are wanted.
    pub biosimilars: bool,
}

/// Longer queries are cut: nobody types them, and a paste must not stop the screen.
const LONGEST: usize = 200;

/// Words that are said around what is meant.
const NOISE: [&str; 34] = [
    "hcpcs", "code", "codes", "j-code", "jcode", "j-codes", "q-code", "c-code", "for", "the", "of", "a", "an", "what", "is", "what's",
    "bill", "billing", "drug", "brand", "generic", "unit", "iv", "ivp", "ivpb", "im", "sc", "sq", "subq", "subcut", "daily", "bid", "once",
    "dose",
];

/// Words of descriptors and labels that say how a drug is given and in what: looked for first, and left out where nothing but a note
/// holds them (`heparin sodium in dextrose`).
const FORMS: &str = "injection injections inj injectable infusion po kit preparation in and with premixed dextrose sodium chloride \
                     hydrochloride hcl water plastic container human (human) recombinant suspension";

/// Words that ask for a fact of a drug's page, and the pane that states it.
const FACTS: [(&str, &str); 25] = [
    ("mue", "overview"),
    ("mai", "overview"),
    ("units", "overview"),
    ("price", "price"),
    ("pricing", "price"),
    ("asp", "price"),
    ("cost", "price"),
    ("payment", "price"),
    ("reimbursement", "price"),
    ("ndc", "products"),
    ("ndcs", "products"),
    ("products", "products"),
    ("packages", "products"),
    ("jw", "modifiers"),
    ("jz", "modifiers"),
    ("modifier", "modifiers"),
    ("modifiers", "modifiers"),
    ("coverage", "coverage"),
    ("lcd", "coverage"),
    ("denial", "denials"),
    ("denials", "denials"),
    ("documentation", "documentation"),
    ("payers", "payers"),
    ("similar", "similar"),
    ("sources", "sources"),
];

/// The words that are left of a query without those that ask for a fact, and the pane of the first of these: `J9271 mue`.
pub fn asked(words: &str) -> Option<(String, &'static str)> {
    let pane = |word: &str| FACTS.iter().find(|(fact, _)| fact.eq_ignore_ascii_case(word)).map(|(_, pane)| *pane);
    let first = words.split_whitespace().find_map(pane)?;
    let rest: Vec<&str> = words.split_whitespace().filter(|word| pane(word).is_none()).collect();
    (!rest.is_empty()).then(|| (rest.join(" "), first))
}

impl Query {
    /// Takes apart what was typed.
    pub fn read(typed: &str) -> Query {
        let typed = typed.trim();
        let text = &typed[..typed.char_indices().nth(LONGEST).map_or(typed.len(), |(i, _)| i)];
        let (text, ndc) = (text.to_owned(), ndc::read(text));
        let mut query = Query { words: text.clone(), without_patient: text.clone(), ndc, text: text.clone(), ..Query::default() };
        if query.ndc.is_some() || text.is_empty() {
            return query;
        }
        let is_noise = |word: &str| NOISE.contains(&word);
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let mut dosed = words.clone();
        if let Some(typed) = dose::take(&mut dosed)
            && dosed.iter().any(|word| !is_noise(&word.to_ascii_lowercase()))
        {
            words = dosed;
            query.without_patient = typed.without_patient(&text);
            (query.dose, query.patient) = (typed.order, typed.patient);
        }
        take(&mut words, is_noise);
        query.biosimilars = take(&mut words, |word| matches!(word, "biosimilar" | "biosimilars"));
        let mut core = words.clone();
        if take(&mut core, |word| FORMS.split(' ').any(|form| form == word)) {
            query.core = Some(core.join(" "));
        }
        query.words = words.join(" ");
        query
    }

    /// The words of a query that may name things that are no drug, each as typed: `CO-16`, `M119`, `first`, `coast`.
    pub(super) fn parts(&self) -> Vec<Cow<'_, str>> {
        let cut = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/');
        self.text.split(cut).filter(|part| !part.is_empty()).map(Cow::Borrowed).collect()
    }
}

/// Takes out words as long as some remain; whether any was taken.
fn take(words: &mut Vec<&str>, of: impl Fn(&str) -> bool) -> bool {
    let kept: Vec<&str> = words.iter().copied().filter(|word| !of(&word.to_ascii_lowercase())).collect();
    let taken = !kept.is_empty() && kept.len() < words.len();
    if taken {
        *words = kept;
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn doses_noise_and_routes_are_told_from_names() {
        for (typed, words, core, dose) in [
            ("ketorolac 60 mg", "ketorolac", None, Some("60 mg")),
            ("prolia 60mg/ml", "prolia", None, None),
            ("10 mg dexamethasone", "dexamethasone", None, Some("10 mg")),
            ("ondansetron 4 mg IV", "ondansetron", None, Some("4 mg")),
            ("ondansetron injection", "ondansetron injection", Some("ondansetron"), None),
            ("rituximab 375 mg/m2", "rituximab", None, Some("375 mg/m2")),
            ("avastin 15 mg/kg", "avastin", None, Some("15 mg/kg")),
            ("penicillin 1.2 million units", "penicillin", None, Some("1.2 million units")),
            ("HCPCS J9271", "J9271", None, None),
            ("J-code for prolia", "prolia", None, None),
            ("code", "code", None, None),
            ("injection", "injection", None, None),
            ("60 mg", "60 mg", None, None),
            ("immune globulin 10%", "immune globulin 10%", None, None),
            ("J0696 2g x5d", "J0696", None, Some("2g x5d")),
            ("ceftriaxone 2 g IV daily for 5 days", "ceftriaxone", None, Some("2 g IV daily for 5 days")),
            ("1 g BID x 3 days cefazolin", "cefazolin", None, Some("1 g BID x 3 days")),
            ("rituximab 1400 mg subcutaneous", "rituximab subcutaneous", None, Some("1400 mg")),
            ("carboplatin AUC 5", "carboplatin", None, Some("AUC 5")),
            ("keytruda 200 mg q3w", "keytruda", None, Some("200 mg q3w")),
            ("nivolumab 70 kg 3 mg/kg", "nivolumab", None, Some("3 mg/kg")),
        ] {
            let query = Query::read(typed);
            assert_eq!((query.words.as_str(), query.core.as_deref(), query.dose.as_deref()), (words, core, dose), "{typed}");
        }
    }

    #[test]
    fn the_patient_is_taken_with_a_dose_by_the_patient_and_is_not_remembered() {
        for (typed, words, fields, kept) in [
            ("remicade 5 mg/kg 165 lb", "remicade", vec![("weight", "165 lb")], "remicade 5 mg/kg"),
            ("remicade 75kg 5 mg/kg", "remicade", vec![("weight", "75kg")], "remicade 5 mg/kg"),
            ("remicade 5 mg/kg wt: 75 kg x2", "remicade x2", vec![("weight", "75 kg")], "remicade 5 mg/kg x2"),
            ("taxol 175 mg/m2 70 in 165 lb", "taxol", vec![("height", "70 in"), ("weight", "165 lb")], "taxol 175 mg/m2"),
            ("taxol 175 mg/m2 1.8 m2", "taxol", vec![("bsa", "1.8")], "taxol 175 mg/m2"),
            ("apligraf 44 sq cm", "apligraf", vec![], "apligraf 44 sq cm"),
            ("keytruda 200 mg", "keytruda", vec![], "keytruda 200 mg"),
        ] {
            let query = Query::read(typed);
            let held: Vec<(&str, &str)> = query.patient.iter().map(|(field, text)| (*field, text.as_str())).collect();
            assert_eq!((query.words.as_str(), held, query.without_patient.as_str()), (words, fields, kept), "{typed}");
        }
    }

    #[test]
    fn biosimilars_are_asked_for_by_word() {
        let query = Query::read("Herceptin biosimilars");
        assert_eq!((query.words.as_str(), query.biosimilars), ("Herceptin", true));
        assert!(!Query::read("biosimilar").biosimilars);
    }
}

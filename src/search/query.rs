//! What was typed, understood by its shape: which words are looked for, and what else was said with them.

use std::borrow::Cow;

use super::ndc::{self, Ndc};
use crate::quantity::{Dimension, Measure, Quantity};

/// A query taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What was typed, trimmed and cut.
    pub text: String,
    /// The words to look for; never empty where something was typed.
    pub words: String,
    /// The same without words that only say how a drug is given, where some were typed.
    pub core: Option<String>,
    /// A dose as the calculator takes it: `60 mg`, `15 mg/kg`.
    pub dose: Option<String>,
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

/// Words of descriptors that say how a drug is given: looked for first, and left out where nothing holds them.
const ROUTES: [&str; 8] = ["injection", "injections", "inj", "injectable", "infusion", "po", "kit", "preparation"];

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
        let mut query = Query { text: text.to_owned(), words: text.to_owned(), ndc: ndc::read(text), ..Query::default() };
        if query.ndc.is_some() || text.is_empty() {
            return query;
        }
        let mut words: Vec<&str> = text.split_whitespace().collect();
        take(&mut words, |word| NOISE.contains(&word));
        let mut dosed = words.clone();
        if let Some(dose) = take_dose(&mut dosed)
            && !dosed.is_empty()
        {
            words = dosed;
            query.dose = dose;
        }
        query.biosimilars = take(&mut words, |word| matches!(word, "biosimilar" | "biosimilars"));
        let mut core = words.clone();
        if take(&mut core, |word| ROUTES.contains(&word)) {
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

/// Takes an amount of drug out of the words: `60 mg`, `60mg`, `15 mg/kg`. A strength (`60mg/ml`) is taken out as well and is no
/// dose: the inner value is then `None`.
fn take_dose(words: &mut Vec<&str>) -> Option<Option<String>> {
    for start in 0..words.len() {
        for length in [3, 2, 1] {
            let Some(run) = words.get(start..start + length) else { continue };
            let amount = run.join(" ");
            let (whole, per) = amount.split_once('/').map_or((amount.as_str(), None), |(whole, per)| (whole, Some(per)));
            let Ok(quantity) = Quantity::parse(whole) else { continue };
            // Nobody doses in liters: `Neothelium 4L`.
            let no_drug =
                matches!(quantity.measure.dimension(), Dimension::Length | Dimension::Time | Dimension::Count(_) | Dimension::Area);
            if no_drug || quantity.measure == Measure::Liter {
                continue;
            }
            let volume = |per: &str| {
                per.ends_with(['l', 'L']) && per.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ' ' | 'm' | 'l' | 'M' | 'L'))
            };
            let dose = (!per.is_some_and(volume)).then(|| amount.clone());
            words.drain(start..start + length);
            return Some(dose);
        }
    }
    None
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
        ] {
            let query = Query::read(typed);
            assert_eq!((query.words.as_str(), query.core.as_deref(), query.dose.as_deref()), (words, core, dose), "{typed}");
        }
    }

    #[test]
    fn biosimilars_are_asked_for_by_word() {
        let query = Query::read("Herceptin biosimilars");
        assert_eq!((query.words.as_str(), query.biosimilars), ("Herceptin", true));
        assert!(!Query::read("biosimilar").biosimilars);
    }
}

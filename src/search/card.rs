//! Cards: what was typed and is no code. A modifier, a denial code, a procedure number, a diagnosis, a payer, a rule, an NDC.

use super::documents::CardKind;
use super::query::Query;
use super::tables::IndexTables;
use super::{ndc, tokens};
use crate::catalog::Catalog;

/// Something that was named and is no code of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Card {
    /// What it is.
    pub kind: CardKind,
    /// `JZ`, `16`, `M119`, `96413`, `C50.911`, `medicare-part-b`, `mue-line`, eleven digits.
    pub id: String,
    /// In a few words; `None` where nothing is known of it.
    pub title: Option<String>,
}

impl Card {
    /// The title; that of a diagnosis stands in the catalog and not in the search tables.
    pub fn title(&self, catalog: &Catalog) -> Option<String> {
        match self.kind {
            CardKind::Diagnosis => catalog.icd10().descriptor(&self.id).map(str::to_owned),
            _ => self.title.clone(),
        }
    }
}

/// Words that only say of what kind the next one is.
const KINDS: [(&str, CardKind); 12] = [
    ("carc", CardKind::Carc),
    ("rarc", CardKind::Rarc),
    ("denial", CardKind::Carc),
    ("modifier", CardKind::Modifier),
    ("modifiers", CardKind::Modifier),
    ("mod", CardKind::Modifier),
    ("cpt", CardKind::Administration),
    ("dx", CardKind::Diagnosis),
    ("icd", CardKind::Diagnosis),
    ("icd10", CardKind::Diagnosis),
    ("icd-10", CardKind::Diagnosis),
    ("payer", CardKind::Payer),
];

/// Who carries an adjusted amount; stands in front of a reason.
const GROUPS: [&str; 5] = ["CO", "PR", "OA", "PI", "CR"];

/// The cards of a query all of whose words name something that is no code; empty where one does not.
pub(super) fn whole(flat: &IndexTables<'_>, query: &Query) -> Vec<Card> {
    let normal = tokens::normal(&query.text);
    // The first words of a rule's id name every such rule: `mue`.
    let named = flat.topics_named(&normal).filter(|(whole, kind, ..)| *whole == normal || *kind == CardKind::Rule);
    let mut cards: Vec<Card> = named.map(|(_, kind, id, title)| card(kind, id, title)).collect();
    if cards.is_empty() {
        cards = each(flat, query).unwrap_or_default();
    }
    cards.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    cards.dedup();
    cards
}

/// One card for each word; `None` where one names nothing.
fn each(flat: &IndexTables<'_>, query: &Query) -> Option<Vec<Card>> {
    let parts = query.parts();
    let stated = |word: &str| KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind);
    let kind = parts.iter().find_map(|part| stated(part));
    let rest: Vec<&str> = parts.iter().map(AsRef::as_ref).filter(|part| stated(part).is_none()).collect();
    let mut cards = Vec::new();
    let mut reason = false;
    for part in rest {
        let (grouped, part) = reason_of(part);
        reason |= grouped;
        if part.is_empty() {
            continue;
        }
        let kind = if reason && kind.is_none() { None } else { kind };
        let name = tokens::normal(part);
        let named: Vec<Card> = flat
            .topics_named(&name)
            .filter(|(whole, found, ..)| *whole == name && kind.is_none_or(|kind| kind == *found))
            .filter(|(_, found, ..)| !grouped || *found == CardKind::Carc)
            .filter(|(_, found, ..)| !reason || matches!(found, CardKind::Carc | CardKind::Rarc))
            .map(|(_, kind, id, title)| card(kind, id, title))
            .collect();
        match (named.is_empty(), diagnosis(part, kind == Some(CardKind::Diagnosis))) {
            (false, _) => cards.extend(named),
            (true, Some(id)) => cards.push(Card { kind: CardKind::Diagnosis, id, title: None }),
            (true, None) => return None,
        }
    }
    Some(cards)
}

/// The modifiers, procedure numbers and diagnoses among the words of a query that also names something else, and the words
/// without them.
pub(super) fn beside(flat: &IndexTables<'_>, words: &str) -> Option<(Vec<Card>, String)> {
    let named = |word: &str| {
        if let Some(id) = diagnosis(word, false) {
            return Some(Card { kind: CardKind::Diagnosis, id, title: None });
        }
        // Two small letters are a word or the start of one.
        let kind = match word.len() {
            2 if word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) => CardKind::Modifier,
            5 if word.bytes().all(|b| b.is_ascii_digit()) => CardKind::Administration,
            _ => return None,
        };
        let folded = tokens::fold(word);
        flat.topics_named(&folded).find(|(_, found, ..)| *found == kind).map(|(_, kind, id, title)| card(kind, id, title))
    };
    let cards: Vec<Card> = words.split_whitespace().filter_map(named).collect();
    let rest: Vec<&str> = words.split_whitespace().filter(|word| named(word).is_none()).collect();
    (!cards.is_empty() && !rest.is_empty()).then(|| (cards, rest.join(" ")))
}

/// The card of an NDC that no code holds: one for each NDC that the digits may be.
pub(super) fn of_ndc(query: &Query) -> Vec<Card> {
    let Some(read) = query.ndc.as_ref().filter(|read| read.whole) else { return Vec::new() };
    let mut whole: Vec<u64> = read.readings.iter().filter(|r| r.end - r.start == 1).map(|r| r.start).collect();
    whole.dedup();
    let title = |number: u64| match read.hint {
        Some(hint) => format!("{}, {hint}; not in the product files held", ndc::shown(number)),
        None => format!("{}, not in the product files held", ndc::shown(number)),
    };
    whole.into_iter().map(|number| Card { kind: CardKind::Ndc, id: format!("{number:0>11}"), title: Some(title(number)) }).collect()
}

fn card(kind: CardKind, id: &str, title: &str) -> Card {
    Card { kind, id: id.to_owned(), title: Some(title.to_owned()).filter(|t| !t.is_empty()) }
}

/// `CO-16` and `CO16` without their group; whether they had one.
fn reason_of(part: &str) -> (bool, &str) {
    match part.split_at_checked(2) {
        Some((group, rest)) if GROUPS.iter().any(|g| g.eq_ignore_ascii_case(group)) => {
            let rest = rest.trim_start_matches('-');
            let reason = rest.is_empty() || rest.len() <= 3 && rest.bytes().any(|b| b.is_ascii_digit());
            if reason { (true, rest) } else { (false, part) }
        }
        _ => (false, part),
    }
}

/// An ICD-10-CM code as written with its dot: `C50.911`. Without a dot only where it is long enough to be no HCPCS code, or where
/// the query says that it is one.
fn diagnosis(typed: &str, stated: bool) -> Option<String> {
    let upper = typed.to_ascii_uppercase();
    let bare: String = upper.chars().filter(|c| *c != '.').collect();
    let dotted = upper.as_bytes().get(3) == Some(&b'.') && upper.len() > 4 && upper.matches('.').count() == 1;
    let bytes = bare.as_bytes();
    let shaped = (3..=7).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes[1].is_ascii_digit()
        && bytes[2..].iter().all(u8::is_ascii_alphanumeric)
        && bytes.iter().filter(|b| b.is_ascii_digit()).count() * 2 >= bytes.len();
    if !shaped || !(dotted || stated || bytes.len() > 5 && bare == upper) {
        return None;
    }
    let (category, rest) = bare.split_at(3);
    Some(if rest.is_empty() { category.to_owned() } else { format!("{category}.{rest}") })
}

#[cfg(test)]
mod tests {
    use super::{diagnosis, reason_of};

    #[test]
    fn reasons_lose_their_group() {
        let read =
            [("CO-16", (true, "16")), ("co16", (true, "16")), ("CO", (true, "")), ("M119", (false, "M119")), ("COB15", (true, "B15"))];
        read.into_iter().for_each(|(typed, cut)| assert_eq!(reason_of(typed), cut, "{typed}"));
        assert_eq!(reason_of("copaxone"), (false, "copaxone"));
    }

    #[test]
    fn diagnoses_are_told_from_billing_codes() {
        for (typed, read) in [("c50.911", Some("C50.911")), ("H35.3211", Some("H35.3211")), ("C50911", Some("C50.911"))] {
            assert_eq!(diagnosis(typed, false).as_deref(), read, "{typed}");
        }
        for typed in ["J9271", "L400", "keytruda", "C50.", "5.5", "J9271.5.5", "A.1"] {
            assert_eq!(diagnosis(typed, false), None, "{typed}");
        }
        assert_eq!(diagnosis("l400", true).as_deref(), Some("L40.0"));
    }
}

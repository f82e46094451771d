//! The generic name in a descriptor: its own words in lower case, without salts, forms and amounts.

use super::descriptor::{Descriptor, Token, is_word, measure_at};
use crate::catalog::Kind;

/// The name as a list shows it (`doxorubicin`, `daratumumab and hyaluronidase-fihj`, `immune globulin (privigen)`),
/// or nothing where the descriptor names no drug. A brand or maker in parentheses stays: it tells codes apart.
pub(super) fn find(descriptor: &str, kind: Kind) -> String {
    let d = Descriptor::new(descriptor);
    if kind == Kind::SkinSubstitute {
        return brand(&d.lower);
    }
    let nameless = d.says(&CATCH_ALLS) || d.clauses.iter().any(|c| c.len() == 1 && is_word(c, 0, "nos")) || kind == Kind::Service;
    let Some(at) = d.clauses.iter().position(|c| !is_form(c)).filter(|_| !nameless) else { return String::new() };
    let rest = d.clauses.get(at + 1..).unwrap_or_default();
    let mut name = parts(&d.clauses[at], kind);
    for (i, clause) in rest.iter().enumerate() {
        if let Some(more) = partner(clause, rest.get(i + 1), i == 0, kind) {
            name.push_str(&more);
        }
    }
    match d.product().filter(|_| !d.says(&["biosimilar,"]) && !name.is_empty()) {
        Some(product) => format!("{name} ({product})"),
        None => name,
    }
}

/// Skin substitutes go by their brands: all of the text before the unit, the form or an aside.
fn brand(lower: &str) -> String {
    let ends = ["(", "; ", ", per ", ", injectable", ", for topical", ", includes", ", any type", "not otherwise specified"];
    let unit = lower.match_indices(", ").map(|(i, _)| i).find(|i| lower[i + 2..].starts_with(|c: char| c.is_ascii_digit()));
    let end = ends.iter().filter_map(|e| lower.find(e)).chain(unit).min().unwrap_or(lower.len());
    let name = lower[..end].trim_end_matches([' ', ',']);
    if name.contains("skin substitute") { String::new() } else { name.to_owned() }
}

/// Codes for whatever has no code of its own.
const CATCH_ALLS: [&str; 12] = [
    "not otherwise classified",
    "unclassified",
    "unspecified",
    "noc drugs",
    "non-prescription drugs",
    "drug administered through",
    "contraceptive supply",
    "nasal vaccine",
    "radiopharmaceutical, ",
    "supply of",
    "antiemetic drug",
    "irrigation solution for",
];

/// `injection`, `instillation` ... alone before the name.
fn is_form(clause: &[Token]) -> bool {
    const FORMS: [&str; 8] = ["injection", "inj", "instillation", "infusion", "oral", "iv", "liposomal", "non-contrast"];
    match clause {
        [Token::Word(w)] => FORMS.contains(&w.as_str()) || w == "non-radioactive",
        [Token::Word(a), Token::Word(b)] => {
            matches!((a.as_str(), b.as_str()), ("topical", "administration") | ("intravesical", "instillation"))
        }
        _ => false,
    }
}

/// Words that end a name: what follows is a form, a route, a carrier or a condition.
const ENDS: [&str; 48] = [
    "per",
    "for",
    "up",
    "oral",
    "implant",
    "implants",
    "injectable",
    "inhalation",
    "ophthalmic",
    "otic",
    "nasal",
    "intravesical",
    "intravitreal",
    "intravenous",
    "pyelocalyceal",
    "parenteral",
    "administered",
    "extended-release",
    "extended",
    "long",
    "depot",
    "solution",
    "suspension",
    "powder",
    "gel",
    "pellet",
    "capsule",
    "urethral",
    "system",
    "patch",
    "enteral",
    "not",
    "via",
    "through",
    "gas",
    "sustained",
    "or",
    "particles",
    "topical",
    "sinus",
    "material",
    "infusion",
    "irrigation",
    "injection",
    "instillation",
    "biosimilar",
    "intrauterine",
    "-",
];

/// Fluids a drug comes mixed with.
const CARRIERS: [&str; 3] = ["chloride", "dextrose", "ringers"];

/// Salts and esters that names leave out. Those that tell drugs apart (`cypionate`, `acetonide`, `decanoate`) stay.
const SALTS: [&str; 41] = [
    "hydrochloride",
    "dihydrochloride",
    "hcl",
    "sodium",
    "disodium",
    "trisodium",
    "sulfate",
    "methylsulfate",
    "mesylate",
    "acetate",
    "phosphate",
    "diphosphate",
    "maleate",
    "citrate",
    "tartrate",
    "bitartrate",
    "isethionate",
    "dimeglumine",
    "meglumine",
    "butyrate",
    "lactate",
    "lactobionate",
    "tromethamine",
    "fumarate",
    "bromide",
    "potassium",
    "calcium",
    "hyclate",
    "glucuronate",
    "succinate",
    "mepesuccinate",
    "chloride",
    "furoate",
    "palmitate",
    "dihydrate",
    "pamoate",
    "fosamil",
    "triflutate",
    "recombinant",
    "methylate",
    "medocaril",
];

/// A generic name without its salt, as lists show it: `bupivacaine hydrochloride` is bupivacaine, `calcium acetate` stays.
pub(super) fn bare(name: &str) -> String {
    without_salts(name.split(' ').map(str::to_owned).collect(), Kind::Drug).join(" ")
}

/// A word that names leave out.
pub(super) fn is_salt(word: &str) -> bool {
    SALTS.contains(&word)
}

/// Is the salt part of the name?
pub(super) fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name.split(' ').next().unwrap_or_default())
}

/// First words of names that are nothing, or another product, without their salt: `calcium acetate`, `hydrocortisone acetate`.
const WHOLE: [&str; 15] = [
    "calcium",
    "sodium",
    "potassium",
    "magnesium",
    "lanthanum",
    "ferric",
    "iron",
    "gold",
    "edetate",
    "penicillin",
    "caffeine",
    "hydrocortisone",
    "methylprednisolone",
    "betamethasone",
    "ringers",
];

/// The words of a clause up to where the name ends, amounts passed over, salts dropped.
fn parts(clause: &[Token], kind: Kind) -> String {
    let words = clause.iter().position(|t| matches!(t, Token::Word(w) if w == "injection" || w == "instillation" || w == "infusion"));
    let start = if words == Some(0) { 1 } else { 0 };
    let mut name: Vec<String> = Vec::new();
    let mut part: Vec<String> = Vec::new();
    let mut i = start;
    while i < clause.len() {
        match &clause[i] {
            Token::Number(_) if measure_at(clause, i + 1).is_some() => {
                i += 1 + measure_at(clause, i + 1).map_or(0, |(_, taken)| taken);
                if clause.get(i) == Some(&Token::Slash) && measure_at(clause, i + 1).is_some() {
                    i += 2;
                }
                continue;
            }
            Token::Number(n) => part.push(n.to_string()),
            Token::Slash if !part.is_empty() => {
                name.append(&mut without_salts(std::mem::take(&mut part), kind));
                name.push("/".to_owned());
            }
            Token::Word(w) if w == "and" && !part.is_empty() => {
                name.append(&mut without_salts(std::mem::take(&mut part), kind));
                name.push("and".to_owned());
            }
            Token::Word(w) if i > start && ENDS.contains(&w.as_str()) => break,
            // `lidocaine hcl in 5% dextrose`: the carrier tells codes apart.
            Token::Word(w) if w == "in" && clause[i..].iter().any(|t| matches!(t, Token::Word(w) if CARRIERS.contains(&w.as_str()))) => {
                name.append(&mut without_salts(std::mem::take(&mut part), kind));
                let carrier = clause[i..].iter().map_while(|t| match t {
                    Token::Word(w) if !ENDS.contains(&w.as_str()) => Some(w.clone()),
                    _ => None,
                });
                name.extend(carrier);
                break;
            }
            Token::Word(w) if w == "per" || (i > start && (w == "in" || w.starts_with('-'))) => break,
            Token::Word(w) => part.push(w.trim_end_matches("-releasing").to_owned()),
            _ => break,
        }
        i += 1;
    }
    name.append(&mut without_salts(part, kind));
    while name.last().is_some_and(|w| w == "and" || w == "/") {
        name.pop();
    }
    name.join(" ").replace(" / ", "/")
}

/// What a later clause adds: `and hyaluronidase-zzxf`, a second drug with its amount, a brand, the ligand of an isotope.
fn partner(clause: &[Token], next: Option<&Vec<Token>>, first: bool, kind: Kind) -> Option<String> {
    // `10 mg and hyaluronidase-fihj`, `up to 2.5 mg and ipratropium bromide`: the partner stands behind the amount.
    let amount =
        clause.iter().take(3).position(|t| matches!(t, Token::Number(_))).and_then(|at| Some(at + 1 + measure_at(clause, at + 1)?.1));
    if let Some(behind) = amount.filter(|behind| is_word(clause, *behind, "and")) {
        let named = matches!(clause.first(), Some(Token::Word(w)) if w != "up" && w != "per");
        let (joint, from) = if named { (",", 0) } else { (" and", behind + 1) };
        return Some(format!("{joint} {}", parts(&clause[from..], kind)));
    }
    let [Token::Word(word), ..] = clause else { return None };
    if ENDS.contains(&word.as_str()) || QUALIFIERS.contains(&word.as_str()) || word.contains("formulation") {
        return None;
    }
    if kind == Kind::Radiopharmaceutical {
        return first.then(|| format!(" {}", parts(clause, kind)));
    }
    let numbered = clause.iter().enumerate().any(|(i, t)| matches!(t, Token::Number(_)) && measure_at(clause, i + 1).is_some());
    let before_unit =
        next.is_some_and(|n| matches!(n.first(), Some(Token::Number(_))) || ["per", "up", "for", "and"].iter().any(|w| is_word(n, 0, w)));
    match clause {
        _ if word.starts_with("alfa-") => Some(format!(" {word}")),
        [_, Token::Word(drug)] if word == "and" => Some(format!(" and {drug}")),
        [_] if first && before_unit && word.starts_with(char::is_alphabetic) => {
            let brand = matches!(kind, Kind::Supply | Kind::BloodProduct) && !word.starts_with("human") && word != "complex";
            Some(if brand { format!(" ({word})") } else { format!(", {word}") })
        }
        _ if first && numbered && clause.contains(&Token::Word("and".to_owned())) => Some(format!(", {}", parts(clause, kind))),
        [_, ..] if word == "gamma" => Some(format!(" {}", parts(clause, kind))),
        _ => None,
    }
}

/// Clauses of one word that qualify the drug and do not name it.
const QUALIFIERS: [&str; 35] = [
    "diagnostic",
    "therapeutic",
    "aerosol",
    "intramuscular",
    "intraocular",
    "intrathecal",
    "subcutaneous",
    "suprachoroidal",
    "human",
    "ovine",
    "bovine",
    "equine",
    "rabbit",
    "recombinant",
    "synthetic",
    "aqueous",
    "sterile",
    "lyophilized",
    "non-lyophilized",
    "preservative-free",
    "minidose",
    "biosimilar",
    "pegylated",
    "pegylated-aucl",
    "inactivated",
    "inactivated-zhzo",
    "glycopegylated",
    "glycopegylated-exei",
    "granules",
    "long-acting",
    "liposomal",
    "unrefrigerated",
    "polyvalent",
    "injectable",
    "microsphere",
];

fn without_salts(mut words: Vec<String>, kind: Kind) -> Vec<String> {
    let whole = words.first().is_some_and(|w| WHOLE.contains(&w.as_str()));
    if whole || kind == Kind::Radiopharmaceutical {
        return words;
    }
    while words.len() > 1 && words.last().is_some_and(|w| SALTS.contains(&w.as_str())) {
        words.pop();
    }
    words
}

//! Lines as a learner types them.

use crate::billing::Line as BilledLine;
use crate::catalog::ScenarioLine;
use crate::claim::{ClaimLine, NdcCells};
use crate::quantity::Amount;

/// A claim line reduced to what is typed: `J9021-JW x75 NDC N400003373413 ML24`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLine {
    /// Five characters, capitals.
    pub code: String,
    /// Two characters each, capitals, as typed.
    pub modifiers: Vec<String>,
    /// The quantity; a fraction or nothing is kept, so that it can be graded.
    pub units: Amount,
    /// The NDC segment.
    pub ndc: Option<TypedNdc>,
    /// The diagnoses that the line points to, with their dots; empty where none was typed.
    pub diagnoses: Vec<String>,
}

/// The NDC segment as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedNdc {
    /// Without `N4`, and without the hyphens of eleven digits.
    pub ndc: String,
    /// `ML`, `UN` ...
    pub qualifier: Option<String>,
    /// How much of the product.
    pub quantity: Option<Amount>,
}

/// An NDC of 5-4-2 digits without its hyphens: they are how it is read, and no mistake. Anything else is kept as typed, for a
/// ten-digit NDC with hyphens is one.
pub fn bare_ndc(typed: &str) -> String {
    let lengths: Vec<usize> = typed.split('-').map(str::len).collect();
    if lengths == [5, 4, 2] { typed.replace('-', "") } else { typed.to_owned() }
}

/// How to write a line, for messages: no code and no product of any case.
pub const FORM: &str = "write a line like J1234-JW x10, several with ; between, an NDC like J1234-JZ x50 NDC N412345678901 ML5";

/// The most characters of an input that a message repeats.
const REPEATED: usize = 40;

/// Reads lines: one a row, or several with `;` between. Diagnoses typed once hold for the lines that name none.
///
/// # Errors
/// Nothing was typed, or a line has no code or no quantity; the message says which and how to write it.
pub fn parse(text: &str) -> Result<Vec<TypedLine>, String> {
    let mut lines: Vec<TypedLine> = text.split([';', '\n']).map(str::trim).filter(|l| !l.is_empty()).map(line).collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Err(format!("nothing was typed; {FORM}"));
    }
    if let Some(named) = lines.iter().map(|line| &line.diagnoses).find(|named| !named.is_empty()).cloned() {
        lines.iter_mut().filter(|line| line.diagnoses.is_empty()).for_each(|line| line.diagnoses.clone_from(&named));
    }
    Ok(lines)
}

/// An input as a message repeats it.
pub fn repeated(text: &str) -> String {
    let start: String = text.chars().take(REPEATED).collect();
    if start.len() < text.len() { format!("{start}...") } else { start }
}

fn line(text: &str) -> Result<TypedLine, String> {
    let upper = text.to_uppercase().replace(['×', '*'], "X");
    let unreadable = |what: &str| format!("`{}`: {what}; {FORM}", repeated(text));
    let starts = [upper.find(" NDC"), upper.find(" DX")];
    let next = |after: usize| starts.iter().flatten().copied().filter(|at| *at > after).min().unwrap_or(upper.len());
    let part = |at: Option<usize>, mark: &str| at.map(|at| upper[at + mark.len()..next(at)].trim_start_matches(':'));
    let head = &upper[..starts.iter().flatten().copied().min().unwrap_or(upper.len())];
    let ndc = part(starts[0], " NDC").map(segment).transpose().map_err(|what| unreadable(&what))?;
    let diagnoses = part(starts[1], " DX").map(pointers).transpose().map_err(|what| unreadable(&what))?.unwrap_or_default();
    // GX and AX are modifiers: what counts is an X that begins a word.
    if ["X-", "X -"].iter().any(|sign| head.match_indices(sign).any(|(at, _)| !head[..at].ends_with(char::is_alphanumeric))) {
        return Err(unreadable("a quantity is not negative"));
    }
    let words: Vec<&str> = head.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).collect();
    let [code, rest @ ..] = words.as_slice() else { return Err(unreadable("no code")) };
    // `x 75` is the same as `x75`.
    let (modifiers, units) = match rest {
        [modifiers @ .., "X", units] => (modifiers, *units),
        [modifiers @ .., units] if units.starts_with('X') => (modifiers, &units[1..]),
        [.., last] if code.len() == 5 && last.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(unreadable(&format!("units are written x{}", repeated(last))));
        }
        _ => return Err(unreadable("no quantity")),
    };
    if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(unreadable(&format!("{} is no code of five characters", repeated(code))));
    }
    if let Some(odd) = modifiers.iter().find(|m| m.len() != 2 || !m.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Err(unreadable(&format!("{} is no modifier of two characters", repeated(odd))));
    }
    let units = Amount::parse(units).map_err(|e| unreadable(&e.to_string()))?;
    Ok(TypedLine { code: (*code).to_owned(), modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(), units, ndc, diagnoses })
}

/// ` C91.02, Z5112`: ICD-10-CM codes, with their dots.
fn pointers(text: &str) -> Result<Vec<String>, String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    let dotted = |word: &str| {
        let bare = word.replace('.', "");
        match bare.as_bytes() {
            [b'A'..=b'Z', b'0'..=b'9', rest @ ..] if (1..=5).contains(&rest.len()) && rest.iter().all(u8::is_ascii_alphanumeric) => {
                let (category, detail) = bare.split_at(3);
                Ok(if detail.is_empty() { category.to_owned() } else { format!("{category}.{detail}") })
            }
            _ => Err(format!("`{}` is no diagnosis code", repeated(word))),
        }
    };
    let all = words.map(dotted).collect::<Result<Vec<String>, String>>()?;
    if all.is_empty() { Err("nothing stands behind DX".to_owned()) } else { Ok(all) }
}

/// ` N400003373413 ML24`: the code, then qualifier and quantity, together or apart.
fn segment(text: &str) -> Result<TypedNdc, String> {
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return Err("nothing stands behind NDC".to_owned()) };
    // `N4 00003373413` and `N400003373413`; eleven digits may begin with anything.
    let ndc = match first {
        "N4" => words.next().unwrap_or_default(),
        _ => first.strip_prefix("N4").unwrap_or(first),
    };
    if !ndc.bytes().any(|b| b.is_ascii_digit()) || !ndc.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return Err(format!("`{}` is no NDC", repeated(ndc)));
    }
    let ndc = bare_ndc(ndc);
    let amount: String = words.collect();
    if amount.is_empty() {
        return Ok(TypedNdc { ndc, qualifier: None, quantity: None });
    }
    let (qualifier, quantity) = amount.split_at_checked(2).unwrap_or((&amount, ""));
    let quantity = Amount::parse(quantity).map_err(|e| format!("NDC quantity: {e}"))?;
    Ok(TypedNdc { ndc, qualifier: Some(qualifier.to_owned()), quantity: Some(quantity) })
}

impl TypedLine {
    /// As a learner would type it.
    pub fn text(&self) -> String {
        let mut text = self.code.clone();
        for modifier in &self.modifiers {
            text.push('-');
            text.push_str(modifier);
        }
        text.push_str(&format!(" x{}", self.units));
        if let Some(ndc) = &self.ndc {
            text.push_str(" NDC N4");
            text.push_str(&ndc.text());
        }
        if !self.diagnoses.is_empty() {
            text.push_str(" DX ");
            text.push_str(&self.diagnoses.join(" "));
        }
        text
    }

    /// Does it bill discarded drug?
    pub fn is_discarded(&self) -> bool {
        self.modifiers.iter().any(|m| m == "JW")
    }

    /// The modifiers as a set.
    pub(super) fn set(&self) -> Vec<&str> {
        let mut set: Vec<&str> = self.modifiers.iter().map(String::as_str).collect();
        set.sort_unstable();
        set.dedup();
        set
    }

    /// The cells that the claim check reads; what the chart says is added by the caller.
    pub fn claim_line(&self, number: usize) -> ClaimLine {
        let ndc = self.ndc.as_ref().map(|n| NdcCells { ndc: n.ndc.clone(), qualifier: n.qualifier.clone(), quantity: n.quantity });
        ClaimLine {
            number,
            code: self.code.clone(),
            modifiers: self.modifiers.clone(),
            units: Some(self.units),
            ndc,
            diagnoses: self.diagnoses.clone(),
            ..ClaimLine::default()
        }
    }
}

impl TypedNdc {
    /// `00003373413 ML24`
    fn text(&self) -> String {
        let amount = self.quantity.map(|q| format!(" {}{q}", self.qualifier.as_deref().unwrap_or_default()));
        format!("{}{}", self.ndc, amount.unwrap_or_default())
    }
}

/// Without its diagnoses: what a line points to is asked only where it changes.
impl From<&ScenarioLine> for TypedLine {
    fn from(line: &ScenarioLine) -> TypedLine {
        let ndc =
            line.ndc.as_ref().map(|ndc| TypedNdc { ndc: ndc.clone(), qualifier: line.ndc_qualifier.clone(), quantity: line.ndc_quantity });
        let units = line.units.unwrap_or(Amount::ZERO);
        TypedLine { code: line.code.clone(), modifiers: line.modifiers.clone(), units, ndc, diagnoses: Vec::new() }
    }
}

impl From<&BilledLine> for TypedLine {
    fn from(line: &BilledLine) -> TypedLine {
        TypedLine {
            code: line.code.clone().unwrap_or_default(),
            modifiers: line.modifiers.clone(),
            units: Amount::from(line.units),
            ndc: None,
            diagnoses: Vec::new(),
        }
    }
}

//! Claim lines as service loops of an 837: LX, SV1 or SV2, DTP, and LIN with CTP for the drug.

use rust_decimal::Decimal;

use crate::catalog::Date;
use crate::claim::forms::{FormError, MODIFIERS, revenue};
use crate::claim::{ClaimLine, NdcCells};
use crate::quantity::Amount;
use crate::x12::claim837::Form;
use crate::x12::segments::Separators;

/// The usual separators.
pub const USUAL: Separators = Separators { element: b'*', component: b':', segment: b'~' };

/// The segments of claim lines, one string each, without terminator. A charge or a revenue code that is not known is left
/// blank, for the billing system to fill; a line that points to no diagnosis points to the first.
///
/// # Errors
/// A line without code or units, or with more than a segment can hold.
pub fn service_loops(lines: &[ClaimLine], form: Form, separators: Separators) -> Result<Vec<String>, FormError> {
    let mut segments = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        service(line, i + 1, form, separators, &mut segments)?;
    }
    Ok(segments)
}

fn service(line: &ClaimLine, number: usize, form: Form, separators: Separators, out: &mut Vec<String>) -> Result<(), FormError> {
    let wrong = |what| FormError { line: line.number, what };
    let code = line.code.trim();
    let written = line.context.written.as_deref();
    let counted = written.and_then(|written| written.counted.clone()).or(line.units.map(|units| ("UN".to_owned(), units)));
    let (basis, units) = counted.ok_or_else(|| wrong("units are needed"))?;
    if code.is_empty() && form == Form::Professional {
        return Err(wrong("a code is needed"));
    }
    FormError::of_modifiers(line)?;
    let mut procedure = Vec::new();
    if !code.is_empty() {
        procedure.extend(["HC".to_owned(), code.to_owned()]);
        procedure.extend_from_slice(&line.modifiers);
        if let Some(written) = written.filter(|written| !written.description.is_empty()) {
            procedure.resize(2 + MODIFIERS, String::new());
            procedure.push(written.description.clone());
        }
    }
    let charge = line.context.charge.map(dollars).unwrap_or_default();
    let mut segments: Vec<Elements> = vec![("LX", vec![one(number)])];
    segments.push(match form {
        Form::Professional => {
            let place = line.payer.place.clone().unwrap_or_default();
            ("SV1", vec![procedure, one(charge), one(basis), one(units), one(place), Vec::new(), pointers(line)])
        }
        Form::Institutional => ("SV2", vec![one(revenue(line).unwrap_or_default()), procedure, one(charge), one(basis), one(units)]),
    });
    if let Some(first) = line.date {
        let day = |d: Date| d.strftime("%Y%m%d").to_string();
        let dates = |last| ("RD8", format!("{}-{}", day(first), day(last)));
        let (format, dates) = line.context.through.map_or_else(|| ("D8", day(first)), dates);
        segments.push(("DTP", vec![one("472"), one(format), one(dates)]));
    }
    segments.extend(line.ndc.iter().flat_map(drug));
    for (id, elements) in segments {
        out.push(segment(id, &elements, separators).map_err(wrong)?);
    }
    Ok(())
}

/// An element of one part.
fn one(text: impl ToString) -> Vec<String> {
    vec![text.to_string()]
}

fn pointers(line: &ClaimLine) -> Vec<String> {
    if line.context.pointers.is_empty() { one(1) } else { line.context.pointers.iter().map(usize::to_string).collect() }
}

/// A segment by its name and its elements, each in its parts.
pub(super) type Elements = (&'static str, Vec<Vec<String>>);

/// The drug of a line: LIN with the NDC, and CTP with quantity and unit of measure where they are known.
pub(super) fn drug(ndc: &NdcCells) -> Vec<Elements> {
    let code = ndc.eleven().unwrap_or_else(|| ndc.bare().to_owned());
    let mut segments = vec![("LIN", vec![vec![], vec!["N4".to_owned()], vec![code]])];
    if ndc.quantity.is_some() || ndc.qualifier.is_some() {
        segments.push(("CTP", quantity(ndc)));
    }
    segments
}

/// The elements of CTP: quantity in the fourth, unit in the fifth.
pub(super) fn quantity(ndc: &NdcCells) -> Vec<Vec<String>> {
    let quantity = ndc.quantity.map(|q: Amount| q.to_string()).unwrap_or_default();
    vec![vec![], vec![], vec![], vec![quantity], vec![ndc.qualifier.clone().unwrap_or_default()]]
}

/// US dollars as a segment writes them.
pub(super) fn dollars(amount: Decimal) -> String {
    amount.normalize().to_string()
}

/// One segment without its terminator; elements and parts at its end that are blank are left out.
///
/// # Errors
/// A value with a separator or a character that a claim cannot hold.
pub(super) fn segment(id: &str, elements: &[Vec<String>], separators: Separators) -> Result<String, &'static str> {
    let Separators { element, component, segment } = separators;
    let holds = |b: u8| (b.is_ascii_graphic() || b == b' ') && ![element, component, segment].contains(&b);
    let mut text = id.to_owned();
    let mut blanks = 0;
    for parts in elements {
        if parts.iter().any(|p| !p.bytes().all(holds)) {
            return Err("a value holds a separator or a character that a claim cannot hold");
        }
        let last = parts.iter().rposition(|p| !p.is_empty()).map_or(0, |at| at + 1);
        let joined = parts[..last].join(&char::from(component).to_string());
        blanks += 1;
        if !joined.is_empty() {
            text.extend(std::iter::repeat_n(char::from(element), blanks));
            text.push_str(&joined);
            blanks = 0;
        }
    }
    Ok(text)
}

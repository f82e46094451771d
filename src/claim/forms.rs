//! Claim lines as they stand on paper: the service lines of the CMS-1500 and the UB-04.

use serde::Serialize;

use super::ClaimLine;
use crate::catalog::Date;

/// The revenue code of drugs that are billed with a HCPCS code.
const DRUGS: &str = "0636";
/// Modifiers that a line has room for.
pub const MODIFIERS: usize = 4;
/// Diagnoses that a line of a professional claim may point to.
const POINTERS: usize = 4;
/// Characters of the shaded half of a line of the CMS-1500, and what stands between two things in it.
const SHADED: usize = 61;
const BETWEEN: &str = "   ";
/// Diagnoses of box 21, A to L.
const DIAGNOSES: usize = 12;

/// Why a line cannot stand on a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct FormError {
    /// The line's number on the claim.
    pub line: usize,
    /// What does not fit, or is missing.
    pub what: &'static str,
}

impl FormError {
    /// What has no room is refused: on a form it would be lost.
    ///
    /// # Errors
    /// More modifiers than a line holds.
    pub fn of_modifiers(line: &ClaimLine) -> Result<(), FormError> {
        let wrong = FormError { line: line.number, what: "more than four modifiers do not fit a line" };
        if line.modifiers.len() > MODIFIERS { Err(wrong) } else { Ok(()) }
    }
}

/// The lines of one claim with pointers to its diagnoses, for a professional form: those that a file states, else from
/// the diagnoses of the lines, numbered as they come.
///
/// # Errors
/// More diagnoses than box 21 holds; more pointers than a line holds.
pub fn pointed(lines: &[ClaimLine]) -> Result<Vec<ClaimLine>, FormError> {
    let all = diagnoses(lines);
    let stated = lines.iter().any(|line| !line.context.pointers.is_empty());
    let point = |line: &ClaimLine| {
        let wrong = |what| FormError { line: line.number, what };
        let mut line = line.clone();
        if !stated {
            line.context.pointers = line.diagnoses.iter().filter_map(|d| all.iter().position(|held| held == d)).map(|at| at + 1).collect();
        }
        let pointers = &line.context.pointers;
        match (pointers.iter().any(|at| *at > DIAGNOSES), pointers.len() > POINTERS) {
            (true, _) => Err(wrong("more than twelve diagnoses do not fit the claim")),
            (_, true) => Err(wrong("more than four diagnoses do not fit a line")),
            _ => Ok(line),
        }
    };
    lines.iter().map(point).collect()
}

/// The diagnoses of the lines of one claim, each once, as they come.
pub fn diagnoses(lines: &[ClaimLine]) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for diagnosis in lines.iter().flat_map(|line| &line.diagnoses) {
        if !all.contains(&diagnosis.as_str()) {
            all.push(diagnosis);
        }
    }
    all
}

/// One line of the CMS-1500, box 24. What is not known is `null` in JSON and blank on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cms1500Line {
    /// The shaded upper half from 24A: the drug, `N400003373413 ML24`, and a description behind ZZ.
    pub shaded: Option<String>,
    /// 24A from, `03 02 26`.
    #[serde(rename = "24a_from")]
    pub from: Option<String>,
    /// 24A to.
    #[serde(rename = "24a_to")]
    pub to: Option<String>,
    /// 24B place of service.
    #[serde(rename = "24b")]
    pub place: Option<String>,
    /// 24D procedure code.
    #[serde(rename = "24d_code")]
    pub code: String,
    /// 24D modifiers, at most four.
    #[serde(rename = "24d_modifiers")]
    pub modifiers: Vec<String>,
    /// 24E diagnosis pointers: `AB`.
    #[serde(rename = "24e")]
    pub pointers: Option<String>,
    /// 24F charge in US dollars.
    #[serde(rename = "24f")]
    pub charge: Option<String>,
    /// 24G units.
    #[serde(rename = "24g")]
    pub units: Option<String>,
}

/// One line of the UB-04, form locators 42 to 47.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ub04Line {
    /// FL 42 revenue code.
    #[serde(rename = "fl42")]
    pub revenue: Option<String>,
    /// FL 43: the drug, `N400003373413ML24`.
    #[serde(rename = "fl43")]
    pub drug: Option<String>,
    /// FL 44: the code with its modifiers, `J9271JZ`.
    #[serde(rename = "fl44")]
    pub code: String,
    /// FL 45 date of service, `030226`.
    #[serde(rename = "fl45")]
    pub date: Option<String>,
    /// FL 46 units.
    #[serde(rename = "fl46")]
    pub units: Option<String>,
    /// FL 47 charge in US dollars.
    #[serde(rename = "fl47")]
    pub charge: Option<String>,
}

/// The lines as box 24 of the CMS-1500 holds them.
///
/// # Errors
/// As [`pointed`] and [`FormError::of_modifiers`].
pub fn cms1500(lines: &[ClaimLine]) -> Result<Vec<Cms1500Line>, FormError> {
    lines.iter().try_for_each(FormError::of_modifiers)?;
    pointed(lines)?.iter().map(cms1500_line).collect()
}

fn cms1500_line(line: &ClaimLine) -> Result<Cms1500Line, FormError> {
    let day = |d: Date| d.strftime("%m %d %y").to_string();
    let pointers: String = line.context.pointers.iter().filter_map(|n| letter(*n)).collect();
    Ok(Cms1500Line {
        shaded: shaded(line)?,
        from: line.date.map(day),
        to: line.context.through.or(line.date).map(day),
        place: line.payer.place.clone(),
        code: line.code.clone(),
        modifiers: line.modifiers.clone(),
        pointers: Some(pointers).filter(|p| !p.is_empty()),
        charge: charge(line),
        units: counted(line),
    })
}

/// The drug, and behind ZZ what describes an unclassified service.
fn shaded(line: &ClaimLine) -> Result<Option<String>, FormError> {
    let described = line.context.written.as_ref().filter(|written| !written.description.is_empty());
    let described = described.map(|written| format!("ZZ{}", written.description));
    let text = drug(line, " ").into_iter().chain(described).collect::<Vec<_>>().join(BETWEEN);
    match text.chars().count() {
        0 => Ok(None),
        ..=SHADED => Ok(Some(text)),
        _ => Err(FormError { line: line.number, what: "drug and description do not fit the 61 characters of the shaded half" }),
    }
}

/// Units, or the minutes or days that an 837 counts in place of them.
fn counted(line: &ClaimLine) -> Option<String> {
    let counted = line.context.written.as_ref().and_then(|written| written.counted.as_ref()).map(|(_, counted)| *counted);
    line.units.or(counted).map(|counted| counted.to_string())
}

/// A diagnosis of box 21 by its letter.
fn letter(number: usize) -> Option<char> {
    u8::try_from(number.checked_sub(1)?).ok().filter(|at| usize::from(*at) < DIAGNOSES).map(|at| char::from(b'A' + at))
}

/// The lines as form locators 42 to 47 of the UB-04 hold them.
///
/// # Errors
/// As [`FormError::of_modifiers`].
pub fn ub04(lines: &[ClaimLine]) -> Result<Vec<Ub04Line>, FormError> {
    lines.iter().try_for_each(FormError::of_modifiers)?;
    let ub04_line = |line: &ClaimLine| Ub04Line {
        revenue: revenue(line).map(str::to_owned),
        drug: drug(line, ""),
        code: std::iter::once(line.code.as_str()).chain(line.modifiers.iter().map(String::as_str)).collect(),
        date: line.date.map(|d| d.strftime("%m%d%y").to_string()),
        units: counted(line),
        charge: charge(line),
    };
    Ok(lines.iter().map(ub04_line).collect())
}

/// The revenue code of a line: stated, else that of drugs. Of a service (CPT numbers and G codes) it depends on the department.
pub fn revenue(line: &ClaimLine) -> Option<&str> {
    let service = line.code.trim().starts_with(|first: char| first.is_ascii_digit() || first == 'G');
    line.context.revenue.as_deref().or((!service).then_some(DRUGS))
}

/// N4 with the eleven digits, and the unit of measure with the quantity behind `between`; a unit that is not known is left for the
/// biller to fill, as in an 837.
fn drug(line: &ClaimLine, between: &str) -> Option<String> {
    let ndc = line.ndc.as_ref()?;
    let code = ndc.eleven().unwrap_or_else(|| ndc.bare().to_owned());
    let counted = ndc.quantity.map(|quantity| format!("{between}{}{quantity}", ndc.qualifier.as_deref().unwrap_or_default()));
    Some(format!("N4{code}{}", counted.unwrap_or_default()))
}

fn charge(line: &ClaimLine) -> Option<String> {
    line.context.charge.map(|c| format!("{c:.2}"))
}

/// Box 24 as plain text, a heading first; the shaded half of a line stands above it. Diagnoses that lines point to stand before
/// it with their letters, as in box 21.
pub fn cms1500_text(diagnoses: &[&str], lines: &[Cms1500Line]) -> Vec<String> {
    let blank = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let row = |[from, to, place, code, modifiers, pointers, charge, units]: [&str; 8]| {
        format!("{from:<9} {to:<9} {place:<4} {code:<7} {modifiers:<12} {pointers:<5} {charge:>11} {units:>7}").trim_end().to_owned()
    };
    let lettered = diagnoses.iter().enumerate().filter_map(|(at, code)| Some(format!("{} {code}", letter(at + 1)?)));
    let lettered = lettered.collect::<Vec<_>>().join("  ");
    let mut text: Vec<String> = (!lettered.is_empty()).then(|| format!("21  {lettered}")).into_iter().collect();
    text.push(row(["24A FROM", "TO", "24B", "24D", "MODIFIERS", "24E", "24F", "24G"]));
    for line in lines {
        text.extend(line.shaded.clone());
        text.push(row([
            &blank(&line.from),
            &blank(&line.to),
            &blank(&line.place),
            &line.code,
            &line.modifiers.join(" "),
            &blank(&line.pointers),
            &blank(&line.charge),
            &blank(&line.units),
        ]));
    }
    text
}

/// Form locators 42 to 47 as plain text, a heading first.
pub fn ub04_text(lines: &[Ub04Line]) -> Vec<String> {
    let blank = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let row = |[revenue, drug, code, date, units, charge]: [&str; 6]| {
        format!("{revenue:<6} {drug:<26} {code:<14} {date:<7} {units:>8} {charge:>11}").trim_end().to_owned()
    };
    let mut text = vec![row(["FL 42", "FL 43", "FL 44", "FL 45", "FL 46", "FL 47"])];
    for line in lines {
        text.push(row([
            &blank(&line.revenue),
            &blank(&line.drug),
            &line.code,
            &blank(&line.date),
            &blank(&line.units),
            &blank(&line.charge),
        ]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::NdcCells;
    use crate::quantity::Amount;

    fn lines() -> Vec<ClaimLine> {
        let amount = |text: &str| Some(Amount::parse(text).unwrap());
        let mut given =
            ClaimLine { number: 1, code: "J9299".into(), modifiers: vec!["JZ".into()], units: amount("240"), ..ClaimLine::default() };
        given.date = Some(jiff::civil::date(2026, 3, 2));
        given.payer.place = Some("11".into());
        given.ndc = Some(NdcCells { ndc: "N400003-3734-13".into(), qualifier: Some("ML".into()), quantity: amount("24") });
        given.context.pointers = vec![2, 1];
        vec![
            given,
            ClaimLine { code: "J9035".into(), modifiers: vec!["JW".into(), "TB".into()], units: amount("8"), ..ClaimLine::default() },
        ]
    }

    #[test]
    fn lines_of_the_cms_1500() {
        assert_eq!(
            cms1500_text(&["Z51.12", "C34.11"], &cms1500(&lines()).unwrap()),
            [
                "21  A Z51.12  B C34.11",
                "24A FROM  TO        24B  24D     MODIFIERS    24E           24F     24G",
                "N400003373413 ML24",
                "03 02 26  03 02 26  11   J9299   JZ           BA                    240",
                "                         J9035   JW TB                                8",
            ]
        );
        let json = serde_json::to_value(cms1500(&lines()).unwrap()).unwrap();
        assert_eq!((&json[0]["24d_code"], &json[0]["24g"], &json[1]["24f"]), (&"J9299".into(), &"240".into(), &serde_json::Value::Null));
    }

    #[test]
    fn lines_of_the_ub_04() {
        assert_eq!(
            ub04_text(&ub04(&lines()).unwrap()),
            [
                "FL 42  FL 43                      FL 44          FL 45      FL 46       FL 47",
                "0636   N400003373413ML24          J9299JZ        030226       240",
                "0636                              J9035JWTB                     8",
            ]
        );
    }

    #[test]
    fn pointers_are_those_of_the_claim_and_nothing_is_cut_off() {
        let of = |diagnoses: &[&str]| ClaimLine {
            number: 1,
            code: "J9271".into(),
            diagnoses: diagnoses.iter().map(|d| (*d).to_owned()).collect(),
            ..ClaimLine::default()
        };
        let claim = [of(&["Z51.12", "C34.11"]), of(&["C34.11"]), of(&[])];
        let pointers: Vec<_> = cms1500(&claim).unwrap().into_iter().map(|line| line.pointers).collect();
        assert_eq!(pointers, [Some("AB".to_owned()), Some("B".to_owned()), None]);
        assert_eq!(diagnoses(&claim), ["Z51.12", "C34.11"]);
        let names: Vec<String> = (0..13).map(|n| format!("C34.{n}")).collect();
        let each: Vec<ClaimLine> = names.iter().map(|name| of(&[name])).collect();
        assert!(cms1500(&each).unwrap_err().what.contains("twelve") && cms1500(&each[..12]).is_ok());
        let five: Vec<&str> = names[..5].iter().map(String::as_str).collect();
        assert!(cms1500(&[of(&five)]).unwrap_err().what.contains("four diagnoses") && cms1500(&[of(&five[..4])]).is_ok());
        let modifiers = |n| ClaimLine { modifiers: vec!["JW".to_owned(); n], ..of(&[]) };
        assert!(cms1500(&[modifiers(5)]).is_err() && ub04(&[modifiers(5)]).is_err());
        assert!(cms1500(&[modifiers(4)]).is_ok() && ub04(&[modifiers(4)]).is_ok());
    }
}

//! Claim lines as they stand on paper: the service lines of the CMS-1500 and the UB-04.

use serde::Serialize;

use super::ClaimLine;
use crate::catalog::Date;

/// The revenue code of drugs that are billed with a HCPCS code.
const DRUGS: &str = "0636";

/// One line of the CMS-1500, box 24. What is not known is `null` in JSON and blank on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cms1500Line {
    /// The shaded upper half from 24A: the drug, `N400003373413 ML24`.
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
    pub revenue: String,
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
pub fn cms1500(lines: &[ClaimLine]) -> Vec<Cms1500Line> {
    lines.iter().map(cms1500_line).collect()
}

fn cms1500_line(line: &ClaimLine) -> Cms1500Line {
    let day = |d: Date| d.strftime("%m %d %y").to_string();
    let letter = |n: &usize| u8::try_from(*n).ok().filter(|n| (1..=12).contains(n)).map(|n| char::from(b'A' + n - 1));
    let pointers: String = line.context.pointers.iter().filter_map(letter).collect();
    Cms1500Line {
        shaded: drug(line, " "),
        from: line.date.map(day),
        to: line.context.through.or(line.date).map(day),
        place: line.payer.place.clone(),
        code: line.code.clone(),
        modifiers: line.modifiers.iter().take(4).cloned().collect(),
        pointers: Some(pointers).filter(|p| !p.is_empty()),
        charge: charge(line),
        units: line.units.map(|u| u.to_string()),
    }
}

/// The lines as form locators 42 to 47 of the UB-04 hold them.
pub fn ub04(lines: &[ClaimLine]) -> Vec<Ub04Line> {
    let ub04_line = |line: &ClaimLine| Ub04Line {
        revenue: line.context.revenue.clone().unwrap_or_else(|| DRUGS.to_owned()),
        drug: drug(line, ""),
        code: std::iter::once(line.code.as_str()).chain(line.modifiers.iter().take(4).map(String::as_str)).collect(),
        date: line.date.map(|d| d.strftime("%m%d%y").to_string()),
        units: line.units.map(|u| u.to_string()),
        charge: charge(line),
    };
    lines.iter().map(ub04_line).collect()
}

/// N4 with the eleven digits, and the unit of measure with the quantity behind `between`.
fn drug(line: &ClaimLine, between: &str) -> Option<String> {
    let ndc = line.ndc.as_ref()?;
    let code = ndc.eleven().unwrap_or_else(|| ndc.bare().to_owned());
    let counted = ndc.qualifier.as_ref().zip(ndc.quantity).map(|(unit, quantity)| format!("{between}{unit}{quantity}"));
    Some(format!("N4{code}{}", counted.unwrap_or_default()))
}

fn charge(line: &ClaimLine) -> Option<String> {
    line.context.charge.map(|c| format!("{c:.2}"))
}

/// Box 24 as plain text, a heading first; the shaded half of a line stands above it.
pub fn cms1500_text(lines: &[Cms1500Line]) -> Vec<String> {
    let blank = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let row = |[from, to, place, code, modifiers, pointers, charge, units]: [&str; 8]| {
        format!("{from:<9} {to:<9} {place:<4} {code:<7} {modifiers:<12} {pointers:<5} {charge:>11} {units:>7}").trim_end().to_owned()
    };
    let mut text = vec![row(["24A FROM", "TO", "24B", "24D", "MODIFIERS", "24E", "24F", "24G"])];
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
        text.push(row([&line.revenue, &blank(&line.drug), &line.code, &blank(&line.date), &blank(&line.units), &blank(&line.charge)]));
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
            cms1500_text(&cms1500(&lines())),
            [
                "24A FROM  TO        24B  24D     MODIFIERS    24E           24F     24G",
                "N400003373413 ML24",
                "03 02 26  03 02 26  11   J9299   JZ           BA                    240",
                "                         J9035   JW TB                                8",
            ]
        );
        let json = serde_json::to_value(cms1500(&lines())).unwrap();
        assert_eq!((&json[0]["24d_code"], &json[0]["24g"], &json[1]["24f"]), (&"J9299".into(), &"240".into(), &serde_json::Value::Null));
    }

    #[test]
    fn lines_of_the_ub_04() {
        assert_eq!(
            ub04_text(&ub04(&lines())),
            [
                "FL 42  FL 43                      FL 44          FL 45      FL 46       FL 47",
                "0636   N400003373413ML24          J9299JZ        030226       240",
                "0636                              J9035JWTB                     8",
            ]
        );
    }
}

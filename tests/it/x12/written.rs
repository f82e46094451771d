//! Claims written as 837P and 837I and read back: the same lines, and the same findings as from CSV.

use jdex::catalog::{Circumstances, Date, Setting};
use jdex::claim::{COLUMNS, ClaimLine, Given, LineContext, NdcCells, PayerCells};
use jdex::scrub;
use jdex::x12::claim837::Form;
use jdex::x12::write::{USUAL, service_loops};

use super::{PERSONAL, TODAY, book, catalog, read};

/// A claim of the fixtures: its name, its lines, and the kinds of findings that it must draw.
struct Example {
    lines: Vec<ClaimLine>,
    expected: Vec<String>,
    /// Nothing but its lines decides.
    plain: bool,
}

fn examples(name: &str) -> Vec<Example> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let mut claims: std::collections::BTreeMap<String, Example> = std::collections::BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let cell = |name: &str| row.get(headers.iter().position(|h| h == name).unwrap()).unwrap();
        let empty = || Example { lines: Vec::new(), expected: Vec::new(), plain: true };
        let claim = claims.entry(cell("claim").to_owned()).or_insert_with(empty);
        let mut line = ClaimLine { number: claim.lines.len() + 1, ..ClaimLine::default() };
        for (column, text) in headers.iter().zip(&row).filter(|(h, _)| COLUMNS.contains(h)) {
            line.set(column, text).unwrap();
        }
        claim.expected.extend(cell("expect").split("; ").filter_map(|e| e.split_whitespace().next()).map(str::to_owned));
        claim.plain &= cell("facts").is_empty();
        claim.lines.push(line);
    }
    claims.into_values().collect()
}

/// The claim filing indicator of a payer, and its name where the indicator says only its kind.
fn filed(payer: Option<&str>) -> Option<(&'static str, &str)> {
    match payer.unwrap_or("medicare-part-b") {
        "medicare-part-b" => Some(("MB", PERSONAL)),
        "medicare-outpatient" => Some(("MA", PERSONAL)),
        "medicare-advantage" => Some(("16", PERSONAL)),
        "medicaid" => Some(("MC", PERSONAL)),
        "commercial" => Some(("CI", PERSONAL)),
        named if book().payer(named).is_some_and(|p| !p.medicare && p.filing_indicators.is_empty()) => Some(("CI", named)),
        _ => None,
    }
}

/// What an 837 holds of a line; `None` where it cannot hold it.
fn carried(line: &ClaimLine, number: usize, claim: &[ClaimLine], form: Form) -> Option<ClaimLine> {
    let code = line.code.trim().to_owned();
    let sound = (3..=5).contains(&code.len()) && line.modifiers.len() <= 4 && line.units.is_some() && line.diagnoses.len() <= 4;
    let (_, _) = filed(line.payer.payer.as_deref()).filter(|_| sound)?;
    let ndc = match &line.ndc {
        Some(ndc) => {
            let digits = ndc.eleven().unwrap_or_else(|| ndc.bare().to_owned());
            let shaped = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            let counted = ndc.qualifier.as_ref().is_none_or(|q| q.len() <= 2);
            Some(NdcCells { ndc: digits, ..ndc.clone() }).filter(|_| shaped && counted).map(Some)?
        }
        None => None,
    };
    let all = diagnoses(claim);
    let diagnoses = match form {
        Form::Professional if line.diagnoses.is_empty() => all.iter().take(1).cloned().collect(),
        Form::Professional => line.diagnoses.clone(),
        Form::Institutional => all.clone(),
    };
    let place = line.payer.place.clone().filter(|_| form == Form::Professional);
    let payer = Some(line.payer.payer.clone().unwrap_or_else(|| "medicare-part-b".to_owned()));
    let setting = (form == Form::Institutional).then_some(Setting::Outpatient);
    // A line that points to none is written as pointing to the first.
    let pointed = if line.diagnoses.is_empty() { &all[..all.len().min(1)] } else { &line.diagnoses };
    let pointers: Vec<usize> = pointed.iter().map(|d| all.iter().position(|a| a == d).unwrap() + 1).collect();
    let carried =
        ClaimLine { number, code, ndc, diagnoses, given: Given::default(), payer: PayerCells { payer, setting, place }, ..line.clone() };
    let context = LineContext { pointers: if form == Form::Professional { pointers } else { Vec::new() }, ..LineContext::default() };
    Some(ClaimLine { date: Some(line.date.unwrap_or(TODAY)), context, ..carried })
}

fn diagnoses(claim: &[ClaimLine]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for diagnosis in claim.iter().flat_map(|l| &l.diagnoses) {
        if !all.contains(diagnosis) {
            all.push(diagnosis.clone());
        }
    }
    all
}

/// The lines of a claim as an 837 holds them; `None` where it cannot.
fn claim(example: &Example, form: Form) -> Option<Vec<ClaimLine>> {
    let payer = &example.lines.first()?.payer.payer;
    let same = example.lines.iter().all(|l| l.payer.payer == *payer);
    let lines = example.lines.iter().enumerate().map(|(i, line)| carried(line, i + 1, &example.lines, form));
    lines.collect::<Option<Vec<_>>>().filter(|lines| same && diagnoses(lines).len() <= 12)
}

/// A whole file with a claim for each list of lines.
pub(super) fn file(claims: &[Vec<ClaimLine>], form: Form) -> String {
    let guide = if form == Form::Professional { "005010X222A1" } else { "005010X223A2" };
    let mut body = vec![format!("ST*837*0001*{guide}"), "BHT*0019*00*1*20260310*1200*CH".to_owned(), "HL*1**20*1".to_owned()];
    for (i, lines) in claims.iter().enumerate() {
        let (filing, name) = filed(lines[0].payer.payer.as_deref()).unwrap();
        let place = if form == Form::Professional { lines[0].payer.place.as_deref().unwrap_or("") } else { "13" };
        let all = diagnoses(lines);
        body.push(format!("HL*{}*1*22*0", i + 2));
        body.push(format!("SBR*P*18*******{filing}"));
        body.push(format!("NM1*IL*1*{PERSONAL}*{PERSONAL}****MI*{PERSONAL}"));
        body.push(format!("NM1*PR*2*{name}*****PI*{PERSONAL}"));
        body.push(format!("CLM*{PERSONAL}*1***{place}:B:1*Y*A*Y*Y"));
        if let Some((first, others)) = all.split_first() {
            body.push(format!("HI*ABK:{first}"));
            body.extend(
                others.chunks(12).map(|part| format!("HI*{}", part.iter().map(|d| format!("ABF:{d}")).collect::<Vec<_>>().join("*"))),
            );
        }
        let written = service_loops(lines, form, USUAL).unwrap();
        // A line without a diagnosis points to none, where the claim has none.
        body.extend(
            written.into_iter().map(|s| if all.is_empty() && s.starts_with("SV1") { s.trim_end_matches("**1").to_owned() } else { s }),
        );
    }
    body.push(format!("SE*{}*0001", body.len() + 1));
    let isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260310*1200*^*00501*000000001*0*P*:";
    format!("{isa}~\nGS*HC*S*R*20260310*1200*1*X*{guide}~\n{}~\nGE*1*1~\nIEA*1*000000001~\n", body.join("~\n"))
}

/// What was read, without where it was read and what an envelope adds.
fn bare(line: &ClaimLine) -> ClaimLine {
    let context = LineContext { pointers: line.context.pointers.clone(), ..LineContext::default() };
    ClaimLine { context, ..line.clone() }
}

fn kinds(lines: &[ClaimLine]) -> Vec<String> {
    let on: Date = TODAY;
    let found = scrub::check(catalog(), lines, &Circumstances::default(), on).unwrap();
    found.iter().map(|f| format!("{} {}", f.line, f.kind)).collect()
}

#[test]
fn claims_written_are_read_back_equal() {
    for (name, most) in [("claims_clean.csv", 40), ("claims_bad.csv", 60)] {
        for form in [Form::Professional, Form::Institutional] {
            let examples: Vec<Example> = examples(name);
            let claims: Vec<Vec<ClaimLine>> = examples.iter().filter_map(|e| claim(e, form)).collect();
            assert!(claims.len() >= most, "{name} {form:?}: {} of {}", claims.len(), examples.len());
            let (read, faults) = read(file(&claims, form)).unwrap();
            assert_eq!((read.len(), faults), (claims.len(), vec![]));
            for (written, read) in claims.iter().zip(&read) {
                let mut read: Vec<ClaimLine> = read.lines.iter().map(bare).collect();
                for (line, written) in read.iter_mut().zip(written) {
                    // The claim's own place stands for lines that state none.
                    if written.payer.place.is_none() {
                        line.payer.place = None;
                    }
                }
                assert_eq!(&read, written, "{name} {form:?}");
            }
        }
    }
}

/// Wrong claims draw from an 837P and an 837I what they draw from CSV, and right ones nothing. A department bills by other rules than
/// an office: of the 837I those claims count that draw what the table states there too.
#[test]
fn findings_do_not_depend_on_the_format() {
    for form in [Form::Professional, Form::Institutional] {
        let mut drawn = [0; 2];
        for (name, at) in [("claims_clean.csv", 0), ("claims_bad.csv", 1)] {
            for example in examples(name).iter().filter(|e| e.plain) {
                let Some(lines) = claim(example, form) else { continue };
                let read = read(file(std::slice::from_ref(&lines), form)).unwrap().0;
                let (expected, found) = (kinds(&lines), kinds(&read[0].lines));
                assert_eq!(found, expected, "{form:?}");
                let all = example.expected.iter().all(|kind| found.iter().any(|f| f.ends_with(kind)));
                drawn[at] += usize::from(all && (at == 1 || found.is_empty()));
            }
        }
        assert!(drawn[0] >= 40 && drawn[1] >= 60, "{form:?} {drawn:?}");
    }
}

/// What a plain reading of an 837 by its usual separators makes of its lines: code, modifiers, units, date and drug.
pub(super) fn plainly(text: &str) -> Vec<String> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for segment in text.split('~').map(|segment| segment.trim().split('*').collect::<Vec<_>>()) {
        let cell = |at: usize| segment.get(at).copied().unwrap_or_default();
        match (segment[0], lines.last_mut()) {
            ("LX", _) => lines.push(Vec::new()),
            ("SV1" | "SV2", Some(line)) => {
                let (procedure, units) = if segment[0] == "SV1" { (cell(1), 4) } else { (cell(2), 5) };
                let parts: Vec<&str> = procedure.split(':').skip(1).take(5).filter(|part| !part.is_empty()).collect();
                line.push(format!("{} {}", parts.join("-"), cell(units).parse::<f64>().unwrap()));
            }
            ("DTP", Some(line)) if cell(1) == "472" => line.push(cell(3)[..8].to_owned()),
            ("LIN", Some(line)) => line.push(cell(3).to_owned()),
            ("CTP", Some(line)) => line.push(format!("{} {}", cell(4).parse::<f64>().map_or(String::new(), |n| n.to_string()), cell(5))),
            _ => {}
        }
    }
    lines.into_iter().map(|line| line.join(" ").trim().to_owned()).collect()
}

/// The same of what the program reads.
pub(super) fn as_read(text: impl AsRef<[u8]>) -> Vec<String> {
    let (claims, _) = read(text).unwrap();
    let number =
        |amount: Option<jdex::quantity::Amount>| amount.map_or(String::new(), |a| a.to_string().parse::<f64>().unwrap().to_string());
    let line = |line: &ClaimLine| {
        let code = std::iter::once(&line.code).chain(&line.modifiers).cloned().collect::<Vec<_>>().join("-");
        let date = line.date.map(|d| d.strftime("%Y%m%d").to_string()).unwrap_or_default();
        let ndc = line.ndc.as_ref().map(|n| {
            let counted = n.quantity.is_some() || n.qualifier.is_some();
            let quantity = format!(" {} {}", number(n.quantity), n.qualifier.as_deref().unwrap_or_default());
            format!(" {}{}", n.ndc, if counted { quantity } else { String::new() })
        });
        format!("{code} {} {date}{}", number(line.units), ndc.unwrap_or_default()).trim().to_owned()
    };
    claims.iter().flat_map(|claim| &claim.lines).map(line).collect()
}

/// A second reading, by nothing but the separators, finds the same lines in what is written.
#[test]
fn another_reader_finds_the_same_lines() {
    for name in ["claims_clean.csv", "claims_bad.csv"] {
        for form in [Form::Professional, Form::Institutional] {
            let claims: Vec<Vec<ClaimLine>> = examples(name).iter().filter_map(|e| claim(e, form)).collect();
            let text = file(&claims, form);
            assert_eq!(as_read(&text), plainly(&text), "{name} {form:?}");
        }
    }
}

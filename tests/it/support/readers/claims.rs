//! Files of claims and remittances.

use jdex::catalog::Circumstances;
use jdex::claim::ClaimLine;
use jdex::cli;
use jdex::page::ClaimForm;
use jdex::scrub::file::{self, FileCheck, FileClaim, FileKind};
use jdex::scrub::{Checker, SharedContainers, corrections, settled};

use super::{TODAY, assert_clean, assert_told, output, run, shipped};

/// A claim file: 837, CSV or JSON. Of an 837 nothing is shown that is only a person's.
pub fn claim(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let secret = text.trim_start_matches('\u{feff}').trim_start().starts_with("ISA");
    for json in [false, true] {
        let args = cli::claim::Args {
            files: vec!["-".into()],
            discounted: json,
            received: None,
            state: None,
            contractor: None,
            form: None,
            write_fixed: None,
        };
        let (out, err) = output(&shipped().catalog, json, bytes, |desk| cli::claim::run(&args, desk));
        let named = |said: &[u8]| String::from_utf8_lossy(said).contains("ZZPERSON");
        assert!(!secret || !named(&out) && !named(&err), "a name or a number of a person is shown");
    }
}

/// The claims of a file, for what works on them.
#[derive(Default)]
struct Gathered(Vec<FileClaim>);

impl file::Reader for Gathered {
    fn claim(&mut self, claim: FileClaim) -> bool {
        self.0.push(claim);
        true
    }

    fn fault(&mut self, fault: String) {
        assert_told(&fault);
    }
}

fn gathered(bytes: &[u8]) -> Option<(FileKind, Vec<FileClaim>)> {
    let mut claims = Gathered::default();
    let read = file::read(&shipped().catalog, bytes, &mut claims).ok()?;
    Some((read.kind, claims.0))
}

/// A claim file on every form: all of it or a reason; every unit of a line that has some stands on it.
pub fn forms(bytes: &[u8]) {
    let Some((_, claims)) = gathered(bytes) else { return };
    for claim in &claims {
        for form in ClaimForm::ALL {
            match form.of(&claim.lines) {
                Ok(lines) => {
                    lines.text.iter().for_each(|row| assert_clean(&jdex::text::clean(row)));
                    let units = claim.lines.iter().filter_map(|line| line.units).map(|units| units.to_string());
                    let all = lines.text.join("\n");
                    units.for_each(|units| assert!(all.contains(&units), "{form} lost {units} units"));
                }
                Err(error) => assert_told(&jdex::text::clean(&error.to_string())),
            }
        }
    }
}

/// A claim file with its certain fixes: nothing changes where there is none, and what was written is read again as it was meant.
pub fn fixed(bytes: &[u8]) {
    let Some((kind, claims)) = gathered(bytes) else { return };
    match file::corrected(bytes, kind, &[]) {
        Some(Ok(copied)) => assert_eq!(copied, bytes, "a copy that differs"),
        Some(Err(error)) => assert_told(&jdex::text::clean(&error)),
        None => assert_eq!(kind, FileKind::Json),
    }
    let catalog = &shipped().catalog;
    let check = FileCheck::new(catalog, Checker::of(catalog).expect("a rulebook"), Circumstances::default(), TODAY);
    let find = |lines: &[ClaimLine]| check.findings(lines, &mut SharedContainers::default());
    let (mut all, mut meant) = (Vec::new(), Vec::new());
    for claim in &claims {
        let (lines, _, left) = settled(catalog.rulebook(), &claim.lines, find);
        assert_eq!(left, find(&lines), "what is left is what is found");
        all.extend(corrections(claim.number, &claim.lines, &lines));
        meant.push(lines);
    }
    match file::corrected(bytes, kind, &all) {
        Some(Ok(written)) => {
            let (_, again) = gathered(&written).expect("a file that is read again");
            let bills = |lines: &[ClaimLine]| lines.iter().map(|l| (l.code.clone(), l.modifiers.clone(), l.units)).collect::<Vec<_>>();
            assert_eq!(again.len(), meant.len());
            again.iter().zip(&meant).for_each(|(read, meant)| assert_eq!(bills(&read.lines), bills(meant), "not what was meant"));
        }
        Some(Err(error)) => assert_told(&jdex::text::clean(&error)),
        None => {}
    }
}

/// An 837 with a fix for each kind: without one it is copied byte for byte, with them it is read again.
pub fn correct(bytes: &[u8]) {
    use jdex::x12::correct::{CorrectError, Correction, Fix, correct};
    let copy = |corrections: &[Correction]| {
        let mut out = Vec::new();
        correct(bytes, &mut out, corrections).map(|()| out)
    };
    match copy(&[]) {
        Ok(copied) => assert_eq!(copied, bytes, "a copy that differs"),
        Err(error) => assert_told(&error.to_string()),
    }
    let book = shipped().catalog.rulebook();
    let read = |bytes: &[u8]| {
        let (mut claims, mut units) = (jdex::x12::claim837::Claims::of(bytes, book), Vec::new());
        while let Some(claim) = claims.next_claim()? {
            units.push(claim.lines.iter().map(|l| l.units).collect::<Vec<_>>());
        }
        Ok::<_, jdex::x12::X12Error>(units)
    };
    let fix = |fix| Correction { claim: 1, line: 1, fix };
    let fixes = [fix(Fix::Units(jdex::quantity::Amount::ONE)), fix(Fix::Modifiers(vec!["JZ".to_owned()]))];
    match (read(bytes), copy(&fixes)) {
        (Ok(before), Ok(after)) => {
            let after = read(&after).expect("a corrected file is as sound as it was");
            assert!(before.len() == after.len() && before.iter().skip(1).eq(after.iter().skip(1)), "another claim changed");
        }
        (_, Err(CorrectError::NoLine { .. }) | Ok(_)) => {}
        (_, Err(error)) => assert_told(&error.to_string()),
    }
}

/// Does the mark of a person stand only where an 835 names persons and their numbers? Elsewhere a mutation has put it.
fn is_secret(text: &str) -> bool {
    const PERSONS: [&str; 11] = ["BPR", "CLP", "GS", "ISA", "N3", "N4", "NM1", "PER", "PLB", "REF*6R", "TRN"];
    let names = |segment: &str| PERSONS.iter().any(|id| segment.trim_start().starts_with(&format!("{id}*")));
    text.get(103..106).is_some_and(|ends| ends.starts_with('*') && ends.ends_with('~'))
        && text.split('~').filter(|segment| segment.contains("ZZPERSON")).all(|segment| names(segment) || segment.contains("REF*TJ*"))
}

/// An 835: taken whole or refused at a segment of the file; what is only a person's is never shown.
pub fn remittance(bytes: &[u8]) {
    let secret = is_secret(&String::from_utf8_lossy(bytes));
    for json in [false, true] {
        let args = cli::denial::Args { codes: Vec::new(), code: None, payer: None, remittances: vec!["-".into()] };
        let shown = run(&shipped().catalog, json, bytes, |desk| cli::denial::run(&args, desk));
        assert!(!secret || !String::from_utf8_lossy(&shown).contains("ZZPERSON"), "a name or a number of a person is shown");
    }
    match jdex::x12::era835::read(bytes) {
        Err(error) => {
            assert!(error.segment <= bytes.iter().filter(|b| !b.is_ascii_alphanumeric()).count() + 1, "{error}");
            assert_told(&error.to_string());
            assert!(!secret || !error.to_string().contains("ZZPERSON"), "{error}");
        }
        Ok(read) => {
            let claims = read.without_lines + read.lines.iter().map(|l| l.claim).collect::<std::collections::BTreeSet<_>>().len();
            assert!(claims <= read.claims && read.lines.iter().all(|l| (1..=read.claims).contains(&l.claim)), "lines without a claim");
            assert!(read.lines.iter().map(|l| l.number).eq(1..=read.lines.len()), "lines out of order");
        }
    }
}

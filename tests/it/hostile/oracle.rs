//! What an import takes from a broken file is what stands in it: an independent reading of the same bytes says the same facts.

use std::collections::{BTreeMap, BTreeSet};

use jdex::catalog::{MueTable, ParsedCatalog, PaymentSource};
use jdex::import;

use super::campaign::mutated;
use crate::import::{facts, options};
use crate::support::chance::Chance;

/// Facts by code.
type Facts = BTreeMap<String, BTreeSet<String>>;

/// A kind of file: its name, a sound one, which facts an import took, which ones its rows state.
struct Kind {
    name: &'static str,
    sound: &'static str,
    taken: fn(&ParsedCatalog) -> Facts,
    stated: fn(&[Vec<String>]) -> Facts,
}

const KINDS: [Kind; 4] = [
    Kind {
        name: "limits.csv",
        sound: "Payment Allowance Limits\r\n\"Effective October 1, 2026 through December 31, 2026\"\r\n\
            HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Notes\r\n\
            J0129,Abatacept injection,10 MG,51.932,20.000,\r\nJ1745,Infliximab not biosimil 10mg,10 MG,29.850,20.000,\r\n\
            J2182,\"Mepolizumab, injection\",1 MG,33.187,18.530,\r\nJ9035,Bevacizumab injection,10 MG,75.260,20.000,\r\n\
            J9999,\"Costly, very\",PER VIAL,\"1,234.5\",20.000,\r\nQ5103,\"Injection, inflectra\",10 MG,21.514,20.000,\r\n",
        taken: |book| payments(book, PaymentSource::Asp, |p| format!("{} {}", amount(p.limit), amount(p.coinsurance))),
        stated: |rows| by_code(rows, "HCPCS Code", &["Payment Limit"], &["Co-insurance Percentage"]),
    },
    Kind {
        name: "2026_October_Addendum_B.csv",
        sound: "\"Addendum B.-Final OPPS Payment by HCPCS Code for CY 2026, October 2026\",,,\r\n\
            HCPCS Code,Short Descriptor,SI,Payment Rate,Minimum Unadjusted Copayment\r\n\
            J0121,\"Inj., omadacycline, 1 mg\",K,$4.15,$0.83\r\nJ0122,x,K,$9.00,$1.80\r\nJ0133,Acyclovir injection,N,,\r\n\
            J0850,Cytomegalovirus imm iv /vial,K,\"$1,834.567\",$366.91\r\nQ5103,x,G,$51.20,$10.24\r\n",
        taken: |book| payments(book, PaymentSource::Opps, |p| format!("{} {}", amount(p.limit), amount(p.copayment))),
        stated: |rows| by_code(rows, "HCPCS Code", &["Payment Rate"], &["Minimum Unadjusted Copayment"]),
    },
    Kind {
        name: "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv",
        sound: "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n\
            A4218,0,1 Line Edit,CMS Policy\r\nJ0129,100,3 Date of Service Edit: Clinical,Clinical: Data\r\n\
            J1885,8,3 Date of Service Edit: Clinical,Prescribing Information\r\nJ9035,1200,2 Date of Service Edit: Policy,CMS Policy\r\n\
            Q5103,150,3 Date of Service Edit: Clinical,Prescribing Information\r\n",
        taken: |book| {
            let table = book.mue.get(&MueTable::Practitioner).into_iter().flatten();
            table.map(|(code, mue)| (code.clone(), BTreeSet::from([format!("{} {}", mue.value, mue.mai)]))).collect()
        },
        stated: |rows| {
            let mut facts = by_code(rows, "HCPCS/CPT Code", &["Practitioner Services MUE Values", "MUE Adjudication Indicator"], &[]);
            for values in facts.values_mut() {
                *values = values.iter().filter_map(|v| v.split_once(' ').map(|(value, mai)| format!("{value} {}", &mai[..1]))).collect();
            }
            facts
        },
    },
    Kind {
        name: "crosswalk.csv",
        sound: "October 2026 ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs\r\n\
            _2026_CODE,Short Description,LABELER NAME,NDC,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG\r\n\
            J0129,Abatacept,BMS,00003-2187-13,Orencia,10 MG,1,1,25,25\r\nJ9035,Bevacizumab,Genentech,50242-0061-01,Avastin,10 MG,16,1,40,40\r\n\
            J9035,Bevacizumab,Genentech,50242-0060-01,Avastin,10 MG,4,1,10,10\r\nJ9045,Carboplatin,\"Maker, Inc.\",61703-0339-56,Carboplatin,50 MG,60,1,12,12\r\n\
            Q5103,Infliximab,Pfizer,00069-0809-01,Inflectra,10 MG,1,1,10,10\r\n",
        taken: |book| {
            let products = book.products.iter().flatten();
            let package = |p: &jdex::catalog::Product| format!("{} {} {}", p.ndc, p.size, p.units_per_item);
            products.map(|(code, rows)| (code.clone(), rows.iter().map(package).collect())).collect()
        },
        stated: |rows| by_code(rows, "_2026_CODE", &["NDC", "PKG SIZE", "BILLUNITS"], &[]),
    },
];

fn amount(amount: Option<jdex::quantity::Amount>) -> String {
    amount.map(|a| a.to_string()).unwrap_or_default()
}

fn payments(book: &ParsedCatalog, source: PaymentSource, fact: impl Fn(&jdex::catalog::Payment) -> String) -> Facts {
    let of = |rows: &[jdex::catalog::Payment]| rows.iter().filter(|p| p.source == source).map(&fact).collect::<BTreeSet<_>>();
    book.payments.iter().map(|(code, rows)| (code.clone(), of(rows))).collect()
}

/// The cells of these columns in every row for a Level II code, numbers as they are compared; some columns a file may lack.
fn by_code(rows: &[Vec<String>], code: &str, columns: &[&str], optional: &[&str]) -> Facts {
    let Some(head) = rows.iter().position(|row| [code].iter().chain(columns).all(|name| row.iter().any(|cell| named(cell) == named(name))))
    else {
        return Facts::new();
    };
    let place = |name: &str| rows[head].iter().position(|cell| named(cell) == named(name));
    let mut facts = Facts::new();
    for row in &rows[head + 1..] {
        let cell = |name: &str| place(name).and_then(|at| row.get(at)).map_or("", String::as_str);
        let is_code =
            |c: &str| c.len() == 5 && c.starts_with(|l: char| l.is_ascii_uppercase()) && c[1..].bytes().all(|b| b.is_ascii_digit());
        if is_code(cell(code)) {
            let values = columns
                .iter()
                .chain(optional)
                .map(|name| if *name == "NDC" { cell(name).to_owned() } else { plain(cell(name)) })
                .collect::<Vec<_>>()
                .join(" ");
            facts.entry(cell(code).to_owned()).or_default().insert(values);
        }
    }
    facts
}

/// A heading without case, doubled spaces and asterisks: CMS spells them freely.
fn named(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('*').trim().to_lowercase()
}

/// `$1,834.50` as 1834.5, `20.000` as 20, `007` as 7; what is no number as it is.
fn plain(cell: &str) -> String {
    let bare: String = cell.chars().filter(|c| !matches!(c, '$' | ',')).collect();
    let bare = bare.trim();
    if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_digit() || b == b'.') || bare.matches('.').count() > 1 {
        return cell.to_owned();
    }
    // A double of a spreadsheet is taken to the sixth decimal.
    let double = bare.split_once('.').is_some_and(|(_, decimals)| decimals.len() > 6);
    let rounded = bare.parse::<f64>().map(|n| format!("{n:.6}")).unwrap_or_default();
    let bare = if double { rounded.as_str() } else { bare };
    let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

/// Rows of cells (RFC 4180), without the spaces around a cell.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => _ = chars.next().map(|q| cell.push(q)),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => row.push(std::mem::take(&mut cell).trim().to_owned()),
            '\r' | '\n' if !quoted => {
                row.push(std::mem::take(&mut cell).trim().to_owned());
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    row.push(cell.trim().to_owned());
    rows.push(row);
    rows
}

#[test]
fn an_accepted_file_says_what_an_independent_reading_says() {
    for kind in &KINDS {
        let mut chance = Chance(0x5851_f42d_4c95_7f2d);
        let (mut accepted, mut changed) = (0, 0);
        let sound = (kind.stated)(&rows(kind.sound));
        assert!(sound.len() >= 4, "{}: {sound:?}", kind.name);
        for _ in 0..2_000 {
            let bytes = mutated(kind.sound.as_bytes(), &mut chance);
            let Ok(found) = import::read(kind.name, &bytes, &options()) else { continue };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let stated = (kind.stated)(&rows(&text));
            // A heading that the importer knows by a part of it alone.
            if stated.is_empty() {
                continue;
            }
            for one in &found {
                let taken = (kind.taken)(&facts(&one.files));
                assert!(taken == stated, "{}: took {taken:?}, states {stated:?}:\n{text}", kind.name);
                accepted += 1;
                changed += usize::from(stated != sound);
            }
        }
        println!("{}: {accepted} of 2000 accepted, {changed} of them with other facts", kind.name);
        assert!(accepted > 100 && changed > 10, "{}: {accepted}, {changed}", kind.name);
    }
}

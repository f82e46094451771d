//! What an import takes from a broken file is what stands in it: an independent reading of the same bytes says the same facts.

use std::collections::{BTreeMap, BTreeSet};

use jdex::catalog::{Catalog, ContainerType, MueTable, ParsedCatalog, PaymentSource};
use jdex::import::{self, Options};
use jdex::text::clean;

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

const KINDS: [Kind; 6] = [
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
    Kind {
        name: "HCPC2026_OCT_ANWEB.csv",
        sound: "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,XREF1,COV,BETOS,ADD DT,ACT EFF DT,TERM DT,ACTION CD\r\n\
            A1,00100,7,Dressing for one wound,Dressing for one wound,,,C,Z2,20020701,20020701,,N\r\n\
            J0202,00100,3,\"Injection, alemtuzumab, 1 mg\",\"Injection, alemtuzumab\",51,,C,O1E,20160101,20160101,,N\r\n\
            J9010,00100,3,\"Injection, alemtuzumab, 10 mg\",Alemtuzumab,51,J0202,C,O1D,20030101,20160101,20151231,D\r\n\
            J9035,00100,3,\"Injection, bevacizumab, 10 mg\",Bevacizumab injection,51,,C,O1D,20050101,20060101,,N\r\n\
            Q5103,00100,3,\"Injection, infliximab-dyyb, biosimilar, (inflectra), 10 mg\",\"Injection, inflectra\",51,,C,O1E,20180401,20180401,,N\r\n",
        taken: |book| {
            let digits = |date: Option<jdex::catalog::Date>| date.map(|d| d.to_string().replace('-', "")).unwrap_or_default();
            let fact = |c: &jdex::catalog::Code| {
                [c.descriptor.clone(), digits(c.dates.added), digits(c.dates.effective), digits(c.dates.ended)].join(" ")
            };
            book.codes.iter().map(|(code, (_, held))| (code.clone(), BTreeSet::from([fact(held)]))).collect()
        },
        stated: |rows| by_code(rows, "HCPC", &["LONG DESCRIPTION", "ADD DT", "ACT EFF DT", "TERM DT"], &[]),
    },
    Kind {
        name: "jw_jz_2026-10-01.csv",
        sound: "hcpcs,single_dose,source\nJ0121,True,CMS list\nJ0129,True,CMS list\nJ0135,False,\nJ1745,Yes,CMS list\nJ9035,True,CMS list\n\
            J9045,No,\nQ5103,1,CMS list\n",
        taken: |book| book.single_dose.iter().flat_map(|(_, codes)| codes).map(|code| (code.clone(), BTreeSet::new())).collect(),
        stated: |rows| {
            let listed = |values: &BTreeSet<String>| values.iter().any(|v| matches!(&*v.to_lowercase(), "true" | "yes" | "y" | "1"));
            let rows = by_code(rows, "hcpcs", &["single_dose"], &[]);
            rows.into_iter().filter(|(_, values)| listed(values)).map(|(code, _)| (code, BTreeSet::new())).collect()
        },
    },
];

/// It states something of packages that a catalog holds.
const PACKAGES: Kind = Kind {
    name: "package_2026-11.txt",
    sound: "PRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\tSTARTMARKETINGDATE\tENDMARKETINGDATE\r\n\
        0469-6501\t0469-6501-89\t1 VIAL, SINGLE-DOSE in 1 CARTON (0469-6501-89) / 5 mL in 1 VIAL, SINGLE-DOSE\t20080410\t\r\n\
        50242-060\t50242-060-01\t1 VIAL, MULTI-DOSE in 1 CARTON (50242-060-01) / 4 mL in 1 VIAL, MULTI-DOSE\t20040226\t\r\n\
        50242-061\t50242-061-01\t16 mL in 1 VIAL, SINGLE-USE (50242-061-01)\t20040226\t\r\n0069-0809\t0069-0809-01\t10 mL in 1 VIAL (0069-0809-01)\t20161128\t\r\n",
    taken: |book| {
        let fact = |e: &jdex::catalog::Evidence| format!("{:?} {}", e.container, e.holds);
        book.fda.iter().flat_map(|f| &f.packages).map(|(ndc, e)| (ndc.clone(), BTreeSet::from([fact(e)]))).collect()
    },
    stated: packages,
};

fn amount(amount: Option<jdex::quantity::Amount>) -> String {
    amount.map(|a| a.to_string()).unwrap_or_default()
}

fn payments(book: &ParsedCatalog, source: PaymentSource, fact: impl Fn(&jdex::catalog::Payment) -> String) -> Facts {
    let of = |rows: &[jdex::catalog::Payment]| rows.iter().filter(|p| p.source == source).map(&fact).collect::<BTreeSet<_>>();
    book.payments.iter().map(|(code, rows)| (code.clone(), of(rows))).collect()
}

/// A catalog with the packages of [`PACKAGES`].
fn held() -> Catalog {
    let code = "edition = \"2026-07\"\n[[code]]\ncode = \"J9035\"\ndescriptor = \"Injection, bevacizumab, 10 mg\"\nname = \"bevacizumab\"\n\
        kind = \"biological\"\nunit = \"10 mg\"\n";
    let product = |ndc| format!("{{ ndc = \"{ndc}\", brand = \"x\", labeler = \"x\", units = \"4\", size = \"5\", items = \"1\" }}");
    let ndcs = ["00469-6501-89", "50242-0060-01", "50242-0061-01", "00069-0809-01"];
    let products = format!("edition = \"2026-07\"\n[products]\nJ9035 = [{}]\n", ndcs.map(product).join(", "));
    Catalog::from_book(facts(&[("codes/J9.toml".to_owned(), code.to_owned()), ("products/J9.toml".to_owned(), products)]))
}

/// What the rows of the NDC directory say of the packages held; the later of two rows for one package counts.
fn packages(rows: &[Vec<String>]) -> Facts {
    let place = |name: &str| rows[0].iter().position(|cell| named(cell) == named(name));
    let (Some(ndc), Some(description)) = (place("NDCPACKAGECODE"), place("PACKAGEDESCRIPTION")) else { return Facts::new() };
    let mut facts = Facts::new();
    for row in &rows[1..] {
        let (Some(ndc), Some(text)) = (row.get(ndc), row.get(description)) else { continue };
        let known = [
            ("00469650189", "0469-6501-89"),
            ("50242006001", "50242-060-01"),
            ("50242006101", "50242-061-01"),
            ("00069080901", "0069-0809-01"),
        ];
        let Some((eleven, _)) = known.iter().find(|(eleven, written)| ndc == eleven || ndc == written) else { continue };
        let says = |words: &[&str]| words.iter().any(|word| text.to_uppercase().replace('-', " ").contains(word));
        let single = says(&["SINGLE DOSE", "SINGLE USE"]);
        let container = match (single, says(&["MULTI DOSE"])) {
            (true, false) => ContainerType::Single,
            (false, true) => ContainerType::Multi,
            _ => ContainerType::Unknown,
        };
        let last = text.rsplit(" / ").next().unwrap_or_default();
        let holds = last.split(" (").next().unwrap_or_default().trim();
        facts.remove(*eleven);
        if container != ContainerType::Unknown || !holds.is_empty() {
            facts.insert((*eleven).to_owned(), BTreeSet::from([format!("{container:?} {holds}")]));
        }
    }
    facts
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

/// A heading without case, hyphens, doubled spaces and asterisks: CMS spells them freely.
fn named(heading: &str) -> String {
    heading.replace('-', "").split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('*').trim().to_lowercase()
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

/// Rows of cells (RFC 4180; text with tabs knows no quotes), without the spaces around a cell.
fn rows(text: &str) -> Vec<Vec<String>> {
    let shown = |cell: &str| clean(cell).trim().to_owned();
    if text.contains('\t') {
        return text.split(['\r', '\n']).map(|line| line.split('\t').map(shown).collect()).collect();
    }
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => _ = chars.next().map(|q| cell.push(q)),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => row.push(shown(&std::mem::take(&mut cell))),
            '\r' | '\n' if !quoted => {
                row.push(shown(&std::mem::take(&mut cell)));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    row.push(shown(&cell));
    rows.push(row);
    rows
}

#[test]
fn an_accepted_file_says_what_an_independent_reading_says() {
    KINDS.iter().for_each(|kind| says_the_same(kind, &options()));
}

#[test]
fn an_accepted_list_of_packages_says_what_an_independent_reading_says() {
    says_the_same(&PACKAGES, &Options { catalog: &held(), all: false });
}

fn says_the_same(kind: &Kind, options: &Options) {
    let mut chance = Chance(0x5851_f42d_4c95_7f2d);
    let (mut accepted, mut changed) = (0, 0);
    let sound = (kind.stated)(&rows(kind.sound));
    assert!(sound.len() >= 4, "{}: {sound:?}", kind.name);
    for _ in 0..2_000 {
        let bytes = mutated(kind.sound.as_bytes(), &mut chance);
        let Ok(found) = import::read(kind.name, &bytes, options) else { continue };
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

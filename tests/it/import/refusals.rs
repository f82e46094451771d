//! Files that are wrong, broken or hostile: each is refused with its reason, none brings the program down.

use jdex::import::{self, Reason};

use super::render::{Padding, fixed_width, row, workbook, zip};
use super::{genuine, options, read, refusal};

fn refused(name: &str, bytes: &[u8]) -> (&'static str, String) {
    let error = refusal(name, bytes);
    (error.reason.as_str(), error.to_string())
}

fn code_file() -> Vec<u8> {
    let rows: Vec<_> = (1000..1100).map(|n| row(&format!("J{n}"), "Injection, drug, 1 mg", "20260701", "")).collect();
    workbook(&rows, 0)
}

#[test]
fn what_is_no_cms_file() {
    let foreign: [(&str, &[u8], &str); 12] = [
        ("empty.csv", b"", "no-rows"),
        ("notes.txt", b"Dear all,\nthe file follows.\n", "not-cms"),
        ("table.csv", b"name,amount\nx,1\n", "not-cms"),
        ("page.csv", b"<!DOCTYPE html><html>not found</html>", "not-cms"),
        ("guide.xlsx", b"%PDF-1.7 ...", "not-cms"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "not-cms"),
        ("api.json", b"{\"error\": 404}", "not-cms"),
        ("packed.gz", b"\x1f\x8b\x08\x00", "not-cms"),
        ("utf16.csv", b"\xff\xfeH\0C\0P\0C\0", "wrong-encoding"),
        ("binary.csv", b"HCPCS Code,Payment Limit\n\0\0\0", "wrong-encoding"),
        ("escape.csv", b"HCPCS Code,Payment Limit\n\x1b[2J", "wrong-encoding"),
        ("short.zip", b"PK\x03\x04", "truncated"),
    ];
    for (name, bytes, word) in foreign {
        let (found, message) = refused(name, bytes);
        assert_eq!(found, word, "{message}");
        assert!(message.starts_with(name), "{message}");
    }
    let headers: [&[u8]; 4] = [
        b"HCPCS Code,Short Description,Payment Limit\r\n",
        b"HCPC,RECID,LONG DESCRIPTION\r\n",
        b"hcpcs,quarter_start,status_indicator,payment_rate\n",
        b"hcpcs,single_dose\n",
    ];
    for header in headers {
        let (word, message) = refused("x.csv", header);
        assert_eq!(word, "no-rows", "{message}");
    }
    let (word, message) = refused("x.csv", b"HCPC,RECID,LONG DESCRIPTION\r\nJ0001,3,Injection\r\n");
    assert!(word == "not-cms" && message.contains("without the column `SHORT DESCRIPTION`"), "{message}");
    // A workbook of something else, and one that names itself a CMS file.
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "Budget").unwrap();
    let (word, message) = refused("HCPC2026_JUL_ANWEB.xlsx", &book.save_to_buffer().unwrap());
    assert!(word == "not-cms" && message.contains("no sheet of the workbook"), "{message}");
}

#[test]
fn cut_off_anywhere_it_is_refused() {
    let book = code_file();
    let packed = zip(&[("HCPC2026_JUL_ANWEB.xlsx", &book)]);
    for whole in [&book, &packed] {
        for part in [1, 10, 50, 90, 99] {
            let cut = &whole[..whole.len() * part / 100];
            let (word, message) = refused("HCPC2026_JUL_ANWEB.xlsx", cut);
            assert!(word == "truncated" || word == "not-cms", "{part}: {message}");
        }
    }
    let csv = b"Effective October 1, 2025 through December 31, 2025,,,\r\nHCPCS Code,Short Description,Payment Limit,Notes\r\nJ9035,Bevacizumab,75.492,x\r\nJ9299,Nivolumab,32.9";
    assert_eq!(refused("asp.csv", csv).0, "truncated");
    let quoted = b"Effective October 1, 2025,,\r\nHCPCS Code,Payment Limit,Notes\r\nJ9035,75.492,\"an open quo";
    assert_eq!(refused("asp.csv", quoted).0, "truncated");
}

#[test]
fn damaged_in_the_middle_it_is_refused_or_read_whole() {
    let book = code_file();
    let whole = read("HCPC2026_JUL_ANWEB.xlsx", &book).files;
    for at in (0..book.len()).step_by(307) {
        let mut damaged = book.clone();
        damaged[at] ^= 0x55;
        if let Ok(imported) = import::read("HCPC2026_JUL_ANWEB.xlsx", &damaged, &options()) {
            assert!(imported[0].files == whole, "a flipped byte at {at} went unseen");
        }
    }
}

#[test]
fn archives_that_lie() {
    let text = fixed_width(&[row("J9999", "Injection, drug, 1 mg", "20260701", "")], "", Padding::Short);
    for name in [
        "../HCPC2026_JUL_ANWEB.txt",
        "/etc/HCPC2026_JUL_ANWEB.txt",
        "a/../../HCPC2026_JUL_ANWEB.txt",
        "..\\HCPC_ANWEB.txt",
        "C:\\HCPC_ANWEB.txt",
    ] {
        let (word, message) = refused("july.zip", &zip(&[(name, &text)]));
        assert!(word == "unsafe-archive" && message.contains("leads out of the archive"), "{message}");
    }
    let inner = zip(&[("HCPC2026_JUL_ANWEB.txt", &text)]);
    let (word, message) = refused("july.zip", &zip(&[("HCPC2026_JUL_ANWEB.zip", &inner)]));
    assert!(word == "unsafe-archive" && message.contains("an archive inside the archive"), "{message}");
    assert_eq!(refused("july.zip", &zip(&[("HCPC2026_JUL_ANWEB.txt", &inner)])).0, "unsafe-archive");
    let many: Vec<(String, &[u8])> = (0..300).map(|i| (format!("{i}.txt"), b"x".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let (word, message) = refused("july.zip", &zip(&many));
    assert!(word == "unsafe-archive" && message.contains("holds 300 members"), "{message}");
    assert_eq!(refused("july.zip", &zip(&[])).0, "no-rows");
    assert_eq!(refused("july.zip", &zip(&[("readme.txt", b"nothing here")])).0, "no-rows");
}

#[test]
fn a_zip_of_several_kinds_gives_each() {
    let list = b"hcpcs,single_dose,source\nJ0121,True,2025-06-20\n".as_slice();
    let mixed = zip(&[("a.csv", list), ("readme.txt", b"nothing here"), ("pos_2023-09.csv", b"pos_code,pos_name\n11,Office\n")]);
    let found = import::read("mixed.zip", &mixed, &options()).unwrap();
    assert_eq!(
        found.iter().map(|i| (i.key(), i.member.as_deref())).collect::<Vec<_>>(),
        [("single-dose", Some("a.csv")), ("places", Some("pos_2023-09.csv"))]
    );
}

#[test]
fn a_zip_bomb_is_stopped() {
    // 500 MB of nothing in half a megabyte.
    let nothing = vec![b' '; 500 << 20];
    let bomb = zip(&[("HCPC2026_JUL_ANWEB.txt", &nothing)]);
    drop(nothing);
    assert!(bomb.len() < 1 << 20);
    let (word, message) = refused("july.zip", &bomb);
    assert!(word == "unsafe-archive" && message.contains("unpacks to more than 400 MB"), "{message}");
    // One that claims to be small.
    let mut liar = bomb;
    let size = (500u32 << 20).to_le_bytes();
    let places: Vec<usize> = liar.windows(4).enumerate().filter(|(_, w)| *w == size).map(|(i, _)| i).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| liar[*at..at + 4].copy_from_slice(&100u32.to_le_bytes()));
    let (word, message) = refused("july.zip", &liar);
    assert!(word == "unsafe-archive" || word == "truncated", "{message}");
}

#[test]
fn a_workbook_that_claims_a_million_columns_is_not_laid_out() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "HCPC").unwrap();
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    assert_eq!(refused("HCPC2026_JUL_ANWEB.xlsx", &book.save_to_buffer().unwrap()).0, "not-cms");
}

#[test]
fn escapes_in_cells_do_not_reach_the_catalog() {
    let mut rows = vec![row("J9999", "Injection, drug\u{202e}gurd, 1 mg", "20260701", "")];
    rows[0].short = "a\u{200b}b".to_owned();
    let imported = read("HCPC2026_JUL_ANWEB.xlsx", workbook(&rows, 0));
    for (_, text) in imported.files {
        assert!(!text.contains(['\u{202e}', '\u{200b}', '\u{1b}']), "{text}");
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let seeds: [&[u8]; 4] = [
        b"   A1001007Dressing\r\nJ9999001003Injection, x, 1 mg\r\n",
        b"Effective October 1, 2025\nHCPCS Code,Payment Limit\nJ9035,1\n",
        b"_2026_CODE,NDC,BILLUNITS,PKG SIZE,PKG QTY,Drug Name,LABELER NAME\nJ9035,1,1,1,1,x,y\n",
        b"\"n\"\n\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator\nJ9035,1,1\n",
    ];
    for _ in 0..4_000 {
        let seed = seeds[usize::try_from(next() % 4).unwrap()];
        let mut bytes = seed.to_vec();
        for _ in 0..next() % 12 {
            let at = usize::try_from(next()).unwrap_or(0) % bytes.len();
            match next() % 3 {
                0 => bytes[at] = next().to_le_bytes()[0],
                1 => bytes.insert(at, next().to_le_bytes()[0]),
                _ => bytes.truncate(at + 1),
            }
        }
        let _ = import::read("Eff_07-01-2026_HCPC2026_JUL.csv", &bytes, &options());
    }
}

#[test]
fn genuine_files_under_wrong_names_are_known_by_content() {
    let Some(bytes) = genuine("mue/MCR_MUE_PractitionerServices_Eff_07-01-2026.csv") else { return };
    let error = refusal("HCPC2026_JUL_ANWEB.xlsx", &bytes);
    assert!(matches!(error.reason, Reason::NoEdition(_)), "{error}");
}

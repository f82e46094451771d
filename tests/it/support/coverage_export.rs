//! A coverage download as CMS ships it, made up: a zip with a zip of tables.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// Tables by name.
pub type Tables = BTreeMap<String, Vec<u8>>;

/// How large an export is.
#[derive(Clone, Copy)]
pub struct Size {
    /// Articles, each in one version but the first, which stands in two.
    pub articles: usize,
    /// Rows of covered diagnoses, over all articles.
    pub covered: usize,
    /// Rows of diagnoses that are not covered.
    pub noncovered: usize,
    /// Rows of contracts.
    pub contracts: usize,
}

impl Size {
    /// The whole export of September 2026.
    pub const WHOLE: Size = Size { articles: 2_002, covered: 431_120, noncovered: 45_352, contracts: 27_064 };
    /// Enough to see every table used.
    pub const SMALL: Size = Size { articles: 12, covered: 480, noncovered: 24, contracts: 36 };
}

fn table(header: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        // CMS writes Windows-1252.
        out.extend(encoding_rs::WINDOWS_1252.encode(&(cells.join(",") + "\r\n")).0.iter());
    };
    line(&header.split(' ').map(str::to_owned).collect::<Vec<_>>());
    rows.into_iter().for_each(|row| line(&row));
    out
}

fn cells(row: &[&dyn std::fmt::Display]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

/// The diagnosis of a number: `A00.000`, `A00.001` ...
fn diagnosis(n: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(n / 100_000 % 20).unwrap());
    format!("{letter}{:02}.{:03}", n / 1_000 % 100, n % 1_000)
}

const FIRST: usize = 50_001;
const STAMP: &str = "2026-09-28 00:00:00";

/// The tables of such an export. Every drug code of `codes` stands in some article.
pub fn tables(size: Size, codes: &[&str]) -> Tables {
    let id = |n: usize| FIRST + n % size.articles;
    let group = |n: usize| 1 + n / size.articles % 3;
    let mut tables = Tables::new();
    let mut add = |name: &str, bytes: Vec<u8>| tables.insert(format!("{name}.csv"), bytes);
    let history = "<p>Revision \u{2013} history,\r\nwith \"line breaks\" and &amp;ldquo;quotes&amp;rdquo;.</p>\r\n".repeat(20);
    let article = |n: usize, version: usize| {
        cells(&[
            &(FIRST + n),
            &version,
            &"6",
            &format!("Billing and Coding: Drug\u{ae} {n}"),
            &STAMP,
            &"2025-01-01 00:00:00",
            &"",
            &history,
            &"A",
            &format!("A{}", FIRST + n),
            &"",
        ])
    };
    let header = "article_id article_version article_type title article_pub_date article_eff_date article_end_date history_exp status display_id date_retired";
    let articles = (0..size.articles).map(|n| article(n, 7)).chain([article(0, 6)]);
    add("article", table(header, articles));
    add("article_future_retire", table("article_id retire_dt", [cells(&[&(FIRST + 1), &"2027-01-31 00:00:00"])]));
    let related = (0..size.articles).map(|n| cells(&[&id(n), &7, &1, &(33_000 + n % 400)]));
    add("article_related_documents", table("article_id article_version related_num r_lcd_id", related));
    let hcpcs = (0..size.articles * 9).map(|n| {
        cells(&[
            &id(n),
            &7,
            &codes[(n % size.articles * 9 + n / size.articles) % codes.len()],
            &1,
            &(1 + n / size.articles % 2),
            &"N",
            &STAMP,
            &"",
            &"",
        ])
    });
    let header =
        "article_id article_version hcpc_code_id hcpc_code_version hcpc_code_group range last_updated long_description short_description";
    add("article_x_hcpc_code", table(header, hcpcs));
    let words = "Injury or other consequence of something, initial encounter, as CMS words it";
    let covered = (0..size.covered).map(|n| {
        let asterisk = if n % 97 == 0 { "*" } else { "" };
        cells(&[&id(n), &7, &diagnosis(n), &1, &group(n), &"N", &STAMP, &n, &words, &asterisk])
    });
    let header = "article_id article_version icd10_code_id icd10_code_version icd10_covered_group range last_updated sort_order description asterisk";
    // A row of the older version, which does not count.
    let old = cells(&[&FIRST, &6, &"Z99.89", &1, &1, &"N", &STAMP, &0, &words, &""]);
    add("article_x_icd10_covered", table(header, covered.chain([old])));
    let paragraph = "<p>The following \u{93}codes\u{94} support\r\nmedical necessity &lt; 10 g/dL.</p>";
    let groups = || (0..size.articles * 3).map(|n| cells(&[&id(n), &7, &group(n), &paragraph, &STAMP]));
    add("article_x_icd10_covered_group", table("article_id article_version icd10_covered_group paragraph last_updated", groups()));
    let noncovered = (0..size.noncovered).map(|n| {
        let code = if n % 2 == 0 { "XX000".to_owned() } else { format!("Z{:02}.{}", n / 10 % 100, n % 10) };
        cells(&[&id(n / 2), &7, &code, &1, &(1 + n % 2), &"N"])
    });
    let header = "article_id article_version icd10_code_id icd10_code_version icd10_noncovered_group range";
    add("article_x_icd10_noncovered", table(header, noncovered));
    add(
        "article_x_icd10_noncovered_group",
        table("article_id article_version icd10_noncovered_group paragraph", [cells(&[&FIRST, &7, &1, &"N/A"])]),
    );
    let contracts = (0..size.contracts).map(|n| cells(&[&id(n), &7, &"6", &(1 + n % 3), &9, &1, &STAMP]));
    let header = "article_id article_version article_type contractor_id contractor_type_id contractor_version last_updated";
    add("article_x_contractor", table(header, contracts));
    let names = ["Noridian Healthcare Solutions, LLC", "Palmetto GBA", "Wellpoint Federal"];
    let contractors = names.iter().enumerate().map(|(n, name)| cells(&[&(n + 1), &9, &1, name]));
    add("contractor", table("contractor_id contractor_type_id contractor_version contractor_bus_name", contractors));
    add("contractor_type_lookup", table("contractor_type_id description", [cells(&[&9, &"MAC - Part B"])]));
    let states = [("1", "CA"), ("2", "GA"), ("3", "NY"), ("4", "")];
    let lookup =
        states.iter().map(|(n, letters)| cells(&[n, letters, if letters.is_empty() { &"California - Northern" } else { letters }]));
    add("state_lookup", table("state_id state_abbrev description", lookup));
    let jurisdictions = (1..=3).map(|n| cells(&[&n, &9, &1, &n, &""]));
    add("contractor_jurisdiction", table("contractor_id contractor_type_id contractor_version state_id term_date", jurisdictions));
    let primary = [cells(&[&FIRST, &7, &4]), cells(&[&FIRST, &7, &1])];
    add("article_x_primary_jurisdiction", table("article_id article_version state_id", primary));
    let periods = [cells(&[&1, &"2026-09-21 00:00:00", &""]), cells(&[&2, &STAMP, &"2026-10-04 00:00:00"])];
    add("update_period", table("period_id begin_date dis_end_date", periods));
    tables
}

/// A zip of files.
pub fn zip<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// `current_article.zip` of these tables.
pub fn download(tables: &Tables) -> Vec<u8> {
    let inner = zip(tables.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    zip([("readme_first.txt", &b"Read first."[..]), ("current_article_csv.zip", inner.as_slice())])
}

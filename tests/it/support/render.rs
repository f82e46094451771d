//! Rows of the code file rendered in CMS's two forms: the workbook and the fixed-width text.

use std::io::{Cursor, Write};

/// One code or modifier.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub code: String,
    pub long: String,
    pub short: String,
    pub price1: String,
    pub xref1: String,
    pub coverage: String,
    pub betos: String,
    pub added: String,
    pub effective: String,
    pub ended: String,
    pub action: String,
}

/// A drug priced as one; dates `YYYYMMDD`.
pub fn row(code: &str, long: &str, added: &str, ended: &str) -> Row {
    Row {
        code: code.to_owned(),
        long: long.to_owned(),
        short: long.chars().take(28).collect::<String>().trim().to_owned(),
        price1: if code.len() == 5 { "51".to_owned() } else { String::new() },
        betos: if code.len() == 5 { "O1E".to_owned() } else { String::new() },
        coverage: "D".to_owned(),
        added: added.to_owned(),
        effective: added.to_owned(),
        ended: ended.to_owned(),
        action: "N".to_owned(),
        ..Row::default()
    }
}

/// The text cut as CMS cuts it: at spaces, at most 80 characters a chunk.
pub fn chunks(text: &str) -> Vec<String> {
    let mut chunks = Vec::new();
    let mut rest: Vec<char> = text.chars().collect();
    while rest.len() > 80 {
        let cut = (1..=80).rev().find(|i| rest[*i] == ' ').unwrap_or(80);
        chunks.push(rest[..cut].iter().collect());
        rest.drain(..cut + usize::from(rest[cut] == ' '));
    }
    chunks.push(rest.into_iter().collect());
    chunks
}

/// How lines are filled up.
#[derive(Clone, Copy, PartialEq)]
pub enum Padding {
    /// 293 characters, continuations as short as they are (2026).
    Short,
    /// 320 characters each (2018, 2019).
    Full,
}

/// Fixed-width text in Windows-1252 with CRLF.
pub fn fixed_width(rows: &[Row], preamble: &str, padding: Padding) -> Vec<u8> {
    let mut lines = Vec::new();
    for row in rows {
        let modifier = row.code.len() == 2;
        for (i, chunk) in chunks(&row.long).iter().enumerate() {
            let kind = match (modifier, i) {
                (false, 0) => '3',
                (false, _) => '4',
                (true, 0) => '7',
                (true, _) => '8',
            };
            let start = format!("{:>5}{:05}{kind}", row.code, (i + 1) * 100);
            let line = if i == 0 {
                let mut line: Vec<char> = " ".repeat(293).chars().collect();
                let mut put = |at: usize, text: &str| text.chars().enumerate().for_each(|(i, c)| line[at + i] = c);
                put(0, &start);
                put(11, chunk);
                put(91, &row.short);
                put(119, &row.price1);
                put(204, &row.xref1);
                put(229, &row.coverage);
                put(256, &row.betos);
                put(268, &row.added);
                put(276, &row.effective);
                put(284, &row.ended);
                put(292, &row.action);
                line.into_iter().collect()
            } else {
                format!("{start}{chunk}")
            };
            lines.push(if padding == Padding::Full { format!("{line:<320}") } else { line });
        }
    }
    let text = format!("{preamble}{}\r\n", lines.join("\r\n"));
    encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
}

const COLUMNS: [&str; 48] = [
    "HCPC",
    "SEQNUM",
    "RECID",
    "LONG DESCRIPTION",
    "SHORT DESCRIPTION",
    "PRICE1",
    "PRICE2",
    "PRICE3",
    "PRICE4",
    "MULT_PI",
    "CIM1",
    "CIM2",
    "CIM3",
    "MCM1",
    "MCM2",
    "MCM3",
    "STATUTE",
    "LABCERT1",
    "LABCERT2",
    "LABCERT3",
    "LABCERT4",
    "LABCERT5",
    "LABCERT6",
    "LABCERT7",
    "LABCERT8",
    "XREF1",
    "XREF2",
    "XREF3",
    "XREF4",
    "XREF5",
    "COV",
    "ASC_GRP",
    "ASC_DT",
    "OPPS",
    "OPPS_PI",
    "OPPS_DT",
    "PROCNOTE",
    "BETOS",
    "TOS1",
    "TOS2",
    "TOS3",
    "TOS4",
    "TOS5",
    "ANEST_BU",
    "ADD DT",
    "ACT EFF DT",
    "TERM DT",
    "ACTION CD",
];

/// A workbook with `preamble` rows above the header. Dates of every third row are numbers, as CMS writes a few.
pub fn workbook(rows: &[Row], preamble: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for i in 0..preamble {
        sheet.write_string(i, 0, format!("*Note {i}: inclusion or exclusion of a code does not imply coverage")).unwrap();
    }
    for (column, name) in COLUMNS.iter().enumerate() {
        sheet.write_string(preamble, u16::try_from(column).unwrap(), *name).unwrap();
    }
    for (i, row) in rows.iter().enumerate() {
        let at = preamble + 1 + u32::try_from(i).unwrap();
        let modifier = row.code.len() == 2;
        let cells = [
            ("HCPC", if modifier { format!("   {}", row.code) } else { row.code.clone() }),
            ("SEQNUM", "0010".to_owned()),
            ("RECID", if modifier { "7" } else { "3" }.to_owned()),
            ("LONG DESCRIPTION", row.long.clone()),
            ("SHORT DESCRIPTION", row.short.clone()),
            ("PRICE1", row.price1.clone()),
            ("XREF1", row.xref1.clone()),
            ("COV", row.coverage.clone()),
            ("BETOS", row.betos.clone()),
            ("ADD DT", row.added.clone()),
            ("ACT EFF DT", row.effective.clone()),
            ("TERM DT", row.ended.clone()),
            ("ACTION CD", row.action.clone()),
        ];
        for (name, text) in cells {
            let column = u16::try_from(COLUMNS.iter().position(|c| *c == name).unwrap()).unwrap();
            match text.parse::<f64>() {
                Ok(number) if i % 3 == 0 && name.ends_with(" DT") => sheet.write_number(at, column, number).unwrap(),
                _ if text.is_empty() => continue,
                _ => sheet.write_string(at, column, &text).unwrap(),
            };
        }
    }
    // The workbook of 2020 ends in rows of nothing.
    let end = preamble + 1 + u32::try_from(rows.len()).unwrap();
    let blank = rust_xlsxwriter::Format::new();
    (end..end + 50).for_each(|i| {
        sheet.write_blank(i, 0, &blank).unwrap();
    });
    book.save_to_buffer().unwrap()
}

/// A zip of named members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

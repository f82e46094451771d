//! FDA's files: the NDC directory in its forms, the Purple Book, and what they may say against CMS's list.

use jdex::catalog::{Catalog, ContainerType, Product};
use jdex::import::{self, File, Imported, Options};

use super::render::zip;
use super::{facts, options};

const CODES: &str = "edition = \"2026-07\"\n\
    [[code]]\ncode = \"J2785\"\ndescriptor = \"Injection, regadenoson, 0.1 mg\"\nname = \"regadenoson\"\nkind = \"drug\"\nunit = \"0.1 mg\"\nadded = \"2010-01-01\"\n\
    [[code]]\ncode = \"J2326\"\ndescriptor = \"Injection, nusinersen, 0.1 mg\"\nname = \"nusinersen\"\nkind = \"drug\"\nunit = \"0.1 mg\"\nadded = \"2018-01-01\"\n\
    [[code]]\ncode = \"J7307\"\ndescriptor = \"Etonogestrel (contraceptive) implant system, including implant and supplies\"\nname = \"etonogestrel\"\nkind = \"drug\"\nunit = \"1 each\"\n\
    [[code]]\ncode = \"J9035\"\ndescriptor = \"Injection, bevacizumab, 10 mg\"\nname = \"bevacizumab\"\nkind = \"biological\"\nunit = \"10 mg\"\n";

const PRODUCTS: &str = "edition = \"2026-07\"\n[products]\n\
    J2785 = [{ ndc = \"00469-6501-89\", brand = \"Lexican\", labeler = \"Astellas\", units = \"4\", size = \"5\", items = \"1\" }]\n\
    J9035 = [\n  { ndc = \"50242-0060-01\", brand = \"Avastin\", labeler = \"Genentech\", units = \"10\", size = \"4\", items = \"1\" },\n  \
    { ndc = \"50242-0061-01\", brand = \"Avastin\", labeler = \"Genentech\", units = \"40\", size = \"16\", items = \"1\" },\n]\n";

/// CMS's list names one of the codes.
fn held(listed: &str) -> Vec<File> {
    let list = format!("edition = \"2025-06-20\"\ncodes = [\"{listed}\"]\n");
    [("codes/J2.toml", CODES), ("products/J2.toml", PRODUCTS), ("lists/single_dose.toml", &list)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
}

const PRODUCT_TXT: &str = "PRODUCTID\tPRODUCTNDC\tPRODUCTTYPENAME\tPROPRIETARYNAME\tPROPRIETARYNAMESUFFIX\tNONPROPRIETARYNAME\tDOSAGEFORMNAME\tROUTENAME\tACTIVE_NUMERATOR_STRENGTH\tACTIVE_INGRED_UNIT\r\n\
    a\t0469-6501\tHUMAN PRESCRIPTION DRUG\tLexiscan\t\tregadenoson\tINJECTION, SOLUTION\tINTRAVENOUS\t.4\tmg/5mL\r\n\
    b\t64406-058\tHUMAN PRESCRIPTION DRUG\tSPINRAZA\t\tnusinersen\tINJECTION\tINTRATHECAL\t12\tmg/5mL\r\n\
    c\t0052-4330\tHUMAN PRESCRIPTION DRUG\tNexplanon\t\tetonogestrel\tIMPLANT\tSUBCUTANEOUS\t68\tmg/1\r\n\
    d\t0052-0273\tHUMAN PRESCRIPTION DRUG\tOralring\t\tetonogestrel\tTABLET\tORAL\t1\tmg/1\r\n\
    e\t50242-060\tHUMAN PRESCRIPTION DRUG\tAvastin\t\tbevacizumab\tINJECTION, SOLUTION\tINTRAVENOUS\t100\tmg/4mL\r\n";

fn package_txt(separator: &str) -> String {
    format!(
        "PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\tSTARTMARKETINGDATE\tENDMARKETINGDATE\r\n\
         a\t0469-6501\t0469-6501-89\t1 VIAL, SINGLE-DOSE in 1 CARTON (0469-6501-89) {separator} 5 mL in 1 VIAL, SINGLE-DOSE\t20080410\t\r\n\
         e\t50242-060\t50242-060-01\t1 VIAL, MULTI-DOSE in 1 CARTON (50242-060-01) {separator} 4 mL in 1 VIAL, MULTI-DOSE\t20040226\t\r\n\
         x\t0001-0001\t0001-0001-01\t10 mL in 1 VIAL (0001-0001-01)\t19510301\t\r\n"
    )
}

fn directory(separator: &str) -> Vec<u8> {
    zip(&[("product.txt", PRODUCT_TXT.as_bytes()), ("package.txt", package_txt(separator).as_bytes())])
}

fn read(catalog: &Catalog, name: &str, bytes: impl AsRef<[u8]>) -> Imported {
    import::read(name, bytes.as_ref(), &Options { catalog, all: false }).unwrap_or_else(|e| panic!("{e}")).remove(0)
}

fn with(files: &[File], more: &[File]) -> Catalog {
    Catalog::from_book(facts(&[files, more].concat()))
}

fn product<'a>(catalog: &'a Catalog, code: &str, ndc: &str) -> &'a Product {
    catalog.facts(code).products.iter().find(|p| p.ndc == ndc).unwrap()
}

#[test]
fn the_ndc_directory_of_2019_and_of_today() {
    let held = held("J9035");
    let catalog = with(&held, &[]);
    let old = read(&catalog, "ndctext_2019-04.zip", directory(" >"));
    assert_eq!((old.edition(), old.file.rows, old.key()), ("2019-04", 8, "fda-ndc-directory"));
    assert_eq!(old.left_out, [("no drug of the catalog".to_owned(), 1), ("no package of the catalog".to_owned(), 1)]);
    assert_eq!(read(&catalog, "ndctext_2019-04.zip", directory("/")).files, old.files);
    let after = with(&held, &old.files);
    let vial = product(&after, "J2785", "00469-6501-89");
    let evidence = vial.container_evidence().unwrap();
    assert_eq!(
        (vial.container, evidence.source.as_str(), evidence.as_of.as_str()),
        (ContainerType::Single, "FDA NDC directory", "2019-04")
    );
    assert_eq!(
        (evidence.form.as_str(), evidence.route.as_str(), evidence.strength.as_str()),
        ("INJECTION, SOLUTION", "INTRAVENOUS", ".4 mg/5mL")
    );
    // FDA describes the size that CMS states, so its measure is certain.
    assert_eq!(vial.size_measure.map(|m| m.symbol()), Some("mL"));
    // A misspelled name is put right, and what CMS wrote is kept.
    assert_eq!((vial.brand.as_str(), vial.written()), ("Lexiscan", "Lexican"));
    // Names of drugs without packages; the tablet is not the implant.
    assert_eq!((after.fda_brands("J2326"), after.fda_brands("J7307")), (&["Spinraza".to_owned()][..], &["Nexplanon".to_owned()][..]));
    assert_eq!(after.edition("fda-ndc-directory"), Some("2019-04"));
}

/// A package alone is held against the strength that FDA states: 4 mL of 25 mg/mL are ten units of 10 mg.
#[test]
fn a_size_that_fdas_strength_contradicts_is_marked() {
    let held = held("J9035");
    let catalog = with(&held, &[]);
    let directory = |strength: &str, form: &str| {
        let products = PRODUCT_TXT.replace("INTRAVENOUS\t100\tmg/4mL", &format!("INTRAVENOUS\t{strength}"));
        let products = products.replace("bevacizumab\tINJECTION, SOLUTION", &format!("bevacizumab\t{form}"));
        zip(&[("product.txt", products.as_bytes()), ("package.txt", package_txt("/").as_bytes())])
    };
    let conflict = |strength: &str, form: &str| {
        let after = with(&held, &read(&catalog, "ndctext_2019-04.zip", directory(strength, form)).files);
        product(&after, "J9035", "50242-0060-01").conflict.clone()
    };
    assert_eq!(conflict("100\tmg/4mL", "INJECTION, SOLUTION"), None);
    assert_eq!(conflict("24.5\tmg/mL", "INJECTION, SOLUTION"), None, "a salt, or rounded up to whole units");
    assert_eq!(conflict("400\tmg/4mL", "INJECTION, POWDER"), None, "the volume of a powder is another one");
    assert_eq!(
        conflict("100\tmg/mL", "INJECTION, SOLUTION").as_deref(),
        Some("10 units for size 4, 1 item; FDA's directory of 2019-04 states 100 mg/mL")
    );
}

/// CMS's list says that the code is single-dose: other evidence is kept beside it and decides nothing.
#[test]
fn evidence_does_not_override_the_list_of_cms() {
    for (listed, container) in [("J9035", ContainerType::Unknown), ("J0000", ContainerType::Multi)] {
        let held = held(listed);
        let after = with(&held, &read(&with(&held, &[]), "ndctext_2019-04.zip", directory(" >")).files);
        let vial = product(&after, "J9035", "50242-0060-01");
        assert_eq!((vial.container, vial.container_evidence().unwrap().container), (container, ContainerType::Multi), "{listed}");
    }
}

#[test]
fn the_two_texts_alone_are_parts_of_one_directory() {
    let held = held("J9035");
    let catalog = with(&held, &[]);
    let whole = read(&catalog, "ndctext_2026-11.zip", directory("/"));
    let packages = read(&catalog, "package_2026-11.txt", package_txt("/"));
    let products = read(&catalog, "product_2026-11.txt", PRODUCT_TXT);
    for (first, second) in [(&packages, &products), (&products, &packages)] {
        let joined = second.merge(&first.merge(&[]).unwrap().files).unwrap();
        let text = |files: &[File]| files.iter().find(|(path, _)| path == "fda/ndc_directory.toml").unwrap().1.clone();
        let (joined, whole) =
            (facts(&joined.files).fda.remove(0), facts(&[("fda/ndc_directory.toml".to_owned(), text(&whole.files))]).fda.remove(0));
        let containers =
            |file: &jdex::catalog::FdaFile| file.packages.iter().map(|(ndc, e)| (ndc.clone(), e.container)).collect::<Vec<_>>();
        assert_eq!((containers(&joined), &joined.brands), (containers(&whole), &whole.brands));
    }
    // Without a month in its name the zip has that of its files; a text has none.
    assert_eq!(read(&catalog, "ndctext.zip", directory("/")).edition_from, "from the day of its files");
    let error = import::read("package.txt", package_txt("/").as_bytes(), &Options { catalog: &catalog, all: false }).unwrap_err();
    assert!(error.to_string().starts_with("package.txt: no edition: the directory states no date"), "{error}");
    let cut = &package_txt("/")[..240];
    let error = import::read("package_2026-11.txt", cut.as_bytes(), &Options { catalog: &catalog, all: false }).unwrap_err();
    assert_eq!(error.reason.as_str(), "truncated", "{error}");
}

const PURPLE_BOOK: &str = "\u{feff}N/R/U,Applicant,BLA Number,Proprietary Name,Proper Name,BLA Type,Strength,Dosage Form,Route of Administration,Product Presentation,Marketing Status\n\
    U,Genentech,125085,avastin,bevacizumab,351(a),100MG/4ML,Injection,Intravenous,Single-Dose Vial,Rx\n\
    U,Genentech,125085,avastin,bevacizumab,351(a),400MG/16ML,Injection,Intravenous,Multi-Dose Vial,Rx\n\
    U,Other,1,\"otherine,otherine-c\",bevacizumab,351(a),25MG/ML,Injection,Intravenous,Single-Dose Vial,Disc\n";

#[test]
fn the_purple_book_meets_packages_by_name_and_strength() {
    let held = held("J0000");
    let catalog = with(&held, &[]);
    let book = read(&catalog, "purplebook_2025-03.csv", PURPLE_BOOK);
    assert_eq!((book.edition(), book.key()), ("2025-03", "fda-purple-book"));
    let after = with(&held, &book.files);
    assert_eq!(product(&after, "J9035", "50242-0060-01").container, ContainerType::Single);
    assert_eq!(product(&after, "J9035", "50242-0061-01").container, ContainerType::Multi);
    assert_eq!(after.fda_brands("J9035"), ["Otherine", "Otherine-c"]);
    // The newer of two files speaks first.
    let both = with(&held, &[book.files.clone(), read(&catalog, "ndctext_2019-04.zip", directory("/")).files].concat());
    let evidence = &product(&both, "J9035", "50242-0060-01").evidence;
    assert_eq!(evidence.iter().map(|e| e.as_of.as_str()).collect::<Vec<_>>(), ["2025-03", "2019-04"]);
    assert_eq!(product(&both, "J9035", "50242-0060-01").container, ContainerType::Single);
    let error = import::read("purplebook.csv", PURPLE_BOOK.as_bytes(), &options()).unwrap_err();
    assert_eq!(error.reason.as_str(), "no-edition", "{error}");
}

/// The directory lists some products and packages twice: what both rows say is known, what they say differently is not.
#[test]
fn rows_that_contradict_each_other() {
    let catalog = Catalog::from_book(facts(&held("J9999")));
    let twice = |rows: &str, more: &[(&str, &str)]| {
        let found = more.iter().map(|(from, to)| {
            let row = rows.lines().find(|row| row.contains(from)).unwrap();
            format!("{}\r\n", row.replace(from, to))
        });
        format!("{rows}{}", found.collect::<String>())
    };
    let of = |products: &[(&str, &str)], packages: &[(&str, &str)]| {
        let (products, packages) = (twice(PRODUCT_TXT, products), twice(&package_txt(">"), packages));
        let found =
            read(&catalog, "ndctext_2026-11.zip", zip(&[("product.txt", products.as_bytes()), ("package.txt", packages.as_bytes())]));
        let contradicts = found.left_out.iter().filter(|(why, _)| why.starts_with("contradicts")).map(|(_, rows)| *rows).sum::<usize>();
        let lexiscan = found.files[0].1.lines().find(|line| line.starts_with("00469650189 =")).unwrap_or_default().to_owned();
        (contradicts, lexiscan)
    };
    let (none, whole) = of(&[], &[]);
    assert!(none == 0 && ["single", "5 mL in 1 VIAL", "SOLUTION", "INTRAVENOUS", ".4 mg/5mL"].iter().all(|w| whole.contains(w)), "{whole}");
    assert_eq!(of(&[("0469-6501", "0469-6501")], &[("0469-6501-89", "0469-6501-89")]), (0, whole.clone()), "the same twice");
    let routes = [("INTRAVENOUS", "INTRADERMAL"), ("INTRAVENOUS", "INTRADERMAL; INTRAVENOUS")];
    assert_eq!(of(&routes, &[]), (0, whole.replace("INTRAVENOUS", "INTRADERMAL; INTRAVENOUS")), "every route of it");
    // A third row does not outvote the first.
    let forms = [("SOLUTION", "EMULSION"), ("SOLUTION", "SOLUTION"), ("SOLUTION", "EMULSION")];
    for n in 1..=3 {
        let (contradicts, line) = of(&forms[..n], &[]);
        assert!(contradicts == n && !line.contains("form") && line.contains("INTRAVENOUS") && line.contains(".4 mg/5mL"), "{line}");
    }
    let (contradicts, line) = of(&[(".4\tmg/5mL", "4\tmg/5mL")], &[]);
    assert!(contradicts == 1 && !line.contains("strength") && line.contains("INTRAVENOUS"), "{line}");
    let (contradicts, line) = of(&[], &[("SINGLE-DOSE", "MULTI-DOSE")]);
    assert!(contradicts == 1 && !line.contains("single") && !line.contains("multi"), "{line}");
    let (contradicts, line) = of(&[], &[(" 5 mL", " 10 mL")]);
    assert!(contradicts == 1 && !line.contains("mL in") && line.contains("single"), "{line}");
}

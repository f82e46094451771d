//! Catalogs of any size, made from the shipped one: further codes carry the names, brands and descriptors of real ones with
//! their letters exchanged, so that the vocabulary grows as it does with real drugs.

use jdex::catalog::{Catalog, Code, Origin, ParsedCatalog, Product};
use jdex::storage::user_catalog;

/// The shipped catalog, with made-up codes laid over it until there are `size`.
pub fn catalog(size: usize) -> Catalog {
    let mut catalog = user_catalog::shipped().expect("the shipped catalog");
    let real = catalog.codes().to_vec();
    let missing = size.saturating_sub(real.len());
    if missing == 0 {
        return catalog;
    }
    let mut book = ParsedCatalog::default();
    let mut products = std::collections::BTreeMap::new();
    for code in &real {
        products.insert(code.code.clone(), catalog.facts(&code.code).products.clone());
    }
    let free = (b'A'..=b'Z').flat_map(|letter| (0..10_000).map(move |n| format!("{}{n:04}", char::from(letter))));
    let free = free.filter(|number| catalog.code(number).is_none()).take(missing);
    for (n, number) in free.enumerate() {
        let (code, variant) = (&real[n % real.len()], n / real.len() + 1);
        let made = Code {
            code: number.clone(),
            descriptor: exchanged(&code.descriptor, variant),
            short: exchanged(&code.short, variant),
            name: exchanged(&code.name, variant),
            ..code.clone()
        };
        let of =
            |p: &Product| Product { brand: exchanged(&p.brand, variant), ndc11: None, ndc: format!("{number}-{}", p.ndc), ..p.clone() };
        // As many packages as would be distinct brands.
        let packages: Vec<Product> = catalog.facts(&code.code).products.iter().take(3).map(of).collect();
        products.insert(number.clone(), packages);
        book.codes.insert(number, (Origin { file: "made up".to_owned(), line: 0 }, made));
    }
    book.products = Some(products);
    catalog.apply_overlay(book);
    assert_eq!(catalog.codes().len(), size);
    catalog
}

/// The same words with vowels and consonants exchanged in step: `blinatumomab` becomes `clonetamumec`.
fn exchanged(text: &str, variant: usize) -> String {
    const VOWELS: &[u8] = b"aeiou";
    const CONSONANTS: &[u8] = b"bcdfglmnprstvz";
    let turn = |letters: &[u8], c: u8, by: usize| letters.iter().position(|l| *l == c).map(|at| letters[(at + by) % letters.len()]);
    let exchange = |c: char| {
        let lower = u8::try_from(c.to_ascii_lowercase()).ok()?;
        turn(VOWELS, lower, variant % VOWELS.len()).or_else(|| turn(CONSONANTS, lower, variant)).map(char::from)
    };
    text.chars().map(|c| exchange(c).unwrap_or(c)).collect()
}

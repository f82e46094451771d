//! What is found by the NDC of a package.

use std::collections::HashMap;

use super::{Catalog, Code, PackageNote};

impl Catalog {
    /// Codes that have a product of an NDC of eleven digits.
    pub fn codes_with_ndc(&self, ndc11: &str) -> impl Iterator<Item = &Code> {
        let index = self.by_ndc.get_or_init(|| {
            let mut index: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, facts) in self.facts.get().iter().enumerate() {
                for ndc11 in facts.products.iter().filter_map(|p| p.ndc11.clone()) {
                    let codes = index.entry(ndc11).or_default();
                    if codes.last() != Some(&at) {
                        codes.push(at);
                    }
                }
            }
            index
        });
        index.get(ndc11).into_iter().flatten().filter_map(|at| self.codes().get(*at))
    }

    /// What labels say about a package, by its NDC of eleven digits.
    pub fn package_note(&self, ndc11: &str) -> Option<&PackageNote> {
        self.package_notes.get().find(ndc11).map(|(_, note)| note)
    }

    /// The codes of a product that stands under more than one, by its identifier as CMS writes it.
    pub fn codes_sharing(&self, ndc: &str) -> &[String] {
        self.shared_products.get().find(ndc).map_or(&[], |(_, codes)| codes)
    }
}

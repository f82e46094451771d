//! How old the data is, and the files that it was read from.

use super::{Catalog, Edition, ImportedFile};

impl Catalog {
    /// The editions of the data held.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The edition of one kind of data: `codes`, `products`, `asp`, `opps`, `practitioner`, `outpatient`, `dme`,
    /// `single-dose`, `places`, `announced`.
    pub fn edition(&self, what: &str) -> Option<&str> {
        self.editions.iter().find(|e| e.what == what).map(|e| e.edition.as_str())
    }

    /// The files that the facts were read from.
    pub fn imported(&self) -> &[ImportedFile] {
        self.imported.get()
    }

    /// What is carried for the file of an edition where it is not its publisher's own: `rebuilt from a copy`.
    pub fn provenance(&self, edition: &Edition) -> Option<&str> {
        let of = |file: &&ImportedFile| file.what == edition.what && file.edition == edition.edition;
        self.imported().iter().find(of).map(|file| file.provenance.as_str()).filter(|how| !how.is_empty())
    }
}

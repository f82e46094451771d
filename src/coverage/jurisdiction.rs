//! Whose documents apply: a state has one Medicare contractor, and a contractor its documents.

use crate::catalog::{Catalog, Contractor, CoverageDocument, Date};

/// For whom a question is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jurisdiction<'a> {
    /// Nothing is known: the documents of every contractor that pays offices and hospitals.
    #[default]
    Anywhere,
    /// A state, by its two letters, and the contractor that pays its Part B claims.
    State(&'a str, &'a Contractor),
    /// A contractor, wherever it pays.
    Contractor(&'a Contractor),
}

/// A state or contractor that is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JurisdictionError {
    /// Not two letters of a state or territory.
    #[error("`{0}` is not a state or territory; write its two letters, as NY or PR")]
    State(String),
    /// No contractor of the catalog.
    #[error("`{typed}` is not a Medicare contractor; they are {known}")]
    Contractor {
        /// What was typed, at most 40 characters of it.
        typed: String,
        /// Their names.
        known: String,
    },
}

impl<'a> Jurisdiction<'a> {
    /// From what was typed; a state decides where both are given.
    ///
    /// # Errors
    /// No such state or contractor.
    pub fn parse(catalog: &'a Catalog, state: Option<&str>, contractor: Option<&str>) -> Result<Jurisdiction<'a>, JurisdictionError> {
        let contractors = catalog.coverage().contractors();
        let token = |typed: &str| typed.trim().chars().take(40).collect::<String>();
        if let Some(typed) = state {
            let letters = match typed.trim().to_uppercase() {
                letters if letters == "CNMI" => "MP".to_owned(),
                letters => letters,
            };
            let found = contractors.iter().find_map(|c| Some((c, c.states.iter().find(|state| **state == letters)?)));
            return found.map(|(c, state)| Jurisdiction::State(state, c)).ok_or_else(|| JurisdictionError::State(token(typed)));
        }
        let Some(typed) = contractor else { return Ok(Jurisdiction::Anywhere) };
        let found = contractors.iter().find(|c| is_named(c, typed)).or_else(|| named_first(contractors, typed));
        found.map(Jurisdiction::Contractor).ok_or_else(|| JurisdictionError::Contractor {
            typed: token(typed),
            known: contractors.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    /// The contractor, where it is known.
    pub fn contractor(self) -> Option<&'a Contractor> {
        match self {
            Jurisdiction::Anywhere => None,
            Jurisdiction::State(_, contractor) | Jurisdiction::Contractor(contractor) => Some(contractor),
        }
    }

    fn takes(self, catalog: &Catalog, document: &CoverageDocument) -> bool {
        let whose = |contractor: &Contractor| document.contractors.iter().any(|name| is_named(contractor, name));
        match self {
            Jurisdiction::Anywhere => contractor_of(catalog, document).is_none_or(|contractor| !contractor.dme),
            Jurisdiction::Contractor(contractor) => whose(contractor),
            // WPS's documents also list states of its Part A providers: the contractor of the state comes first.
            Jurisdiction::State(state, contractor) => {
                whose(contractor) && (document.states.is_empty() || document.states.iter().any(|held| held == state))
            }
        }
    }
}

fn is_named(contractor: &Contractor, typed: &str) -> bool {
    let names = [&contractor.id, &contractor.name].into_iter().chain(&contractor.names).chain(&contractor.aliases);
    names.into_iter().any(|name| folded(name).eq(folded(typed)))
}

/// Letters and digits alone, case aside; compared without a copy, for every line of a claim file is.
fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase())
}

/// The contractor whose name a longer one begins with, as claims write it: `NORIDIAN JE PART B`. The longest name decides, so that
/// `CGS DME MAC JC` is not CGS.
fn named_first<'a>(contractors: &'a [Contractor], typed: &str) -> Option<&'a Contractor> {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let typed = words(typed);
    let length = |c: &Contractor| {
        let names = [&c.name].into_iter().chain(&c.names).chain(&c.aliases).map(|name| words(name));
        names.filter(|name| typed.starts_with(name)).map(|name| name.len()).max()
    };
    contractors.iter().filter_map(|c| Some((length(c)?, c))).max_by_key(|(length, _)| *length).map(|(_, c)| c)
}

/// The contractor that a document belongs to, where the catalog knows it.
pub fn contractor_of<'a>(catalog: &'a Catalog, document: &CoverageDocument) -> Option<&'a Contractor> {
    let contractors = catalog.coverage().contractors();
    document.contractors.iter().find_map(|name| contractors.iter().find(|c| is_named(c, name)))
}

/// The documents that name a code and apply, by contractor and id. An LCD whose article is among them is left to the article,
/// which holds the lists.
pub fn policies<'a>(catalog: &'a Catalog, code: &str, jurisdiction: Jurisdiction<'_>, on: Date) -> Vec<&'a CoverageDocument> {
    let naming = catalog.coverage().naming(code).filter(|d| d.holds(on) && jurisdiction.takes(catalog, d));
    let naming: Vec<&CoverageDocument> = naming.collect();
    let has_article = |lcd: &CoverageDocument| {
        let same = |article: &CoverageDocument| article.contractors.iter().any(|c| lcd.contractors.contains(c));
        naming.iter().any(|d| !d.is_lcd() && (d.lcds.contains(&lcd.id) || same(d)))
    };
    let mut policies: Vec<&CoverageDocument> = naming.iter().copied().filter(|d| !d.is_lcd() || !has_article(d)).collect();
    policies.sort_by_key(|d| (contractor_of(catalog, d).map_or("", |c| c.name.as_str()), d.id.as_str()));
    policies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_at_the_start_decides() {
        let contractor = |id: &str, aliases: &[&str]| Contractor {
            id: id.to_owned(),
            name: aliases[0].to_owned(),
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            ..Contractor::default()
        };
        let known = [contractor("cgs", &["CGS"]), contractor("cgs-dme", &["CGS DME"]), contractor("noridian", &["Noridian"])];
        let found = |typed: &str| named_first(&known, typed).map(|c| c.id.as_str());
        assert_eq!(
            [found("CGS DME MAC JC"), found("CGS J15 PART B"), found("NORIDIAN-JE PART B")],
            [Some("cgs-dme"), Some("cgs"), Some("noridian")]
        );
        assert_eq!([found("NORIDIANA"), found("AETNA"), found("")], [None; 3]);
    }
}

//! Bookmarks, the codes opened last and the containers used last, kept in the data directory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::storage::{self, Unusable};

/// The file's name in the data directory.
pub const FILE: &str = "browser.json";

/// How many of the codes opened last are kept.
const RECENT: usize = 50;

/// A key that was pressed so often is known.
const LEARNED: u8 = 5;

/// What is remembered from one session to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Bookmarked codes, the first set first. A code the catalog does not hold stays.
    pub bookmarks: Vec<String>,
    /// Codes opened, the last first.
    pub recent: Vec<String>,
    /// What was in stock, opened and of which type the last time, by code.
    pub supplies: BTreeMap<String, Supply>,
    /// Searches that led to a page, the last first.
    pub queries: Vec<String>,
    /// The last order of each code, as typed: a dose and how it is given, nothing of a patient.
    pub orders: BTreeMap<String, String>,
    /// The code and the pane read last.
    pub place: Option<(String, String)>,
    /// Who trained last; empty for the learner that needs no name.
    pub learner: String,
    /// The theme chosen in the browser.
    pub theme: Option<String>,
    /// How often the keys of hints were pressed, by the name of the action.
    pub used: BTreeMap<String, u8>,
    /// Those whose count this session changed.
    #[serde(skip)]
    pub pressed: BTreeSet<String>,
    /// Changes that are not on disk yet.
    #[serde(skip)]
    pub unsaved: Vec<Change>,
    /// Keys of a newer version, carried along.
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

/// One thing to remember or forget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A code was bookmarked.
    AddBookmark(String),
    /// A bookmark was removed.
    RemoveBookmark(String),
    /// A code was opened.
    Opened(String),
    /// A code's units were computed with these containers.
    Supplied(String, Supply),
    /// A search led to a page.
    Searched(String),
    /// A code's units were computed for this order.
    Ordered(String, String),
    /// This code and pane were read last.
    Left(String, String),
    /// Somebody trains.
    Trains(String),
    /// A theme was chosen.
    Themed(String),
    /// The key of a hint was pressed so often.
    Used(String, u8),
}

/// Containers as typed in the units panel; empty where nothing was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Supply {
    /// Sizes in stock.
    pub stock: String,
    /// What was opened.
    pub opened: String,
    /// Single-dose or multi-dose.
    pub container: String,
}

impl Memory {
    /// Counts that the key of a hint was pressed, as far as it matters.
    pub fn count_use(&mut self, name: &str) {
        let held = self.used.entry(name.to_owned()).or_default();
        if *held < LEARNED {
            *held += 1;
            self.pressed.insert(name.to_owned());
        }
    }

    /// The key was pressed often enough to be known.
    pub fn has_learned(&self, name: &str) -> bool {
        self.used.get(name).is_some_and(|count| *count >= LEARNED)
    }

    /// Makes a change.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::AddBookmark(code) if self.bookmarks.contains(code) => {}
            Change::AddBookmark(code) => self.bookmarks.push(code.clone()),
            Change::RemoveBookmark(code) => self.bookmarks.retain(|c| c != code),
            Change::Opened(code) => {
                self.recent.retain(|c| c != code);
                self.recent.insert(0, code.clone());
                self.recent.truncate(RECENT);
            }
            Change::Supplied(code, supply) => {
                self.supplies.insert(code.clone(), supply.clone());
            }
            Change::Searched(query) => {
                self.queries.retain(|held| held != query);
                self.queries.insert(0, query.clone());
                self.queries.truncate(RECENT);
            }
            Change::Ordered(code, order) => {
                self.orders.insert(code.clone(), order.clone());
                // As many as codes are kept; which of them goes first matters to nobody.
                while self.orders.len() > 4 * RECENT {
                    self.orders.pop_first();
                }
            }
            Change::Left(code, pane) => self.place = Some((code.clone(), pane.clone())),
            Change::Used(name, count) => {
                let held = self.used.entry(name.clone()).or_default();
                *held = (*held).max(*count);
            }
            Change::Themed(name) => self.theme = Some(name.clone()),
            Change::Trains(name) => self.learner.clone_from(name),
        }
    }
}

/// What the data directory remembers. A file that cannot be understood is set aside, and said.
pub fn load(data: &Path) -> (Memory, Option<String>) {
    let path = data.join(FILE);
    let text = match storage::read(&path) {
        Ok(Some(text)) => text,
        Ok(None) => return (Memory::default(), None),
        Err(error) => return (Memory::default(), Some(format!("{}: bookmarks cannot be read: {error}", path.display()))),
    };
    match serde_json::from_slice(&text) {
        Ok(memory) => (memory, None),
        Err(error) => {
            let aside = aside(&path);
            let done = match fs::rename(&path, &aside) {
                Ok(()) => format!("it was set aside as {}", aside.display()),
                Err(error) => format!("it could not be set aside ({error}), so nothing new will be remembered"),
            };
            (Memory::default(), Some(format!("{}: bookmarks cannot be understood ({error}); {done}", path.display())))
        }
    }
}

/// Makes changes to what the data directory remembers now, so that two browsers at once lose nothing of each other's.
///
/// # Errors
/// The file holds something else than bookmarks, or it cannot be written; the old one stands.
pub fn save(data: &Path, changes: &[Change]) -> io::Result<()> {
    storage::update(&data.join(FILE), |old| {
        let stop = |error: serde_json::Error| Unusable::Stop(error.to_string());
        let mut memory: Memory = old.map_or_else(|| Ok(Memory::default()), serde_json::from_str).map_err(stop)?;
        changes.iter().for_each(|change| memory.apply(change));
        Ok(serde_json::to_string_pretty(&memory).map_err(stop)? + "\n")
    })
    .map(|_| ())
}

/// A name beside the file that is not taken.
fn aside(path: &Path) -> PathBuf {
    let name = |n: u32| path.with_extension(format!("json.broken-{n}"));
    (1..).map(name).find(|p| !p.exists()).unwrap_or_else(|| name(0))
}

#[cfg(test)]
mod tests {
    use crate::storage::browser_state::*;

    fn codes(list: &[&str]) -> Vec<String> {
        list.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn remembers_across_sessions_and_beside_another_one() {
        let data = tempfile::tempdir().unwrap();
        let data = data.path().join("jdex");
        assert_eq!(load(&data), (Memory::default(), None));
        save(&data, &[Change::AddBookmark("J9039".into()), Change::Opened("J9039".into())]).unwrap();
        save(&data, &[Change::AddBookmark("J9271".into()), Change::Opened("J9020".into()), Change::Opened("J9039".into())]).unwrap();
        let (memory, problem) = load(&data);
        assert_eq!((memory.bookmarks, memory.recent, problem), (codes(&["J9039", "J9271"]), codes(&["J9039", "J9020"]), None));
        save(&data, &[Change::RemoveBookmark("J9039".into())]).unwrap();
        assert_eq!(load(&data).0.bookmarks, codes(&["J9271"]));
    }

    #[test]
    fn a_file_that_cannot_be_understood_is_kept_aside_and_said() {
        let data = tempfile::tempdir().unwrap();
        for n in 1..3 {
            fs::write(data.path().join(FILE), format!("broken {n}")).unwrap();
            assert!(save(data.path(), &[Change::AddBookmark("J9039".into())]).is_err());
            let (memory, problem) = load(data.path());
            assert_eq!(memory, Memory::default());
            assert!(problem.unwrap().contains(&format!("browser.json.broken-{n}")));
            assert_eq!(fs::read_to_string(data.path().join(format!("browser.json.broken-{n}"))).unwrap(), format!("broken {n}"));
        }
        save(data.path(), &[Change::AddBookmark("J9039".into())]).unwrap();
    }

    #[test]
    fn what_a_newer_version_wrote_is_carried_along() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FILE), r#"{"bookmarks":["J9039"],"pins":{"a":1}}"#).unwrap();
        save(data.path(), &[Change::AddBookmark("J9271".into())]).unwrap();
        let text = fs::read_to_string(data.path().join(FILE)).unwrap();
        assert!(text.contains("\"pins\"") && text.contains("J9039") && text.contains("J9271"));
    }
}

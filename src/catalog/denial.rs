//! Looking up what a remittance says: group, reason and remark codes, together or alone.

use super::{Catalog, Date, GroupCode, ReasonCode, RemarkCode, Route, Section, TimeLimit};

/// What the codes of a remittance line mean on a drug claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Denial {
    /// Who carries the amount.
    pub groups: Vec<GroupCode>,
    /// Why it was adjusted.
    pub carcs: Vec<ReasonCode>,
    /// What the remarks add.
    pub rarcs: Vec<RemarkCode>,
    /// The way to go, decided by the remark where it decides, else by the reason.
    pub route: Option<Route>,
    /// The time limits that run.
    pub limits: Vec<TimeLimit>,
    /// Notes of one billing code that speak of these denials.
    pub notes: Vec<super::Applied>,
    /// Ids of the training cases whose remittance shows the denial.
    pub scenarios: Vec<String>,
    /// Codes asked for that are not explained here.
    pub unknown: Vec<String>,
}

impl Denial {
    /// Nothing of what was asked for is explained here.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.carcs.is_empty() && self.rarcs.is_empty()
    }
}

impl Catalog {
    /// Looks up codes as remittances and people write them: `CO-16`, `CO16`, `16`, `M119`, `CO 97`, `CARC 16`.
    ///
    /// `code` adds what is special to one billing code on the date.
    pub fn denial(&self, words: &[String], code: Option<&str>, on: Date) -> Denial {
        let table = self.reference().denials;
        let mut denial = Denial::default();
        for word in parts(words) {
            if let Some(found) = table.group.iter().find(|g| g.code == word) {
                push(&mut denial.groups, found);
            } else if let Some(found) = table.carc.iter().find(|c| c.code == word) {
                push(&mut denial.carcs, found);
            } else if let Some(found) = table.rarc.iter().find(|r| r.code == word) {
                push(&mut denial.rarcs, found);
            } else {
                push(&mut denial.unknown, &word);
            }
        }
        let unprocessable = denial.rarcs.iter().find_map(|r| r.route.filter(|r| *r == Route::NewClaim));
        denial.route =
            unprocessable.or_else(|| denial.carcs.first().map(|c| c.route)).or_else(|| denial.rarcs.iter().find_map(|r| r.route));
        for id in denial.carcs.iter().flat_map(|c| &c.limits) {
            if let Some(limit) = table.limit.iter().find(|l| l.id == *id) {
                push(&mut denial.limits, limit);
            }
        }
        denial.scenarios = self.scenarios_of(&denial);
        if let Some(code) = code {
            let speaks = |a: &super::Applied| {
                a.note.about.as_ref().is_some_and(|carc| denial.carcs.iter().any(|c| c.code == *carc))
                    || a.note.rarc.iter().any(|rarc| denial.rarcs.iter().any(|r| r.code == *rarc))
            };
            denial.notes = self.notes(code, on).into_iter().filter(|a| a.section == Section::Denials && speaks(a)).collect();
        }
        denial
    }

    /// The cases with a line that carries one of the reasons, and one of the remarks that do more than inform.
    fn scenarios_of(&self, denial: &Denial) -> Vec<String> {
        let remarks: Vec<&RemarkCode> = denial.rarcs.iter().filter(|r| !r.alert).collect();
        if denial.carcs.is_empty() && remarks.is_empty() {
            return Vec::new();
        }
        let shows = |line: &super::Remitted| {
            (denial.carcs.is_empty() || denial.carcs.iter().any(|c| line.carc == c.code))
                && (remarks.is_empty() || remarks.iter().any(|r| line.rarc.contains(&r.code)))
                && (denial.groups.is_empty() || denial.groups.iter().any(|g| line.group == g.code))
        };
        self.scenarios().into_iter().filter(|s| s.remittance.iter().any(shows)).map(|s| s.id).collect()
    }
}

fn push<T: Clone + PartialEq>(held: &mut Vec<T>, found: &T) {
    if !held.contains(found) {
        held.push(found.clone());
    }
}

/// Cuts `CO-16`, `CO16`, `PR 96,N130` into group, reason and remark codes, in capitals.
fn parts(words: &[String]) -> Vec<String> {
    let mut parts = Vec::new();
    for word in words.iter().flat_map(|w| w.split(|c: char| !c.is_ascii_alphanumeric())).filter(|w| !w.is_empty()) {
        let word = word.to_ascii_uppercase();
        match word.as_str() {
            "CARC" | "RARC" => {}
            _ => match word.split_at_checked(2) {
                Some((group @ ("CO" | "PR" | "OA" | "PI" | "CR"), rest)) if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
                    parts.extend([group.to_owned(), rest.to_owned()]);
                }
                _ => parts.push(word),
            },
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_what_remittances_write() {
        let cut = |text: &str| parts(&[text.to_owned()]).join(" ");
        assert_eq!(cut("CO-16 M119"), "CO 16 M119");
        assert_eq!(cut("co16,n822"), "CO 16 N822");
        assert_eq!(cut("CO B15"), "CO B15");
        assert_eq!(cut("COB15"), "CO B15");
        assert_eq!(cut("CARC 97"), "97");
        assert_eq!(cut("MA130"), "MA130");
    }
}

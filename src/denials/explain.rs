//! Looking up what a remittance says: group, reason and remark codes, together or alone.

use crate::catalog::{Catalog, Date, Deadline, GroupCode, ReasonCode, RemarkCode, Remedy, Section};

/// Causes of remarks that say enough; with fewer the reasons' are added.
const FEW: usize = 3;

/// What the codes of a remittance line mean on a drug claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Denial {
    /// Who carries the amount.
    pub groups: Vec<GroupCode>,
    /// Why it was adjusted.
    pub carcs: Vec<ReasonCode>,
    /// What the remarks add.
    pub rarcs: Vec<RemarkCode>,
    /// Likely causes: the remarks' before the reasons', the likeliest first.
    pub causes: Vec<String>,
    /// How to fix it: the remarks' ways, else the reasons'.
    pub fixes: Vec<String>,
    /// The remedy, decided by the remark where it decides, else by the reason.
    pub remedy: Option<Remedy>,
    /// The deadlines that run: those of the reasons, else those of the remedy.
    pub deadlines: Vec<Deadline>,
    /// Notes of one billing code that speak of these denials.
    pub notes: Vec<crate::catalog::ApplicableNote>,
    /// Ids of the training cases whose remittance shows the denial: those of the billing code first, then the easier ones.
    pub scenarios: Vec<String>,
    /// Codes asked for that are not explained here.
    pub unknown: Vec<String>,
}

impl Denial {
    /// Nothing of what was asked for is explained here.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.carcs.is_empty() && self.rarcs.is_empty()
    }

    /// Puts together what reasons and remarks say: the remark tells which of the many things a reason can mean it was.
    fn advise(&mut self) {
        let only_alerts = self.carcs.is_empty() && self.rarcs.iter().all(|r| r.alert);
        let remarks: Vec<&RemarkCode> = self.rarcs.iter().filter(|r| only_alerts || !r.alert).collect();
        let (mut causes, mut fixes) = (Vec::new(), Vec::new());
        remarks.iter().flat_map(|r| &r.causes).for_each(|cause| push(&mut causes, cause));
        remarks.iter().map(|r| &r.fix).filter(|fix| !fix.is_empty()).for_each(|fix| push(&mut fixes, fix));
        let few = causes.len() < FEW;
        self.carcs.iter().flat_map(|c| &c.causes).filter(|_| few).for_each(|cause| push(&mut causes, cause));
        if fixes.is_empty() {
            self.carcs.iter().map(|c| &c.fix).filter(|fix| !fix.is_empty()).for_each(|fix| push(&mut fixes, fix));
        }
        let unprocessable = self.rarcs.iter().find_map(|r| r.remedy.filter(|r| *r == Remedy::NewClaim));
        let reason = self.carcs.iter().find(|c| c.denial).or(self.carcs.first()).map(|c| c.remedy);
        self.remedy = unprocessable.or(reason).or_else(|| self.rarcs.iter().find_map(|r| r.remedy));
        (self.causes, self.fixes) = (causes, fixes);
    }
}

impl Catalog {
    /// Looks up codes as remittances and people write them: `CO-16`, `CO16`, `16`, `M119`, `CO 97`, `CARC 16`.
    ///
    /// `code` adds what is special to one billing code on the date; `payer`, an id, leaves out the deadlines of others.
    pub fn denial(&self, words: &[String], code: Option<&str>, payer: Option<&str>, on: Date) -> Denial {
        let table = &self.reference().denials;
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
        denial.advise();
        denial.deadlines = deadlines(&table.deadline, &denial, payer);
        denial.scenarios = self.scenarios_of(&denial, code);
        if let Some(code) = code {
            let speaks = |a: &crate::catalog::ApplicableNote| {
                a.note.about.as_ref().is_some_and(|carc| denial.carcs.iter().any(|c| c.code == *carc))
                    || a.note.rarc.iter().any(|rarc| denial.rarcs.iter().any(|r| r.code == *rarc))
            };
            denial.notes = self.notes_of(code, &[Section::Denials], on).into_iter().filter(speaks).collect();
        }
        denial
    }

    /// The cases with a line that carries one of the reasons, and one of the remarks that do more than inform.
    fn scenarios_of(&self, denial: &Denial, code: Option<&str>) -> Vec<String> {
        let remarks: Vec<&RemarkCode> = denial.rarcs.iter().filter(|r| !r.alert).collect();
        if denial.carcs.is_empty() && remarks.is_empty() {
            return Vec::new();
        }
        let shows = |line: &crate::catalog::Remitted| {
            (denial.carcs.is_empty() || denial.carcs.iter().any(|c| line.carc == c.code))
                && (remarks.is_empty() || remarks.iter().any(|r| line.rarc.contains(&r.code)))
                && (denial.groups.is_empty() || denial.groups.iter().any(|g| line.group == g.code))
        };
        let mut cases: Vec<&crate::catalog::Scenario> = self.scenarios().iter().filter(|s| s.remittance.iter().any(shows)).collect();
        let bills = |s: &crate::catalog::Scenario| code.is_some_and(|code| s.claim.iter().any(|l| l.code.eq_ignore_ascii_case(code)));
        cases.sort_by_key(|s| (!bills(s), s.difficulty));
        cases.into_iter().map(|s| s.id.clone()).collect()
    }
}

/// The deadlines of the reasons; where they have none for the payer, those of the remedy.
fn deadlines(table: &[Deadline], denial: &Denial, payer: Option<&str>) -> Vec<Deadline> {
    let of_reason = |l: &Deadline| denial.carcs.iter().any(|c| c.deadlines.contains(&l.id));
    let of_remedy = |l: &Deadline| denial.remedy.is_some_and(|remedy| l.remedies.contains(&remedy));
    let binds = |l: &&Deadline| payer.is_none_or(|payer| l.payers.iter().any(|p| p == payer));
    let pick = |of: &dyn Fn(&Deadline) -> bool| table.iter().filter(binds).filter(|l| of(l)).cloned().collect::<Vec<_>>();
    let deadlines = pick(&of_reason);
    if deadlines.is_empty() { pick(&of_remedy) } else { deadlines }
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
    use crate::denials::explain::*;

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

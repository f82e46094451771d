//! Finding a denial by its codes or by words.

use super::Denial;
use crate::catalog::{Catalog, Date, Section};

/// One or several codes that belong together, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenialEntry {
    /// As a remittance writes them: `CO-16 M119`.
    pub codes: String,
    /// The meaning of the last of them in our words.
    pub meaning: String,
}

/// A code of the tables with what it is found by.
struct Known<'a> {
    code: &'a str,
    meaning: &'a str,
    words: &'a [String],
    more: Vec<&'a str>,
}

impl Known<'_> {
    /// How well one word names it, the best first; `None` where it does not.
    fn rank(&self, word: &str) -> Option<u8> {
        let begins = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word));
        let code = self.code.to_lowercase();
        match () {
            () if code == word => Some(0),
            () if code.starts_with(word) => Some(1),
            () if self.words.iter().any(|held| begins(&held.to_lowercase())) => Some(2),
            () if begins(&self.meaning.to_lowercase()) => Some(3),
            () if self.more.iter().any(|text| begins(&text.to_lowercase())) => Some(4),
            () => None,
        }
    }

    fn entry(&self, before: &str) -> DenialEntry {
        DenialEntry { codes: format!("{before}{}", self.code), meaning: self.meaning.to_owned() }
    }
}

impl Catalog {
    /// The denials that what was typed means or may mean, the likeliest first: codes together, codes that begin so, words. Without
    /// anything typed those that the notes of `code` speak of, then all.
    pub fn denials_matching(&self, typed: &str, code: Option<&str>, on: Date) -> Vec<DenialEntry> {
        let known = self.known();
        let typed = typed.trim();
        if typed.is_empty() {
            let mut entries: Vec<DenialEntry> = Vec::new();
            let special = code.map(|code| self.special(code, on)).unwrap_or_default();
            special.into_iter().chain(known.iter().map(|held| held.entry(""))).for_each(|entry| push(&mut entries, entry));
            return entries;
        }
        let mut entries = Vec::new();
        let denial = self.denial(&[typed.to_owned()], None, None, on);
        if denial.unknown.is_empty() && !denial.is_empty() {
            entries.extend(self.together(&denial));
        }
        // The last word may be the beginning of a code.
        if let Some((before, last)) = typed.rsplit_once([' ', '-', ',']) {
            let held = self.denial(&[before.to_owned()], None, None, on);
            if held.unknown.is_empty() && !held.is_empty() {
                let begins = |known: &&Known<'_>| !last.is_empty() && known.code.to_lowercase().starts_with(&last.to_lowercase());
                let sign = if held.carcs.is_empty() && !before.contains(' ') && !held.groups.is_empty() { "-" } else { " " };
                let before = format!("{}{sign}", before.trim_end_matches([' ', '-', ',']).to_uppercase());
                known.iter().filter(begins).for_each(|known| push(&mut entries, known.entry(&before)));
            }
        }
        let words: Vec<String> =
            typed.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        // A phrase that people type for it names it better than words from here and there, its first phrase best.
        let phrase = |known: &Known<'_>| {
            let holds = |phrase: &str| words.iter().all(|word| phrase.split(' ').any(|part| part.starts_with(word)));
            let ranked = known.words.iter().map(|phrase| phrase.to_lowercase()).enumerate().filter(|(_, phrase)| holds(phrase));
            ranked.map(|(place, phrase)| (u8::from(phrase != typed.to_lowercase()), place)).min()
        };
        let each = |known: &Known<'_>| words.iter().map(|word| known.rank(word)).sum::<Option<u8>>().map(|sum| sum.saturating_add(2));
        let rank = |known: &Known<'_>| match known.rank(&typed.to_lowercase()) {
            Some(by_code @ ..2) => Some((by_code, 0)),
            _ => phrase(known).or_else(|| Some((each(known)?, 0))),
        };
        let mut found: Vec<((u8, usize), &Known<'_>)> = known.iter().filter_map(|known| Some((rank(known)?, known))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().for_each(|(_, known)| push(&mut entries, known.entry("")));
        entries
    }

    /// Reasons that deny before those that adjust, then remarks.
    fn known(&self) -> Vec<Known<'_>> {
        let table = &self.reference().denials;
        let reasons = |denial: bool| {
            table.carc.iter().filter(move |c| c.denial == denial).map(move |c| Known {
                code: &c.code,
                meaning: &c.meaning,
                words: &c.words,
                more: c.causes.iter().map(String::as_str).chain([c.fix.as_str()]).collect(),
            })
        };
        let remarks = table.rarc.iter().map(|r| Known {
            code: &r.code,
            meaning: &r.meaning,
            words: &r.words,
            more: r.causes.iter().map(String::as_str).chain([r.fix.as_str()]).collect(),
        });
        reasons(true).chain(remarks).chain(reasons(false)).collect()
    }

    /// What was typed as one entry, and each code alone where they are several.
    fn together(&self, denial: &Denial) -> Vec<DenialEntry> {
        let groups = denial.groups.iter().map(|g| (g.code.as_str(), g.meaning.as_str()));
        let reasons = denial.carcs.iter().map(|c| (c.code.as_str(), c.meaning.as_str()));
        let remarks = denial.rarcs.iter().map(|r| (r.code.as_str(), r.meaning.as_str()));
        let all: Vec<(&str, &str)> = groups.chain(reasons).chain(remarks).collect();
        let mut codes = all.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(" ");
        // The group and the first reason are written as one.
        if let ([group], [reason, ..]) = (denial.groups.as_slice(), denial.carcs.as_slice()) {
            codes = codes.replacen(&format!("{} {}", group.code, reason.code), &format!("{}-{}", group.code, reason.code), 1);
        }
        let meaning = all.last().map_or("", |(_, meaning)| *meaning).to_owned();
        let alone = all
            .iter()
            .filter(|_| all.len() > 1)
            .map(|(code, meaning)| DenialEntry { codes: (*code).to_owned(), meaning: (*meaning).to_owned() });
        [DenialEntry { codes, meaning }].into_iter().chain(alone).collect()
    }

    /// The denials that the notes of a code speak of.
    fn special(&self, code: &str, on: Date) -> Vec<DenialEntry> {
        let notes = self.notes_of(code, &[Section::Denials], on).into_iter();
        let named = notes.map(|n| n.note.about.iter().chain(&n.note.rarc).cloned().collect::<Vec<_>>().join(" "));
        let explained = named.filter(|words| !words.is_empty()).map(|words| self.denial(&[words], None, None, on));
        explained.filter_map(|denial| self.together(&denial).into_iter().next()).collect()
    }
}

fn push(entries: &mut Vec<DenialEntry>, entry: DenialEntry) {
    if !entries.iter().any(|held| held.codes == entry.codes) {
        entries.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use crate::storage::user_catalog::shipped;

    #[test]
    fn codes_beginnings_and_words_find_denials() {
        let catalog = shipped().unwrap();
        let on = jiff::civil::date(2026, 11, 22);
        let first = |typed: &str| catalog.denials_matching(typed, None, on).into_iter().next().map(|entry| entry.codes).unwrap_or_default();
        for (typed, codes) in [
            ("CO-16 M119", "CO-16 M119"),
            ("co16 m119", "CO-16 M119"),
            ("16", "16"),
            ("m119", "M119"),
            ("n82", "N822"),
            ("CO-9", "CO-96"),
            ("CO-16 N82", "CO-16 N822"),
            ("missing modifier", "N822"),
            ("missing jz", "N822"),
            ("timely filing", "29"),
            ("duplicate", "18"),
        ] {
            assert_eq!(first(typed), codes, "{typed}: {:?}", catalog.denials_matching(typed, None, on).iter().take(5).collect::<Vec<_>>());
        }
        assert_eq!(first("xyzzy"), "");
        let all = catalog.denials_matching("", None, on);
        let table = &catalog.reference().denials;
        assert_eq!(all.len(), table.carc.len() + table.rarc.len());
        let on_code = catalog.denials_matching("", Some("J9271"), on);
        assert!(on_code.len() > all.len() && on_code[0].codes.contains(' '), "{:?}", on_code[0]);
    }
}

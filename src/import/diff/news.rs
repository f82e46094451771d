//! What happened to codes since a day, from the editions that one catalog holds.

use super::amounts::{self, PriceChanged};
use crate::catalog::{AnnouncedAction, Catalog, Code, Date, PaymentSource, quarter_start};
use crate::quantity::Amount;

/// One piece of news about a code.
#[derive(Clone, Debug, PartialEq)]
pub struct News<'a> {
    /// The day it counts from: the first day of a code or price, the day after the last one.
    pub date: Date,
    /// The code.
    pub code: &'a Code,
    /// What happened.
    pub what: Event<'a>,
}

/// What happened to a code.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<'a> {
    /// It ended; the codes that bill the drug now.
    Ended(Vec<String>),
    /// It began.
    Began,
    /// Its descriptor changed, by CMS's action code or an announcement.
    Reworded,
    /// Its payment changed from one quarter to the next.
    Price(PriceChanged<'a>),
    /// A new version of a local coverage document names it.
    Coverage {
        /// The document: `A52423`.
        document: &'a str,
        /// Its version.
        version: &'a str,
        /// The states where it holds.
        states: &'a [String],
    },
}

impl Event<'_> {
    /// The kinds, in the order to read them.
    pub const KINDS: [&'static str; 5] = ["ended", "began", "reworded", "price", "coverage"];

    /// The kind of it, one of [`Event::KINDS`].
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Ended(_) => "ended",
            Event::Began => "began",
            Event::Reworded => "reworded",
            Event::Price(_) => "price",
            Event::Coverage { .. } => "coverage",
        }
    }
}

/// CMS's actions that change the long descriptor: with and without an administrative change.
const REWORDING: [&str; 2] = ["B", "C"];

/// The first day of the newest quarter of codes, announcements or prices held.
pub fn newest_quarter(catalog: &Catalog) -> Option<Date> {
    ["codes", "announced", "asp", "opps"].into_iter().filter_map(|what| quarter_start(catalog.edition(what)?)).max()
}

/// The news since a day, that day among them, by kind, date and code. Prices are named when they moved by more than `percent`
/// between neighboring quarters. Without `all`, only codes of drugs.
pub fn news(catalog: &Catalog, since: Date, percent: Amount, all: bool) -> Vec<News<'_>> {
    let mut found: Vec<News<'_>> = Vec::new();
    for code in catalog.codes().iter().filter(|code| all || code.kind.is_administered()) {
        let mut tell = |date: Option<Date>, what| {
            found.extend(date.filter(|date| *date >= since).map(|date| News { date, code, what }));
        };
        let after = |last: Date| last.tomorrow().ok();
        if let Some(ended) = code.dates.ended.and_then(after) {
            tell(Some(ended), Event::Ended(catalog.successors(&code.code).into_iter().map(|s| s.code).collect()));
        }
        tell(code.dates.added, Event::Began);
        let reworded = code.announced.as_ref().filter(|a| a.action == AnnouncedAction::Reworded).map(|a| a.date);
        let by_file = code.dates.effective.filter(|_| REWORDING.contains(&code.cms.action.as_str()));
        tell(reworded.or(by_file), Event::Reworded);
        let payments = &catalog.facts(&code.code).payments;
        for source in [PaymentSource::Asp, PaymentSource::Opps] {
            for change in amounts::steps(&code.code, payments, source, percent) {
                tell(quarter_start(&change.new.quarter), Event::Price(change));
            }
        }
    }
    for document in catalog.coverage().documents().iter().filter(|d| d.effective.is_some_and(|from| from >= since)) {
        let named = document.hcpcs.iter().flat_map(|group| group.codes.iter());
        let codes = named.filter_map(|code| catalog.code(code)).filter(|code| all || code.kind.is_administered());
        let what = Event::Coverage { document: &document.id, version: &document.version, states: &document.states };
        let news = |code| Some(News { date: document.effective?, code, what: what.clone() });
        found.extend(codes.filter_map(news));
    }
    let place = |news: &News<'_>| Event::KINDS.iter().position(|kind| *kind == news.what.kind());
    found.sort_by(|a, b| (place(a), a.date, &a.code.code).cmp(&(place(b), b.date, &b.code.code)));
    found.dedup();
    found
}

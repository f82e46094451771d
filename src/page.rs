//! The pages of a code as lines of words with a meaning: what each pane says, before any face draws it.
//!
//! The command line prints the words, the browser adds the styles. No terminal, clock or file is known here.

mod card;
mod checklist;
mod claim;
mod clinical;
mod compare;
mod coverage;
mod denial;
mod dose;
mod export;
mod form;
mod line;
mod modifiers;
mod news;
mod no_match;
mod notes;
mod overview;
mod price;
mod products;
mod reference;
mod remittance;
mod rule;
mod scenario;
mod similar;
mod sources;
mod strip;
mod training;
mod units;

pub use card::{card_lines, card_title, codes_listing, denial_words};
pub use checklist::{checklist_lines, checklists};
pub use claim::{billed, claim_lines};
pub use compare::{Compared, comparable, compare, compared_lines, comparison_lines, same_amount};
pub use coverage::{CoverageQuestion, NO_LISTING, coverage_lines, national};
pub use denial::{IN_TRAINING, PLAY, denial_lines, special_denial_lines};
pub use dose::DoseInUnits;
pub use export::{Format, export, link};
pub use form::{ClaimForm, FormLines};
pub use line::{Line, Role, Span};
pub use modifiers::{modifier_lines, modifier_uses};
pub use news::{news_lines, news_name, news_of_kind, news_title, news_words};
pub use no_match::NoMatch;
pub use notes::mark_sources;
pub use overview::{banner, brands, title};
pub use price::{latest_payment, quarter_words, status_indicator_words};
pub use products::{SortKey, Sorting, products};
pub use reference::{administration_lines, administration_words};
pub use remittance::remittance_lines;
pub use rule::rule_lines;
pub use scenario::{answer_lines, case_lines, difficulty, kind_words, letter, meanings, step_lines};
pub use similar::look_alikes;
pub use sources::{cited_lines, documents};
pub use strip::{DiscardDuty, administration_codes, discard_duty, packed, price, strip, strip_cells};
pub use training::{
    capstone_line, capstone_lines, capstone_result_lines, case_handout, drill_answer_lines, drill_handout, drill_lines, drill_marked_lines,
    exam_case_lines, exam_heading, exam_line, exam_question_lines, exam_result_lines, learner_line, lesson_lines, map_lines, mastery_line,
    queue_heading, queue_line, queue_title, record_lines, reply_lines, step_heading, stop_lines, summary_lines, work_lines,
};
pub use units::{units_compared, units_figures, units_given, units_lines, vial_bar};

use crate::catalog::{Catalog, Code, Date, Section};

macro_rules! panes {
    ($($pane:ident $word:literal $title:literal $short:literal $synonyms:literal [$($section:ident),*] $doc:literal;)*) => {
        /// The panes of a code's page, in the order they are shown.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Pane {
            $(#[doc = $doc] $pane,)*
        }

        impl Pane {
            /// Every pane, in order.
            pub const ALL: [Pane; [$($word),*].len()] = [$(Pane::$pane,)*];

            /// Its word on the command line: `overview`.
            pub fn as_str(self) -> &'static str {
                match self { $(Pane::$pane => $word,)* }
            }

            /// Its title on a tab or as a heading: `Overview`.
            pub fn title(self) -> &'static str {
                match self { $(Pane::$pane => $title,)* }
            }

            /// A title of at most four letters, so that all tabs fit beside the list.
            pub fn short_title(self) -> &'static str {
                match self { $(Pane::$pane => $short,)* }
            }

            /// Other words that people look for it by.
            pub fn synonyms(self) -> &'static str {
                match self { $(Pane::$pane => $synonyms,)* }
            }
        }

        /// The sections of notes that a pane holds; none for the panes of facts.
        pub fn sections(pane: Pane) -> &'static [Section] {
            match pane { $(Pane::$pane => &[$(Section::$section),*],)* }
        }
    };
}

panes! {
    Overview "overview" "Overview" "Ovw" "mue mai limit unit status summary descriptor" [] "Status, unit, what it is, payment, limits, corrections.";
    Clinical "clinical" "Clinical" "Clin" "indications rems label route infusion" [Clinical, Rems, SelfAdministered, Sites, Taxonomies] "What the drug is, where it is given and who bills it.";
    Modifiers "modifiers" "Modifiers" "Mod" "jw jz jg tb ja jb" [Modifiers] "Modifiers and when to use each.";
    Documentation "documentation" "Documentation" "Doc" "chart records notes checklist" [Documentation] "What the chart must show.";
    Denials "denials" "Denials" "Deny" "carc rarc appeal" [Denials] "What gets denied and why.";
    Payers "payers" "Payers" "Pay" "medicaid medicare-advantage prior authorization" [Payers] "What payers ask.";
    Coverage "coverage" "Coverage" "Cov" "lcd ncd icd-10 diagnosis mac" [] "What Medicare contractors list, and national determinations.";
    Similar "similar" "Similar" "Sim" "look-alike biosimilar confused" [Similar] "Codes that are mistaken for this one.";
    Products "products" "Products" "NDC" "ndc package vial labeler" [] "Packages billed under the code.";
    Price "price" "Price" "$" "asp payment opps cost limit" [] "What Medicare pays, quarter by quarter.";
    Sources "sources" "Sources" "Src" "references documents" [] "Documents and editions that the page rests on.";
}

/// How much of a page is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    /// What holds for every drug too, not only how much of it there is.
    pub all: bool,
    /// The documents behind each statement, not only whether they are copies or none.
    pub sources: bool,
}

impl View {
    /// Everything open.
    pub const WHOLE: View = View { all: true, sources: true };
}

/// What a pane says about a code on a date of service, folded. Never empty: a pane about which nothing is known says so.
///
/// The lines are as long as they need to be; [`Line::wrap`] fits them to a width. [`products`] sorts packages in other ways.
pub fn lines(catalog: &Catalog, code: &Code, pane: Pane, on: Date) -> Vec<Line> {
    viewed(catalog, code, pane, on, View::default())
}

/// As [`lines`], opened as far as wanted.
pub fn viewed(catalog: &Catalog, code: &Code, pane: Pane, on: Date, view: View) -> Vec<Line> {
    let mut lines = joined_folds(whole(catalog, code, pane, on, view.all));
    if !view.sources {
        lines.iter_mut().for_each(notes::hide_sources);
    }
    lines
}

/// What is folded, in one line where several follow each other: `Folded: 2 for the class ..., 5 for every drug; 3 on REMS`.
fn joined_folds(lines: Vec<Line>) -> Vec<Line> {
    const FOLDED: &str = "Folded: ";
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let more = line.spans.first().filter(|span| span.role == Role::Muted).and_then(|span| span.text.strip_prefix(FOLDED));
        let last = joined.last_mut().and_then(|last| last.spans.last_mut()).filter(|span| span.text.starts_with(FOLDED));
        match (more, last) {
            (Some(more), Some(last)) => last.text.push_str(&format!("; {more}")),
            _ => joined.push(line),
        }
    }
    joined
}

fn whole(catalog: &Catalog, code: &Code, pane: Pane, on: Date, all: bool) -> Vec<Line> {
    match pane {
        Pane::Overview => overview::lines(catalog, code, on),
        Pane::Coverage => coverage_lines(catalog, code, on, &CoverageQuestion::default()),
        Pane::Products => products(catalog, code, on, Sorting::default(), all),
        Pane::Price => price::lines(catalog.facts(&code.code), on, all),
        Pane::Sources => sources::lines(catalog, code, on, all),
        Pane::Similar => similar::lines(catalog, code, on),
        Pane::Modifiers => modifiers::lines(catalog, code, on, all),
        Pane::Documentation => [notes::lines(catalog, code, sections(pane), on, all), checklist::titles(catalog, code, all)].concat(),
        Pane::Clinical => {
            let notes = notes::lines(catalog, code, sections(pane), on, all);
            [clinical::lines(catalog, code, on), notes, reference::around(catalog, code, on, all)].concat()
        }
        Pane::Payers => [notes::lines(catalog, code, sections(pane), on, all), reference::payer_topics(catalog, code, all)].concat(),
        Pane::Denials => notes::lines(catalog, code, sections(pane), on, all),
    }
}

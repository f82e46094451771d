//! What happened to codes since a day, as lines.

use super::{Line, Role};
use crate::catalog::{Date, Payment, PaymentSource};
use crate::import::diff::news::{Event, News};

/// What happened, in words, without the code and the day.
pub fn news_words(news: &News<'_>) -> String {
    let announced = if news.code.announced.is_some() { " (announced)" } else { "" };
    match &news.what {
        Event::Ended(successors) if successors.is_empty() => format!("no longer billable{announced}"),
        Event::Ended(successors) => format!("no longer billable{announced}; now {}", successors.join(", ")),
        Event::Began => format!("billable from this day{announced}"),
        Event::Reworded => format!("descriptor changed{announced}"),
        Event::Price(change) => {
            let file = match change.new.source {
                PaymentSource::Asp => "ASP limit",
                PaymentSource::Opps => "OPPS rate",
            };
            let dollars = |payment: &Payment| payment.limit.map_or_else(|| "none".to_owned(), |limit| format!("${limit}"));
            let percent = change.percent.map(|p| format!(" ({p}%)")).unwrap_or_default();
            format!("{file} {} to {}{percent}", dollars(change.old), dollars(change.new))
        }
        Event::Coverage { document, version, states } => format!("{document} version {version}: {}", states.join(" ")),
    }
}

/// The heading of a kind.
pub fn news_title(kind: &str) -> &'static str {
    match kind {
        "ended" => "Ended",
        "began" => "Began",
        "reworded" => "Reworded",
        "price" => "Prices",
        _ => "Coverage documents",
    }
}

/// The drug's name, else CMS's short descriptor.
pub fn news_name<'a>(news: &News<'a>) -> &'a str {
    if news.code.name.is_empty() { &news.code.short } else { &news.code.name }
}

/// The news of a kind.
pub fn news_of_kind<'a, 'n>(found: &'n [News<'a>], kind: &'static str) -> impl Iterator<Item = &'n News<'a>> {
    found.iter().filter(move |news| news.what.kind() == kind)
}

/// Kind by kind, a line each.
pub fn news_lines(found: &[News<'_>], since: Date) -> Vec<Line> {
    let mut lines = vec![Line::heading(format!("News since {since}"))];
    if found.is_empty() {
        lines.push(Line::of(Role::Muted, "None in the editions held."));
    }
    for kind in Event::KINDS {
        let mut rows = news_of_kind(found, kind).peekable();
        if rows.peek().is_none() {
            continue;
        }
        lines.push(Line::blank());
        lines.push(Line::heading(news_title(kind)));
        lines.extend(rows.map(|news| {
            let head = Line::of(Role::Code, format!("{}  ", news.code.code)).with(Role::Muted, format!("{}  ", news.date));
            head.with(Role::Text, format!("{}: {}", news_name(news), news_words(news))).indented(0, 19)
        }));
    }
    lines
}

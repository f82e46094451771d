//! A page as Markdown or HTML: headings, lists, tables as they are aligned, and the sources as notes with links.

use super::{Line, Role, mark_sources};
use crate::catalog::{Catalog, Source};
use crate::text;

/// A format to write a page or a handout in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    #[default]
    Markdown,
    /// One HTML document without scripts, nothing loaded from elsewhere.
    Html,
}

/// What a line becomes.
enum Block {
    Heading,
    Item,
    Table,
    Paragraph,
}

/// The address of a document as a link; `None` where it is words, such as the number of a label.
pub fn link(address: &str) -> Option<String> {
    if address.starts_with("https://") || address.starts_with("http://") {
        return Some(address.split_whitespace().next()?.to_owned());
    }
    let first = address.split([' ', ',']).next()?;
    let (name, domain) = first.split('/').next()?.rsplit_once('.')?;
    let is_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    let is_host = !name.is_empty() && name.bytes().all(is_name) && domain.len() >= 2 && domain.bytes().all(|b| b.is_ascii_lowercase());
    is_host.then(|| format!("https://{first}"))
}

/// A page with its sections, those without a name under the title itself; the sources cited are listed at the end.
pub fn export(catalog: &Catalog, format: Format, title: &str, sections: Vec<(String, Vec<Line>)>) -> String {
    let mut lines: Vec<Line> = Vec::new();
    let mut starts: Vec<(usize, String)> = Vec::new();
    for (name, section) in sections {
        starts.push((lines.len(), name));
        lines.extend(section);
    }
    for span in lines.iter_mut().flat_map(|line| &mut line.spans) {
        span.text = text::clean(&span.text).into_owned();
    }
    let (writer, mark): (&dyn Writer, fn(usize) -> String) = match format {
        Format::Markdown => (&Markdown, |n| format!("[^{n}]")),
        Format::Html => (&Html, |n| format!("\u{1}{n}\u{2}")),
    };
    let cited = mark_sources(&mut lines, mark);
    let mut out = writer.begin(title);
    let ends: Vec<usize> = starts.iter().skip(1).map(|(start, _)| *start).chain([lines.len()]).collect();
    for ((start, name), end) in starts.iter().zip(ends) {
        if !name.is_empty() {
            out.push_str(&writer.section(name));
        }
        for group in lines.get(*start..end).unwrap_or_default().chunk_by(joins) {
            out.push_str(&writer.group(group));
        }
    }
    let cited: Vec<(&str, Option<&Source>)> = cited.iter().map(|id| (id.as_str(), catalog.source(id))).collect();
    out + &writer.end(&cited)
}

/// Do two lines belong into one list or one table?
fn joins(a: &Line, b: &Line) -> bool {
    matches!((block(a), block(b)), (Block::Item, Block::Item) | (Block::Table, Block::Table))
}

fn block(line: &Line) -> Block {
    // Columns are kept apart by spaces; a label is padded too.
    let columns = |spans: &[super::Span]| spans.iter().map(|s| s.text.as_str()).collect::<String>().trim().contains("   ");
    match line.spans.as_slice() {
        [] => Block::Paragraph,
        [first, ..] if matches!(first.role, Role::Heading | Role::Layer) => Block::Heading,
        [first, rest @ ..] if first.role == Role::Label && !rest.is_empty() && !columns(rest) => Block::Item,
        spans if columns(spans) => Block::Table,
        _ if line.indent > 0 => Block::Item,
        _ => Block::Paragraph,
    }
}

/// The pieces of a line without the sign of a list.
fn pieces(line: &Line) -> impl Iterator<Item = (Role, &str)> {
    line.spans.iter().map(|span| (span.role, span.text.as_str())).filter(|piece| *piece != (Role::Muted, "- "))
}

/// Lines, each written so, a row each.
fn rows(lines: &[Line], each: impl Fn(&Line) -> String) -> String {
    lines.iter().map(each).collect::<Vec<_>>().join("\n")
}

/// How a format writes.
trait Writer {
    fn begin(&self, title: &str) -> String;
    fn section(&self, name: &str) -> String;
    fn group(&self, lines: &[Line]) -> String;
    fn end(&self, cited: &[(&str, Option<&Source>)]) -> String;
}

/// Title, publisher and date of a document, or its id where it is not held.
fn words_of(id: &str, source: Option<&Source>) -> String {
    source.map_or_else(|| id.to_owned(), |s| [&s.title, &s.publisher, &s.date].map(String::as_str).join(", "))
}

struct Markdown;

impl Markdown {
    /// Signs that Markdown would read are written so that it does not.
    fn escaped(text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, '\\' | '*' | '_' | '<' | '>' | '|' | '#' | '`') {
                out.push('\\');
            }
            out.push(c);
        }
        out
    }

    fn inline(line: &Line) -> String {
        let mut out = String::new();
        for (role, text) in pieces(line) {
            let words = text.trim();
            let gap = |is_there: bool| if is_there { " " } else { "" };
            let written = match role {
                _ if words.is_empty() => String::new(),
                Role::Source => words.to_owned(),
                Role::Code => format!("`{words}`"),
                Role::Strong | Role::Label | Role::Ended | Role::Chart => format!("**{}**", Markdown::escaped(words)),
                _ => Markdown::escaped(words),
            };
            out.push_str(&format!("{}{written}{}", gap(text.starts_with(' ')), gap(text.ends_with(' '))));
        }
        out.trim().to_owned()
    }
}

impl Writer for Markdown {
    fn begin(&self, title: &str) -> String {
        format!("# {}\n", Markdown::escaped(title))
    }

    fn section(&self, name: &str) -> String {
        format!("\n## {}\n", Markdown::escaped(name))
    }

    fn group(&self, lines: &[Line]) -> String {
        match lines.first().map(block) {
            Some(Block::Heading) => format!("\n### {}\n", rows(lines, |line| Markdown::escaped(line.text().trim()))),
            Some(Block::Item) => format!("\n{}\n", rows(lines, |line| format!("- {}", Markdown::inline(line)))),
            Some(Block::Table) => format!("\n```text\n{}\n```\n", rows(lines, |line| line.text().trim_end().replace('`', "'"))),
            Some(Block::Paragraph) if lines.iter().any(|line| !line.spans.is_empty()) => format!("\n{}\n", rows(lines, Markdown::inline)),
            _ => String::new(),
        }
    }

    fn end(&self, cited: &[(&str, Option<&Source>)]) -> String {
        let mut out = String::new();
        for (i, (id, source)) in cited.iter().enumerate() {
            let place = source.map(|s| s.address.as_str()).filter(|a| !a.is_empty()).map(|address| match link(address) {
                Some(link) => format!(", <{link}>"),
                None => format!(", {}", Markdown::escaped(address)),
            });
            out.push_str(&format!("\n[^{}]: {}{}", i + 1, Markdown::escaped(&words_of(id, *source)), place.unwrap_or_default()));
        }
        out + "\n"
    }
}

struct Html;

impl Html {
    const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
pre,code{font-family:ui-monospace,monospace}pre{overflow-x:auto}.warning{color:#a50}.ended{color:#b00;font-weight:bold}.muted{opacity:.8}
@media(prefers-color-scheme:dark){.warning{color:#fb6}.ended{color:#f88}}";

    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    fn inline(line: &Line) -> String {
        let tag = |(role, text): (Role, &str)| {
            let words = Html::escaped(text);
            match role {
                Role::Code => format!("<code>{words}</code>"),
                Role::Strong | Role::Label | Role::Chart => format!("<b>{words}</b>"),
                Role::Warning => format!("<span class=\"warning\">{words}</span>"),
                Role::Ended => format!("<span class=\"ended\">{words}</span>"),
                Role::Muted => format!("<span class=\"muted\">{words}</span>"),
                Role::Source => Html::marks(&words),
                _ => words,
            }
        };
        pieces(line).map(tag).collect()
    }

    /// The numbers of sources as links to their list.
    fn marks(words: &str) -> String {
        let linked = |part: &str| match part.split_once('\u{2}') {
            Some((n, rest)) => format!("<sup><a href=\"#s{n}\">{n}</a></sup>{rest}"),
            None => part.to_owned(),
        };
        words.split('\u{1}').map(linked).collect()
    }
}

impl Writer for Html {
    fn begin(&self, title: &str) -> String {
        let (title, style) = (Html::escaped(title), Html::STYLE);
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n<style>{style}</style></head>\n<body><h1>{title}</h1>\n"
        )
    }

    fn section(&self, name: &str) -> String {
        format!("<h2>{}</h2>\n", Html::escaped(name))
    }

    fn group(&self, lines: &[Line]) -> String {
        match lines.first().map(block) {
            Some(Block::Heading) => format!("<h3>{}</h3>\n", rows(lines, |line| Html::escaped(line.text().trim()))),
            Some(Block::Item) => format!("<ul>\n{}\n</ul>\n", rows(lines, |line| format!("<li>{}</li>", Html::inline(line)))),
            Some(Block::Table) => format!("<pre>{}</pre>\n", rows(lines, |line| " ".repeat(line.indent) + &Html::inline(line))),
            Some(Block::Paragraph) if lines.iter().any(|line| !line.spans.is_empty()) => format!("<p>{}</p>\n", rows(lines, Html::inline)),
            _ => String::new(),
        }
    }

    fn end(&self, cited: &[(&str, Option<&Source>)]) -> String {
        let item = |(i, (id, source)): (usize, &(&str, Option<&Source>))| {
            let place = source.map(|s| s.address.as_str()).filter(|a| !a.is_empty()).map(|address| match link(address) {
                Some(link) => format!(", <a href=\"{}\">{}</a>", Html::escaped(&link), Html::escaped(address)),
                None => format!(", {}", Html::escaped(address)),
            });
            format!("<li id=\"s{}\">{}{}</li>", i + 1, Html::escaped(&words_of(id, *source)), place.unwrap_or_default())
        };
        let items: Vec<String> = cited.iter().enumerate().map(item).collect();
        let list = if items.is_empty() { String::new() } else { format!("<h2>Documents</h2>\n<ol>\n{}\n</ol>\n", items.join("\n")) };
        format!("{list}</body></html>\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_words_are_no_links() {
        assert_eq!(link("prescriberpoint.com/therapies/x-1"), Some("https://prescriberpoint.com/therapies/x-1".to_owned()));
        assert_eq!(link("anthem.com, MED.00155"), Some("https://anthem.com".to_owned()));
        assert_eq!(link("https://www.cms.gov/a b"), Some("https://www.cms.gov/a".to_owned()));
        assert_eq!(link("DailyMed set id 28f2c2cd"), None);
        assert_eq!(link("copy in the Medicare Information Resource"), None);
    }

    #[test]
    fn what_a_format_would_read_is_escaped() {
        let section = || vec![(String::new(), vec![Line::of(Role::Text, "<b> & *x* `y` ").with(Role::Code, "J9271")])];
        let catalog = Catalog::default();
        assert!(export(&catalog, Format::Markdown, "a_b", section()).contains("\\<b\\> & \\*x\\* \\`y\\` `J9271`"));
        assert!(export(&catalog, Format::Html, "a<b", section()).contains("&lt;b&gt; &amp; *x* `y` <code>J9271</code>"));
    }
}

//! A page to print, as Markdown or as HTML of its own.

use crate::text;

/// How a handout is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    #[default]
    Markdown,
    /// One HTML file with print styles, nothing loaded from elsewhere.
    Html,
}

/// A part of a handout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading under the title.
    Heading(String),
    /// A question, and what kind it is. It is not parted from what follows by a page break.
    Question(String, String),
    /// A paragraph.
    Text(String),
    /// Facts, one a line.
    List(Vec<String>),
    /// A header and rows.
    Table(Vec<String>, Vec<Vec<String>>),
    /// Letter, answer, and whether it is shown as right.
    Choices(Vec<(char, String, bool)>),
    /// So many lines to write on.
    Room(usize),
    /// The answer, then why.
    Answer(Vec<String>),
}

/// A handout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    title: String,
    answers: bool,
    blocks: Vec<Block>,
}

const STYLE: &str = "body{font:11pt/1.4 serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#000;background:#fff}\
h1{font-size:16pt}h2{font-size:12pt;margin:1.2em 0 .3em}h3{font-size:11pt;margin:1.2em 0 .3em}\
table{border-collapse:collapse}th,td{border:1px solid #888;padding:.15em .6em;text-align:left}\
ol{list-style:lower-alpha}.room{border-bottom:1px solid #000;height:2em}.answer{border-left:3px solid #000;padding-left:.8em}\
.kind{font-weight:normal;color:#444}.q{break-inside:avoid}h2,h3{break-after:avoid}tr{break-inside:avoid}\
@page{margin:2cm}@media print{body{margin:0;max-width:none;padding:0}}";

impl Document {
    /// An empty one.
    pub(super) fn new(title: &str, answers: bool) -> Document {
        Document { title: title.to_owned(), answers, blocks: Vec::new() }
    }

    pub(super) fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Written out.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Markdown => self.markdown(),
            Format::Html => self.html(),
        }
    }

    fn whose(&self) -> &'static str {
        if self.answers { "Instructor's version, with answers" } else { "Name and date: ______________________________" }
    }

    fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n{}\n", md(&self.title), self.whose().replace('_', "\\_"));
        for block in &self.blocks {
            out.push('\n');
            match block {
                Block::Heading(words) => out.push_str(&format!("## {}\n", md(words))),
                Block::Question(words, kind) => out.push_str(&format!("### {} ({})\n", md(words), md(kind))),
                Block::Text(words) => out.push_str(&format!("{}\n", md(words))),
                Block::List(items) => items.iter().for_each(|item| out.push_str(&format!("- {}\n", md(item)))),
                Block::Table(head, rows) => {
                    let row = |cells: &[String]| format!("| {} |\n", cells.iter().map(|c| md(c)).collect::<Vec<_>>().join(" | "));
                    out.push_str(&row(head));
                    out.push_str(&format!("|{}\n", "---|".repeat(head.len())));
                    rows.iter().for_each(|cells| out.push_str(&row(cells)));
                }
                Block::Choices(choices) => choices.iter().for_each(|(letter, words, right)| {
                    let mark = if *right { "**" } else { "" };
                    out.push_str(&format!("- {mark}{letter}) {}{mark}\n", md(words)));
                }),
                Block::Room(lines) => {
                    (0..*lines).for_each(|_| out.push_str("\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\n\n"))
                }
                Block::Answer(lines) => lines.iter().enumerate().for_each(|(i, line)| {
                    let words = if i == 0 { format!("**{}**", md(line)) } else { md(line) };
                    out.push_str(&format!("> {words}  \n"));
                }),
            }
        }
        out
    }

    fn html(&self) -> String {
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title><style>{STYLE}</style></head>\n<body>\n\
             <h1>{0}</h1>\n<p>{1}</p>\n",
            html(&self.title),
            self.whose()
        );
        let mut open = false;
        for block in &self.blocks {
            let starts = matches!(block, Block::Question(..) | Block::Heading(_));
            if open && starts {
                out.push_str("</section>\n");
            }
            if starts {
                out.push_str("<section class=\"q\">\n");
                open = true;
            }
            match block {
                Block::Heading(words) => out.push_str(&format!("<h2>{}</h2>\n", html(words))),
                Block::Question(words, kind) => {
                    out.push_str(&format!("<h3>{} <span class=\"kind\">({})</span></h3>\n", html(words), html(kind)));
                }
                Block::Text(words) => out.push_str(&format!("<p>{}</p>\n", html(words))),
                Block::List(items) => {
                    let items: String = items.iter().map(|item| format!("<li>{}</li>", html(item))).collect();
                    out.push_str(&format!("<ul>{items}</ul>\n"));
                }
                Block::Table(head, rows) => {
                    let row = |tag: &str, cells: &[String]| {
                        let cells: String = cells.iter().map(|c| format!("<{tag}>{}</{tag}>", html(c))).collect();
                        format!("<tr>{cells}</tr>\n")
                    };
                    let rows: String = rows.iter().map(|cells| row("td", cells)).collect();
                    out.push_str(&format!("<table>{}{rows}</table>\n", row("th", head)));
                }
                Block::Choices(choices) => {
                    let item = |(_, words, right): &(char, String, bool)| {
                        let words = html(words);
                        if *right { format!("<li><strong>{words} &#10003;</strong></li>") } else { format!("<li>{words}</li>") }
                    };
                    out.push_str(&format!("<ol>{}</ol>\n", choices.iter().map(item).collect::<String>()));
                }
                Block::Room(lines) => out.push_str(&"<div class=\"room\"></div>\n".repeat(*lines)),
                Block::Answer(lines) => {
                    let line = |(i, line): (usize, &String)| {
                        if i == 0 { format!("<p><strong>{}</strong></p>", html(line)) } else { format!("<p>{}</p>", html(line)) }
                    };
                    out.push_str(&format!("<div class=\"answer\">{}</div>\n", lines.iter().enumerate().map(line).collect::<String>()));
                }
            }
        }
        if open {
            out.push_str("</section>\n");
        }
        out + "</body></html>\n"
    }
}

fn html(words: &str) -> String {
    text::clean(words).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What Markdown would take as its own is escaped.
fn md(words: &str) -> String {
    let mut out = String::new();
    for c in text::clean(words).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

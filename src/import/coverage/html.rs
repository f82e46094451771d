//! CMS's HTML fields as plain text.

/// Text of a field that holds HTML, its entities escaped once or twice: without tags, one space between words.
pub(super) fn plain_text(html: &str) -> String {
    let mut text = html.to_owned();
    for _ in 0..3 {
        if !text.contains('&') {
            break;
        }
        text = unescape(&text);
    }
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let tag = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match rest[at..].find('>') {
            Some(end) if tag => {
                let name = rest[at + 1..].trim_start_matches('/');
                let inline = ["sub", "sup", "b>", "i>", "em", "strong", "span", "a "].iter().any(|t| name.starts_with(t));
                if !inline {
                    plain.push(' ');
                }
                rest = &rest[at + end + 1..];
            }
            // A tag that was cut off.
            None if tag => rest = "",
            _ => {
                plain.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    crate::text::clean(&plain).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The entities that CMS writes in titles and names; others are left as they are.
fn unescape(text: &str) -> String {
    const ENTITIES: [(&str, &str); 12] = [
        ("&nbsp;", " "),
        ("&reg;", "\u{ae}"),
        ("&trade;", "\u{2122}"),
        ("&ndash;", "\u{2013}"),
        ("&mdash;", "\u{2014}"),
        ("&rsquo;", "\u{2019}"),
        ("&lsquo;", "\u{2018}"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn html_becomes_plain_text() {
        for (html, plain) in [
            ("Billing and Coding: B<sub>12</sub>", "Billing and Coding: B12"),
            ("<p>&amp;ldquo;a&amp;rsquo;s</p><p>b</p>", "&ldquo;a\u{2019}s b"),
            ("Hgb < 10 g/dL", "Hgb < 10 g/dL"),
            ("cut <span style=\"display", "cut"),
            ("&lt;p&gt;&lt;span style=\"x\"&gt;text&lt;/span&gt;", "text"),
            ("<p>&nbsp;</p>", ""),
        ] {
            assert_eq!(plain_text(html), plain, "{html}");
        }
    }
}

//! Names of folders, files and keys as catalogs of earlier versions wrote them, read as today's.
//!
//! A user's data directory may hold files of any age; this is the one place that knows what they were called.

use std::borrow::Cow;

use super::file::File;

/// Start of a path, and what stands there now.
const PATHS: &[(&str, &str)] = &[
    ("dossiers/", "drugs/"),
    ("limits/", "mue/"),
    ("sources.toml", "sources/all.toml"),
    ("containers.toml", "package_notes.toml"),
    ("places_notes.toml", "place_of_service_notes.toml"),
];

/// Start of today's path, then the start of a line and what stands there now.
const LINES: &[(&str, &[(&str, &str)])] = &[
    ("scenarios/", &[("ask =", "question ="), ("learn =", "takeaway =")]),
    ("modifiers.toml", &[("readers =", "used_by =")]),
    ("mue/", &[("[limits]", "[mue]")]),
    ("package_notes.toml", &[("[[container]]", "[[package]]")]),
    ("payer_topics.toml", &[("topic = \"authoris", "topic = \"authoriz")]),
    (
        "denials.toml",
        &[
            ("route = \"authoris", "remedy = \"authoriz"),
            ("route =", "remedy ="),
            ("routes =", "remedies ="),
            ("limit =", "deadline ="),
            ("limits =", "deadlines ="),
            ("[[limit]]", "[[deadline]]"),
        ],
    ),
];

/// The path and text of a file in today's names; lines keep their numbers.
pub(super) fn modernize<'a>(file: File<'a>) -> (String, Cow<'a, str>, File<'a>) {
    let path = PATHS
        .iter()
        .find_map(|(old, new)| file.path.strip_prefix(old).map(|rest| format!("{new}{rest}")))
        .unwrap_or_else(|| file.path.to_owned());
    let names = LINES.iter().find(|(start, _)| path.starts_with(start)).map_or(&[][..], |(_, names)| names);
    let renamed = |line: &str| names.iter().find_map(|(old, new)| line.strip_prefix(old).map(|rest| format!("{new}{rest}")));
    if !file.text.lines().any(|line| renamed(line).is_some()) {
        return (path, Cow::Borrowed(file.text), file);
    }
    let text = file.text.split_inclusive('\n').map(|line| renamed(line).unwrap_or_else(|| line.to_owned())).collect::<String>();
    (path, Cow::Owned(text), file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_names_are_read() {
        fn modern(path: &str, text: &str) -> (String, String) {
            let (path, text, _) = modernize(File { shown: "x", path, text });
            (path, text.into_owned())
        }
        assert_eq!(modern("dossiers/J9271.toml", "code = \"J9271\"\n"), ("drugs/J9271.toml".into(), "code = \"J9271\"\n".into()));
        assert_eq!(modern("limits/practitioner.toml", "# x\n[limits]\n"), ("mue/practitioner.toml".into(), "# x\n[mue]\n".into()));
        assert_eq!(
            modern("denials.toml", &["route = \"authoris", "ation\"\nlimit = \"x\""].concat()),
            ("denials.toml".into(), "remedy = \"authorization\"\ndeadline = \"x\"".into())
        );
        assert_eq!(modern("notes/J1.toml", "ask = 1"), ("notes/J1.toml".into(), "ask = 1".into()));
    }
}

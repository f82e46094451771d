//! Themes as TOML: one style for each meaning, and the borders of boxes.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use serde::Deserialize;
use toml::Spanned;

use crate::config::{Borders, Mistake, read};
use crate::page;

/// The shipped themes by name.
pub(crate) const SHIPPED: [(&str, &str); 4] = [
    ("dark", include_str!("../../assets/theme-dark.toml")),
    ("light", include_str!("../../assets/theme-light.toml")),
    ("high-contrast", include_str!("../../assets/theme-high-contrast.toml")),
    ("monochrome", include_str!("../../assets/theme-monochrome.toml")),
];

/// The theme that follows the terminal's background; dark until it is known.
pub(crate) const AUTO: &str = "auto";

/// The themes that can be chosen, and which one is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Themes {
    /// The name of the theme chosen.
    pub chosen: String,
    /// The user's own one, by its name.
    pub own: Option<(String, Theme)>,
    /// The name of the theme shown: one that is looked at is not chosen yet.
    pub shown: String,
    /// The terminal said that its background is light.
    pub is_light: bool,
    /// The terminal was asked for its background.
    pub is_asked: bool,
    /// Without colors there is no choice.
    pub no_color: bool,
}

impl Themes {
    /// What can be chosen.
    pub fn names(&self) -> Vec<&str> {
        if self.no_color {
            return vec![MONOCHROME];
        }
        let shipped = SHIPPED.iter().map(|(name, _)| *name);
        [AUTO].into_iter().chain(shipped).chain(self.own.iter().map(|(name, _)| name.as_str())).collect()
    }

    /// What a theme is for: how the comment at the top of its file begins.
    pub fn description(name: &str) -> &'static str {
        match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, text)) => text.trim_start_matches("# ").split([':', '.', ',']).next().unwrap_or_default(),
            None if name == AUTO => "As the terminal's background",
            None => "Your own",
        }
    }

    /// A theme by its name.
    pub fn get(&self, name: &str, borders: Borders) -> Option<Theme> {
        match name {
            _ if self.no_color => Theme::shipped(MONOCHROME, borders),
            AUTO => Theme::shipped(if self.is_light { "light" } else { "dark" }, borders),
            name => self.own.iter().find(|(own, _)| own == name).map(|(_, theme)| theme.clone()).or_else(|| Theme::shipped(name, borders)),
        }
    }
}

/// The theme without colors.
pub(crate) const MONOCHROME: &str = "monochrome";

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Meaning {
    /// Plain text; every other meaning falls back to it.
    Text,
    /// Less important.
    Muted,
    /// The name of the program, of a box, of a part of a page.
    Title,
    /// The name of what follows.
    Label,
    /// What the eye should find first.
    Strong,
    /// A code of any kind.
    Code,
    /// Where a hit matches what was typed.
    Match,
    /// In order.
    Good,
    /// Caution.
    Warning,
    /// Ended, wrong.
    Ended,
    /// Which layer a note belongs to.
    Layer,
    /// Where something is known from.
    Source,
    /// A key that can be pressed.
    Key,
    /// A box.
    Border,
    /// The box that has the keys.
    Focus,
}

impl From<page::Role> for Meaning {
    fn from(role: page::Role) -> Meaning {
        match role {
            page::Role::Heading => Meaning::Title,
            page::Role::Label => Meaning::Label,
            page::Role::Text => Meaning::Text,
            page::Role::Strong | page::Role::Chart => Meaning::Strong,
            page::Role::Code => Meaning::Code,
            page::Role::Muted => Meaning::Muted,
            page::Role::Good => Meaning::Good,
            page::Role::Warning => Meaning::Warning,
            page::Role::Ended => Meaning::Ended,
            page::Role::Layer => Meaning::Layer,
            page::Role::Source => Meaning::Source,
        }
    }
}

/// How everything looks.
#[derive(Clone, Debug, Default)]
pub struct Theme {
    styles: BTreeMap<Meaning, Style>,
    /// How boxes are drawn.
    pub(crate) borders: Borders,
}

impl Theme {
    /// A theme from its TOML: `meaning = "bold underlined cyan on black"`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(file: &str, text: &str, borders: Borders) -> Result<Theme, Mistake> {
        let written: BTreeMap<Meaning, Spanned<String>> = read(file, text)?;
        let style = |(meaning, words): (Meaning, Spanned<String>)| match style(words.get_ref()) {
            Ok(style) => Ok((meaning, style)),
            Err(message) => Err(Mistake::at(file, text, words.span().start, message)),
        };
        Ok(Theme { styles: written.into_iter().map(style).collect::<Result<_, _>>()?, borders })
    }

    /// A shipped theme.
    pub(crate) fn shipped(name: &str, borders: Borders) -> Option<Theme> {
        let (name, text) = SHIPPED.iter().find(|(n, _)| *n == name)?;
        Theme::parse(name, text, borders).ok()
    }

    /// The style of a meaning.
    pub(crate) fn style(&self, meaning: impl Into<Meaning>) -> Style {
        let text = self.styles.get(&Meaning::Text).copied().unwrap_or_default();
        self.styles.get(&meaning.into()).map_or(text, |own| text.patch(*own))
    }

    /// The style of the selected row: plain text reversed in every theme, so that it has one color.
    pub(crate) fn selected(&self) -> Style {
        let text = self.style(Meaning::Text);
        Style::new()
            .fg(text.fg.unwrap_or(Color::Reset))
            .bg(text.bg.unwrap_or(Color::Reset))
            .add_modifier(Modifier::REVERSED)
            .remove_modifier(Modifier::DIM)
    }

    /// The lines of a box.
    pub(crate) fn border_set(&self) -> border::Set<'static> {
        match self.borders {
            Borders::Plain => border::PLAIN,
            Borders::Rounded => border::ROUNDED,
            Borders::Ascii => border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
        }
    }

    /// `wide` where line drawing is welcome, else `ascii`.
    pub(crate) fn glyph(&self, wide: &'static str, ascii: &'static str) -> &'static str {
        if self.borders == Borders::Ascii { ascii } else { wide }
    }
}

/// `bold cyan on black`: modifiers, a color, `on` and the color behind.
fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut behind = false;
    for word in words.split_whitespace() {
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "italic" => style.add_modifier(Modifier::ITALIC),
            "underlined" => style.add_modifier(Modifier::UNDERLINED),
            "reversed" => style.add_modifier(Modifier::REVERSED),
            "plain" => style,
            "on" => {
                behind = true;
                continue;
            }
            word => {
                let color: Color = word.parse().map_err(|_| {
                    format!("`{word}` is not a color; write a name such as cyan or light-blue, a number from 0 to 255, or #rrggbb; and bold, dim, italic, underlined, reversed, plain")
                })?;
                if behind { style.bg(color) } else { style.fg(color) }
            }
        };
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_theme_loads_and_says_all_but_text() {
        for (name, text) in SHIPPED {
            let theme = Theme::parse(name, text, Borders::Plain).unwrap_or_else(|e| panic!("{e}"));
            assert!(theme.styles.len() >= 14, "{name} leaves meanings out");
        }
    }

    /// Relative luminance as WCAG 2 defines it.
    fn luminance([r, g, b]: [u8; 3]) -> f64 {
        let linear = |c: u8| match f64::from(c) / 255.0 {
            c if c <= 0.039_28 => c / 12.92,
            c => ((c + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    /// The color of a number from 16 on, which no palette changes.
    fn rgb(color: Color) -> [u8; 3] {
        match color {
            Color::Rgb(r, g, b) => [r, g, b],
            Color::Indexed(i @ 232..) => [8 + 10 * (i - 232); 3],
            Color::Indexed(i @ 16..) => {
                [(i - 16) / 36, (i - 16) / 6 % 6, (i - 16) % 6].map(|level| [0, 95, 135, 175, 215, 255][usize::from(level)])
            }
            color => panic!("{color} depends on the terminal's palette"),
        }
    }

    #[test]
    fn every_meaning_is_readable_on_the_backgrounds_of_its_theme() {
        const BLACK: [u8; 3] = [0, 0, 0];
        const WHITE: [u8; 3] = [255, 255, 255];
        const SOLARIZED_DARK: [u8; 3] = [0, 43, 54];
        const SOLARIZED_LIGHT: [u8; 3] = [253, 246, 227];
        for (name, backgrounds, least) in [
            ("dark", &[BLACK, [30, 30, 30], SOLARIZED_DARK, SOLARIZED_LIGHT, WHITE][..], 3.3),
            ("light", &[SOLARIZED_LIGHT, WHITE], 4.5),
            ("high-contrast", &[BLACK], 7.0),
        ] {
            let theme = Theme::shipped(name, Borders::Plain).unwrap();
            for (meaning, style) in &theme.styles {
                let Some(front) = style.fg.map(rgb) else { continue };
                for background in style.bg.map(|own| vec![rgb(own)]).unwrap_or(backgrounds.to_vec()) {
                    let (a, b) = (luminance(front) + 0.05, luminance(background) + 0.05);
                    let contrast = a.max(b) / a.min(b);
                    let least = if *meaning == Meaning::Border { 2.0 } else { least };
                    assert!(contrast >= least, "{name}: {meaning:?} has {contrast:.2} on {background:?}");
                }
            }
        }
    }

    #[test]
    fn monochrome_has_no_color() {
        let theme = Theme::shipped("monochrome", Borders::Plain).unwrap();
        assert!(theme.styles.values().all(|s| s.fg.is_none() && s.bg.is_none()));
    }

    #[test]
    fn words_become_styles() {
        let expected = Style::new().fg(Color::Cyan).bg(Color::Black).add_modifier(Modifier::BOLD);
        assert_eq!(style("bold cyan on black"), Ok(expected));
        assert_eq!(style("#ff8800"), Ok(Style::new().fg(Color::Rgb(255, 136, 0))));
    }

    #[test]
    fn mistakes_name_file_line_and_word() {
        let told = |text: &str| Theme::parse("theme-x.toml", text, Borders::Plain).unwrap_err().to_string();
        assert!(told("text = \"plain\"\ncode = \"blurple\"").starts_with("theme-x.toml:2: `blurple` is not a color"));
        assert!(told("codes = \"red\"").starts_with("theme-x.toml:1: unknown variant `codes`"));
    }
}

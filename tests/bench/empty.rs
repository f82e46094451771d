//! The least that a ratatui program does: take the terminal, draw a frame, wait for a key. The peer of jdex's start.
//! With an argument it does nothing: the peer of jdex's one-shot answers.

use std::io::{self, BufWriter};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::widgets::Block;

fn main() -> io::Result<()> {
    if std::env::args_os().len() > 1 {
        return Ok(());
    }
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableMouseCapture)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(BufWriter::new(io::stdout())))?;
    terminal.draw(|frame| frame.render_widget(Block::bordered().title_bottom("? keys"), frame.area()))?;
    while !event::read()?.is_key_press() {}
    execute!(io::stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen)?;
    disable_raw_mode()
}

//! Frames and keys without a terminal: what drawing costs, and how many writes leave the program.

use std::cell::Cell;
use std::io::{self, BufWriter, Write};
use std::rc::Rc;
use std::time::{Duration, Instant};

use jdex::catalog::Catalog;
use jdex::storage::user_catalog::Paths;
use jdex::tui::action::Action;
use jdex::tui::env::Env;
use jdex::tui::frame::FrameLayout;
use jdex::tui::model::Model;
use jdex::tui::msg::Msg;
use jdex::tui::screen;
use jdex::tui::update::update;
use jdex::tui::view::view;
use jdex::tui::{StartupOptions, message, startup};
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

use crate::synthetic;
use crate::table::{Row, Times, grouped, ratio, shown};

/// Counts what would be written to a terminal.
#[derive(Clone, Default)]
struct Counter {
    writes: Rc<Cell<usize>>,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes.set(self.writes.get() + 1);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The browser with everything but a terminal.
struct Screen {
    env: Env,
    model: Model,
    layout: FrameLayout,
    terminal: screen::Screen<CrosstermBackend<BufWriter<Counter>>>,
    counter: Counter,
}

impl Screen {
    fn open(catalog: Catalog, width: u16, height: u16) -> Screen {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths { data: folder.path().to_owned(), config: folder.path().to_owned() };
        let today = jiff::civil::date(2026, 11, 22);
        let (env, model) = startup(StartupOptions {
            catalog,
            date: None,
            today,
            paths,
            problems: Vec::new(),
            no_color: false,
            train: false,
            query: String::new(),
        });
        let counter = Counter::default();
        // As the program writes: everything of a frame in one buffer.
        let backend = CrosstermBackend::new(BufWriter::with_capacity(256 * 1024, counter.clone()));
        let terminal = screen::Screen::new(backend, Rect::new(0, 0, width, height));
        let mut screen = Screen { env, model, layout: FrameLayout::default(), terminal, counter };
        screen.draw();
        screen
    }

    fn draw(&mut self) -> Duration {
        let start = Instant::now();
        self.terminal.draw(|frame| view(&self.model, &self.env, &mut self.layout, frame)).expect("a frame");
        start.elapsed()
    }

    fn act(&mut self, action: Action) {
        update(&mut self.model, &self.env, &self.layout, Msg::Act(action));
    }

    /// From the event to the last byte written.
    fn key(&mut self, code: KeyCode) -> Duration {
        let start = Instant::now();
        if let Some(msg) = message(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)), &self.model, &self.env) {
            update(&mut self.model, &self.env, &self.layout, msg);
        }
        self.draw();
        start.elapsed()
    }

    /// The next code's page, again and again.
    fn page_changes(&mut self, frames: usize) -> Times {
        self.act(Action::First);
        self.act(Action::Open);
        let change = |_| {
            self.act(Action::NextCode);
            self.draw()
        };
        Times::new((0..frames).map(change).collect())
    }
}

/// Rows for frames and keys.
pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (width, height, goal) in [(80, 24, 0.25), (200, 60, 0.8)] {
        let mut screen = Screen::open(synthetic::catalog(0), width, height);
        let times = screen.page_changes(600);
        rows.push(Row {
            what: format!("a frame at {width}x{height}, another page each time"),
            goal: format!("{goal} ms"),
            measured: format!("{} median, p99 {}", shown(times.median()), shown(times.percentile(99))),
            met: Some(times.median() <= Duration::from_secs_f64(goal / 1e3)),
            ..Row::default()
        });
    }
    let mut few = Screen::open(synthetic::catalog(0), 200, 60);
    let shipped = grouped(few.env.catalog.codes().len());
    let mut many = Screen::open(synthetic::catalog(100_000), 200, 60);
    let (small, large) = (few.page_changes(300).median(), many.page_changes(300).median());
    rows.push(Row {
        what: "a frame over 100,000 rows".to_owned(),
        goal: format!("no dearer than over {shipped}"),
        measured: format!("{}, {:.2} times", shown(large), ratio(large, small)),
        peer: format!("over {shipped} {}", shown(small)),
        met: Some(ratio(large, small) <= 1.1),
        why: "the pages of so many codes do not fit the processor's cache",
    });
    rows.push(writes(&mut few));
    rows.push(keys(&mut few));
    rows
}

fn writes(screen: &mut Screen) -> Row {
    let before = screen.counter.writes.get();
    screen.page_changes(200);
    let per_frame = (screen.counter.writes.get() - before) as f64 / 200.0;
    Row {
        what: "writes a frame".to_owned(),
        goal: "1".to_owned(),
        measured: format!("{per_frame:.2}"),
        met: Some(per_frame <= 1.0),
        ..Row::default()
    }
}

/// Words typed and erased, the list traveled, pages opened and turned: every key from its event to the last byte.
fn keys(screen: &mut Screen) -> Row {
    let mut times = Vec::new();
    for _ in 0..6 {
        for word in ["blinatumomab", "keytrda", "j90", "immune globulin", "rituxmab", "checkpoint", "zzzzzz"] {
            screen.act(Action::Search);
            times.extend(word.chars().map(|c| screen.key(KeyCode::Char(c))));
            let moves =
                [KeyCode::Down, KeyCode::Down, KeyCode::Up, KeyCode::Enter, KeyCode::Tab, KeyCode::Tab, KeyCode::PageDown, KeyCode::Esc];
            times.extend(moves.map(|code| screen.key(code)));
            // On a list that was stepped back to, letters are commands until its box is asked for.
            screen.model.browse.edit_query();
            times.extend((0..word.len()).map(|_| screen.key(KeyCode::Backspace)));
        }
    }
    let count = times.len();
    let times = Times::new(times);
    Row {
        what: format!("key to bytes written at 200x60, without a terminal ({count} keys)"),
        goal: "p99 1 ms".to_owned(),
        measured: format!("median {}, p99 {}, longest {}", shown(times.median()), shown(times.percentile(99)), shown(times.longest())),
        met: Some(times.percentile(99) <= Duration::from_millis(1)),
        why: "one letter finds a thousand codes, which are ordered and grouped, and each frame compares and writes up to 12,000 cells",
        ..Row::default()
    }
}

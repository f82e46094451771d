//! Whole processes: how long until there is an answer, how much memory it takes, how large the program is.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use jdex::catalog::{self, Catalog, check};
use jdex::search::Index;
use jdex::storage::user_catalog;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::keystroke;
use crate::table::{Row, Times, megabytes, once, ratio, shortest, shown};

const JDEX: &str = env!("CARGO_BIN_EXE_jdex");

/// What stands in the last row of the first frame, of jdex and of its peer.
const LAST_ROW: &str = "keys";

/// How long nothing may happen before it is said that nothing does.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs of a process, taken in turn with those of its peers.
const RUNS: usize = 40;

/// The programs measured beside jdex.
pub struct Peers {
    /// An empty ratatui program.
    pub empty: PathBuf,
    /// A fuzzy finder, where it is installed or `FZF` names it.
    pub fzf: Option<PathBuf>,
}

/// Rows for starts, one-shot answers, memory and size.
pub fn rows(peers: &Peers) -> Vec<Row> {
    let home = tempfile::tempdir().expect("a folder");
    let programs = tempfile::tempdir().expect("a folder");
    let (jdex, empty) = (installed(Path::new(JDEX), programs.path()), installed(&peers.empty, programs.path()));
    let mut rows = starts(&jdex, &empty, home.path());
    rows.extend(one_shot(&jdex, &empty, peers, home.path()));
    rows.extend(cold(peers, home.path()));
    rows.extend(through_a_terminal(peers, home.path()));
    rows.push(size(peers));
    rows
}

/// A program as it is installed, copied: a file just as the linker wrote it starts 0.2 ms slower, /bin/true was unpacked.
fn installed(program: &Path, folder: &Path) -> PathBuf {
    let copy = folder.join(program.file_name().unwrap_or_default());
    fs::copy(program, &copy).expect("a copy");
    copy
}

fn quiet(program: impl AsRef<Path>, words: &[&str], home: &Path) -> Command {
    let mut command = Command::new(program.as_ref());
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.env("HOME", home).env("JDEX_DATA_DIR", home).env("JDEX_CONFIG_DIR", home);
    command
}

/// Every command in turn, so that what else the machine does falls on all alike.
fn in_turn<const N: usize>(mut commands: [Box<dyn FnMut() -> Duration + '_>; N], runs: usize) -> [Times; N] {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::with_capacity(runs));
    for _ in 0..runs {
        for (times, command) in times.iter_mut().zip(&mut commands) {
            times.push(command());
        }
    }
    times.map(Times::new)
}

fn exits(mut command: Command) -> Box<dyn FnMut() -> Duration> {
    Box::new(move || once(|| command.status().expect("a process")))
}

/// A program in a terminal of 200x60.
struct Terminal {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    bytes: mpsc::Receiver<(Instant, Vec<u8>)>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn open(program: &Path, home: &Path) -> Terminal {
        let pair = native_pty_system().openpty(PtySize { rows: 60, cols: 200, pixel_width: 0, pixel_height: 0 }).expect("a terminal");
        let mut command = CommandBuilder::new(program);
        for (name, value) in [("HOME", home), ("JDEX_DATA_DIR", home), ("JDEX_CONFIG_DIR", home), ("TERM", Path::new("xterm-256color"))] {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let (sender, bytes) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 1 << 16];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if sender.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                    break;
                }
            }
        });
        let child = pair.slave.spawn_command(command).expect("a process");
        Terminal { child, writer, bytes, _master: pair.master }
    }

    /// Waits until words were written; when they were.
    fn wait(&self, words: &str) -> Instant {
        let mut seen = Vec::new();
        loop {
            let (when, bytes) = self.bytes.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("`{words}` was never written"));
            seen.extend(bytes);
            if seen.windows(words.len()).any(|w| w == words.as_bytes()) {
                return when;
            }
        }
    }

    fn status(&self, field: &str) -> u64 {
        memory(self.child.process_id().unwrap_or_default(), field)
    }

    fn end(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A field of `/proc/PID/status`, in bytes.
pub fn memory(process: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(field)?.strip_prefix(':'));
    line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn first_frame(program: &Path, home: &Path) -> Duration {
    let start = Instant::now();
    let terminal = Terminal::open(program, home);
    let time = terminal.wait(LAST_ROW) - start;
    terminal.end();
    time
}

/// Until the process has ended and the terminal with it.
fn ends(program: &Path, home: &Path) -> Duration {
    let start = Instant::now();
    let mut terminal = Terminal::open(program, home);
    let _ = terminal.child.wait();
    start.elapsed()
}

fn starts(jdex: &Path, empty: &Path, home: &Path) -> Vec<Row> {
    let nothing = Path::new("/bin/true");
    let [own, empty, nothing] =
        in_turn([Box::new(|| first_frame(jdex, home)), Box::new(|| first_frame(empty, home)), Box::new(|| ends(nothing, home))], RUNS);
    let toml = shortest(3, from_toml);
    let sides = [ratio(own.quick(), nothing.quick()), ratio(own.quick(), empty.quick()), ratio(toml, own.quick())];
    vec![Row {
        what: "start to the first frame of 200x60, warm, whole process".to_owned(),
        goal: "3x /bin/true, 1.8x an empty ratatui program".to_owned(),
        measured: format!("{} ({:.1}x, {:.1}x, 1/{:.0})", shown(own.quick()), sides[0], sides[1], sides[2]),
        peer: format!("true {}, empty program {}, TOML {}", shown(nothing.quick()), shown(empty.quick()), shown(toml)),
        met: Some(sides[0] <= 3.0 && sides[1] <= 1.8),
        why: "half of the instructions draw and write the frame, a tenth reads and checks the keys",
    }]
}

/// What a start would take that reads the catalog's source.
fn from_toml() -> Index {
    let (texts, problems) = user_catalog::texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog"));
    assert!(problems.is_empty(), "{problems:?}");
    let files = texts.iter().map(|(shown, path, text)| catalog::File { shown, path, text });
    let held = Catalog::default();
    let (book, problems) = catalog::read(files, &held);
    assert!(problems.is_empty() && check::check(&book, &held).is_empty(), "{problems:?}");
    Index::new(&Catalog::from_book(book))
}

fn one_shot(jdex: &Path, empty: &Path, peers: &Peers, home: &Path) -> Vec<Row> {
    let lines = home.join("lines.txt");
    fs::write(&lines, keystroke::lines(&user_catalog::shipped().expect("the shipped catalog")).join("\n")).expect("the lines");
    let path = lines.display().to_string();
    let fzf = peers.fzf.clone().unwrap_or_else(|| "/bin/true".into());
    let filtered = {
        let (fzf, lines) = (fzf.clone(), lines.clone());
        Box::new(move || {
            let mut command = quiet(&fzf, &["--filter", "keytruda"], Path::new("/"));
            command.stdin(File::open(&lines).expect("the lines"));
            once(|| command.status().expect("a process"))
        })
    };
    let [search, show, units, paths, filter, grep, nothing, rust] = in_turn(
        [
            exits(quiet(jdex, &["search", "keytruda"], home)),
            exits(quiet(jdex, &["show", "J9271"], home)),
            exits(quiet(jdex, &["units", "J9271", "200 mg"], home)),
            exits(quiet(jdex, &["paths"], home)),
            filtered,
            exits(quiet("grep", &["-iF", "keytruda", &path], home)),
            exits(quiet("/bin/true", &[], home)),
            exits(quiet(empty, &["--nothing"], home)),
        ],
        RUNS,
    );
    let sides = [filter.quick(), grep.quick()].map(|peer| ratio(search.quick(), peer));
    let with_fzf = peers.fzf.is_some();
    vec![
        Row {
            what: "`jdex search keytruda`, whole process".to_owned(),
            goal: "0.45x fzf --filter, 1.5x grep -iF on the same lines".to_owned(),
            measured: format!(
                "{} ({}x, {:.2}x)",
                shown(search.quick()),
                if with_fzf { format!("{:.2}", sides[0]) } else { "?".to_owned() },
                sides[1]
            ),
            peer: format!(
                "fzf {}, grep {}, true {}, a Rust program that does nothing {}",
                if with_fzf { shown(filter.quick()) } else { "not installed".to_owned() },
                shown(grep.quick()),
                shown(nothing.quick()),
                shown(rust.quick())
            ),
            why: "1.73 M instructions: 20% load the program, 7% are Rust's start, 15% clap's, 32% open the index; the rest of the time \
                  goes into mapping the pages of a larger program",
            met: Some((!with_fzf || sides[0] <= 0.45) && sides[1] <= 1.5),
        },
        Row {
            what: "`jdex show J9271`, whole process".to_owned(),
            goal: "3 ms".to_owned(),
            measured: format!("{} ({:.1}x)", shown(show.quick()), ratio(show.quick(), nothing.quick())),
            peer: format!("true {}", shown(nothing.quick())),
            why: "12.2 M instructions: 40% decode tables and rows, most of it a text and its allocation at a time, 11% unpack 14 values, \
                  12% wrap, 5% look for the classes of the code",
            met: Some(show.quick() <= Duration::from_millis(3)),
        },
        Row {
            what: "`jdex units J9271 \"200 mg\"`, whole process".to_owned(),
            measured: format!("{} ({:.1}x)", shown(units.quick()), ratio(units.quick(), nothing.quick())),
            peer: format!("true {}", shown(nothing.quick())),
            ..Row::default()
        },
        Row {
            what: "`jdex paths`, whole process".to_owned(),
            goal: "2x /bin/true".to_owned(),
            measured: format!("{} ({:.2}x)", shown(paths.quick()), ratio(paths.quick(), nothing.quick())),
            peer: format!("true {}, a Rust program that does nothing {}", shown(nothing.quick()), shown(rust.quick())),
            why: "0.75 M instructions, nothing of the catalog among them: 47% load the program, 15% are Rust's start, 29% clap's",
            met: Some(ratio(paths.quick(), nothing.quick()) <= 2.0),
        },
    ]
}

/// The pages of a file are dropped from the cache before every run; those of shared libraries stay.
fn cold(peers: &Peers, home: &Path) -> Vec<Row> {
    let fzf = peers.fzf.clone().unwrap_or_else(|| "/bin/true".into());
    let [own, other] = [Path::new(JDEX), fzf.as_path()].map(|program| {
        let copy = installed(program, home);
        File::open(&copy).and_then(|f| f.sync_all()).expect("a copy on the disk");
        copy
    });
    let run = |program: &Path| {
        let drop = [format!("of={}", program.display()), "oflag=nocache".into(), "conv=notrunc,fdatasync".into(), "count=0".into()];
        let dropped = Command::new("dd").args(drop).stderr(Stdio::null()).status();
        assert!(dropped.is_ok_and(|s| s.success()), "dd drops the cache of a file");
        once(|| quiet(program, &["--version"], home).status().expect("a process"))
    };
    let [own, other] = in_turn([Box::new(|| run(&own)), Box::new(|| run(&other))], 12);
    let side = ratio(own.quick(), other.quick());
    vec![Row {
        what: "`--version`, the program not in the cache".to_owned(),
        goal: "1.25x fzf".to_owned(),
        measured: format!("{} ({side:.2}x)", shown(own.quick())),
        peer: if peers.fzf.is_some() { format!("fzf {}", shown(other.quick())) } else { "fzf not installed".to_owned() },
        met: peers.fzf.is_some().then_some(side <= 1.25),
        why: "the pages of a larger program are read",
    }]
}

/// Keys through a real terminal, memory at the first frame, and what is written while nothing happens.
fn through_a_terminal(peers: &Peers, home: &Path) -> Vec<Row> {
    let empty = Terminal::open(&peers.empty, home);
    empty.wait(LAST_ROW);
    let beside = empty.status("VmRSS");
    empty.end();
    let mut terminal = Terminal::open(Path::new(JDEX), home);
    terminal.wait(LAST_ROW);
    let (resident, own) = (terminal.status("VmRSS"), terminal.status("RssAnon"));
    while terminal.bytes.recv_timeout(Duration::from_millis(300)).is_ok() {}
    let idle: usize = terminal.bytes.recv_timeout(Duration::from_secs(2)).into_iter().map(|(_, bytes)| bytes.len()).sum();
    let mut times = Vec::new();
    for word in ["blinatumomab", "keytruda", "rituxmab", "pegfilgrastim"] {
        for key in word.chars().map(String::from).chain(std::iter::repeat_n("\x7f".to_owned(), word.len())) {
            let start = Instant::now();
            terminal.writer.write_all(key.as_bytes()).and_then(|()| terminal.writer.flush()).expect("a key");
            let (when, _) = terminal.bytes.recv_timeout(PATIENCE).expect("bytes after a key");
            times.push(when - start);
            while terminal.bytes.recv_timeout(Duration::from_millis(30)).is_ok() {}
        }
    }
    terminal.end();
    let times = Times::new(times);
    vec![
        Row {
            what: "key to the first byte back, through a terminal of 200x60".to_owned(),
            goal: "p99 1 ms".to_owned(),
            measured: format!("median {}, p99 {}", shown(times.median()), shown(times.percentile(99))),
            met: Some(times.percentile(99) <= Duration::from_millis(1)),
            why: "a pane of long notes is decoded and wrapped when it is opened, and each frame compares and writes up to 12,000 cells",
            ..Row::default()
        },
        Row {
            what: "written in two idle seconds".to_owned(),
            goal: "nothing".to_owned(),
            measured: format!("{idle} bytes"),
            met: Some(idle == 0),
            ..Row::default()
        },
        Row {
            what: "resident memory at the first frame".to_owned(),
            goal: "15 MB".to_owned(),
            measured: format!("{}, of which {} its own", megabytes(resident), megabytes(own)),
            peer: format!("empty program {}", megabytes(beside)),
            met: Some(resident <= 15_000_000),
            ..Row::default()
        },
    ]
}

fn size(peers: &Peers) -> Row {
    let length = |path: &Path| fs::metadata(path).map(|m| m.len()).unwrap_or(0);
    let catalog: u64 = ["catalog.bin", "search.bin"].iter().map(|name| length(&Path::new(env!("OUT_DIR")).join(name))).sum();
    let whole = length(Path::new(JDEX));
    Row {
        what: "stripped binary".to_owned(),
        goal: "10 MB".to_owned(),
        measured: format!("{}, {} without the catalog", megabytes(whole), megabytes(whole.saturating_sub(catalog))),
        peer: format!("empty program {}", megabytes(length(&peers.empty))),
        met: Some(whole <= 10_000_000),
        why: "of 6.6 MB of code 2.9 are jdex's own, filling tables from TOML takes 0.8, sorting 0.5, clap and JSON 0.5, and tables for \
              unwinding another 0.6",
    }
}

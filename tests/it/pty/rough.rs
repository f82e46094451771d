//! Terminals that go away, stop, shrink, paste a megabyte and send what nobody understands.

use std::fs;
use std::io::Read;
use std::sync::atomic::Ordering;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::harness::{JDEX, Pty};

/// The search box takes what it can hold, the keys behind it still work, and it does not take for ever.
#[test]
fn a_megabyte_pasted_is_cut() {
    for (before, after) in [("\x1b[200~", "\x1b[201~"), ("", "")] {
        let mut pty = Pty::jdex().opened();
        pty.send(&format!("{before}{}{after}", ".".repeat(1_000_000)));
        pty.wait_for("..........");
        pty.send("\x1b[200~J9039\x1b[201~");
        pty.wait("the next paste", |pty| pty.screen().contains("/ J9039"));
        pty.send("\x03");
        assert_eq!(pty.ended().exit_code(), 0);
        pty.given_back();
    }
}

/// A paste that would drive the terminal shows as text.
#[test]
fn a_paste_cannot_drive_the_terminal() {
    let mut pty = Pty::jdex().opened();
    pty.send("\x1b[200~\u{9b}2J\u{202e}evil\x07 J9039\x1b[201~");
    pty.wait_for("evil");
    let raw = pty.raw();
    let shown = String::from_utf8_lossy(&raw);
    assert!(!shown.contains('\u{9b}') && !shown.contains('\u{202e}') && !shown.contains('\u{7}'));
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
}

#[test]
fn a_storm_of_sizes_ends_in_a_whole_screen() {
    let mut pty = Pty::jdex().opened();
    pty.send("J9039");
    for n in 0..300_u16 {
        pty.resize((n * 37) % 250, (n * 17) % 70);
    }
    pty.resize(120, 40);
    pty.wait("the page beside the list", |pty| pty.screen().contains("1 Overview") && pty.screen().contains("? keys"));
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
}

/// Random bytes, and sequences that are almost some: it goes on, or ends with a sentence and the terminal given back.
#[test]
fn noise_on_the_line_is_survived() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let pieces = [
        "\x1b[<0;0;0M",
        "\x1b[<0;65536;1M",
        "\x1b[M\x20\x20\x20",
        "\x1b[M\x00\x00\x00",
        "\x1b[0;0R",
        "\x1b[?1;2c",
        "\x1b[1;1;1u",
        "\x1b[99999u",
        "\x1b[27;5;9~",
        "\x1b[200~\x1b[201~",
        "\x1b[I",
        "\x1b[O",
        "\x1bO",
        "\x1b[",
        "\x1b]52;c;eA==\x07",
        "\x1bP+r\x1b\\",
        "\u{9b}A",
        "\x00",
    ];
    let mut pty = Pty::jdex().opened();
    let mut noise: Vec<u8> = Vec::new();
    for _ in 0..6_000 {
        let n = next();
        match n % 3 {
            0 => noise.extend(pieces[usize::try_from(n >> 8).unwrap() % pieces.len()].as_bytes()),
            // Neither Ctrl-C nor Ctrl-Z, which leave on purpose, nor the beginning of a paste that never ends. Nor Ctrl-\
            // and Ctrl-S: a `q` of the noise may leave, and the terminal that was given back would then make a signal of the one
            // and hold the last words for the other.
            _ => noise.extend([n.to_le_bytes()[3]].iter().filter(|b| !matches!(b, 0x03 | 0x13 | 0x1a | 0x1c))),
        }
    }
    pty.send_bytes(&noise);
    pty.send("\x1b[201~\x1b\x1b\x03\x03");
    let status = pty.ended();
    assert!(matches!(status.exit_code(), 0 | 2) && status.signal().is_none(), "{status:?}\n{}", pty.screen());
    pty.given_back();
}

/// The terminal goes away: so does the browser.
#[test]
fn a_terminal_that_goes_away_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let pair = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(JDEX);
    for name in ["JDEX_DATA_DIR", "JDEX_CONFIG_DIR", "HOME"] {
        command.env(name, folder.path());
    }
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("active of") {
        let mut bytes = [0; 4096];
        let n = reader.read(&mut bytes).unwrap();
        seen.extend_from_slice(&bytes[..n]);
    }
    drop((reader, pair));
    assert!(!child.wait().unwrap().success());
}

/// Output that nobody takes (Ctrl-S): one signal is waiting to be answered, the second one ends it.
#[test]
fn a_terminal_that_stopped_can_be_left() {
    let mut pty = Pty::jdex().opened();
    pty.stopped.store(true, Ordering::SeqCst);
    for n in 0..60 {
        pty.resize(150 + n, 50);
        pty.send("\x1b[B");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    pty.signal("TERM");
    std::thread::sleep(std::time::Duration::from_millis(200));
    pty.signal("TERM");
    assert_eq!(pty.ended().signal(), Some("Terminated"));
}

/// Where no shell waits there is nothing to go back to: Ctrl-Z comes straight back.
#[test]
fn control_z_without_a_shell_goes_on() {
    let mut pty = Pty::jdex().opened();
    pty.send("\x1a");
    pty.send("blinatu");
    pty.wait("the browser", |pty| pty.is_taken() && pty.screen().contains("C9449"));
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
    pty.given_back();
}

/// What could not be kept is said where it can be read, after the terminal is given back.
#[test]
fn an_error_at_the_end_is_told_on_the_shell() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("browser.json")).unwrap();
    let mut pty = Pty::spawn(folder, CommandBuilder::new(JDEX)).opened();
    pty.send("J9039");
    pty.wait_for("/ J9039");
    pty.send("\r");
    pty.wait_for("1 Overview");
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 2);
    pty.given_back();
    pty.wait_for("recent codes could not be written");
}

/// Nobody knows such a terminal; what every one understands is sent.
#[test]
fn a_terminal_without_a_name_is_served() {
    for term in ["", "no-such-terminal", "\u{1b}[2J"] {
        let mut command = CommandBuilder::new("env");
        command.args([&format!("TERM={term}"), "LC_ALL=xx_XX", JDEX]);
        let mut pty = Pty::spawn(tempfile::tempdir().unwrap(), command).opened();
        pty.send("\x03");
        assert_eq!(pty.ended().exit_code(), 0);
        pty.given_back();
    }
}

/// The columns hold whatever the links, and without them no such sequence is written.
#[test]
fn addresses_are_links_where_they_are_wanted() {
    let mut screens = Vec::new();
    for wanted in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.toml"), format!("hyperlinks = {wanted}\n")).unwrap();
        let mut pty = Pty::spawn(folder, CommandBuilder::new(JDEX)).opened();
        pty.send("J9040\r2S");
        pty.wait_for("Enter close");
        pty.wait_for("pfizermedicalinformation.com/bleomycin");
        let link = b"\x1b]8;id=";
        assert_eq!(pty.raw().windows(link.len()).any(|bytes| bytes == link), wanted);
        let opened = pty.screen();
        pty.send("\x1b");
        pty.wait_for("Space commands");
        screens.push((opened, pty.screen()));
        pty.send("\x03");
        assert_eq!(pty.ended().exit_code(), 0);
    }
    // The line of problems names the folder.
    let [with, without] = &screens[..] else { panic!() };
    let rows = |(opened, after): &(String, String)| {
        [opened, after].map(|s| s.lines().filter(|l| !l.contains("problem")).map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(rows(with), rows(without));
}

#[test]
fn the_terminal_is_asked_once_the_theme_depends_on_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), "theme = \"dark\"\n").unwrap();
    let mut pty = Pty::spawn(folder, CommandBuilder::new(JDEX)).opened();
    let asked = |pty: &Pty| pty.raw().windows(7).filter(|bytes| *bytes == b"\x1b]11;?\x1b").count();
    let color = |pty: &Pty| pty.seen.lock().unwrap().parser.screen().cell(0, 2).unwrap().fgcolor();
    let dark = color(&pty);
    assert_eq!(asked(&pty), 0, "a theme that was chosen needs no answer");
    pty.send(":auto\r");
    pty.wait("the question", |pty| asked(pty) == 1);
    pty.send_bytes(b"\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\");
    pty.wait("the light theme", |pty| color(pty) != dark);
    pty.send(":dark\r");
    pty.wait("the dark theme", |pty| color(pty) == dark);
    pty.send(":auto\r");
    pty.wait("the light theme, the answer kept", |pty| color(pty) != dark);
    assert_eq!(asked(&pty), 1);
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
}

/// The background is asked once; a light one takes the light theme, and the answer is never taken for typing.
#[test]
fn the_terminal_says_whether_it_is_light() {
    let color = |pty: &Pty| pty.seen.lock().unwrap().parser.screen().cell(0, 1).map(vt100::Cell::fgcolor);
    for (answer, is_light) in [
        ("\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\", true),
        ("\x1b]11;rgb:ff/ff/ff\x07", true),
        ("\x1b]11;rgb:0000/2b2b/3636\x1b\\", false),
        ("\x1b]11;nonsense\x1b\\", false),
    ] {
        let mut pty = Pty::jdex().opened();
        let dark = color(&pty);
        assert!(pty.raw().windows(7).any(|bytes| bytes == b"\x1b]11;?\x1b"));
        pty.send(answer);
        pty.send("J9039");
        pty.wait_for("J9039");
        pty.wait("the theme", |pty| (color(pty) != dark) == is_light);
        if !answer.contains("nonsense") {
            assert!(pty.screen().contains("/ J9039") && !pty.screen().contains("rgb"), "{}", pty.screen());
        }
        pty.send("\x03");
        assert_eq!(pty.ended().exit_code(), 0);
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), "theme = \"dark\"").unwrap();
    let mut pty = Pty::spawn(folder, CommandBuilder::new(JDEX)).opened();
    assert!(!pty.raw().windows(4).any(|bytes| bytes == b"\x1b]11"));
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
}

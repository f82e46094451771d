//! Killed at any moment, or two at once: afterwards the old data is whole, or the new.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Instant;

use super::{User, as_text, contents, real_size};
use jdex::storage::user_catalog;

/// Catalog files by their path in the catalog, as the program would read them.
fn held(folder: &Path) -> BTreeMap<String, String> {
    let (texts, problems) = user_catalog::texts(folder);
    assert!(problems.is_empty(), "{problems:?}");
    texts.into_iter().map(|(_, path, text)| (path, text)).collect()
}

fn copy(from: &Path, to: &Path) {
    for (path, content) in contents(from) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::write(to.join(path), content).unwrap();
    }
}

/// Numbers that differ from one another, for moments.
fn moments() -> impl FnMut() -> u32 {
    let mut state = 0x9e37_79b9_u32;
    move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    }
}

#[test]
fn killed_at_any_moment_the_old_or_the_new_data_is_whole() {
    let user = User::new();
    let old = user.file("HCPC2026_OCT_ANWEB.txt", as_text(&real_size("older")));
    let new = user.file("HCPC2027_JAN_ANWEB.txt", as_text(&real_size("newer")));
    let into = |file: &Path, folder: &Path| user.command([Path::new("import"), file, Path::new("--into"), folder]);
    let folder = |name: &str| -> PathBuf { user.data().join(name) };
    // Runs until the first file is written; how long that took, and the process.
    let until_writing = |file: &Path, folder: &Path| {
        let start = Instant::now();
        let mut child = into(file, folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !folder.join(".staged").exists() && child.try_wait().unwrap().is_none() {}
        (start.elapsed(), child)
    };
    assert!(into(&old, &folder("old")).output().unwrap().status.success());
    let (reading, mut child) = until_writing(&new, &folder("new"));
    let start = Instant::now();
    assert!(child.wait().unwrap().success());
    let writing = start.elapsed();
    let (before, after) = (held(&folder("old")), held(&folder("new")));
    assert_ne!(before, after);
    let mut next = moments();
    let (mut as_before, mut as_after, mut in_the_middle) = (0, 0, 0);
    for round in 0..50 {
        let folder = folder(&format!("round {round}"));
        copy(&user.data().join("old"), &folder);
        let mut child = if round % 5 == 0 {
            let child = into(&new, &folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            sleep(reading * (next() % 1_000) / 1_000);
            child
        } else {
            // Most are killed while files are being written, which takes the smaller part of the time.
            let (_, child) = until_writing(&new, &folder);
            sleep(writing * (next() % 1_000) / 1_000);
            child
        };
        let _ = child.kill();
        child.wait().unwrap();
        in_the_middle += usize::from(folder.join(".staged").exists());
        let now = held(&folder);
        if now == before {
            as_before += 1;
        } else if now == after {
            as_after += 1;
        } else {
            panic!("round {round}: neither the old data nor the new: {:?}", now.keys().collect::<Vec<_>>());
        }
        let mut catalog = user_catalog::shipped().unwrap();
        assert_eq!(user_catalog::apply_overlay(&mut catalog, &folder), []);
        // The next import finishes or repeats it, and leaves nothing behind.
        if round % 3 == 0 {
            assert!(into(&new, &folder).output().unwrap().status.success());
            assert!(held(&folder) == after && !folder.join(".staged").exists());
        }
        fs::remove_dir_all(&folder).unwrap();
    }
    println!("50 killed: {as_before} with the old data, {as_after} with the new, {in_the_middle} in the middle of writing");
    assert_eq!(as_before + as_after, 50);
    assert!(in_the_middle > 0, "no import was killed while it wrote");
}

#[test]
fn of_two_at_once_one_is_told_to_wait_or_comes_after() {
    let user = User::new();
    let files = [("HCPC2026_OCT_ANWEB.txt", "older"), ("HCPC2027_JAN_ANWEB.txt", "newer")]
        .map(|(name, word)| user.file(name, as_text(&real_size(word))));
    let wanted = files.each_ref().map(|file| {
        let alone = user.data().join("alone");
        let _ = fs::remove_dir_all(&alone);
        assert!(user.run([Path::new("import"), file, Path::new("--into"), &alone]).status.success());
        held(&alone)
    });
    for round in 0..6 {
        let folder = user.data().join(format!("both {round}"));
        let start = |file: &Path| {
            let mut command = user.command([Path::new("import"), file, Path::new("--into"), &folder]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let children = [start(&files[0]), start(&files[1])];
        let outputs = children.map(|child| child.wait_with_output().unwrap());
        assert!(outputs.iter().any(|o| o.status.success()));
        for output in outputs.iter().filter(|o| !o.status.success()) {
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            let expected = ["is being written by another jdex", "older than the 2027-01 held"];
            assert!(output.status.code() == Some(2) && expected.iter().any(|e| message.contains(e)), "{message}");
        }
        // The older one never lands on the newer one.
        let expected = &wanted[usize::from(outputs[1].status.success())];
        assert!(held(&folder) == *expected);
    }
}

#[test]
fn a_folder_that_another_is_writing_is_left_alone() {
    let user = User::new();
    let file = user.file("HCPC2026_OCT_ANWEB.txt", as_text(&real_size("older")));
    user.import(&file);
    let before = contents(&user.data());
    let lock = File::create(user.data().join(".lock")).unwrap();
    lock.lock().unwrap();
    let (answer, code) = user.json([Path::new("import"), &file]);
    assert_eq!((code, answer["error"]["kind"].as_str()), (2, Some("not-written")));
    assert!(answer["error"]["message"].as_str().unwrap().contains("is being written by another jdex; try again"), "{answer}");
    assert_eq!(contents(&user.data()), before);
    lock.unlock().unwrap();
    user.import(&file);
}

#[test]
fn long_work_shows_how_far_it_is_on_terminals() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use std::io::Read;

    let user = User::new();
    let file = user.file("HCPC2026_OCT_ANWEB.txt", as_text(&real_size("older")));
    let output = user.run([Path::new("import"), &file, Path::new("--force")]);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.contains(&0x1b));
    let on_terminal = |script: &str| {
        let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 100, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_jdex")]);
        command.env("JDEX_DATA_DIR", user.data());
        command.env("TERM", "xterm-256color");
        let mut child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut seen = Vec::new();
        // On Linux the end of a pseudo-terminal is an error.
        let _ = pty.master.try_clone_reader().unwrap().read_to_end(&mut seen);
        assert!(child.wait().unwrap().success());
        String::from_utf8_lossy(&seen).into_owned()
    };
    // Work is long after half a second; answers on the same terminal leave no room for a bar.
    let lines = |seconds: u32| {
        let rows = format!("for n in $(seq {seconds}0); do printf 'J9271,200 mg\\n'; sleep 0.1; done");
        format!("{{ printf 'code,order\\n'; {rows}; }} | \"$0\" units --batch -")
    };
    assert!(on_terminal(&format!("{} >/dev/null", lines(3))).contains("B/s"));
    let answered = on_terminal(&lines(1));
    assert!(!answered.contains("B/s") && answered.contains("J9271"), "{answered:?}");
}

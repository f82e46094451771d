//! A process beside the browser that gives the terminal back where the browser ends without a word: killed, or out of memory.
//!
//! It is this program under another name, in a session of its own: what is sent to the browser's group (Ctrl-C, a hang-up, a stop)
//! does not reach it, and the system does not stop it for setting a terminal that a shell has taken back. It holds a pipe from the
//! browser and the terminal, and ends with the pipe, which ends with the browser.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, PipeWriter, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use filedescriptor::{POLLOUT, poll, pollfd};
use rustix::fs::OFlags;
use rustix::process::setsid;
use rustix::termios::{ControlModes, InputModes, LocalModes, OptionalActions, OutputModes, SpecialCodeIndex, tcgetattr, tcsetattr};
use serde::{Deserialize, Serialize};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::flag;

/// What the process is called. Whoever kills the browser by its name, and not by its number, is not to kill the guard with it.
const NAME: &str = "terminal-guard";

/// What may be sent to all processes of a user. The browser hears them and leaves by itself.
const OUTLIVED: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];

/// A terminal that takes no output (Ctrl-S) is given up after that time.
const PATIENCE: Duration = Duration::from_secs(2);

/// The special codes that raw mode and [`super::hear_interrupt_key`] change.
const CODES: [SpecialCodeIndex; 5] =
    [SpecialCodeIndex::VINTR, SpecialCodeIndex::VQUIT, SpecialCodeIndex::VSUSP, SpecialCodeIndex::VMIN, SpecialCodeIndex::VTIME];

/// What raw mode changes of a terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalModes {
    /// Input, output, control, local.
    flags: [u64; 4],
    /// Of [`CODES`].
    codes: [u8; 5],
}

impl TerminalModes {
    /// Those of the terminal of this process.
    ///
    /// # Errors
    /// There is no terminal.
    pub fn now() -> io::Result<TerminalModes> {
        TerminalModes::of(&File::open("/dev/tty")?)
    }

    fn of(terminal: &File) -> io::Result<TerminalModes> {
        let modes = tcgetattr(terminal)?;
        let (input, output) = (modes.input_modes.bits(), modes.output_modes.bits());
        let (control, local) = (modes.control_modes.bits(), modes.local_modes.bits());
        Ok(TerminalModes {
            flags: [input.into(), output.into(), control.into(), local.into()],
            codes: CODES.map(|code| modes.special_codes[code]),
        })
    }

    fn set(&self, terminal: &File) -> io::Result<()> {
        let mut modes = tcgetattr(terminal)?;
        let [input, output, control, local] = self.flags.map(|bits| bits.try_into().map_err(io::Error::other));
        modes.input_modes = InputModes::from_bits_retain(input?);
        modes.output_modes = OutputModes::from_bits_retain(output?);
        modes.control_modes = ControlModes::from_bits_retain(control?);
        modes.local_modes = LocalModes::from_bits_retain(local?);
        CODES.into_iter().zip(self.codes).for_each(|(index, code)| modes.special_codes[index] = code);
        Ok(tcsetattr(terminal, OptionalActions::Now, &modes)?)
    }
}

/// A terminal that the browser has taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TakenTerminal {
    /// Its modes before.
    pub found: TerminalModes,
    /// Its modes since.
    pub taken: TerminalModes,
    /// What leaves its screen.
    pub leave: String,
}

impl TakenTerminal {
    fn give_back(&self, terminal: &File) -> io::Result<()> {
        // A shell that has it again has set its modes, and edits a line in them.
        if TerminalModes::of(terminal)? == self.taken {
            self.found.set(terminal)?;
        }
        let mut rest = self.leave.as_bytes();
        while !rest.is_empty() {
            match (&*terminal).write(rest) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => rest = rest.get(n..).unwrap_or_default(),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => wait_for(terminal)?,
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

fn wait_for(terminal: &File) -> io::Result<()> {
    let mut waited = [pollfd { fd: terminal.as_raw_fd(), events: POLLOUT, revents: 0 }];
    match poll(&mut waited, Some(PATIENCE)) {
        Ok(0) => Err(ErrorKind::TimedOut.into()),
        Ok(_) => Ok(()),
        Err(filedescriptor::Error::Poll(e)) if e.kind() == ErrorKind::Interrupted => Ok(()),
        Err(e) => Err(io::Error::other(e)),
    }
}

/// The browser's end of the pipe.
#[derive(Debug)]
pub struct TerminalGuard(PipeWriter);

impl TerminalGuard {
    /// Starts a guard that knows of a terminal before it runs.
    ///
    /// # Errors
    /// The system starts no process.
    pub fn start(taken: Option<&TakenTerminal>) -> io::Result<TerminalGuard> {
        // What runs, whatever stands at its path by now.
        let program = if cfg!(target_os = "linux") { PathBuf::from("/proc/self/exe") } else { env::current_exe()? };
        let (input, pipe) = io::pipe()?;
        let mut guard = TerminalGuard(pipe);
        guard.tell(taken);
        Command::new(program).arg0(NAME).stdin(input).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(guard)
    }

    /// Tells of a terminal that is taken; `None` once it was given back. Where the guard is gone there is nobody to tell.
    pub fn tell(&mut self, taken: Option<&TakenTerminal>) {
        let _ = serde_json::to_vec(&taken).map(|mut line| {
            line.push(b'\n');
            self.0.write_all(&line)
        });
    }
}

/// Is this process a guard? Then it was one, to its end.
pub fn stood_guard() -> bool {
    let is_guard = env::args_os().next().is_some_and(|name| name == NAME);
    if is_guard {
        // Nobody is left who could be told.
        let _ = stand_guard();
    }
    is_guard
}

fn stand_guard() -> io::Result<()> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let terminal = OpenOptions::new().write(true).custom_flags(flags).open("/dev/tty")?;
    OUTLIVED.into_iter().try_for_each(|signal| flag::register(signal, Arc::default()).map(drop))?;
    setsid()?;
    let mut taken: Option<TakenTerminal> = None;
    for line in io::stdin().lines() {
        taken = serde_json::from_str(&line?)?;
    }
    taken.map_or(Ok(()), |taken| taken.give_back(&terminal))
}

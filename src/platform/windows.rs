//! Windows: the terminal sends Ctrl-C as a key, a closed window ends the program, and a user's folders are private by their place.

use std::fs::{DirBuilder, Metadata, OpenOptions, Permissions};
use std::io;
use std::path::Path;

use super::Interrupt;

/// Windows has no such limit.
///
/// # Errors
/// None.
pub fn outlive_file_limits() -> io::Result<()> {
    Ok(())
}

/// Tells `heard` of a closed window, a log-off, a shutdown.
///
/// # Errors
/// The system takes no handler.
pub fn listen(heard: impl Fn(Interrupt) + Send + 'static) -> io::Result<()> {
    ctrlc::set_handler(move || heard(Interrupt::End(0))).map_err(io::Error::other)
}

/// Leaves; there is no signal to end by.
///
/// # Errors
/// None.
pub fn end_as(_: i32) -> io::Result<()> {
    Ok(())
}

/// A program is not suspended on Windows.
///
/// # Errors
/// None.
pub fn suspend() -> io::Result<()> {
    Ok(())
}

/// Ctrl-C is a key in raw mode.
///
/// # Errors
/// None.
pub fn hear_interrupt_key() -> io::Result<()> {
    Ok(())
}

/// Who may write here is the business of the folder's access list.
///
/// # Errors
/// None.
pub fn same_owner(_: &Metadata, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Permissions come from the folder.
///
/// # Errors
/// None.
pub fn mode_of(_: &Path) -> io::Result<u32> {
    Ok(0)
}

/// Permissions come from the folder.
pub fn set_folder_mode(_: &mut DirBuilder, _: u32) {}

/// Permissions come from the folder.
pub fn set_file_mode(_: &mut OpenOptions, _: u32) {}

/// Permissions come from the folder.
pub fn permissions(_: u32) -> Option<Permissions> {
    None
}

/// A folder is not opened to be synced; renames are journaled.
///
/// # Errors
/// None.
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

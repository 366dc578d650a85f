//! The files that settings name, as whoever loads them hands them in.

use std::io;
use std::path::{Path, PathBuf};

/// Reads files and lists directories.
pub trait Disk {
    /// The text of a file.
    fn read(&self, path: &Path) -> io::Result<String>;

    /// What a directory holds, in no order.
    fn list(&self, directory: &Path) -> io::Result<Vec<PathBuf>>;
}

/// A disk with files alone.
impl<F: Fn(&Path) -> io::Result<String>> Disk for F {
    fn read(&self, path: &Path) -> io::Result<String> {
        self(path)
    }

    fn list(&self, _directory: &Path) -> io::Result<Vec<PathBuf>> {
        Err(io::ErrorKind::NotADirectory.into())
    }
}

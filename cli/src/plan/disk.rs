//! The few writing steps that a run is made of, each of which may be the last one before a crash.
//!
//! An error names the file that it is about.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io,
    path::{Path, PathBuf},
    thread,
};

/// The writing side of a disk; tests put one in its place that fails.
pub(super) trait Disk {
    /// Creates one folder.
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        named(path, fs::create_dir(path))
    }

    /// Writes a new file.
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        named(path, fs::write(path, bytes))
    }

    /// Gives a file a second name.
    fn link(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        named(to, fs::hard_link(from, to))
    }

    /// Sets a file's permissions.
    fn set_permissions(&mut self, path: &Path, permissions: Permissions) -> io::Result<()> {
        named(path, fs::set_permissions(path, permissions))
    }

    /// Puts a file or folder in another's place, in one step.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        named(to, fs::rename(from, to))
    }

    /// Removes a file.
    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        named(path, fs::remove_file(path))
    }

    /// Removes an empty folder.
    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        named(path, fs::remove_dir(path))
    }

    /// Removes a folder with everything in it.
    fn remove_tree(&mut self, path: &Path) -> io::Result<()> {
        named(path, fs::remove_dir_all(path))
    }

    /// Waits until files, and the names in folders, have reached the disk.
    fn sync(&mut self, paths: &[PathBuf]) -> io::Result<()> {
        // All at once: what is asked for together, a file system writes together.
        for some in paths.chunks(32) {
            thread::scope(|scope| {
                let waiting: Vec<_> = some
                    .iter()
                    .map(|path| scope.spawn(|| named(path, sync(path))))
                    .collect();
                waiting
                    .into_iter()
                    .try_for_each(|one| one.join().unwrap_or(Ok(())))
            })?;
        }
        Ok(())
    }
}

/// The disk as it is.
pub(super) struct RealDisk;

impl Disk for RealDisk {}

fn sync(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        return File::open(path)?.sync_all();
    }
    // Elsewhere a folder can't be opened, and a file must be open for writing.
    if path.is_dir() {
        return Ok(());
    }
    OpenOptions::new().write(true).open(path)?.sync_all()
}

fn named<T>(path: &Path, result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| io::Error::new(error.kind(), format!("`{}`: {error}", path.display())))
}

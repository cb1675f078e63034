//! The few writing steps that a run is made of, each of which may be the last one before a crash.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write as _},
    path::Path,
};

/// The writing side of a disk; tests put one in its place that fails.
pub(super) trait Disk {
    /// Creates one folder.
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    /// Writes a new file, and waits until it has reached the disk if it must survive a crash of the machine.
    fn write(&mut self, path: &Path, bytes: &[u8], durable: Durable) -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        match durable {
            Durable::Yes => file.sync_all(),
            Durable::No => Ok(()),
        }
    }

    /// Sets a file's permissions.
    fn set_permissions(&mut self, path: &Path, permissions: Permissions) -> io::Result<()> {
        fs::set_permissions(path, permissions)
    }

    /// Puts a file or folder in another's place, in one step.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    /// Removes a file.
    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Removes an empty folder.
    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    /// Removes a folder with everything in it.
    fn remove_tree(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    /// Waits until the names in a folder have reached the disk.
    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        // Only Unix lets a folder be opened.
        if cfg!(unix) {
            File::open(path)?.sync_all()
        } else {
            Ok(())
        }
    }
}

/// Whether a written file must outlive a crash of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durable {
    Yes,
    No,
}

/// The disk as it is.
pub(super) struct RealDisk;

impl Disk for RealDisk {}

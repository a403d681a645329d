//! A file that is written beside its place and gets its name at the end: whoever reads it has all of it, or, after a
//! crash, the one from before.

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};

/// A file under way. Dropped before [`Beside::keep`], it is gone.
#[derive(Debug)]
pub struct Beside {
    part: PathBuf,
    target: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Beside {
    /// Begins a file that will be `name` in `folder`. Its name until then is of this process, so that two programs
    /// at work never write into one file.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn begin(folder: &Path, name: &str) -> Result<Self> {
        let part = Self::part_of(folder, name);
        let file = BufWriter::with_capacity(1 << 18, File::create(&part)?);
        Ok(Self {
            target: folder.join(name),
            part,
            file: Some(file),
        })
    }

    /// Where a file of this process is until it has its name.
    #[must_use]
    pub fn part_of(folder: &Path, name: &str) -> PathBuf {
        folder.join(format!(".{name}.{}.part", std::process::id()))
    }

    /// Where it is until it has its name.
    #[must_use]
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Where it will be.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Brings everything to the disk; what is added after that is an error.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&mut self) -> Result<()> {
        match self.file.take() {
            Some(mut file) => file.flush().and_then(|()| file.get_ref().sync_all()),
            None => Ok(()),
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When it cannot be written or renamed; it is gone then.
    pub fn keep(mut self) -> Result<()> {
        self.finish()?;
        std::fs::rename(&self.part, &self.target)
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(std::io::Error::other("the file is finished")),
        }
    }

    fn flush(&mut self) -> Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.file = None;
        // Gone already when it was kept; otherwise of no use, and its name says so.
        let _ = std::fs::remove_file(&self.part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let name = |e: Result<std::fs::DirEntry>| e.expect("an entry").file_name();
        let mut names: Vec<String> = entries
            .map(|e| name(e).to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_old_file_stands_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("a.txt");
        std::fs::write(&target, "old").expect("written");
        let mut file = Beside::begin(folder.path(), "a.txt").expect("begun");
        file.write_all(b"new").expect("written");
        file.flush().expect("written");
        assert_eq!(std::fs::read(&target).expect("there"), b"old");
        file.finish().expect("written");
        assert_eq!(std::fs::read(file.part()).expect("there"), b"new");
        assert!(file.write_all(b"more").is_err(), "finished");
        file.keep().expect("renamed");
        assert_eq!(std::fs::read(&target).expect("there"), b"new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn given_up_or_failed_it_leaves_nothing_and_the_old_file_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("a.txt");
        std::fs::write(&target, "old").expect("written");
        let mut file = Beside::begin(folder.path(), "a.txt").expect("begun");
        file.write_all(b"half").expect("written");
        drop(file);
        assert_eq!(names(folder.path()), ["a.txt"]);
        // A folder in its place cannot be replaced by a file.
        std::fs::create_dir_all(folder.path().join("b.txt/inside")).expect("made");
        let file = Beside::begin(folder.path(), "b.txt").expect("begun");
        assert!(file.keep().is_err());
        assert_eq!(names(folder.path()), ["a.txt", "b.txt"]);
        assert!(Beside::begin(&folder.path().join("none"), "a.txt").is_err());
    }
}

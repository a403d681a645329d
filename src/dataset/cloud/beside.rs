//! Files that a mesh names: its materials, its numbers.

use super::{format, io};
use crate::dataset::{DatasetError, load};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The bytes of a file that stands in the folder of `path` or below, no more than `most`.
///
/// # Errors
/// When its path leaves that folder, by its spelling or by a link; when it is not there, no file, or too large.
pub(super) fn read(path: &Path, named: &str, most: u64) -> Result<Vec<u8>, DatasetError> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let found = load::locate(folder.unwrap_or(Path::new(".")), Path::new(named))?;
    let size = found.metadata().map_err(io(&found))?;
    if !size.is_file() {
        return Err(format(&found, "it is no file", "path"));
    }
    if size.len() > most {
        return Err(format(&found, "it is too large", format!("byte {most}")));
    }
    let mut bytes = Vec::new();
    let file = File::open(&found).map_err(io(&found))?;
    file.take(most)
        .read_to_end(&mut bytes)
        .map_err(io(&found))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("meshes");
        std::fs::create_dir(&below).expect("a folder");
        std::fs::write(folder.path().join("secret"), b"1234").expect("written");
        std::fs::write(below.join("a.mtl"), b"5678").expect("written");
        let path = below.join("a.obj");
        assert_eq!(read(&path, "a.mtl", 4).expect("there"), b"5678");
        let refused = |named: &str| read(&path, named, 3).expect_err("refused").to_string();
        assert!(refused("../secret").contains("climbs with .."));
        assert!(refused("a.mtl").contains("too large"));
        assert!(refused(&folder.path().join("secret").to_string_lossy()).contains("path of"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret", below.join("link")).expect("a link");
            assert!(refused("link").contains("path of"));
        }
        std::fs::create_dir(below.join("sub")).expect("a folder");
        assert!(refused("sub").contains("no file"));
    }
}

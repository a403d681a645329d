//! Named media roots: records say `./…` below a root, each machine says which folder the root is.
//!
//! A path that leaves its root is refused twice: by its spelling, the same on every system, and by where it
//! leads once links are followed. What other programs do to the folder between that check and the reading
//! is not defended against: they run as the same person.

use super::MediaError;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Which folder on this machine each media root is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots {
    folders: BTreeMap<String, PathBuf>,
    rest: Option<PathBuf>,
}

impl Roots {
    /// Knows no folder yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Maps a root to a folder, in place of the one it had.
    pub fn set(&mut self, root: impl Into<String>, folder: impl Into<PathBuf>) {
        self.folders.insert(root.into(), folder.into());
    }

    /// Where every root is that has no folder of its own, for example beside the project file.
    pub fn set_rest(&mut self, folder: impl Into<PathBuf>) {
        self.rest = Some(folder.into());
    }

    /// The folder of a root.
    pub fn folder(&self, root: &str) -> Option<&Path> {
        let folder = self.folders.get(root).or(self.rest.as_ref());
        folder.map(PathBuf::as_path)
    }

    /// Every root that has a folder of its own, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.folders
            .iter()
            .map(|(root, folder)| (root.as_str(), folder.as_path()))
    }

    /// Where a record's file is: an absolute path of something that exists, with every link followed.
    ///
    /// # Errors
    /// An unknown root, a root whose folder is gone, a path that may not be named or that leaves the root,
    /// a missing file, or a system that refuses.
    pub fn resolve(&self, root: &str, path: &str) -> Result<PathBuf, MediaError> {
        // The spelling first: an unsafe path is unsafe whether or not its root is known.
        parts(path).map_err(|why| unsafe_path(root, path, why))?;
        let folder = self.folder(root).ok_or_else(|| MediaError::UnknownRoot {
            root: root.to_owned(),
            path: path.to_owned(),
        })?;
        resolve_in(folder, root, path)
    }
}

impl<R: Into<String>, F: Into<PathBuf>> FromIterator<(R, F)> for Roots {
    fn from_iter<T: IntoIterator<Item = (R, F)>>(pairs: T) -> Self {
        let mut roots = Self::new();
        for (root, folder) in pairs {
            roots.set(root, folder);
        }
        roots
    }
}

/// [`Roots::resolve`] for one folder; `root` is only named in errors.
///
/// # Errors
/// As [`Roots::resolve`].
pub fn resolve_in(folder: &Path, root: &str, path: &str) -> Result<PathBuf, MediaError> {
    let parts = parts(path).map_err(|why| unsafe_path(root, path, why))?;
    let inside = folder
        .canonicalize()
        .map_err(|source| MediaError::RootGone {
            root: root.to_owned(),
            folder: folder.to_owned(),
            source,
        })?;
    let wanted = parts.iter().fold(inside.clone(), |at, part| at.join(part));
    let found = wanted
        .canonicalize()
        .map_err(|source| match source.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => MediaError::Missing {
                root: root.to_owned(),
                path: path.to_owned(),
                folder: folder.to_owned(),
            },
            _ => MediaError::Io {
                path: wanted.clone(),
                source,
            },
        })?;
    if found.starts_with(&inside) {
        Ok(found)
    } else {
        Err(MediaError::LeavesRoot {
            root: root.to_owned(),
            path: path.to_owned(),
        })
    }
}

/// The folder that a root must be for `path` to lead to what a person found: `found` is that file, or any
/// folder on the way to it. `None` when no folder above it holds the record's path, or when the file that
/// the person chose is another one.
pub fn propose_folder(path: &str, found: &Path) -> Option<PathBuf> {
    let found = found.canonicalize().ok()?;
    let chosen_file = found.is_file();
    found
        .ancestors()
        .skip(usize::from(chosen_file))
        .find(|folder| {
            resolve_in(folder, "", path).is_ok_and(|leads_to| !chosen_file || leads_to == found)
        })
        .map(Path::to_owned)
}

/// A record path's components. Both slashes separate, on every system: a record made on one is read on all.
fn parts(path: &str) -> Result<Vec<&str>, &'static str> {
    if path.contains('\0') {
        return Err("holds a NUL");
    }
    if path.starts_with(['/', '\\']) {
        return Err("is absolute");
    }
    if matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic()) {
        return Err("names a drive");
    }
    let parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    if parts.contains(&"..") {
        return Err("climbs with ..");
    }
    // There a colon opens a second stream of a file, or a device; elsewhere it is a letter like any other.
    if cfg!(windows) && parts.iter().any(|part| part.contains(':')) {
        return Err("holds a colon");
    }
    // `./C:/x`: joining such a part would replace the root.
    if parts.iter().any(|part| drive(part)) {
        return Err("names a drive");
    }
    if parts.is_empty() {
        return Err("is empty");
    }
    Ok(parts)
}

/// `C:` alone; a name that goes on after the colon is only a name.
fn drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

fn unsafe_path(root: &str, path: &str, why: &'static str) -> MediaError {
    MediaError::UnsafePath {
        root: root.to_owned(),
        path: path.chars().take(200).collect(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder `in` with `a/b.jpg`, and `out/secret.jpg` beside it.
    fn tree() -> (tempfile::TempDir, Roots) {
        let dir = tempfile::tempdir().expect("a folder");
        for file in ["in/a/b.jpg", "out/secret.jpg"] {
            let file = dir.path().join(file);
            std::fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
            std::fs::write(file, b"x").expect("a file");
        }
        let roots = Roots::from_iter([("r", dir.path().join("in"))]);
        (dir, roots)
    }

    #[test]
    fn both_slashes_and_dots_lead_to_the_same_file() {
        let (dir, roots) = tree();
        let expected = dir.path().join("in/a/b.jpg").canonicalize().expect("there");
        for path in ["./a/b.jpg", "a/b.jpg", ".\\a\\b.jpg", "././a//b.jpg"] {
            assert_eq!(roots.resolve("r", path).expect(path), expected);
        }
    }

    #[test]
    fn a_path_that_could_leave_is_refused_by_its_spelling() {
        let (_dir, roots) = tree();
        let cases = [
            ("../out/secret.jpg", "climbs with .."),
            ("./a/../../out/secret.jpg", "climbs with .."),
            // It would end inside, but nobody needs it.
            ("./a/../a/b.jpg", "climbs with .."),
            ("..\\out\\secret.jpg", "climbs with .."),
            ("./a/..\\../out", "climbs with .."),
            ("/etc/passwd", "is absolute"),
            ("//server/share/x", "is absolute"),
            ("\\\\server\\share\\x", "is absolute"),
            ("\\\\?\\C:\\x", "is absolute"),
            ("\\a\\b.jpg", "is absolute"),
            ("C:\\x.jpg", "names a drive"),
            ("c:x.jpg", "names a drive"),
            ("C:/x.jpg", "names a drive"),
            ("./C:/x.jpg", "names a drive"),
            ("./a/b.jpg\0.png", "holds a NUL"),
            ("", "is empty"),
            ("./", "is empty"),
        ];
        for (path, expected) in cases {
            match roots.resolve("r", path) {
                Err(MediaError::UnsafePath { why, .. }) => assert_eq!(why, expected, "{path:?}"),
                other => panic!("{path:?} gave {other:?}"),
            }
        }
        // Not even a root that nobody knows makes it harmless, and a long path is not repeated whole.
        let long = format!("../{}", "x".repeat(100_000));
        let text = roots.resolve("?", &long).expect_err("unsafe").to_string();
        assert!(
            text.contains("climbs with ..") && text.len() < 400,
            "{text}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_refused_and_one_that_stays_is_followed() {
        use std::os::unix::fs::symlink;
        let (dir, roots) = tree();
        let at = |path: &str| dir.path().join(path);
        symlink(at("out"), at("in/folder")).expect("link");
        symlink(at("out/secret.jpg"), at("in/file.jpg")).expect("link");
        symlink(at("in/a/b.jpg"), at("in/same.jpg")).expect("link");
        for path in ["./folder/secret.jpg", "./file.jpg", "./folder"] {
            assert!(
                matches!(roots.resolve("r", path), Err(MediaError::LeavesRoot { .. })),
                "{path}"
            );
        }
        assert_eq!(
            roots.resolve("r", "./same.jpg").expect("inside"),
            at("in/a/b.jpg").canonicalize().expect("there")
        );
        // The root itself may be a link: what counts is where it leads.
        symlink(at("in"), at("link")).expect("link");
        let linked = Roots::from_iter([("r", at("link"))]);
        assert!(linked.resolve("r", "./a/b.jpg").is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_sibling_whose_name_begins_alike_is_outside() {
        let (dir, roots) = tree();
        std::fs::create_dir(dir.path().join("in2")).expect("folder");
        std::fs::write(dir.path().join("in2/x"), b"x").expect("file");
        std::os::unix::fs::symlink(dir.path().join("in2/x"), dir.path().join("in/x"))
            .expect("link");
        assert!(matches!(
            roots.resolve("r", "./x"),
            Err(MediaError::LeavesRoot { .. })
        ));
    }

    #[test]
    fn what_is_missing_says_root_path_and_folder() {
        let (dir, mut roots) = tree();
        for path in ["./a/c.jpg", "./a/b.jpg/c.jpg"] {
            let error = roots.resolve("r", path).expect_err("missing");
            assert!(error.asks_for_folder());
            match error {
                MediaError::Missing {
                    root,
                    path: p,
                    folder,
                } => {
                    assert_eq!((root.as_str(), p.as_str()), ("r", path));
                    assert_eq!(folder, dir.path().join("in"));
                }
                other => panic!("{other:?}"),
            }
        }
        let unknown = roots.resolve("other", "./a/b.jpg").expect_err("unknown");
        assert_eq!(
            unknown.to_string(),
            "no folder is known for media root \"other\", which holds \"./a/b.jpg\""
        );
        roots.set_rest(dir.path().join("in"));
        assert!(roots.resolve("other", "./a/b.jpg").is_ok());
        roots.set("r", dir.path().join("gone"));
        let gone = roots.resolve("r", "./a/b.jpg").expect_err("gone");
        assert!(matches!(gone, MediaError::RootGone { .. }) && gone.asks_for_folder());
    }

    #[test]
    fn a_found_file_or_folder_proposes_the_root() {
        let (dir, _) = tree();
        let inside = dir.path().join("in").canonicalize().expect("there");
        for found in ["in/a/b.jpg", "in/a", "in"] {
            assert_eq!(
                propose_folder("./a/b.jpg", &dir.path().join(found)),
                Some(inside.clone()),
                "{found}"
            );
        }
        assert_eq!(
            propose_folder("b.jpg", &dir.path().join("in/a/b.jpg")),
            Some(inside.join("a"))
        );
        // Another file, though one above it leads to the right one; outside; not there.
        std::fs::write(dir.path().join("in/a/other.jpg"), b"x").expect("a file");
        assert_eq!(
            propose_folder("./a/b.jpg", &dir.path().join("in/a/other.jpg")),
            None
        );
        assert_eq!(
            propose_folder("./a/b.jpg", &dir.path().join("out/secret.jpg")),
            None
        );
        assert_eq!(propose_folder("./z/b.jpg", &dir.path().join("in")), None);
        assert_eq!(
            propose_folder("./a/b.jpg", &dir.path().join("nowhere")),
            None
        );
        assert_eq!(
            propose_folder("../out/secret.jpg", &dir.path().join("in")),
            None
        );
    }
}

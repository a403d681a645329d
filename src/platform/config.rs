//! The user's configuration folder and the signing keys in it. A key belongs to one reviewer on one install; its
//! secret half never enters a project file.

use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Names another configuration folder; for tests, and for several reviewers on one machine.
pub const FOLDER_VARIABLE: &str = "SPATIALSCORE_CONFIG";

/// The person at this machine, in window and command line alike, until a hand-out names another.
pub const REVIEWER: &str = "reviewer";

/// What went wrong in the configuration folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The system names no place for configuration.
    #[error("no configuration folder is known; set {FOLDER_VARIABLE} to one")]
    NoFolder,
    /// Reading or writing failed.
    #[error("could not {doing} {path:?}")]
    File {
        /// For example `read`.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A key file does not hold 32 bytes.
    #[error("expected a signing key of 32 bytes in {path:?}; move the file away to get a new key")]
    BadKey {
        /// Where.
        path: PathBuf,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers for a new signing key: {0}")]
    NoRandom(getrandom::Error),
}

/// The configuration folder: `SPATIALSCORE_CONFIG`, else `spatialscore` in the user's own. It need not exist yet.
///
/// # Errors
/// [`ConfigError::NoFolder`].
pub fn folder() -> Result<PathBuf, ConfigError> {
    match std::env::var_os(FOLDER_VARIABLE) {
        Some(path) if !path.is_empty() => Ok(path.into()),
        _ => dirs::config_dir()
            .map(|p| p.join("spatialscore"))
            .ok_or(ConfigError::NoFolder),
    }
}

/// Names another folder for what can be made again; for tests.
pub const CACHE_VARIABLE: &str = "SPATIALSCORE_CACHE";

/// The folder for what can be made again: `SPATIALSCORE_CACHE`, else `spatialscore` in the user's own. It need not
/// exist yet.
///
/// # Errors
/// [`ConfigError::NoFolder`].
pub fn cache_folder() -> Result<PathBuf, ConfigError> {
    match std::env::var_os(CACHE_VARIABLE) {
        Some(path) if !path.is_empty() => Ok(path.into()),
        _ => dirs::cache_dir()
            .map(|p| p.join("spatialscore"))
            .ok_or(ConfigError::NoFolder),
    }
}

/// The secret of one reviewer on this install (any name; "" is the machine's only one), made on first use.
///
/// # Errors
/// See [`ConfigError`].
pub fn reviewer_secret(folder: &Path, reviewer: &str) -> Result<[u8; 32], ConfigError> {
    let keys = folder.join("keys");
    std::fs::create_dir_all(&keys).map_err(|source| ConfigError::File {
        doing: "create",
        path: keys.clone(),
        source,
    })?;
    // The name itself may hold anything a file name may not.
    let name = blake3::hash(reviewer.as_bytes()).to_hex();
    read_or_make(&keys.join(format!("{name}.key")))
}

/// A random name of this install; keys what each machine maps for itself. The folder must exist.
///
/// # Errors
/// See [`ConfigError`].
pub fn install(folder: &Path) -> Result<String, ConfigError> {
    let bytes = read_or_make(&folder.join("install"))?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}

/// 32 secret bytes from a file only the user can read; made of random numbers when it is not there.
fn read_or_make(path: &Path) -> Result<[u8; 32], ConfigError> {
    if !path.exists() {
        make(path)?;
    }
    let mut bytes = Vec::with_capacity(33);
    std::fs::File::open(path)
        .and_then(|file| file.take(33).read_to_end(&mut bytes))
        .map_err(|source| ConfigError::File {
            doing: "read",
            path: path.into(),
            source,
        })?;
    bytes
        .try_into()
        .map_err(|_wrong_length| ConfigError::BadKey { path: path.into() })
}

/// Written beside and linked into place, so that two processes starting at once end with one key and no reader ever
/// sees half of one.
fn make(path: &Path) -> Result<(), ConfigError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(ConfigError::NoRandom)?;
    let mut unique = [0; 8];
    getrandom::fill(&mut unique).map_err(ConfigError::NoRandom)?;
    let beside = path.with_extension(format!("{:x}.new", u64::from_le_bytes(unique)));
    let written = private_file(&beside)
        .and_then(|mut file| file.write_all(&secret).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::hard_link(&beside, path));
    // The name beside has served whether or not the link was made.
    let _ = std::fs::remove_file(&beside);
    match written {
        Err(source) if source.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(ConfigError::File {
                doing: "write",
                path: path.into(),
                source,
            })
        }
        _ => Ok(()),
    }
}

fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_each_reviewer_and_nobody_else_can_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = |name: &str| reviewer_secret(folder.path(), name).expect("a secret");
        let ana = secret("Ana");
        assert_eq!(secret("Ana"), ana);
        assert_ne!(secret("Béla/.."), ana);
        assert_eq!(
            install(folder.path()).expect("a name"),
            install(folder.path()).expect("the same")
        );
        let files: Vec<_> = std::fs::read_dir(folder.path().join("keys"))
            .expect("keys")
            .collect();
        assert_eq!(files.len(), 2);
        for file in files {
            let meta = file.expect("a key").metadata().expect("its mode");
            assert_eq!(meta.len(), 32);
            #[cfg(unix)]
            assert_eq!(
                std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn a_damaged_key_is_named_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("install"), b"short").expect("written");
        let error = install(folder.path()).expect_err("too short");
        assert!(error.to_string().contains("install"), "{error}");
        assert_eq!(
            std::fs::read(folder.path().join("install")).expect("still there"),
            b"short"
        );
    }
}

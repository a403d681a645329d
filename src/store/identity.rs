//! Who decides: one reviewer on one install.

use crate::platform::config::{self, ConfigError};
use crate::sample::Signer;
use std::path::Path;

/// One reviewer on one install. The secret stays in the user's configuration folder and in memory.
#[derive(Clone)]
pub struct Identity {
    secret: [u8; 32],
    install: String,
}

impl Identity {
    /// The identity of `reviewer` (any name; "" is the machine's only one) from the configuration folder; made on
    /// first use.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn of(reviewer: &str) -> Result<Self, ConfigError> {
        Self::in_folder(&config::folder()?, reviewer)
    }

    /// As [`Identity::of`], in a folder of the caller's.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn in_folder(folder: &Path, reviewer: &str) -> Result<Self, ConfigError> {
        let secret = config::reviewer_secret(folder, reviewer)?;
        let install = config::install(folder)?;
        Ok(Self { secret, install })
    }

    /// An identity with a known secret; for tests and hand-outs.
    pub fn from_secret(secret: [u8; 32]) -> Self {
        Self {
            secret,
            install: "test".into(),
        }
    }

    /// Signs this person's events.
    pub fn signer(&self) -> Signer {
        Signer::from_secret(&self.secret)
    }

    /// Signs events of this person's jobs. A chain of its own, so that an import running for a minute and the
    /// decisions made meanwhile do not wait for each other's place in one chain.
    pub fn job_signer(&self) -> Signer {
        Signer::from_secret(&blake3::derive_key(
            "spatialscore 2026 jobs of a reviewer",
            &self.secret,
        ))
    }

    /// Which install this is.
    pub fn install(&self) -> &str {
        &self.install
    }
}

impl std::fmt::Debug for Identity {
    /// Never the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({:.8})", self.signer().author())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_and_their_jobs_are_two_authors_and_debug_shows_no_secret() {
        let id = Identity::from_secret([7; 32]);
        assert_ne!(id.signer().author(), id.job_signer().author());
        assert!(!format!("{id:?}").contains("7, 7"));
    }

    #[test]
    fn the_same_reviewer_is_the_same_author_tomorrow() {
        let folder = tempfile::tempdir().expect("a folder");
        let author = |name: &str| {
            Identity::in_folder(folder.path(), name)
                .expect("an identity")
                .signer()
                .author()
        };
        assert_eq!(author("Ana"), author("Ana"));
        assert_ne!(author("Ana"), author(""));
    }
}

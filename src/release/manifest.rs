//! The manifest: what an export holds, to the byte, and from which events it follows.

use crate::sample::{Digest, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an export holds. No times and no paths: the same project gives the same manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Format number of this file.
    pub format: u32,
    /// Version of the program.
    pub code: String,
    /// Samples in it.
    pub samples: u64,
    /// States that were asked for.
    pub asked: Vec<State>,
    /// Samples by state.
    pub states: BTreeMap<State, u64>,
    /// Samples by task; "" is "not settled".
    pub tasks: BTreeMap<String, u64>,
    /// Hash of every key and revision, in order.
    pub content: Digest,
    /// The end of every author's chain of events, by author.
    pub heads: Vec<Head>,
    /// Every other file of the export.
    pub files: Vec<FileEntry>,
}

/// The end of one author's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Public key, 64 hexadecimal digits.
    pub author: String,
    /// Number of the last event.
    pub seq: u64,
    /// Its hash.
    pub hash: Digest,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its format, or `evidence`.
    pub format: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its bytes.
    pub blake3: Digest,
}

//! BLAKE3 of media files, and the background job that fills hashes and sizes of a question's pictures.

use super::decode::size_px;
use super::sniff::Kind;
use super::{Limits, MediaError, Roots, file};
use crate::job::{Cancel, Cancelled, Job, Progress, Reporter};
use crate::sample::{Digest, Media};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Read at a time while hashing; large enough for BLAKE3's wide instructions, small enough for a cache.
const CHUNK_BYTES: usize = 256 << 10;

/// The hash of a file, read in pieces.
///
/// # Errors
/// When it cannot be read, is no file, or the work is cancelled.
pub fn hash_file(path: &Path, cancel: &Cancel) -> Result<Digest, MediaError> {
    let (mut file, _) = file::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        cancel.check()?;
        let len = file
            .read(&mut chunk)
            .map_err(|error| file::failed(path, error))?;
        match chunk.get(..len) {
            Some(read) if len > 0 => hasher.update(read),
            _ => return Ok(Digest(*hasher.finalize().as_bytes())),
        };
    }
}

/// What [`fill`] did; each picture of the list is in exactly one count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FillReport {
    /// Hash found now, and the size where the file is a picture.
    pub filled: u64,
    /// Had a hash before; the file is not looked at again.
    pub known: u64,
    /// No file there (or no folder for its root).
    pub missing: u64,
    /// A file that could not be read, or a picture that is broken or beyond the limits.
    pub failed: u64,
}

/// Hash and size of one file; the size is 0 x 0 for what is not a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    hash: Digest,
    width: u32,
    height: u32,
}

/// Fills hash and size of each picture without a hash and hands it to `sink` with its place in the list, so
/// that the caller can keep what is done when the rest is cancelled. Files named more than once are read once.
/// Each problem is a warning of `report`; a picture with one is left as it is.
///
/// # Errors
/// Only when cancelled.
pub fn fill(
    list: &[Media],
    roots: &Roots,
    report: &Reporter,
    cancel: &Cancel,
    mut sink: impl FnMut(usize, Media),
) -> Result<FillReport, Cancelled> {
    report.report(Progress::Phase {
        name: "media_hash",
        total: list.len() as u64,
    });
    let mut seen: BTreeMap<PathBuf, Option<Found>> = BTreeMap::new();
    let mut counts = FillReport::default();
    for (index, media) in list.iter().enumerate() {
        cancel.check()?;
        if media.hash.is_some() {
            counts.known += 1;
        } else {
            match find(media, roots, &mut seen, cancel) {
                Ok(Some(found)) => {
                    counts.filled += 1;
                    sink(index, filled(media, found));
                }
                // Reported at the first picture that names the file.
                Ok(None) => counts.failed += 1,
                Err(MediaError::Cancelled(cancelled)) => return Err(cancelled),
                Err(error) => {
                    let count = if error.asks_for_folder() {
                        &mut counts.missing
                    } else {
                        &mut counts.failed
                    };
                    *count += 1;
                    report.report(Progress::Warning(error.to_string()));
                }
            }
        }
        report.report(Progress::Done(index as u64 + 1));
    }
    Ok(counts)
}

/// What a filled list comes back as: the list in its order, and the counts.
pub type Filled = Result<(Vec<Media>, FillReport), Cancelled>;

/// [`fill`] on a thread of its own.
///
/// # Errors
/// When the system starts no thread.
pub fn spawn_fill(
    list: Vec<Media>,
    roots: Roots,
    wake: impl Fn() + Send + Sync + Clone + 'static,
) -> std::io::Result<Job<Filled>> {
    Job::spawn("media hash", wake, move |report, cancel| {
        let mut done = list.clone();
        let counts = fill(&list, &roots, report, cancel, |index, media| {
            if let Some(place) = done.get_mut(index) {
                *place = media;
            }
        })?;
        Ok((done, counts))
    })
}

fn filled(media: &Media, found: Found) -> Media {
    Media {
        hash: Some(found.hash),
        width: found.width,
        height: found.height,
        ..media.clone()
    }
}

/// `Ok(None)`: the same file failed before.
fn find(
    media: &Media,
    roots: &Roots,
    seen: &mut BTreeMap<PathBuf, Option<Found>>,
    cancel: &Cancel,
) -> Result<Option<Found>, MediaError> {
    let path = roots.resolve(&media.root, &media.path)?;
    if let Some(found) = seen.get(&path) {
        return Ok(*found);
    }
    let found = inspect(&path, cancel);
    if !matches!(found, Err(MediaError::Cancelled(_))) {
        seen.insert(path, found.as_ref().ok().copied());
    }
    found.map(Some)
}

/// A picture is read once for both; anything else, which may be long, is hashed in pieces.
fn inspect(path: &Path, cancel: &Cancel) -> Result<Found, MediaError> {
    let limits = Limits::default();
    let (kind, len) = file::kind(path)?;
    if !matches!(kind, Kind::Picture(_)) || len > limits.max_file_bytes {
        return Ok(Found {
            hash: hash_file(path, cancel)?,
            width: 0,
            height: 0,
        });
    }
    cancel.check()?;
    let bytes = file::read(path, &limits)?;
    let (width, height) = size_px(&bytes, path, &limits)?;
    Ok(Found {
        hash: Digest::of(&bytes),
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(path: &str) -> Media {
        Media {
            path: path.into(),
            root: "r".into(),
            hash: None,
            width: 0,
            height: 0,
            frame: None,
            drawn: false,
        }
    }

    /// Two names for one picture's content, a text, a broken picture, and nothing at `gone.png`.
    fn tree() -> (tempfile::TempDir, Roots) {
        let dir = tempfile::tempdir().expect("a folder");
        let picture = dir.path().join("a.png");
        image::RgbImage::new(7, 5)
            .save(&picture)
            .expect("a picture");
        std::fs::copy(&picture, dir.path().join("b.png")).expect("a copy");
        std::fs::write(dir.path().join("c.txt"), b"text").expect("a file");
        std::fs::write(dir.path().join("d.jpg"), b"\xff\xd8\xff\xe0\x00\x04ab").expect("a file");
        let roots = Roots::from_iter([("r", dir.path())]);
        (dir, roots)
    }

    #[test]
    fn a_file_longer_than_one_chunk_hashes_as_a_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let content: Vec<u8> = (0..CHUNK_BYTES * 3 + 17).map(|n| (n % 251) as u8).collect();
        let path = dir.path().join("long");
        std::fs::write(&path, &content).expect("a file");
        let cancel = Cancel::default();
        assert_eq!(
            hash_file(&path, &cancel).expect("a hash"),
            Digest::of(&content)
        );
        cancel.cancel();
        assert!(matches!(
            hash_file(&path, &cancel),
            Err(MediaError::Cancelled(_))
        ));
    }

    #[test]
    fn fills_what_is_there_and_counts_the_rest() {
        let (dir, roots) = tree();
        let known = Media {
            hash: Some(Digest::of(b"before")),
            ..media("./a.png")
        };
        let list = vec![
            media("./a.png"),
            media("./b.png"),
            media("./c.txt"),
            media("./d.jpg"),
            media("./d.jpg"),
            media("./gone.png"),
            media("../x.png"),
            known.clone(),
        ];
        let job = spawn_fill(list.clone(), roots, || {}).expect("a thread");
        let (done, counts) = job.wait().expect("no panic").expect("not cancelled");
        assert_eq!(
            counts,
            FillReport {
                filled: 3,
                known: 1,
                missing: 1,
                failed: 3,
            }
        );
        let picture = std::fs::read(dir.path().join("a.png")).expect("there");
        for index in [0, 1] {
            assert_eq!(done[index].hash, Some(Digest::of(&picture)));
            assert_eq!((done[index].width, done[index].height), (7, 5));
        }
        assert_eq!(done[2].hash, Some(Digest::of(b"text")));
        assert_eq!((done[2].width, done[2].height), (0, 0));
        assert_eq!(done[3..7], list[3..7], "left as they were");
        assert_eq!(done[7], known);
        let said = job.progress();
        assert!(said.contains(&Progress::Phase {
            name: "media_hash",
            total: 8
        }));
        assert!(said.contains(&Progress::Done(8)));
        let warnings: Vec<_> = said
            .iter()
            .filter(|p| matches!(p, Progress::Warning(_)))
            .collect();
        assert_eq!(
            warnings.len(),
            3,
            "the broken file is named once: {warnings:?}"
        );
    }

    #[test]
    fn what_was_done_before_a_cancel_is_kept() {
        let (_dir, roots) = tree();
        let list = vec![media("./a.png"), media("./b.png"), media("./c.txt")];
        let cancel = Cancel::default();
        let mut done = Vec::new();
        let result = fill(&list, &roots, &Reporter::silent(), &cancel, |index, _| {
            done.push(index);
            cancel.cancel();
        });
        assert_eq!(result, Err(Cancelled));
        assert_eq!(done, [0]);
    }
}

//! Tells whether a scene is still the one that was measured.

use crate::dataset::load;
use crate::scene::{Scene, Stored};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Raised whenever the same scene would get other numbers.
const MEASURE: u32 = 1;

/// A hash of everything that a table depends on: how it is measured, frames and objects as read, and size and time of
/// each file of depth, masks and points. Reads no file.
pub fn signature(scene: &Scene) -> String {
    let mut hash = Hash(blake3::Hasher::new());
    // A hasher takes everything.
    let _ = write!(hash, "{MEASURE} {} {}", scene.dataset, scene.id);
    for frame in &scene.frames {
        let _ = write!(hash, "{frame:?}");
    }
    for object in &scene.objects {
        let _ = write!(hash, "{object:?}");
    }
    for stored in files(scene) {
        let _ = write!(hash, "{stored:?}");
        let path = load::locate(&scene.root, &stored.path).ok();
        let _ = write!(hash, "{:?}", path.as_deref().and_then(size_and_time));
    }
    hash.0.finalize().to_hex().as_str()[..32].to_owned()
}

/// What is read to measure, every file once.
fn files(scene: &Scene) -> impl Iterator<Item = &Stored> {
    let maps = scene.frames.iter().flat_map(|frame| {
        let depth = frame.depth.as_ref().map(|d| &d.stored);
        depth
            .into_iter()
            .chain(frame.ids.as_ref().map(|i| &i.stored))
    });
    let surface = scene.surfaces.first().map(|s| &s.stored);
    let mut named = BTreeSet::new();
    maps.chain(surface).filter(move |s| named.insert(&s.path))
}

struct Hash(blake3::Hasher);

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// Bytes, and nanoseconds since 1970 of the last change; `None` of what is not there.
fn size_and_time(path: &Path) -> Option<(u64, u128)> {
    let meta = std::fs::metadata(path).ok()?;
    let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((meta.len(), changed.as_nanos()))
}

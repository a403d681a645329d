//! Opening reads no pixels and no points: it gives the same where there are none.

use super::{Opened, Tree, named, pictures};
use spatialscore::scene::{Part, Stored};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What is left of a file.
#[derive(Clone, Copy, PartialEq)]
enum Left {
    /// Its header, which names width and height or how many points there are; then garbage.
    Header,
    /// Garbage.
    Nothing,
}

/// Layouts in which a header tells what nothing else does: a picture's how large it is, a mesh's how many vertices
/// objects may name.
const HEADERS_TELL: [&str; 4] = ["ca1m_folder", "ca1m_tar", "kitti", "scannetpp"];

/// Where the header of a picture or mesh ends.
fn header(bytes: &[u8]) -> usize {
    let after = |mark: &[u8]| bytes.windows(mark.len()).position(|w| w == mark);
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => after(b"IDAT").map_or(0, |at| at + 4),
        // The last segment before the pixels has its length behind its mark.
        [0xff, 0xd8, ..] => {
            after(&[0xff, 0xda]).map_or(0, |at| at + 2 + usize::from(bytes[at + 3]))
        }
        [b'p', b'l', b'y', ..] => after(b"end_header\n").map_or(0, |at| at + 11),
        _ => 0,
    }
}

/// Writes garbage over all that the scenes name, in files that hold nothing else. Returns how many.
fn garble(opened: &Opened, left: Left) -> usize {
    let mut done = BTreeSet::<(PathBuf, u64)>::new();
    for scene in &opened.scenes {
        for Stored { path, part } in named(scene) {
            let path = scene.root.join(path);
            let mut bytes = std::fs::read(&path).expect("a file");
            let (at, end) = match *part {
                Part::Bytes { at, len } => (at as usize, (at + len) as usize),
                Part::Whole | Part::Item(_) => (0, bytes.len()),
            };
            if !done.insert((path.clone(), at as u64))
                || path.extension().is_some_and(|e| e == "json")
            {
                // A reconstruction's points stand where its cameras do.
                continue;
            }
            let kept = match left {
                Left::Header => header(&bytes[at..end]),
                Left::Nothing => 0,
            };
            bytes[at + kept..end].fill(0xa5);
            std::fs::write(&path, bytes).expect("written");
        }
    }
    done.len()
}

fn opens_the_same(left: Left, tree: &Tree) {
    let before = tree.opened();
    let count = garble(&before, left);
    assert!(count > 0, "{}", tree.name);
    let mut after = tree.opened();
    // PointOdyssey then takes the size from its cameras, and says so.
    let is_size = |said: &String| said.starts_with("no picture tells the size, which is");
    after.said.retain(|said| !is_size(said));
    for scene in &mut after.scenes {
        scene.warnings.retain(|said| !is_size(said));
    }
    assert_eq!(after.said, before.said, "{}", tree.name);
    assert_eq!(after.scenes, before.scenes, "{}", tree.name);
    if left == Left::Header {
        // JPEG's pixels can be anything, so whoever asks may be told nothing.
        return;
    }
    let broken = after.load().len();
    let pictures: usize = after.scenes.iter().map(|s| pictures(s).count()).sum();
    let frames = after.scenes.iter().flat_map(|scene| &scene.frames);
    let undecoded = frames.filter(|frame| frame.hidden.is_some()).count();
    let asked = pictures - undecoded;
    assert!(broken >= asked, "{}: {broken} of {asked}", tree.name);
}

#[test]
fn opening_reads_no_pixels_and_no_points() {
    for tree in Tree::all() {
        opens_the_same(Left::Header, &tree);
    }
}

#[test]
fn opening_needs_pictures_and_meshes_for_no_more_than_their_headers() {
    for tree in Tree::all() {
        if !HEADERS_TELL.contains(&tree.name.as_str()) {
            opens_the_same(Left::Nothing, &tree);
        }
    }
}

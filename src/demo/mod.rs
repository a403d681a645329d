//! The built-in tour: 24 questions whose answers can be looked up, made from data that ships inside the program.
//!
//! Questions are generated when the tour is made, by the same code that generates any other, so the tour shows
//! what the program does and not a recording of it. Eight ask for distances in a simulated room (CC0, made for
//! this project), eight for directions on a map, eight for turned grids.

mod room;

use crate::job::{Cancel, Progress, Reporter};
use crate::media::canvas::CanvasError;
use crate::picture::{self, Look};
use crate::question::puzzle;
use crate::question::{self, Draft, Source};
use crate::sample::{AddReason, Sample};
use crate::store::Identity;
use crate::store::{Store, StoreError};
use std::path::{Path, PathBuf};

/// Name of the project file in the tour's folder.
pub const PROJECT: &str = "tour.spatialscore";
/// Seed of everything in the tour.
const SEED: u64 = 9;
/// Questions of each puzzle.
const PUZZLES: usize = 8;

/// Why the tour could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// A file could not be written.
    #[error("cannot write {path:?}")]
    Write {
        /// File.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The project could not be made.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A picture could not be drawn.
    #[error(transparent)]
    Canvas(#[from] CanvasError),
    /// The data inside the program is not what it should be.
    #[error("the built-in data is damaged: {0}")]
    Damaged(String),
}

/// One question of the tour with its picture's bytes.
pub(crate) struct Page {
    pub sample: Sample,
    pub picture: Vec<u8>,
}

/// Makes the tour in `folder` (made if need be) and returns the open project. An older project file there is an
/// error; pictures and scene are written anew.
///
/// # Errors
/// See [`DemoError`].
pub fn make(
    folder: &Path,
    identity: &Identity,
    reporter: &Reporter,
    cancel: &Cancel,
) -> Result<Store, DemoError> {
    reporter.report(Progress::Phase {
        name: "tour",
        total: 24,
    });
    let pages = pages()?;
    let mut store = {
        create_dir(folder)?;
        Store::create(&folder.join(PROJECT), identity)?
    };
    for (root, sub) in [("room", "room"), (puzzle::SOURCE, "puzzles")] {
        let path = folder.join(sub);
        create_dir(&path)?;
        let absolute = std::path::absolute(&path).unwrap_or(path);
        store.set_media_root(root, &absolute)?;
    }
    room::write_scene(&folder.join("room"))?;
    for (done, page) in pages.iter().enumerate() {
        write_picture(folder, page)?;
        reporter.report(Progress::Done(done as u64 + 1));
    }
    let samples = pages.into_iter().map(|p| p.sample);
    store
        .importer()?
        .run(AddReason::Generate, "tour", samples, Some, reporter, cancel)?;
    Ok(store)
}

/// The tour's questions in order: the room first, then maps and grids in turn.
fn pages() -> Result<Vec<Page>, DemoError> {
    let mut pages = room::pages(SEED)?;
    let [maps, grids] = ["spatial_map", "rotation_2d"].map(|family| puzzles(family, PUZZLES));
    for (map, grid) in maps?.into_iter().zip(grids?) {
        pages.extend([map, grid]);
    }
    Ok(pages)
}

fn puzzles(family: &str, count: usize) -> Result<Vec<Page>, DemoError> {
    let Some(Source::Puzzle { generate }) = question::family(family).map(|f| f.source) else {
        return Err(DemoError::Damaged(format!(
            "there is no puzzle family {family:?}"
        )));
    };
    // A number may abstain; the next one takes its place.
    let drafts = (1..)
        .filter_map(|number| generate(SEED, number))
        .take(count);
    drafts
        .map(|Draft { sample, .. }| {
            let drawn = picture::draw(&sample.evidence, Look::Blind)
                .map_err(|e| DemoError::Damaged(e.to_string()))?;
            Ok(Page {
                picture: drawn.to_png()?,
                sample,
            })
        })
        .collect()
}

fn write_picture(folder: &Path, page: &Page) -> Result<(), DemoError> {
    let Some(media) = page.sample.media.first() else {
        return Ok(());
    };
    let sub = if media.root == puzzle::SOURCE {
        "puzzles"
    } else {
        "room"
    };
    let path = folder.join(sub).join(media.path.trim_start_matches("./"));
    if let Some(parent) = path.parent() {
        create_dir(parent)?;
    }
    write(&path, &page.picture)
}

pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), DemoError> {
    std::fs::write(path, bytes).map_err(|source| DemoError::Write {
        path: path.into(),
        source,
    })
}

pub(crate) fn create_dir(path: &Path) -> Result<(), DemoError> {
    std::fs::create_dir_all(path).map_err(|source| DemoError::Write {
        path: path.into(),
        source,
    })
}

/// What the start screen shows of the tour.
pub struct Preview {
    /// The room.
    pub scene: crate::scene::Scene,
    /// Its points.
    pub cloud: crate::scene::PointCloud,
    /// Evidence of the first card: two chairs and the segment between them.
    pub evidence: Vec<crate::evidence::Evidence>,
    /// A picture file of each family, in the order of [`contents`].
    pub pictures: Vec<Vec<u8>>,
}

/// Makes the preview: one question of each family.
///
/// # Errors
/// See [`DemoError`].
pub fn preview() -> Result<Preview, DemoError> {
    let (scene, cloud, first) = room::first(SEED)?;
    let mut pictures = vec![first.picture];
    for family in ["spatial_map", "rotation_2d"] {
        pictures.extend(puzzles(family, 1)?.into_iter().map(|p| p.picture));
    }
    Ok(Preview {
        scene,
        cloud,
        evidence: first.sample.evidence,
        pictures,
    })
}

/// The families that the tour shows, with the number of questions of each, for the start screen.
pub fn contents() -> [(&'static str, usize); 3] {
    let task = |name: &str| question::family(name).map_or("", |f| f.task);
    [
        (task("absolute_distance"), room::CARDS.len()),
        (task("spatial_map"), PUZZLES),
        (task("rotation_2d"), PUZZLES),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::CheckResult;
    use std::collections::BTreeSet;

    #[test]
    fn twenty_four_proven_questions_and_all_checks_pass() {
        let pages = pages().expect("the tour");
        assert_eq!(pages.len(), 24);
        let keys: BTreeSet<_> = pages.iter().map(|p| p.sample.key).collect();
        assert_eq!(keys.len(), 24);
        for Page { sample, picture } in &pages {
            assert!(
                sample.proof.is_some() && !picture.is_empty(),
                "{}",
                sample.released.question
            );
            let red: Vec<_> = sample
                .checks
                .iter()
                .filter(|c| c.result == CheckResult::Red)
                .collect();
            assert!(red.is_empty(), "{}: {red:?}", sample.released.question);
        }
        let first = &pages[0].sample;
        assert!(
            first.released.question.contains("chair 1")
                && first.released.question.contains("chair 3")
        );
    }

    #[test]
    fn the_first_view_of_every_room_card_has_boxes_segment_and_camera_in_the_picture() {
        use crate::raster::{CloudInfo, OverlayOptions, Palette, RoleStyle, evidence_overlay};
        let (_, cloud, _) = room::first(SEED).expect("the room");
        let info = CloudInfo::of(&cloud);
        let style = RoleStyle {
            rgb: [0; 3],
            stroke_px: 1.0,
            dash_px: None,
            fill_alpha: 0.0,
            has_halo: false,
        };
        let palette = Palette {
            subject: style,
            reference: style,
            distractor: style,
            excluded: style,
            measure: style,
            context: style,
            halo: crate::raster::Halo {
                rgba: [0; 4],
                extra_px: 0.0,
            },
            hidden: crate::raster::Hidden {
                alpha: 0.4,
                dash_px: None,
            },
            dot_px: 1.0,
        };
        let mut facing = Vec::new();
        for Page { sample, .. } in room::pages(SEED).expect("the room's cards") {
            let views = crate::raster::evidence_views(&sample.evidence, &cloud, &info, [920, 361]);
            let camera = views[0].camera;
            // All but namesakes: those may stand anywhere.
            let shown = sample.evidence.iter().filter(|e| !e.id.starts_with('d'));
            let shown: Vec<_> = shown.cloned().collect();
            let options = OverlayOptions {
                extent: info.bounds,
                ..OverlayOptions::default()
            };
            let overlay = evidence_overlay(&shown, &palette, &options);
            assert_eq!(overlay.pictures.len(), 1);
            let [a, b, c, d] = overlay.pictures[0].corners;
            let to_photo = ((a + c) * 0.5 - camera.eye()).normalize_or_zero();
            facing.push((b - a).cross(d - a).normalize_or_zero().dot(to_photo));
            for end in overlay.lines.iter().flat_map(|l| [l.from, l.to]) {
                let pixel = camera.project(end).expect("before the eye").0;
                let inside =
                    pixel.x >= 0.0 && pixel.y >= 0.0 && pixel.x <= 920.0 && pixel.y <= 361.0;
                assert!(inside, "{}: {pixel}", sample.released.question);
            }
        }
        // From the side a photograph is a line, from the front it is mirrored: this share of its width is left.
        assert!(facing.iter().all(|share| *share > 0.15), "{facing:?}");
        let readable = facing.iter().filter(|share| **share > 0.35).count();
        assert!(readable >= 7, "{facing:?}");
    }

    #[test]
    fn the_tour_is_made_in_an_empty_folder_and_every_picture_is_where_its_record_says() {
        let folder = tempfile::tempdir().expect("a folder");
        let identity = Identity::from_secret([3; 32]);
        let store = make(
            folder.path(),
            &identity,
            &Reporter::silent(),
            &Cancel::default(),
        )
        .expect("the tour");
        let mut roots = crate::media::Roots::new();
        for (name, path) in store.media_roots().expect("roots") {
            roots.set(name, path);
        }
        let rows = store
            .read()
            .rows(&Default::default(), Default::default())
            .expect("rows");
        assert_eq!(rows.len(), 24);
        for row in rows {
            let sample = store
                .read()
                .sample(store.read().key_at(row).expect("a key"))
                .expect("a sample");
            for media in &sample.media {
                roots
                    .resolve(&media.root, &media.path)
                    .expect("the picture is there");
            }
        }
    }
}

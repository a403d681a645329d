//! What people wait for with scenes: simulated ones with all their pictures, many without any, and visibility tables.
//! Prints one line of JSON a figure.

mod report;

use rayon::prelude::*;
use report::{figure, median};
use spatialscore::dataset::{find, index};
use spatialscore::job::Cancel;
use spatialscore::simulate::write::{self, Images, Layout, Place};
use spatialscore::simulate::{Band, Kind, Recipe, Simulated};
use std::path::Path;
use std::time::Instant;

/// Scenes with pictures, one of each kind, and how many without.
const DRAWN: u64 = 3;
const PLAIN: u64 = 300;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the bench");
    drawn(&folder.path().join("drawn"));
    plain(&folder.path().join("plain"));
    indexed(&folder.path().join("indexed"));
}

fn recipe(seed: u64, frames: u32) -> Recipe {
    let kinds = [Kind::Room, Kind::Street, Kind::Tabletop];
    Recipe {
        kind: kinds[seed as usize % 3],
        band: Band::Medium,
        seed,
        frames,
        ..Recipe::default()
    }
}

fn put(root: &Path, layout: Layout, images: Images, recipe: &Recipe) -> usize {
    let place = Place {
        root: root.into(),
        number: recipe.seed as u32,
        images,
    };
    write::write(&Simulated::new(recipe), layout, &place).expect("written")
}

/// PointOdyssey has the most of all layouts: picture, depth, masks, normals and tracks. On one thread.
fn drawn(root: &Path) {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let rates = (0..DRAWN).map(|seed| {
        let began = Instant::now();
        let draw = || put(root, Layout::PointOdyssey, Images::Full, &recipe(seed, 12));
        let frames = one.as_ref().expect("a thread").install(draw);
        frames as f64 / began.elapsed().as_secs_f64()
    });
    let name = "simulated frames of 640 x 480 with everything, one core";
    figure(name, median(rates.collect()), "frames/s", "higher");
}

fn plain(root: &Path) {
    let began = Instant::now();
    (0..PLAIN).into_par_iter().for_each(|seed| {
        put(root, Layout::ScanNetPp, Images::None, &recipe(seed, 24));
    });
    let rate = PLAIN as f64 / began.elapsed().as_secs_f64();
    let name = "simulated scenes of 24 views without pictures";
    figure(name, rate, "scenes/s", "higher");
}

/// A ScanNet++ room: every object's points against the mesh and the phone's depth.
fn indexed(root: &Path) {
    put(root, Layout::ScanNetPp, Images::Full, &recipe(0, 24));
    let (_, found) = find(root, None).expect("scenes");
    let scene = found.open(0).expect("a scene");
    let cancel = Cancel::default();
    let began = Instant::now();
    let table = index::measure(&scene, &cancel, &|| {}).expect("a table");
    let rate = table.frames.len() as f64 / began.elapsed().as_secs_f64();
    figure("visibility tables", rate, "frames/s", "higher");
}

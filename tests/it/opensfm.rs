//! A real reconstruction from three photos, held against the observations it was made from.

use crate::support::data;
use spatialscore::dataset::{find, load};
use spatialscore::geom::{DVec2, DVec3};
use std::collections::BTreeMap;

/// The scene's folder, with its file under the name that OpenSfM gives it.
fn folder() -> Option<tempfile::TempDir> {
    let source = data("opensfm_berlin")?;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("images")).expect("made");
    let mut copies = vec![(
        "reconstruction_example.json".to_owned(),
        "reconstruction.json".to_owned(),
    )];
    let pictures = ["01", "02", "03"].map(|name| format!("images/{name}.jpg"));
    copies.extend(pictures.map(|name| (name.clone(), name)));
    for (from, to) in copies {
        std::fs::copy(source.join(from), folder.path().join(to)).expect("copied");
    }
    Some(folder)
}

#[test]
fn observations_are_where_the_reader_says_that_points_are_seen() {
    let Some(folder) = folder() else { return };
    let (layout, found) = find(folder.path(), None).expect("a scene");
    assert_eq!((layout.name, found.scenes().len()), ("opensfm", 1));
    let scene = found.open(0).expect("the scene");
    assert_eq!(scene.warnings, [""; 0]);
    let ids: Vec<&str> = scene.frames.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, ["03.jpg", "01.jpg", "02.jpg"]);
    let surface = scene.surfaces.first().expect("its points");
    let loaded = load::surface(&scene, surface).expect("points");
    assert_eq!((loaded.cloud.points.len(), loaded.lost.len()), (1_430, 0));

    let path = folder.path().join("reconstruction.json");
    let text = std::fs::read_to_string(path).expect("text");
    let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let points = file[0]["points"].as_object().expect("points");
    let place = |point: &serde_json::Value| {
        let numbers = [0, 1, 2].map(|i| point["coordinates"][i].as_f64().expect("a number"));
        DVec3::from_array(numbers)
    };
    let points: BTreeMap<&str, DVec3> = points
        .iter()
        .map(|(id, p)| (id.as_str(), place(p)))
        .collect();
    let tracks = data("opensfm_berlin/tracks_example.csv").expect("tracks");
    let tracks = std::fs::read_to_string(tracks).expect("text");
    let mut errors = Vec::new();
    for line in tracks.lines().skip(1) {
        let words: Vec<&str> = line.split('\t').collect();
        let Some(point) = points.get(words[1]) else {
            continue;
        };
        let frame = scene.frame(words[0]).expect("a frame");
        let camera_from_world = frame.world_from_camera.inverse();
        let pixel = frame
            .camera
            .project(camera_from_world.transform(*point))
            .expect("in front");
        // Shares of the longer side, from the middle of the picture.
        let [x, y] = [3, 4].map(|column| words[column].parse::<f64>().expect("a number"));
        let size = [frame.camera.pinhole.width, frame.camera.pinhole.height].map(f64::from);
        let observed = DVec2::new(x, y) * size[0].max(size[1]) + DVec2::from_array(size) * 0.5;
        errors.push(pixel.distance(observed));
    }
    assert_eq!(errors.len(), 3_082);
    errors.sort_by(f64::total_cmp);
    let median = errors[errors.len() / 2];
    assert!((median - 0.80).abs() < 0.02, "{median} px");
}

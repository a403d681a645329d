//! `scene info PATH`: what a reader sees in a data set, a scene or a cloud.

use super::Done;
use super::args::SceneInfo;
use super::output::Output;
use crate::dataset::cloud::{self, Loaded};
use crate::dataset::{self, DatasetError, load};
use crate::geom::DVec3;
use crate::scene::Scene;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

/// What is said of a scene or cloud. Lengths are in the units of the source.
#[derive(Debug, Default, Serialize)]
struct Info {
    /// The layout; absent for a cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset: Option<&'static str>,
    /// How many scenes are at the path; absent for a cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    scenes: Option<usize>,
    /// The one that is described.
    #[serde(skip_serializing_if = "Option::is_none")]
    scene: Option<String>,
    /// Points of a cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<usize>,
    /// Corners of a mesh.
    #[serde(skip_serializing_if = "Option::is_none")]
    vertices: Option<usize>,
    /// Around all points.
    bounds: Option<Bounds>,
    frames: usize,
    objects: usize,
    tracks: usize,
    convention: String,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Bounds {
    min: [f64; 3],
    max: [f64; 3],
}

pub(super) fn info(asked: &SceneInfo, output: &Output) -> anyhow::Result<Done> {
    let info = match (&asked.dataset, asked.path.is_file()) {
        (None, true) => match cloud::open(&asked.path) {
            Ok(loaded) => of_cloud(&loaded),
            // A file may be a data set as well: Omni3D's JSON, a tar of CA-1M.
            Err(not_a_cloud) => of_dataset(asked).map_err(|_no_data_set| not_a_cloud)?,
        },
        _ => of_dataset(asked)?,
    };
    output.result(&info, &text(&asked.path, &info))?;
    Ok(match info.warnings.is_empty() {
        true => Done::Clean,
        false => Done::Findings,
    })
}

fn of_cloud(loaded: &Loaded) -> Info {
    let mut info = Info {
        convention: "axes and units of the file (glTF turned to Z up)".into(),
        ..Info::default()
    };
    info.count(loaded, "the file");
    info
}

fn of_dataset(asked: &SceneInfo) -> Result<Info, DatasetError> {
    let (layout, found) = dataset::find(&asked.path, asked.dataset.as_deref())?;
    let all = found.scenes();
    let index = match &asked.scene {
        None => 0,
        Some(id) => all
            .iter()
            .position(|s| s == id)
            .ok_or_else(|| DatasetError::Format {
                what: format!("there is no scene {id:?}"),
                at: format!("the {} scenes", all.len()),
                path: asked.path.clone(),
            })?,
    };
    let scene = found.open(index)?;
    let mut info = of_scene(&scene);
    info.dataset = Some(layout.name);
    info.scenes = Some(all.len());
    info.warnings.splice(0..0, found.warnings().iter().cloned());
    Ok(info)
}

fn of_scene(scene: &Scene) -> Info {
    let mut info = Info {
        scene: Some(scene.id.clone()),
        frames: scene.frames.len(),
        objects: scene.objects.len(),
        tracks: scene.tracks.as_ref().map_or(0, |t| t.count),
        convention: scene.provenance.convention.clone(),
        warnings: scene.warnings.clone(),
        ..Info::default()
    };
    // The first is the scene's own; others show the same again, coarser or finer.
    if let Some(surface) = scene.surfaces.first() {
        match load::surface(scene, surface) {
            Ok(loaded) => info.count(&loaded, &surface.label),
            Err(error) => info.warnings.push(error.to_string()),
        }
    }
    info
}

impl Info {
    fn count(&mut self, loaded: &Loaded, label: &str) {
        let count = loaded.cloud.points.len();
        match loaded.triangles.is_empty() {
            true => self.points = Some(count),
            false => self.vertices = Some(count),
        }
        self.bounds = bounds(loaded);
        if !loaded.lost.is_empty() {
            let lost = loaded.lost.len();
            self.warnings
                .push(format!("{lost} points of {label} have no place"));
        }
        self.warnings.extend(loaded.warnings.iter().cloned());
    }
}

fn bounds(loaded: &Loaded) -> Option<Bounds> {
    let cloud = &loaded.cloud;
    let first = (DVec3::INFINITY, DVec3::NEG_INFINITY);
    let (min, max) = (0..cloud.points.len())
        .filter_map(|i| cloud.position(i))
        .fold(first, |(min, max), p| (min.min(p), max.max(p)));
    min.is_finite().then(|| Bounds {
        min: min.to_array(),
        max: max.to_array(),
    })
}

fn text(path: &Path, info: &Info) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}", path.display());
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name:<12}{value}");
    };
    if let (Some(dataset), Some(scenes)) = (info.dataset, info.scenes) {
        line("dataset", &format!("{dataset}, {scenes} scenes"));
    }
    if let Some(scene) = &info.scene {
        line("scene", scene);
        line("frames", &info.frames);
        line("objects", &info.objects);
        line("tracks", &info.tracks);
    }
    if let Some(points) = info.points {
        line("points", &points);
    }
    if let Some(vertices) = info.vertices {
        line("vertices", &vertices);
    }
    if let Some(Bounds { min, max }) = &info.bounds {
        let sides = |v: &[f64; 3]| v.map(|c| format!("{c:.3}")).join(" ");
        line("bounds", &format!("{} to {}", sides(min), sides(max)));
    }
    line("convention", &info.convention);
    for warning in &info.warnings {
        line("warning", warning);
    }
    out
}

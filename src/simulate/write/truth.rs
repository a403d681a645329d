//! Everything that is known of a scene, in a file that no reader opens.

use super::view::{Scene, k, rows3, rows4};
use super::{Layout, Place, Standing, Written, encode};
use crate::geom::{Camera, Pose};
use crate::simulate::{Recipe, Track, World};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Where truth files are in a data set, one for each scene.
pub const FOLDER: &str = "truth";

/// The truth file of a scene.
pub(super) fn path(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join(file_name(name))
}

/// Its name.
pub(super) fn file_name(name: &str) -> String {
    format!("{name}.json")
}

/// How a truth file begins: everything that decides the scene's bytes. A scene that begins so is that of the recipe.
pub(super) fn head(recipe: &Recipe, layout: Layout, place: &Place) -> String {
    let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let made = json!({
        "layout": layout.name(), "images": word(&place.images), "number": place.number,
        "kind": word(&recipe.kind), "band": word(&recipe.band), "path": word(&recipe.path),
        "style": word(&recipe.style), "seed": recipe.seed, "frames": recipe.frames,
        "width": recipe.width, "height": recipe.height,
    });
    format!("{{\"made\":{made},")
}

/// The layout of the first scene in a folder.
pub(super) fn layout_of(root: &Path) -> io::Result<Option<Layout>> {
    let folder = root.join(FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(encode::at(&folder))?,
    };
    for entry in entries {
        let path = entry.map_err(encode::at(&folder))?.path();
        let begins = beginning(&path, 64).unwrap_or_default();
        let is_it = |layout: &Layout| {
            begins.starts_with(format!("{{\"made\":{{\"layout\":\"{}\",", layout.name()).as_bytes())
        };
        if let Some(layout) = Layout::ALL.into_iter().find(is_it) {
            return Ok(Some(layout));
        }
    }
    Ok(None)
}

/// How the scene with this truth file stands.
pub(super) fn standing(path: &Path, head: &str) -> Standing {
    match beginning(path, head.len()) {
        Ok(begins) if begins == head.as_bytes() => Standing::Done,
        Ok(_) => Standing::Another,
        Err(_) => Standing::Missing,
    }
}

fn beginning(path: &Path, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(len as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Its bytes. World: metres, right-handed, Z up; pixels: the first one's centre is at (0.5, 0.5).
pub(super) fn bytes(scene: &Scene<'_>, head: &str, written: &Written) -> Vec<u8> {
    let objects: Vec<Value> = scene
        .world
        .objects()
        .iter()
        .map(|o| {
            json!({
                "instance": o.instance, "class": o.class, "name": o.name,
                "center": o.obb.center.to_array(), "size": o.obb.size().to_array(),
                "rotation": rows3(&o.obb.rotation), "velocity": o.velocity.to_array(),
            })
        })
        .collect();
    let value = json!({
        "scene": scene.world.name(),
        "id": written.id,
        "gravity": [0.0, 0.0, -1.0],
        "floor": scene.world.floor().iter().map(|c| c.to_array()).collect::<Vec<_>>(),
        "written_from_world": rows4(&written.written_from_world.unwrap_or(Pose::IDENTITY)),
        "camera": camera(written.camera.as_ref().unwrap_or(&scene.camera)),
        "objects": objects,
        "views": views(scene, written),
        "about": written.about,
        "hidden": written.hidden,
        "tracks": written.tracks.iter().map(track).collect::<Vec<_>>(),
        "mesh": mesh(written),
    });
    // The object goes on where the head ends.
    let rest = value.to_string();
    format!("{head}{}", rest.trim_start_matches('{')).into_bytes()
}

fn camera(camera: &Camera) -> Value {
    let pinhole = &camera.pinhole;
    json!({"width": pinhole.width, "height": pinhole.height, "K": k(pinhole),
           "lens": camera.lens.coefficients()})
}

fn views(scene: &Scene<'_>, written: &Written) -> Vec<Value> {
    let view = |(i, view): (usize, &crate::simulate::View)| {
        let shown = written.shown.get(i);
        let objects = |shown: &super::view::Shown| -> Vec<Value> {
            let all = shown.objects.iter();
            all.map(|(instance, (px, rect))| {
                let unoccluded = shown.unoccluded.get(instance);
                json!({"instance": instance, "visible_px": px, "unoccluded_px": unoccluded, "rect": rect})
            })
            .collect()
        };
        json!({
            "time_secs": view.time_secs,
            "world_from_camera": rows4(&view.world_from_camera),
            "shown": shown.map(objects),
            "pixels": shown.map(|shown| &shown.samples),
            "depth_pixels": written.depth.get(i).map(|shown| &shown.samples),
        })
    };
    scene.views.iter().enumerate().map(view).collect()
}

fn track(track: &Track) -> Value {
    json!({
        "instance": track.instance,
        "world": track.world.iter().map(|p| p.to_array()).collect::<Vec<_>>(),
        "pixel": track.pixel.iter().map(|p| p.map(|p| p.to_array())).collect::<Vec<_>>(),
        "visible": track.visible,
    })
}

fn mesh(written: &Written) -> Value {
    let Some(mesh) = &written.mesh else {
        return Value::Null;
    };
    let bounds = mesh.vertices.iter().fold(None, |bounds, v| match bounds {
        None => Some((*v, *v)),
        Some((low, high)) => Some((v.min(low), v.max(high))),
    });
    json!({
        "vertices": mesh.vertices.len(),
        "triangles": mesh.triangles.len(),
        "min": bounds.map(|(low, _)| low.to_array()),
        "max": bounds.map(|(_, high)| high.to_array()),
    })
}

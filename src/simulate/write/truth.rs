//! Everything that is known of a scene, in a file that no reader opens.

use super::view::{Scene, k, rows3, rows4};
use super::{Layout, Written, encode};
use crate::geom::{Camera, Pose};
use crate::simulate::{Track, World};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Where truth files are in a data set, one for each scene.
pub const FOLDER: &str = "truth";

/// The truth file of a scene.
pub(super) fn path(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{name}.json"))
}

/// Its bytes. World: metres, right-handed, Z up; pixels: the first one's centre is at (0.5, 0.5).
pub(super) fn bytes(scene: &Scene<'_>, layout: Layout, written: &Written) -> Vec<u8> {
    let recipe = scene.world.recipe();
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
        "layout": layout.name(),
        "id": written.id,
        "seed": recipe.seed,
        "style": format!("{:?}", recipe.style).to_lowercase(),
        "time_stands_still": !layout.has_time(),
        "gravity": [0.0, 0.0, -1.0],
        "floor": scene.world.floor().iter().map(|c| c.to_array()).collect::<Vec<_>>(),
        "written_from_world": rows4(&written.written_from_world.unwrap_or(Pose::IDENTITY)),
        "camera": camera(written.camera.as_ref().unwrap_or(&scene.camera)),
        "objects": objects,
        "views": views(scene, written),
        "tracks": written.tracks.iter().map(track).collect::<Vec<_>>(),
        "mesh": mesh(written),
    });
    encode::json(&value)
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
            all.map(|(instance, (px, rect))| json!({"instance": instance, "px": px, "rect": rect}))
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

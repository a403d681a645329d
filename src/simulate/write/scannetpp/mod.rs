//! ScanNet++: `data/<scene>/` with the scan, a camera with a fisheye lens, and a phone.
//!
//! Which of the three encodings `depth.bin` has goes with the scene's number.

mod dslr;
mod phone;

use super::view::Scene;
use super::{Written, encode};
use crate::geom::{Camera, DVec3, Lens};
use crate::simulate::{Mesh, Object, World};
use serde_json::{Value, json};
use std::io;
use std::path::Path;

/// Edges of the mesh, metres, with pictures and without.
const EDGE_M: f64 = 0.1;
const EDGE_WITHOUT_M: f64 = 1.0;

/// Writes a scene.
pub(super) fn write(scene: &Scene<'_>) -> io::Result<Written> {
    let hash = blake3::hash(scene.world.name().as_bytes()).to_hex();
    let id = hash.get(..10).unwrap_or_default().to_owned();
    let path = format!("data/{id}");
    let folder = scene.root.join(&path);
    let edge_m = if scene.draws { EDGE_M } else { EDGE_WITHOUT_M };
    let mesh = scene.world.mesh(edge_m);
    scan(&folder.join("scans"), &id, scene, &mesh)?;
    let camera = Camera {
        pinhole: scene.camera.pinhole,
        lens: Lens::fisheye(dslr::LENS).unwrap_or(Lens::Ideal),
    };
    let shown = dslr::write(&folder.join("dslr"), scene, &camera, &mesh)?;
    let depth = phone::write(&folder.join("iphone"), scene)?;
    Ok(Written {
        id,
        paths: vec![path],
        hidden: vec![dslr::HIDDEN],
        shown,
        depth,
        camera: Some(camera),
        mesh: Some(mesh),
        ..Written::default()
    })
}

fn scan(folder: &Path, id: &str, scene: &Scene<'_>, mesh: &Mesh) -> io::Result<()> {
    encode::put(&folder.join("mesh_aligned_0.05.ply"), &encode::ply(mesh))?;
    // Every vertex is good.
    let mask = "1\n".repeat(mesh.vertices.len());
    encode::put(&folder.join("mesh_aligned_0.05_mask.txt"), mask.as_bytes())?;
    let segments: Vec<usize> = (0..mesh.vertices.len()).collect();
    let segments = json!({"sceneId": id, "segIndices": segments});
    encode::put(&folder.join("segments.json"), &encode::json(&segments))?;
    let groups: Vec<Value> = scene
        .world
        .objects()
        .iter()
        .map(|o| group(o, mesh))
        .collect();
    let groups = json!({"sceneId": id, "segGroups": groups});
    encode::put(&folder.join("segments_anno.json"), &encode::json(&groups))
}

fn group(object: &Object, mesh: &Mesh) -> Value {
    let own = mesh.instance.iter().enumerate();
    let own: Vec<usize> = own
        .filter(|(_, n)| **n == object.instance)
        .map(|(i, _)| i)
        .collect();
    let obb = &object.obb;
    let corners = obb.corners();
    let min = corners.iter().copied().fold(DVec3::INFINITY, DVec3::min);
    let max = corners
        .iter()
        .copied()
        .fold(DVec3::NEG_INFINITY, DVec3::max);
    // Axis after axis, which is column after column of the rotation.
    let axes = obb.rotation.to_cols_array();
    json!({
        "id": object.instance, "objectId": object.instance, "label": object.class, "segments": own,
        "obb": {"centroid": obb.center.to_array(), "axesLengths": obb.size().to_array(), "normalizedAxes": axes,
                "min": min.to_array(), "max": max.to_array()},
    })
}

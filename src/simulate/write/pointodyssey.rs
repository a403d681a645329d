//! PointOdyssey: `train/<sequence>/` with pictures, depth, masks, normals and an archive of tracks and cameras.
//!
//! The archive's name and the precision of its numbers go with the scene's number: 0, 3, 6 and so on have half
//! precision, as the published files, 1, 4, 7 single, 2, 5, 8 double with the newer arrays of flags.

use super::encode::Precision;
use super::view::Scene;
use super::{Written, encode};
use crate::geom::{DMat3, DVec3, Pose};
use crate::simulate::{Rendered, Track, World};
use serde_json::json;
use std::io;
use std::path::Path;

/// Points that are followed, with pictures and without.
const POINTS: usize = 1024;
const POINTS_WITHOUT: usize = 64;
/// Into the data set's world, which is Blender's OBJ files': up is Y, and Blender's forward (Y) is -Z.
const SOURCE_FROM_WORLD: Pose = Pose {
    rotation: DMat3::from_cols(DVec3::X, DVec3::NEG_Z, DVec3::Y),
    translation: DVec3::ZERO,
};
/// Steps of depth in a metre.
const STEPS_PER_M: f64 = 65.535;
/// Of the sensor that cameras are said to have, millimetres.
const SENSOR_MM: f64 = 36.0;

/// Writes a scene.
pub(super) fn write(scene: &Scene<'_>) -> io::Result<Written> {
    let id = scene.world.name().to_owned();
    let path = format!("train/{id}");
    let folder = scene.root.join(&path);
    let mut shown = Vec::new();
    if scene.draws {
        for (i, view) in scene.views.iter().enumerate() {
            let (picture, seen) = scene.see(view, &scene.camera)?;
            pictures(&folder, i, &picture)?;
            shown.push(seen);
        }
    } else {
        std::fs::create_dir_all(folder.join("rgbs"))?;
    }
    let count = if scene.draws { POINTS } else { POINTS_WITHOUT };
    // Followed by the camera of full size: pixels are brought to the size that is written.
    let scale =
        f64::from(scene.camera.pinhole.width) / f64::from(scene.world.camera().pinhole.width);
    let mut tracks = scene.world.tracks(count);
    for pixel in tracks.iter_mut().flat_map(|t| &mut t.pixel).flatten() {
        *pixel *= scale;
    }
    let (name, bytes) = archive(scene, scene.number, &tracks)?;
    encode::put(&folder.join(name), &bytes)?;
    let pinhole = &scene.camera.pinhole;
    let mut assets: Vec<&str> = scene
        .world
        .objects()
        .iter()
        .map(|o| o.class.as_str())
        .collect();
    assets.sort_unstable();
    assets.dedup();
    let info = json!({
        "sensor_width": SENSOR_MM,
        "sensor_height": SENSOR_MM * f64::from(pinhole.height) / f64::from(pinhole.width),
        "focal_length": pinhole.fx * SENSOR_MM / f64::from(pinhole.width),
        "assets": assets, "character": "none",
    });
    encode::put(&folder.join("scene_info.json"), &encode::json(&info))?;
    Ok(Written {
        id,
        paths: vec![path],
        shown,
        tracks,
        ..Written::default()
    })
}

fn pictures(folder: &Path, number: usize, picture: &Rendered) -> io::Result<()> {
    let (width, height) = (picture.width, picture.height);
    let put = |path: String, bytes: Vec<u8>| encode::put(&folder.join(path), &bytes);
    put(
        format!("rgbs/rgb_{number:05}.jpg"),
        encode::jpeg(width, height, &picture.rgb)?,
    )?;
    let depth = encode::steps(&picture.depth_m, STEPS_PER_M);
    put(
        format!("depths/depth_{number:05}.png"),
        encode::png16(width, height, &depth)?,
    )?;
    let colours: Vec<[u8; 3]> = picture.instance.iter().map(|i| colour(*i)).collect();
    let mask = colours.as_flattened();
    put(
        format!("masks/mask_{number:05}.png"),
        encode::png_rgb(width, height, mask)?,
    )?;
    let to_byte = |n: &f32| ((f64::from(*n) + 1.0) * 127.5 + 0.5) as u8;
    let normals = picture.normal.as_flattened();
    let normal: Vec<u8> = normals.iter().map(to_byte).collect();
    put(
        format!("normals/normal_{number:05}.jpg"),
        encode::jpeg(width, height, &normal)?,
    )
}

/// An object's colour in masks; no two have the same, and only what is no object is black.
fn colour(instance: u16) -> [u8; 3] {
    if instance == 0 {
        return [0; 3];
    }
    let [high, low] = instance.to_be_bytes();
    [255 - low, low.wrapping_mul(97), high.wrapping_add(64)]
}

/// The archive's name and bytes.
fn archive(
    scene: &Scene<'_>,
    number: u32,
    tracks: &[Track],
) -> io::Result<(&'static str, Vec<u8>)> {
    let (name, precision) = match number % 3 {
        0 => ("anno.npz", Precision::Half),
        1 => ("annotations.npz", Precision::Single),
        _ => ("annot.npz", Precision::Double),
    };
    let (frames, count) = (scene.views.len(), tracks.len());
    let mut world = Vec::with_capacity(frames * count * 3);
    let mut pixel = Vec::with_capacity(frames * count * 2);
    let (mut codes, mut seen, mut valid) = (Vec::new(), Vec::new(), Vec::new());
    for frame in 0..frames {
        for track in tracks {
            let place = track.world.get(frame).copied().unwrap_or_default();
            world.extend(SOURCE_FROM_WORLD.transform(place).to_array());
            let at = track.pixel.get(frame).copied().flatten();
            pixel.extend(at.map_or([f64::NAN; 2], |p| p.to_array()));
            let visible = track.visible.get(frame) == Some(&true);
            codes.push(if at.is_none() { 2 } else { u8::from(visible) });
            seen.push(u8::from(visible));
            valid.push(u8::from(at.is_some()));
        }
    }
    let k = scene.camera.pinhole.k();
    let intrinsics: Vec<f64> = k.iter().copied().cycle().take(frames * 9).collect();
    let extrinsics: Vec<f64> = scene
        .views
        .iter()
        .map(|v| SOURCE_FROM_WORLD.compose(&v.world_from_camera))
        .flat_map(|source_from_camera| source_from_camera.inverse().to_row_major())
        .collect();
    let array = |shape: &[usize], numbers: &[f64]| encode::npy(precision, shape, numbers);
    let mut arrays = vec![
        ("trajs_2d", array(&[frames, count, 2], &pixel)),
        ("trajs_3d", array(&[frames, count, 3], &world)),
        ("intrinsics", array(&[frames, 3, 3], &intrinsics)),
        ("extrinsics", array(&[frames, 4, 4], &extrinsics)),
    ];
    let bytes = |name: &str, values: &[u8]| encode::npy_bytes(name, &[frames, count], values);
    match precision {
        Precision::Double => {
            arrays.push(("visibs", bytes("|b1", &seen)));
            arrays.push(("valids", bytes("|b1", &valid)));
        }
        _ => arrays.push(("visibilities", bytes("|u1", &codes))),
    }
    Ok((name, encode::npz(&arrays)?))
}

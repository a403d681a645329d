//! CA-1M: `<video>/<time>.wide`, `<time>.gt` and `world.gt`, as the tars hold them.

use super::view::{Scene, Shown, cuboid, cut, in_camera, k, projected, rows3, rows4};
use super::{Place, Written, encode};
use crate::geom::{Camera, DMat3, DVec3, Obb, Pinhole};
use crate::simulate::{Object, View, World};
use serde_json::{Value, json};
use std::io;
use std::path::Path;

/// The first picture's time, nanoseconds.
const START_NS: u64 = 21_859_797_734_958;
/// The scanner's depth and the phone's, in shares of the picture's size.
const SCANNER: f64 = 0.5;
const PHONE: f64 = 0.25;

/// Writes a scene.
pub(super) fn write(scene: &Scene<'_>, place: &Place) -> io::Result<Written> {
    let id = format!("{}", 42_000_001 + place.number);
    let video = place.root.join(&id);
    let (mut all, mut maps) = (Vec::new(), Vec::new());
    for (i, view) in scene.views.iter().enumerate() {
        // Geometry may stand still, the clock does not.
        let time = scene.world.views().get(i).map_or(0.0, |v| v.time_secs);
        let time = START_NS + (time * 1e9).round() as u64;
        let (wide, gt) = (
            video.join(format!("{time}.wide")),
            video.join(format!("{time}.gt")),
        );
        encode::put(
            &wide.join("image/K.json"),
            &encode::json(&k(&scene.camera.pinhole)),
        )?;
        encode::put(
            &gt.join("RT.json"),
            &encode::json(&rows4(&view.world_from_camera)),
        )?;
        encode::put(&wide.join("T_gravity.json"), &encode::json(&gravity(view)))?;
        let mut shown = None;
        if scene.draws {
            let picture = scene.render(view);
            let bytes = encode::png_rgb(picture.width, picture.height, &picture.rgb)?;
            encode::put(&wide.join("image.png"), &bytes)?;
            maps.push(depth(scene, view, &gt, SCANNER)?);
            depth(scene, view, &wide, PHONE)?;
            shown = Some(Shown::of(&picture));
        }
        let seen: Vec<Value> = scene
            .world
            .objects()
            .iter()
            .filter_map(|object| seen(scene, view, object, shown.as_ref()))
            .collect();
        encode::put(
            &wide.join("instances.json"),
            &encode::json(&Value::from(seen)),
        )?;
        all.extend(shown);
    }
    let objects = scene.world.objects().iter();
    let world: Vec<Value> = objects.map(|o| instance(o, &o.obb)).collect();
    encode::put(
        &video.join("world.gt/instances.json"),
        &encode::json(&Value::from(world)),
    )?;
    Ok(Written {
        id,
        shown: all,
        depth: maps,
        ..Written::default()
    })
}

/// A depth map of its own size, in millimetres, with its intrinsics.
fn depth(scene: &Scene<'_>, view: &View, folder: &Path, share: f64) -> io::Result<Shown> {
    let pinhole: Pinhole = scene.camera.pinhole.scaled(share);
    let map = scene.world.render(view, &Camera::from(pinhole));
    let steps = encode::steps(&map.depth_m, 1000.0);
    let bytes = encode::png16(map.width, map.height, &steps)?;
    encode::put(&folder.join("depth.png"), &bytes)?;
    encode::put(&folder.join("depth/K.json"), &encode::json(&k(&pinhole)))?;
    Ok(Shown::of(&map))
}

fn instance(object: &Object, obb: &Obb) -> Value {
    json!({
        "id": format!("{:08x}", object.instance), "category": object.class,
        "caption": format!("a {}", object.class),
        "position": obb.center.to_array(), "scale": obb.size().to_array(), "R": rows3(&obb.rotation),
        "corners": cuboid(obb),
    })
}

/// An object in the axes of a view's camera; `None` where the picture does not show it.
fn seen(scene: &Scene<'_>, view: &View, object: &Object, shown: Option<&Shown>) -> Option<Value> {
    let obb = in_camera(&scene.obb(object, view), view);
    let pinhole = &scene.camera.pinhole;
    let whole = projected(&obb, pinhole);
    let rect = match shown {
        Some(shown) => Some(shown.objects.get(&object.instance)?.1.map(f64::from)),
        None => Some(cut(whole?, pinhole)?),
    };
    let mut value = instance(object, &obb);
    value["box_2d_rend"] = json!(rect);
    if let Some(whole) = whole {
        value["box_2d_proj"] = json!(cut(whole, pinhole));
    }
    Some(value)
}

/// Turns a level camera (y straight down) into the view's: the second column is down in the camera.
fn gravity(view: &View) -> Value {
    let down = view.world_from_camera.rotation.transpose() * DVec3::NEG_Z;
    let aside = DVec3::X - down * down.x;
    let length = aside.length();
    let x = if length > 1e-9 {
        aside / length
    } else {
        DVec3::Z
    };
    rows3(&DMat3::from_cols(x, down, x.cross(down)))
}

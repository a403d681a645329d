//! Omni3D: `Omni3D/<scene>_train.json` beside the pictures. Boxes stand in the axes of each picture's camera.

use super::view::{Scene, Shown, cuboid, cut, in_camera, k, projected, rows3};
use super::{Place, Written, encode};
use crate::geom::{DMat3, DVec3, Obb};
use crate::simulate::{Object, View, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;

/// A rectangle that is not known.
const ABSENT: [f64; 4] = [-1.0; 4];
/// Numbers of pictures and annotations are the scene's times this, and on.
const PER_SCENE: u64 = 1_000_000;

/// Writes a scene.
pub(super) fn write(scene: &Scene<'_>, place: &Place) -> io::Result<Written> {
    let name = scene.world.name();
    let classes: BTreeMap<&str, usize> = {
        let mut names: Vec<&str> = scene
            .world
            .objects()
            .iter()
            .map(|o| o.class.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().zip(1..).collect()
    };
    let first = u64::from(place.number) * PER_SCENE;
    let (mut images, mut annotations, mut all) = (Vec::new(), Vec::new(), Vec::new());
    let pinhole = &scene.camera.pinhole;
    for (i, view) in scene.views.iter().enumerate() {
        let file = format!("simulated/{name}/{i:06}.jpg");
        let shown = match scene.draws {
            true => {
                let picture = scene.render(view);
                let bytes = encode::jpeg(picture.width, picture.height, &picture.rgb)?;
                encode::put(&place.root.join(&file), &bytes)?;
                Some(Shown::of(&picture))
            }
            false => None,
        };
        let image = first + i as u64;
        images.push(json!({
            "id": image, "dataset_id": 0, "width": pinhole.width, "height": pinhole.height, "file_path": file,
            "K": k(pinhole), "src_90_rotate": 0, "src_flagged": false,
        }));
        for object in scene.world.objects() {
            let number = first + annotations.len() as u64;
            if let Some(mut found) = annotation(scene, view, object, shown.as_ref()) {
                found["id"] = number.into();
                found["image_id"] = image.into();
                found["category_id"] = classes.get(object.class.as_str()).copied().into();
                annotations.push(found);
            }
        }
        all.extend(shown);
    }
    let categories: Vec<Value> = classes
        .iter()
        .map(|(name, id)| json!({"id": id, "name": name, "supercategory": ""}))
        .collect();
    let value = json!({
        "info": {"id": 0, "source": "Simulated", "name": "Simulated Train", "split": "Train", "version": "0.1",
                 "url": ""},
        "images": images, "categories": categories, "annotations": annotations,
    });
    let path = place.root.join(format!("Omni3D/{name}_train.json"));
    encode::put(&path, &encode::json(&value))?;
    Ok(Written {
        id: name.to_owned(),
        shown: all,
        ..Written::default()
    })
}

/// An object as a view has it; `None` where nothing of it is in the picture, or part of it is behind the camera.
fn annotation(
    scene: &Scene<'_>,
    view: &View,
    object: &Object,
    shown: Option<&Shown>,
) -> Option<Value> {
    let pinhole = &scene.camera.pinhole;
    let obb = upended(&in_camera(&scene.obb(object, view), view));
    let whole = projected(&obb, pinhole)?;
    let inside = cut(whole, pinhole)?;
    let seen = shown.map(|shown| shown.objects.get(&object.instance));
    // Drawn and not to be seen: nobody would have annotated it.
    let seen = match seen {
        Some(None) => return None,
        Some(Some((px, rect))) => Some((*px, rect.map(f64::from))),
        None => None,
    };
    let area = |r: [f64; 4]| (r[2] - r[0]) * (r[3] - r[1]);
    let size = obb.size();
    Some(json!({
        "id": 0, "image_id": 0, "category_id": 0, "category_name": object.class, "dataset_id": 0,
        "valid3D": true,
        "bbox2D_tight": seen.map_or(ABSENT, |(_, rect)| rect),
        "bbox2D_proj": whole, "bbox2D_trunc": inside,
        "bbox3D_cam": cuboid(&obb), "center_cam": obb.center.to_array(),
        "dimensions": [size.z, size.y, size.x], "R_cam": rows3(&obb.rotation),
        "behind_camera": false, "visibility": -1,
        "truncation": 1.0 - area(inside) / area(whole),
        "segmentation_pts": seen.map_or(-1, |(px, _)| px as i64), "lidar_pts": -1, "depth_error": -1,
    }))
}

/// The same box with its axes as Omni3D has them: x along the length, y down the height, z along the width.
fn upended(obb: &Obb) -> Obb {
    let (r, half) = (&obb.rotation, obb.half_extents);
    Obb {
        rotation: DMat3::from_cols(r.x_axis, -r.z_axis, r.y_axis),
        half_extents: DVec3::new(half.x, half.z, half.y),
        ..*obb
    }
}

//! One picture of Omni3D and its annotations, as a scene.

use super::index::{Annotation, Image, Index};
use super::rules;
use crate::geom::{DMat3, Obb, Pinhole, Pose};
use crate::scene::{Frame, Object, Provenance, Scene, Seen, Stored, name_by_class};
use std::collections::BTreeSet;
use std::path::Path;

/// The sub-sources by the first folder of `file_path`: what it is called there, name, licence of the pictures.
const SOURCES: [(&str, &str, &str); 6] = [
    ("sunrgbd", "SUN RGB-D", "of unknown licence"),
    ("hypersim", "Hypersim", "CC BY-SA 3.0"),
    ("arkitscenes", "ARKitScenes", "CC BY-NC-SA 4.0"),
    ("objectron", "Objectron", "C-UDA 1.0"),
    ("kitti_object", "KITTI", "CC BY-NC-SA 3.0"),
    ("nuscenes", "nuScenes", "CC BY-NC-SA 4.0"),
];

/// The scene of a picture. `root` is the folder that pictures are relative to; `None` only where the picture's camera
/// is none, which the index has refused before.
///
/// Instances are the annotations' ids; where one of the picture's does not fit (0, negative, beyond 32 bits, twice),
/// they are numbered from 1 in the file's order. Every annotation but those that mark areas is in the frame's
/// [`Frame::seen`]; those whose box cannot be used are no objects, and their rectangles are unlabelled areas.
pub(super) fn scene(index: &Index, image: &Image, root: &Path) -> Option<Scene> {
    let camera = Pinhole::from_k(&image.k, image.width, image.height)?;
    let world_from_camera = Pose {
        rotation: rules::world_from_camera(),
        ..Pose::IDENTITY
    };
    let mut frame = Frame {
        id: image.id.to_string(),
        image: Stored::file(&*image.file_path),
        camera: camera.into(),
        world_from_camera,
        time_secs: 0.0,
        depth: None,
        ids: None,
        hidden: None,
        seen: Vec::new(),
        unlabelled: Vec::new(),
    };
    let annotations = index.of(image.id);
    let mut warnings = warnings(image, &camera, annotations);
    let mut objects = Vec::new();
    let (areas, things): (Vec<&Annotation>, Vec<&Annotation>) = annotations
        .iter()
        .partition(|a| rules::is_area(index.category(a)));
    frame.unlabelled.extend(areas.into_iter().filter_map(rect));
    for (annotation, instance) in things.iter().zip(instances(&things, &mut warnings)) {
        frame.seen.push(seen(annotation, instance, image.height));
        let obb = annotation.geometry.filter(|_| !disagrees(annotation));
        match obb {
            Some(obb) => {
                let obb = turned(&obb, &world_from_camera.rotation);
                objects.push(Object::new(instance, index.category(annotation), "", obb));
            }
            None => frame.unlabelled.extend(rect(annotation)),
        }
    }
    objects.sort_by_key(|o| o.instance);
    name_by_class(&mut objects);
    Some(Scene {
        dataset: "omni3d".into(),
        id: image.id.to_string(),
        root: root.into(),
        frames: vec![frame],
        objects,
        warnings,
        provenance: provenance(image),
        ..Scene::default()
    })
}

/// What is seen of an annotation: the rectangle that a person drew, else the box's in the picture, else the box's.
fn rect(annotation: &Annotation) -> Option<[f64; 4]> {
    annotation.tight.or(annotation.trunc).or(annotation.proj)
}

fn seen(annotation: &Annotation, instance: u32, picture_height: u32) -> Seen {
    let own = annotation.ignored;
    Seen {
        instance,
        rect: rect(annotation),
        visible: annotation.visible,
        truncated: annotation.truncated,
        ignored: own.or_else(|| rules::too_high(annotation, picture_height)),
    }
}

/// Whether the box is not the one that the eight corners say: which of the two is right, nobody knows.
fn disagrees(annotation: &Annotation) -> bool {
    annotation
        .corners_off_m
        .is_some_and(|m| m > rules::CORNERS_AGREE_M)
}

fn turned(obb: &Obb, by: &DMat3) -> Obb {
    Obb {
        center: *by * obb.center,
        half_extents: obb.half_extents,
        rotation: *by * obb.rotation,
    }
}

/// An instance number for each annotation.
fn instances(annotations: &[&Annotation], warnings: &mut Vec<String>) -> Vec<u32> {
    let fits = |a: &&Annotation| u32::try_from(a.id?).ok().filter(|id| *id > 0);
    let ids: Vec<u32> = annotations.iter().filter_map(fits).collect();
    let distinct: BTreeSet<u32> = ids.iter().copied().collect();
    if distinct.len() == annotations.len() {
        return ids;
    }
    warnings.push(
        "annotations have no ids that can number them; numbered from 1 in the file's order".into(),
    );
    (1..).take(annotations.len()).collect()
}

/// By how much an annotation is off, where it is.
type Off<'a> = &'a dyn Fn(&Annotation) -> Option<f64>;

/// What is wrong with a picture's annotations, one line for each kind.
fn warnings(image: &Image, camera: &Pinhole, annotations: &[Annotation]) -> Vec<String> {
    let mut warnings = Vec::new();
    if image.flagged {
        warnings.push(format!(
            "image {}: the source doubts which way is up",
            image.id
        ));
    }
    let corners = |a: &Annotation| disagrees(a).then_some(f64::from(a.corners_off_m?));
    let kinds: [(Off<'_>, &str, &str); 3] = [
        (
            &corners,
            "m",
            "boxes disagree with bbox3D_cam and are left out",
        ),
        (
            &|a| rules::projected_off_px(a, camera),
            "px",
            "boxes do not lie where bbox2D_proj has them: K may not be that of the picture as it is turned",
        ),
        (
            &|a| rules::outside_px(a, camera),
            "px",
            "bbox2D_trunc reach beyond the picture: width and height may not be those of the picture as it is turned",
        ),
    ];
    for (off, unit, what) in kinds {
        let off: Vec<(Option<i64>, f64)> = annotations
            .iter()
            .filter_map(|a| Some((a.id, off(a)?)))
            .collect();
        if let Some((first, by)) = off.first() {
            let first = first.map_or_else(|| "without id".into(), |id| id.to_string());
            let of = annotations.len();
            warnings.push(format!(
                "image {}: {} of {of} {what}; annotation {first} by {by:.3} {unit}",
                image.id,
                off.len()
            ));
        }
    }
    warnings
}

fn provenance(image: &Image) -> Provenance {
    let folder = image
        .file_path
        .trim_start_matches("./")
        .split('/')
        .next()
        .unwrap_or_default();
    let known = SOURCES
        .iter()
        .find(|(at, ..)| folder.eq_ignore_ascii_case(at));
    let (name, licence) = known.map_or(
        ("a source that is not known", "of unknown licence"),
        |(_, name, licence)| (name, licence),
    );
    let turned = match image.turns {
        0 => String::new(),
        turns => format!("; picture turned {turns} x 90 degrees counter-clockwise by the source"),
    };
    Provenance {
        convention: format!(
            "metres; camera x right, y down, z forward; no pose: world is the camera turned, its right X, forward Y, \
             up Z{turned}"
        ),
        licence: format!("pictures of {name}, {licence}; annotations of Omni3D, CC BY-NC 4.0"),
        complete: false,
        metric: true,
        upright: false,
    }
}

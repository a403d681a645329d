//! What is under a pixel: its depth, and which object it shows.

use super::{Frame, IdMap, Object, Scene};
use crate::geom::{Camera, DVec2, DVec3};

/// A box is grown by this share before a point counts as inside: surfaces lie on its sides.
const GROWN: f64 = 1.02;

/// The pixel of `to` that shows what a pixel of `from` shows, for two cameras at one place; `None` where it has none.
/// A depth map need not have the picture's size or lens.
pub fn pixel_between(from: &Camera, to: &Camera, pixel: DVec2) -> Option<DVec2> {
    if from == to {
        return Some(pixel).filter(|p| to.sees(*p));
    }
    to.project(from.ray(pixel)?).filter(|p| to.sees(*p))
}

/// The object that a map names at a pixel of the frame's picture; the map may have another size.
pub fn id_at(frame: &Frame, ids: &IdMap, pixel: DVec2) -> Option<u32> {
    let of = &frame.camera.pinhole;
    let share = pixel / DVec2::new(f64::from(of.width), f64::from(of.height));
    let at = share * DVec2::new(f64::from(ids.width), f64::from(ids.height));
    (at.cmpge(DVec2::ZERO).all())
        .then(|| ids.at(at.x as u32, at.y as u32))
        .flatten()
}

/// The object under a pixel of a picture by `camera`: the one that the map names; without a map the smallest box
/// around the point at this depth, and without depth the nearest box that the ray meets.
pub fn object_under<'a>(
    scene: &'a Scene,
    frame: &Frame,
    camera: &Camera,
    pixel: DVec2,
    depth_m: Option<f64>,
    ids: Option<&IdMap>,
) -> Option<&'a Object> {
    if let Some(ids) = ids {
        let pixel = pixel_between(camera, &frame.camera, pixel)?;
        return scene.object(id_at(frame, ids, pixel)?);
    }
    let ray = camera.ray(pixel)?;
    let pose = &frame.world_from_camera;
    match depth_m {
        Some(depth_m) => object_around(scene, pose.transform(ray * depth_m)),
        None => object_ahead(scene, pose.translation, pose.rotation * ray),
    }
}

/// The smallest box around a point of world.
pub fn object_around(scene: &Scene, point: DVec3) -> Option<&Object> {
    let around = scene
        .objects
        .iter()
        .filter(|o| o.obb.contains(point, GROWN));
    around.min_by(|a, b| a.obb.volume_m3().total_cmp(&b.obb.volume_m3()))
}

/// The nearest box that a ray meets from outside.
pub fn object_ahead(scene: &Scene, eye: DVec3, ray: DVec3) -> Option<&Object> {
    let met = scene.objects.iter().filter_map(|o| {
        let distance = o.obb.met_by(eye, ray).filter(|d| *d > 0.0)?;
        Some((distance, o))
    });
    met.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, o)| o)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Lens, Obb, Pinhole, Pose};
    use crate::scene::Stored;

    fn camera(width: u32) -> Camera {
        let (w, f) = (f64::from(width), f64::from(width));
        let k = [f, 0.0, w / 2.0, 0.0, f, w / 2.0, 0.0, 0.0, 1.0];
        Pinhole::from_k(&k, width, width).expect("a camera").into()
    }

    fn frame() -> Frame {
        Frame {
            id: "f0".into(),
            image: Stored::file("a.jpg"),
            camera: camera(100),
            world_from_camera: Pose::IDENTITY,
            time_secs: 0.0,
            depth: None,
            ids: None,
            hidden: None,
            seen: Vec::new(),
            unlabelled: Vec::new(),
        }
    }

    /// A cup of 0.2 m in a shelf of 1 m, 3 m ahead, and a block of 4 m from 5 m ahead on.
    fn scene() -> Scene {
        let boxed = |id, name: &str, z, size| {
            let obb = Obb::upright(DVec3::new(0.0, 0.0, z), DVec3::splat(size), 0.0);
            Object::new(id, name, name, obb)
        };
        Scene {
            objects: vec![
                boxed(1, "shelf", 3.0, 1.0),
                boxed(2, "cup", 3.0, 0.2),
                boxed(9, "wall", 7.0, 4.0),
            ],
            ..Scene::default()
        }
    }

    #[test]
    fn pixels_of_two_sizes_and_lenses_meet() {
        let at = |pixel: [f64; 2]| {
            let pixel = DVec2::from_array(pixel);
            pixel_between(&camera(100), &camera(50), pixel)
        };
        assert_eq!(at([80.0, 30.0]), Some(DVec2::new(40.0, 15.0)));
        // Seen through a barrel lens of k1 = -0.2: (0.4, 0.3) lies at (0.38, 0.285) of 100 pixels.
        let lens = Lens::open_cv(&[-0.2, 0.0, 0.0, 0.0]).expect("a lens");
        let bent = Camera {
            lens,
            ..camera(100)
        };
        let seen = pixel_between(&camera(100), &bent, DVec2::new(90.0, 80.0)).expect("seen");
        assert!((seen - DVec2::new(88.0, 78.5)).length() < 1e-9, "{seen}");
        assert_eq!(at([101.0, 30.0]), None, "outside");
    }

    #[test]
    fn a_map_names_the_object_and_boxes_only_where_there_is_none() {
        let (scene, frame) = (scene(), frame());
        let under = |pixel: [f64; 2], depth_m, ids: Option<&IdMap>| {
            let pixel = DVec2::from_array(pixel);
            let found = object_under(&scene, &frame, &frame.camera, pixel, depth_m, ids);
            found.map(|o| o.name.as_str())
        };
        let ids = IdMap {
            width: 2,
            height: 2,
            values: vec![9, 0, 1, 2],
        };
        assert_eq!(under([20.0, 20.0], None, Some(&ids)), Some("wall"));
        assert_eq!(
            under([80.0, 20.0], Some(3.0), Some(&ids)),
            None,
            "0 is none"
        );
        assert_eq!(under([80.0, 80.0], None, Some(&ids)), Some("cup"));
        assert_eq!(under([50.0, 50.0], Some(2.95), None), Some("cup"));
        assert_eq!(under([50.0, 50.0], Some(2.6), None), Some("shelf"));
        assert_eq!(under([50.0, 50.0], Some(4.0), None), None, "between them");
        assert_eq!(under([50.0, 50.0], None, None), Some("shelf"), "the first");
        assert_eq!(under([80.0, 50.0], None, None), Some("wall"), "past it");
    }
}

//! A cloud from one frame's depth, for scenes without a surface of their own.

use super::{CloudPoint, DepthMap, Frame, PointCloud};
use crate::geom::DVec2;

/// The points that a depth map shows, in world, no more than `most`: every pixel, every second, every third. `colour`
/// and `instance` get pixels of the map, whose camera is that of the frame's depth.
pub fn cloud_of_depth(
    frame: &Frame,
    map: &DepthMap,
    most: usize,
    colour: impl Fn(DVec2) -> [u8; 4],
    instance: impl Fn(DVec2) -> u16,
) -> PointCloud {
    let Some(depth) = &frame.depth else {
        return PointCloud::default();
    };
    let pose = &frame.world_from_camera;
    let mut cloud = PointCloud {
        origin: pose.translation,
        ..PointCloud::default()
    };
    let pixels = map.width as usize * map.height as usize;
    let mut step = 1;
    while pixels / (step * step) > most.max(1) {
        step += 1;
    }
    for y in (0..map.height).step_by(step) {
        for x in (0..map.width).step_by(step) {
            let pixel = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            let Some(point) = (map.at(x, y)).and_then(|z| depth.camera.unproject(pixel, z)) else {
                continue;
            };
            cloud.points.push(CloudPoint {
                offset_m: (pose.rotation * point).as_vec3().to_array(),
                rgba: colour(pixel),
            });
            cloud.instance.push(instance(pixel));
        }
    }
    if cloud.instance.iter().all(|id| *id == 0) {
        cloud.instance.clear();
    }
    cloud
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{DVec3, Pinhole, Pose};
    use crate::scene::{Depth, DepthEncoding, Stored};

    fn frame() -> Frame {
        let k = [2.0, 0.0, 2.0, 0.0, 2.0, 1.0, 0.0, 0.0, 1.0];
        let camera = Pinhole::from_k(&k, 4, 2).expect("a camera").into();
        // Looks along world Y.
        let pose = Pose::look_at(
            DVec3::new(10.0, 0.0, 0.0),
            DVec3::new(10.0, 1.0, 0.0),
            DVec3::Z,
        );
        Frame {
            id: "f0".into(),
            image: Stored::file("a.jpg"),
            camera,
            world_from_camera: pose.expect("a direction"),
            time_secs: 0.0,
            depth: Some(Depth {
                stored: Stored::file("a.png"),
                encoding: DepthEncoding::Steps { per_m: 1000.0 },
                camera,
            }),
            ids: None,
            hidden: None,
            seen: Vec::new(),
            unlabelled: Vec::new(),
        }
    }

    #[test]
    fn pixels_with_depth_become_points_of_world_by_hand() {
        let map = DepthMap::of_mm(4, 2, vec![2000, 0, 0, 0, 0, 0, 0, 4000]);
        let grey = |pixel: DVec2| [pixel.x as u8; 4];
        let cloud = cloud_of_depth(&frame(), &map, 100, grey, |pixel| pixel.x as u16);
        // (0.5, 0.5) is (-0.75, -0.25) at 1 m; x is right, minus y is up.
        assert_eq!(cloud.position(0), Some(DVec3::new(8.5, 2.0, 0.5)));
        assert_eq!(cloud.position(1), Some(DVec3::new(13.0, 4.0, -1.0)));
        assert_eq!((cloud.points.len(), cloud.points[1].rgba), (2, [3; 4]));
        assert_eq!(cloud.instance, [0, 3]);
    }

    #[test]
    fn a_large_map_is_thinned_and_one_without_objects_names_none() {
        let map = DepthMap::of_mm(4, 2, vec![1000; 8]);
        let cloud = cloud_of_depth(&frame(), &map, 2, |_| [0; 4], |_| 0);
        assert_eq!(cloud.points.len(), 2, "every second pixel and row");
        assert!(cloud.instance.is_empty());
    }
}

use super::*;
use crate::geom::DVec3;
use crate::raster::{CloudInfo, PointStyle, Screen, ViewCamera, draw, draw_chosen};
use crate::scene::{CloudPoint, PointCloud};
use std::collections::{BTreeMap, BTreeSet};

/// Points on three walls of a room, 4 m wide, in no order; their instance tells the wall.
fn room(points: u32) -> PointCloud {
    let part = |n: u32, k: u32| (n.wrapping_mul(k) >> 8) as f32 / 16_777_216.0;
    let point = |n: u32| {
        let (u, v) = (part(n, 2_654_435_761) * 4.0, part(n, 2_246_822_519) * 4.0);
        let offset_m = match n % 3 {
            0 => [u, v, 0.0],
            1 => [u, 4.0, v],
            _ => [0.0, u, v],
        };
        let rgba = [n as u8, (n >> 8) as u8, (n >> 16) as u8, 255];
        CloudPoint { offset_m, rgba }
    };
    PointCloud {
        origin: DVec3::new(1e5, -3e4, 20.0),
        points: (0..points).map(point).collect(),
        instance: (0..points).map(|n| (n % 3) as u16).collect(),
    }
}

fn arranged(mut cloud: PointCloud) -> (PointCloud, Levels) {
    let info = CloudInfo::of(&cloud);
    let levels = arrange(&mut cloud, &info, &|| false).expect("not stopped");
    (cloud, levels)
}

fn key(point: &CloudPoint, instance: u16) -> ([u32; 3], [u8; 4], u16) {
    (point.offset_m.map(f32::to_bits), point.rgba, instance)
}

fn all(cloud: &PointCloud) -> Vec<([u32; 3], [u8; 4], u16)> {
    let id = |i: usize| cloud.instance.get(i).copied().unwrap_or(0);
    let mut all: Vec<_> = (0..)
        .zip(&cloud.points)
        .map(|(i, p)| key(p, id(i)))
        .collect();
    all.sort_unstable();
    all
}

fn camera(cloud: &PointCloud, eye: [f64; 3]) -> ViewCamera {
    let to = cloud.origin + DVec3::new(1.0, 3.0, 1.0);
    ViewCamera::look_at(cloud.origin + DVec3::from(eye), to, 0.9, [320, 200]).expect("ahead")
}

#[test]
fn every_point_is_still_there_once_with_its_colour_and_instance() {
    let mut cloud = room(300_000);
    cloud.points[7].offset_m = [f32::NAN, 1.0, 2.0];
    cloud.points[8].offset_m = [900.0, 1.0, 2.0];
    cloud.points[9] = cloud.points[10];
    let before = all(&cloud);
    let (cloud, levels) = arranged(cloud);
    assert_eq!(all(&cloud), before);
    let mut next = 0;
    for batch in levels.batches() {
        assert_eq!(batch.first, next);
        next += batch.count;
        for i in batch.first..next {
            let at = DVec3::from(cloud.points[i as usize].offset_m.map(f64::from));
            let away = at.distance(DVec3::from(batch.center_m.map(f64::from)));
            assert!(
                !at.is_finite() || away <= f64::from(batch.radius_m),
                "{batch:?} {at}"
            );
        }
    }
    assert_eq!(next as usize, cloud.points.len());
}

#[test]
fn points_up_to_a_level_are_one_for_each_cell_that_has_any() {
    let (cloud, levels) = arranged(room(200_000));
    let info = CloudInfo::of(&cloud);
    let bounds = info.bounds.expect("points");
    let low = (bounds.min - cloud.origin).as_vec3();
    let gaps: BTreeSet<u32> = levels.batches().iter().map(|b| b.gap_m.to_bits()).collect();
    assert!(gaps.len() > 3, "{gaps:?}");
    for cell_m in gaps
        .into_iter()
        .map(f32::from_bits)
        .filter(|gap| gap.is_finite())
    {
        let cell = |p: &CloudPoint| {
            let at = (glam::Vec3::from(p.offset_m) - low) / cell_m;
            // What lies on the far side belongs to the last cell.
            at.max(glam::Vec3::ZERO)
                .to_array()
                .map(|v| (v * 0.999_99) as u32)
        };
        let full: BTreeSet<[u32; 3]> = cloud.points.iter().map(cell).collect();
        let mut held: BTreeMap<[u32; 3], u32> = BTreeMap::new();
        for batch in levels.batches().iter().filter(|b| b.gap_m > cell_m) {
            for i in batch.first..batch.first + batch.count {
                *held.entry(cell(&cloud.points[i as usize])).or_default() += 1;
            }
        }
        // Rounding puts some points beside their cell here; a cell that two tiles share has a point of each.
        let empty = full.iter().filter(|c| !held.contains_key(*c)).count();
        let double = held.values().filter(|n| **n > 1).count();
        assert!(
            empty * 50 <= full.len(),
            "{cell_m}: {empty} of {}",
            full.len()
        );
        assert!(
            double * 10 <= full.len(),
            "{cell_m}: {double} of {}",
            full.len()
        );
    }
}

#[test]
fn the_budget_is_kept_and_more_of_it_leaves_narrower_gaps() {
    let (cloud, levels) = arranged(room(400_000));
    let camera = camera(&cloud, [3.0, 0.5, 1.5]);
    let mut last = f32::INFINITY;
    for budget in [20_000, 60_000, 150_000, usize::MAX] {
        let chosen = levels.choose(&camera, cloud.origin, budget);
        assert!(chosen.points() <= budget, "{budget}: {}", chosen.points());
        assert!(
            chosen.points() * 2 > budget.min(100_000),
            "{budget}: {}",
            chosen.points()
        );
        assert!(chosen.gap_px <= last, "{budget}: {} {last}", chosen.gap_px);
        assert!(
            chosen
                .runs
                .windows(2)
                .all(|pair| pair[0].end < pair[1].start)
        );
        last = chosen.gap_px;
    }
    assert!(last < 1.0, "{last}");
}

#[test]
fn nothing_before_the_camera_is_left_out_of_the_whole() {
    let (cloud, levels) = arranged(room(400_000));
    let info = CloudInfo::of(&cloud);
    for eye in [[3.0, 0.5, 1.5], [0.2, 3.8, 0.2], [9.0, -7.0, 5.0]] {
        let camera = camera(&cloud, eye);
        let style = PointStyle::default();
        let chosen = levels.before(&camera, cloud.origin);
        let whole = draw(&cloud, &info, &camera, &style, &Screen::default());
        let part = draw_chosen(&cloud, &info, &camera, &style, &Screen::default(), &chosen);
        assert_eq!(part, whole, "{eye:?}");
    }
    // From close by most of the room is beside the picture.
    let near = levels.before(&camera(&cloud, [0.9, 2.8, 0.9]), cloud.origin);
    assert!(near.points() * 2 < cloud.points.len(), "{}", near.points());
}

#[test]
fn a_thinned_picture_has_the_surfaces_of_the_whole_and_no_holes() {
    let (cloud, levels) = arranged(room(900_000));
    let info = CloudInfo::of(&cloud);
    let camera = camera(&cloud, [3.4, 0.4, 2.0]);
    let style = PointStyle::default();
    let chosen = levels.choose(&camera, cloud.origin, 40_000);
    assert!(!chosen.is_all);
    let whole = draw(&cloud, &info, &camera, &style, &Screen::default());
    let thin = draw_chosen(&cloud, &info, &camera, &style, &Screen::default(), &chosen);
    let mut holes = 0;
    let mut far = 0;
    for (a, b) in whole.depth_m.iter().zip(&thin.depth_m) {
        match (a.is_finite(), b.is_finite()) {
            (true, false) => holes += 1,
            (true, true) => far += u32::from((a - b).abs() > 0.05 * a),
            _ => {}
        }
    }
    let shown = whole.depth_m.iter().filter(|d| d.is_finite()).count() as u32;
    assert!(shown > 20_000, "{shown}");
    assert!(holes * 500 < shown, "{holes} holes");
    assert!(far * 100 < shown, "{far} pixels at another depth");
}

#[test]
fn odd_clouds_are_arranged_and_stopping_keeps_every_point() {
    let at = |offset_m| CloudPoint {
        offset_m,
        rgba: [1; 4],
    };
    let odd = [
        vec![],
        vec![at([1.0, 2.0, 3.0])],
        vec![at([1.0, 2.0, 3.0]); 20_000],
        vec![
            at([f32::NAN; 3]),
            at([f32::INFINITY, 0.0, 0.0]),
            at([0.0; 3]),
        ],
        (0..20_000).map(|i| at([i as f32, 0.0, 0.0])).collect(),
    ];
    for points in odd {
        let cloud = PointCloud {
            points,
            ..PointCloud::default()
        };
        let before = all(&cloud);
        let (cloud, levels) = arranged(cloud);
        assert_eq!(all(&cloud), before);
        let total: u32 = levels.batches().iter().map(|b| b.count).sum();
        assert_eq!(total as usize, cloud.points.len());
        let camera = camera(&cloud, [3.0, -2.0, 1.0]);
        levels.choose(&camera, cloud.origin, 100);
    }
    let mut cloud = room(50_000);
    let before = all(&cloud);
    let info = CloudInfo::of(&cloud);
    assert_eq!(arrange(&mut cloud, &info, &|| true), None);
    assert_eq!(all(&cloud), before);
}

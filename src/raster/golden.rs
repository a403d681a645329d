//! Stored pictures, and how close a picture must come to another.

use super::{
    CloudInfo, ColourMode, LabelRequest, OverlayOptions, Picture, PointStyle, Screen, draw,
    evidence_overlay, fixture, place_labels,
};
use crate::geom::DVec2;
use std::path::PathBuf;

/// How far two pictures may be apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerance {
    /// Channels this close are the same, of 255.
    pub(crate) levels: u8,
    /// The share of pixels that may differ by more.
    pub(crate) share: f64,
}

impl Tolerance {
    /// The same path on another machine: rounding of single pixels.
    pub(crate) const SAME_PATH: Self = Self {
        levels: 1,
        share: 0.0002,
    };
    /// Adapter against processor: blending in 8 bits rounds differently per layer, and a splat's edge may fall on
    /// a pixel's centre.
    #[cfg(feature = "gpu")]
    pub(crate) const OTHER_PATH: Self = Self {
        levels: 4,
        share: 0.002,
    };
}

/// Fails, with the share of pixels that differ, when the pictures are farther apart than allowed.
#[track_caller]
pub(crate) fn assert_close(a: &Picture, b: &Picture, tolerance: Tolerance, what: &str) {
    assert_eq!((a.width, a.height), (b.width, b.height), "{what}");
    let pairs = a
        .rgba
        .chunks_exact(4)
        .zip(b.rgba.chunks_exact(4))
        .zip(a.point.iter().zip(&b.point));
    let differs = pairs
        .filter(|((x, y), (p, q))| {
            p != q
                || x.iter()
                    .zip(*y)
                    .any(|(u, v)| u.abs_diff(*v) > tolerance.levels)
        })
        .count();
    let share = differs as f64 / a.point.len().max(1) as f64;
    assert!(
        share <= tolerance.share,
        "{what}: {:.3} % of the pixels differ",
        share * 100.0
    );
}

/// Fails when a picture differs from `tests/snapshots/NAME.png`. `UPDATE_SNAPSHOTS=1` writes it instead.
#[track_caller]
pub(crate) fn assert_golden(picture: &Picture, name: &str, tolerance: Tolerance) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let path = folder.join(format!("{name}.png"));
    if std::env::var("UPDATE_SNAPSHOTS").is_ok_and(|v| v == "1") {
        let rgba = image::RgbaImage::from_raw(picture.width, picture.height, picture.rgba.clone());
        let saved = rgba.expect("a whole picture").save(&path);
        return saved.expect("the folder of snapshots is writable");
    }
    let stored = image::open(&path)
        .unwrap_or_else(|e| panic!("{name}.png: {e}"))
        .into_rgba8();
    let stored = Picture {
        width: stored.width(),
        height: stored.height(),
        rgba: stored.into_raw(),
        ..picture.clone()
    };
    assert_close(picture, &stored, tolerance, name);
}

/// The picture stored as `raster-evidence`: the corner's own colours and every role of evidence.
pub(crate) fn evidence_style() -> PointStyle<'static> {
    PointStyle {
        background: [20, 23, 26],
        ..PointStyle::default()
    }
}

/// The picture stored as `raster-height-lit`: heights, one instance lit.
pub(crate) fn height_style() -> PointStyle<'static> {
    PointStyle {
        colour: ColourMode::Height,
        lit: Some(&[3]),
        ..evidence_style()
    }
}

fn processor(style: &PointStyle<'_>) -> Picture {
    let cloud = fixture::corner();
    let info = CloudInfo::of(&cloud);
    let camera = fixture::corner_camera([320, 200]);
    let options = OverlayOptions {
        extent: info.bounds,
        ..OverlayOptions::default()
    };
    let overlay = evidence_overlay(&fixture::corner_evidence(), &fixture::palette(), &options);
    draw(
        &cloud,
        &info,
        &camera,
        style,
        &Screen::new(&overlay, &camera, 1.0),
    )
}

#[test]
fn points_and_all_roles_look_as_stored() {
    assert_golden(
        &processor(&evidence_style()),
        "raster-evidence",
        Tolerance::SAME_PATH,
    );
}

#[test]
fn heights_with_one_lit_instance_look_as_stored() {
    assert_golden(
        &processor(&height_style()),
        "raster-height-lit",
        Tolerance::SAME_PATH,
    );
}

#[test]
fn the_corner_is_closed_and_its_labels_find_places() {
    let picture = processor(&evidence_style());
    let camera = fixture::corner_camera([320, 200]);
    let middle: Vec<u32> = (60..140)
        .flat_map(|y| (y * 320 + 70)..(y * 320 + 180))
        .collect();
    assert!(
        middle
            .iter()
            .all(|i| picture.point[*i as usize] != u32::MAX),
        "no hole in the middle"
    );
    let options = OverlayOptions::default();
    let labels =
        evidence_overlay(&fixture::corner_evidence(), &fixture::palette(), &options).labels;
    let request = |label| LabelRequest {
        label,
        size_px: DVec2::new(50.0, 18.0),
    };
    let requests: Vec<LabelRequest<'_>> = labels.iter().map(request).collect();
    assert!(
        place_labels(&requests, &camera)
            .iter()
            .filter(|p| p.is_some())
            .count()
            >= 4
    );
}

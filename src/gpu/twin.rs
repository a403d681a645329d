//! Both paths against each other, on a software adapter.

use super::{AdapterChoice, CloudId, GpuError, Renderer};
use crate::evidence::{CameraShape, Evidence, Role, Shape};
use crate::geom::{DVec3, Pinhole, Pose};
use crate::raster::golden::{Tolerance, assert_close, assert_golden, evidence_style, height_style};
use crate::raster::{
    CloudInfo, ColourMode, FramePhoto, Overlay, OverlayOptions, Photo, Picture, PointStyle, Screen,
    ViewCamera, arrange, draw, draw_chosen, evidence_overlay, fixture,
};
use crate::scene::{CloudPoint, PointCloud};

const SIZE: [u32; 2] = [320, 200];

/// A renderer on the software adapter. Where there is none the test says so and ends.
fn renderer() -> Option<Renderer> {
    let software = [
        "llvmpipe",
        "lavapipe",
        "SwiftShader",
        "Microsoft Basic Render",
    ];
    match Renderer::headless(AdapterChoice::Software) {
        Ok(r) if software.iter().any(|name| r.adapter_name().contains(name)) => Some(r),
        Ok(r) => no_adapter(&format!("no software adapter, only {}", r.adapter_name())),
        Err(error) => no_adapter(&error.to_string()),
    }
}

fn no_adapter(reason: &str) -> Option<Renderer> {
    crate::skip::skip(reason);
    None
}

/// Renders on the adapter, and on the processor.
fn both(
    renderer: &mut Renderer,
    cloud: &PointCloud,
    camera: &ViewCamera,
    style: &PointStyle<'_>,
    overlay: &Overlay,
) -> (Picture, Picture) {
    let screen = Screen::new(overlay, camera, 1.0);
    let id = renderer.upload(cloud);
    renderer
        .draw(id, camera, style, &screen)
        .expect("a picture");
    let gpu = renderer.read_back().expect("a picture");
    (
        gpu,
        draw(cloud, &CloudInfo::of(cloud), camera, style, &screen),
    )
}

fn everything() -> Overlay {
    let options = OverlayOptions {
        extent: CloudInfo::of(&fixture::corner()).bounds,
        ..OverlayOptions::default()
    };
    evidence_overlay(&fixture::corner_evidence(), &fixture::palette(), &options)
}

#[test]
fn every_colour_mode_with_all_evidence_is_the_same_picture() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    let cloud = fixture::corner();
    for colour in ColourMode::ALL {
        let style = PointStyle {
            colour,
            class_of_instance: &[0, 4, 4, 5],
            lit: Some(&[1, 3]),
            background: [20, 23, 26],
            ..PointStyle::default()
        };
        let camera = fixture::corner_camera(SIZE);
        let (gpu, cpu) = both(&mut renderer, &cloud, &camera, &style, &everything());
        assert_close(&gpu, &cpu, Tolerance::OTHER_PATH, &format!("{colour:?}"));
        let drawn = cpu.point.iter().filter(|p| **p != u32::MAX).count();
        assert!(drawn > 30_000, "most of the picture shows points: {drawn}");
    }
}

/// A photograph with something in every place of it, larger than it is ever drawn.
fn photograph() -> FramePhoto {
    let (w, h) = (640u32, 480u32);
    let pixel = |i: u32| {
        let (x, y) = (i % w, i / w);
        [
            (x * 255 / w) as u8,
            (y * 255 / h) as u8,
            ((x / 40 + y / 40) % 2 * 255) as u8,
            255,
        ]
    };
    let rgba: Vec<u8> = (0..w * h).flat_map(pixel).collect();
    FramePhoto {
        frame: "f0".into(),
        photo: Photo::new(w, h, &rgba).expect("a photograph"),
    }
}

/// The camera of the photograph, between the eye and the corner.
fn camera_before_the_eye() -> Evidence {
    let at = |p: [f64; 3]| fixture::corner().origin + DVec3::from(p);
    let pose = Pose::look_at(at([0.9, -0.4, 1.3]), at([1.9, 1.9, 0.2]), DVec3::Z);
    let k = [500.0, 0.0, 320.0, 0.0, 500.0, 240.0, 0.0, 0.0, 1.0];
    let pinhole = Pinhole::from_k(&k, 640, 480).expect("a pinhole");
    let shape = CameraShape::new("f0", &pinhole, &pose.expect("a direction"));
    Evidence::new("camera", Role::Context, "photo", Shape::Camera(shape))
}

#[test]
fn a_photograph_on_its_plane_is_the_same_picture() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    let cloud = fixture::corner();
    let photos = [photograph()];
    for (name, focus) in [("lit", None), ("dimmed", Some(&["mat"][..]))] {
        let options = OverlayOptions {
            extent: CloudInfo::of(&cloud).bounds,
            photos: &photos,
            focus,
            unfocused_alpha: 0.4,
            ..OverlayOptions::default()
        };
        let mut evidence = fixture::corner_evidence();
        evidence.retain(|e| e.role != Role::Context);
        evidence.push(camera_before_the_eye());
        let overlay = evidence_overlay(&evidence, &fixture::palette(), &options);
        let camera = fixture::corner_camera(SIZE);
        let style = evidence_style();
        let (gpu, cpu) = both(&mut renderer, &cloud, &camera, &style, &overlay);
        assert_close(&gpu, &cpu, Tolerance::OTHER_PATH, name);
        let laid = |p: &Picture| {
            let pixels = p.point.iter().zip(&p.depth_m);
            pixels
                .filter(|(p, d)| **p == u32::MAX && d.is_finite())
                .count()
        };
        let (on_adapter, on_processor) = (laid(&gpu), laid(&cpu));
        assert!(on_processor > 500, "{name}: {on_processor} pixels show it");
        assert!(
            on_adapter.abs_diff(on_processor) < 10,
            "{name}: {on_adapter} {on_processor}"
        );
    }
}

/// A wall so near that its points are drawn wider than small rounds of filling reach, with gaps between them.
fn near_wall() -> PointCloud {
    // The last steps of MurmurHash3: neighbouring numbers give unrelated places.
    let scatter = |i: u32| {
        let h = (i ^ i >> 16).wrapping_mul(0x85eb_ca6b);
        let h = (h ^ h >> 13).wrapping_mul(0xc2b2_ae35);
        ((h ^ h >> 16) >> 8) as f32 / (1 << 24) as f32
    };
    let points = (0..30_000u32).map(|i| CloudPoint {
        offset_m: [
            scatter(2 * i) * 4.0 - 2.0,
            0.7,
            scatter(2 * i + 1) * 4.0 - 2.0,
        ],
        rgba: [(i % 200) as u8 + 50, 90, 160, 255],
    });
    PointCloud {
        points: points.collect(),
        ..PointCloud::default()
    }
}

#[test]
fn a_wall_close_to_the_eye_is_closed_and_the_same_picture() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    let camera = ViewCamera::look_at(DVec3::ZERO, DVec3::Y, 0.7, SIZE).expect("ahead");
    let holes = |p: &Picture| p.point.iter().filter(|i| **i == u32::MAX).count();
    let few = PointStyle {
        fill_rounds: 3,
        ..PointStyle::default()
    };
    let (_, sparse) = both(
        &mut renderer,
        &near_wall(),
        &camera,
        &few,
        &Overlay::default(),
    );
    let style = PointStyle::default();
    let (gpu, cpu) = both(
        &mut renderer,
        &near_wall(),
        &camera,
        &style,
        &Overlay::default(),
    );
    let (before, after) = (holes(&sparse), holes(&cpu));
    assert!(before > 1000, "small rounds alone leave {before}");
    assert!(after * 10 < before, "of {before} holes {after} are left");
    assert!(holes(&gpu).abs_diff(after) < 10, "{} {after}", holes(&gpu));
    assert_close(&gpu, &cpu, Tolerance::OTHER_PATH, "the wall");
}

#[test]
fn the_adapter_draws_the_stored_pictures() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    let camera = fixture::corner_camera(SIZE);
    let stored = [
        (evidence_style(), "raster-evidence"),
        (height_style(), "raster-height-lit"),
    ];
    for (style, name) in stored {
        let (gpu, _) = both(
            &mut renderer,
            &fixture::corner(),
            &camera,
            &style,
            &everything(),
        );
        assert_golden(&gpu, name, Tolerance::OTHER_PATH);
    }
}

#[test]
fn two_passes_of_32_bits_give_the_picture_of_one_of_64() {
    let Some(wide) = renderer() else { return };
    let mut narrow = Renderer::new(
        wide.device.clone(),
        wide.queue.clone(),
        wgpu::Features::empty(),
    );
    narrow.limit_chunks(1000);
    let camera = fixture::corner_camera(SIZE);
    let style = PointStyle::default();
    let (gpu, cpu) = both(
        &mut narrow,
        &fixture::corner(),
        &camera,
        &style,
        &everything(),
    );
    assert_close(&gpu, &cpu, Tolerance::OTHER_PATH, "the corner");
}

#[test]
fn a_cloud_of_several_chunks_is_drawn_whole() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    renderer.limit_chunks(1000);
    let camera = fixture::corner_camera(SIZE);
    let style = PointStyle {
        colour: ColourMode::Instance,
        ..PointStyle::default()
    };
    let (gpu, cpu) = both(
        &mut renderer,
        &fixture::corner(),
        &camera,
        &style,
        &Overlay::default(),
    );
    assert_close(&gpu, &cpu, Tolerance::OTHER_PATH, "the corner");
}

#[test]
fn some_points_of_a_large_cloud_are_the_same_picture() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    renderer.limit_chunks(7000);
    let mut cloud = fixture::corner();
    let info = CloudInfo::of(&cloud);
    let levels = arrange(&mut cloud, &info, &|| false).expect("not stopped");
    let camera = fixture::corner_camera(SIZE);
    let style = evidence_style();
    let screen = Screen::new(&everything(), &camera, 1.0);
    let id = renderer.upload(&cloud);
    for budget in [0, 3000, 20_000, usize::MAX] {
        let chosen = levels.choose(&camera, cloud.origin, budget);
        renderer
            .draw_chosen(id, &camera, &style, &screen, &chosen)
            .expect("a picture");
        let gpu = renderer.read_back().expect("a picture");
        let cpu = draw_chosen(&cloud, &info, &camera, &style, &screen, &chosen);
        assert_close(&gpu, &cpu, Tolerance::OTHER_PATH, &format!("{budget}"));
    }
}

#[test]
fn odd_clouds_are_drawn_or_left_out_alike() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    let at = |offset_m| CloudPoint {
        offset_m,
        rgba: [255, 0, 0, 255],
    };
    let flat: Vec<CloudPoint> = (0..400u16)
        .map(|i| at([f32::from(i % 20) * 0.1, 2.0, f32::from(i / 20) * 0.1]))
        .collect();
    let clouds = [
        vec![],
        vec![at([0.0, 2.0, 0.0])],
        vec![
            at([f32::NAN; 3]),
            at([f32::INFINITY, 2.0, 0.0]),
            at([0.0, f32::NEG_INFINITY, 0.0]),
            at([0.0, 2.0, 0.0]),
        ],
        vec![at([f32::NAN; 3])],
        vec![at([0.0, 2.0, 0.0]); 50],
        flat,
    ];
    let camera = ViewCamera::look_at(DVec3::ZERO, DVec3::Y, 1.0, [64, 48]).expect("ahead");
    for (i, points) in clouds.into_iter().enumerate() {
        let cloud = PointCloud {
            points,
            ..PointCloud::default()
        };
        let (gpu, cpu) = both(
            &mut renderer,
            &cloud,
            &camera,
            &PointStyle::default(),
            &Overlay::default(),
        );
        assert_close(
            &gpu,
            &cpu,
            Tolerance {
                levels: 1,
                share: 0.0,
            },
            &format!("cloud {i}"),
        );
    }
}

#[test]
fn odd_sizes_are_drawn_and_too_large_ones_refused() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    let id = renderer.upload(&fixture::corner());
    let mut draw = |size| {
        let camera = ViewCamera {
            pinhole: crate::raster::perspective(0.8, size),
            ..fixture::corner_camera(SIZE)
        };
        renderer
            .draw(id, &camera, &PointStyle::default(), &Screen::default())
            .map(|_| ())
    };
    for size in [[0, 0], [0, 50], [1, 1], [7, 300], [333, 5]] {
        assert_eq!(draw(size), Ok(()), "{size:?}");
    }
    assert!(matches!(
        draw([100_000, 10]),
        Err(GpuError::TooLarge { width: 100_000, .. })
    ));
    assert_eq!(
        draw([20, 20]),
        Ok(()),
        "a refused size leaves the renderer usable"
    );
}

#[test]
fn picking_finds_the_point_that_the_picture_shows() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    assert_eq!(renderer.pick(0, 0), Err(GpuError::NothingDrawn));
    let camera = fixture::corner_camera(SIZE);
    let (gpu, _) = both(
        &mut renderer,
        &fixture::corner(),
        &camera,
        &PointStyle::default(),
        &Overlay::default(),
    );
    for (x, y) in [(160, 100), (10, 10), (319, 199), (0, 0)] {
        let index = y * SIZE[0] as usize + x;
        let expected =
            (gpu.point[index] != u32::MAX).then_some((gpu.point[index], gpu.depth_m[index]));
        let hit = renderer.pick(x as u32, y as u32).expect("a picture");
        assert_eq!(hit.map(|h| (h.point, h.depth_m)), expected);
    }
    assert_eq!(renderer.pick(320, 0), Ok(None), "outside");
}

#[test]
fn memory_is_counted_and_given_back() {
    let Some(mut renderer) = renderer() else {
        return;
    };
    assert_eq!(renderer.bytes(), 0);
    let id = renderer.upload(&fixture::corner());
    let points = fixture::corner().points.len() as u64;
    assert_eq!(renderer.bytes(), points * 18 + 16);
    renderer.remove(id);
    assert_eq!(renderer.bytes(), 0);
    let camera = fixture::corner_camera(SIZE);
    let drawn = renderer
        .draw(id, &camera, &PointStyle::default(), &Screen::default())
        .map(|_| ());
    assert_eq!(drawn, Err(GpuError::UnknownCloud));
    assert_eq!(
        renderer.upload(&PointCloud::default()),
        CloudId(1),
        "ids are not used again"
    );
}

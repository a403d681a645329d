//! Sequences made here, of which everything is known.

use crate::dataset::cloud::npy::tests::file;
use crate::dataset::{find, load};
use crate::geom::{DVec2, DVec3};
use crate::scene::{DepthEncoding, IdEncoding, Scene, Sight, Stored};
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

mod files;

const K: [f64; 9] = [40.0, 0.0, 32.0, 0.0, 40.0, 24.0, 0.0, 0.0, 1.0];
/// A level camera 1.5 above and 4 behind the origin of a world whose Y is up, looking along -Z.
const LEVEL: [f64; 16] = [
    1.0, 0.0, 0.0, 0.0, //
    0.0, -1.0, 0.0, 1.5, //
    0.0, 0.0, -1.0, 4.0, //
    0.0, 0.0, 0.0, 1.0,
];
/// A point half a metre up and one to the right, one beside it, and theirs as pixels: in the camera (1, 1, 4) and
/// (-1, 1.5, 5).
const WORLD: [f64; 6] = [1.0, 0.5, 0.0, -1.0, 0.0, -1.0];
const PIXELS: [f64; 4] = [42.0, 34.0, 24.0, 36.0];

type Arrays = Vec<(&'static str, Vec<u8>)>;

fn halves(values: &[f64]) -> Vec<u8> {
    let bytes = |v: &f64| half::f16::from_f64(*v).to_le_bytes();
    values.iter().flat_map(bytes).collect()
}

fn doubles(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// A level camera and the two points in every frame, in half precision.
fn arrays(frames: usize) -> Arrays {
    let array = |sides: &str, values: &[f64]| {
        let shape = format!("({frames}, {sides})");
        file("'<f2'", false, &shape, &halves(&values.repeat(frames)))
    };
    vec![
        ("trajs_2d", array("2, 2", &PIXELS)),
        ("trajs_3d", array("2, 3", &WORLD)),
        ("intrinsics", array("3, 3", &K)),
        ("extrinsics", array("4, 4", &LEVEL)),
        ("visibilities", array("2", &[1.0, 1.0])),
    ]
}

fn put(arrays: &mut Arrays, name: &'static str, bytes: Vec<u8>) {
    arrays.retain(|(known, _)| *known != name);
    arrays.push((name, bytes));
}

fn archive(arrays: &Arrays) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in arrays {
        zip.start_file(format!("{name}.npy"), options)
            .expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    std::fs::write(path, bytes).expect("written");
}

/// A sequence with a picture, a depth map and a mask for each frame; of the picture only its header is right.
fn sequence(frames: usize, archive: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    write(&at("anno.npz"), archive);
    write(&at("scene_info.json"), br#"{"character": ["a", "b"]}"#);
    let picture = image::RgbImage::new(64, 48);
    let mut bytes = Cursor::new(Vec::new());
    let format = image::ImageFormat::Jpeg;
    picture.write_to(&mut bytes, format).expect("written");
    for row in 0..frames {
        write(&at(&format!("rgbs/rgb_{row:05}.jpg")), bytes.get_ref());
        write(&at(&format!("depths/depth_{row:05}.png")), b"");
        write(&at(&format!("masks/mask_{row:05}.png")), b"");
    }
    folder
}

fn opened(folder: &Path) -> Result<Scene, String> {
    let (layout, found) = find(folder, None).expect("a sequence");
    assert_eq!(layout.name, "pointodyssey");
    found.open(0).map_err(|e| e.to_string())
}

fn of(arrays: &Arrays) -> Result<Scene, String> {
    // The folder is gone afterwards: what is opened is all that is asked.
    opened(sequence(2, &archive(arrays)).path())
}

#[test]
fn a_level_camera_of_a_world_with_y_up_is_level_where_z_is() {
    let folder = sequence(2, &archive(&arrays(2)));
    let scene = opened(folder.path()).expect("a scene");
    assert_eq!(scene.warnings, [""; 0]);
    assert!(scene.provenance.upright && scene.provenance.metric);
    let frame = &scene.frames[1];
    assert_eq!((frame.id.as_str(), frame.camera.pinhole.k()), ("f1", K));
    let pose = frame.world_from_camera;
    assert_eq!(pose.translation, DVec3::new(0.0, -4.0, 1.5));
    let axes = [
        pose.rotation.x_axis,
        pose.rotation.y_axis,
        pose.rotation.z_axis,
    ];
    assert_eq!(axes, [DVec3::X, DVec3::NEG_Z, DVec3::Y]);
    let depth = frame.depth.as_ref().expect("depth");
    assert_eq!(depth.stored, Stored::file("depths/depth_00001.png"));
    // 65535 steps are 1000 m.
    assert_eq!(depth.encoding, DepthEncoding::Steps { per_m: 65.535 });
    let ids = frame.ids.as_ref().expect("a mask");
    assert_eq!(ids.stored, Stored::file("masks/mask_00001.png"));
    assert_eq!(ids.encoding, IdEncoding::Colours);
    let table = load::tracks(&scene).expect("tracks");
    let wanted = [DVec3::new(1.0, 0.0, 0.5), DVec3::new(-1.0, 1.0, 0.0)];
    for (track, world) in wanted.into_iter().enumerate() {
        let pixel = DVec2::new(PIXELS[2 * track], PIXELS[2 * track + 1]);
        assert_eq!(table.at(1, track), Some((world, pixel, Sight::Visible)));
        let seen = frame.camera.project(pose.inverse().transform(world));
        assert_eq!(seen, Some(pixel), "the tracks' own pixels");
    }
}

#[test]
fn other_kinds_orders_and_flags_hold_the_same() {
    let mut of_halves = arrays(1);
    put(
        &mut of_halves,
        "visibilities",
        file("'<f2'", false, "(1, 2)", &halves(&[0.0, 1.0])),
    );
    let singles: Vec<u8> = PIXELS
        .iter()
        .flat_map(|v| (*v as f32).to_be_bytes())
        .collect();
    // Column by column the first point's x, the second's x, then y, then z.
    let [ax, ay, az, bx, by, bz] = WORLD;
    let mut others = arrays(1);
    others.pop();
    for (name, bytes) in [
        ("trajs_2d", file("'>f4'", false, "(1, 2, 2)", &singles)),
        (
            "trajs_3d",
            file(
                "'<f8'",
                true,
                "(1, 2, 3)",
                &doubles(&[ax, bx, ay, by, az, bz]),
            ),
        ),
        ("visibs", file("'|b1'", false, "(1, 2)", &[0, 1])),
        ("valids", file("'|b1'", false, "(1, 2)", &[1, 1])),
    ] {
        put(&mut others, name, bytes);
    }
    let tables = [of_halves, others].map(|arrays| {
        let folder = sequence(1, &archive(&arrays));
        let scene = opened(folder.path()).expect("a scene");
        load::tracks(&scene).expect("tracks")
    });
    assert_eq!(tables[0], tables[1]);
    assert_eq!(tables[1].sight, [Sight::Hidden, Sight::Visible]);
}

#[test]
fn what_is_not_finite_or_called_invalid_means_nothing() {
    let sights = |arrays: &Arrays| {
        let folder = sequence(1, &archive(arrays));
        let scene = opened(folder.path()).expect("a scene");
        load::tracks(&scene).expect("tracks").sight
    };
    let mut codes = arrays(1);
    let invalid = file(
        "'<i8'",
        false,
        "(1, 2)",
        &[2, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0],
    );
    put(&mut codes, "visibilities", invalid);
    assert_eq!(sights(&codes), [Sight::Invalid; 2], "2 and what is no code");
    let mut odd = arrays(1);
    let world = [f64::NAN, 0.5, 0.0, -1.0, 0.0, -1.0];
    put(
        &mut odd,
        "trajs_3d",
        file("'<f2'", false, "(1, 2, 3)", &halves(&world)),
    );
    let pixels = [42.0, 34.0, 24.0, f64::INFINITY];
    put(
        &mut odd,
        "trajs_2d",
        file("'<f2'", false, "(1, 2, 2)", &halves(&pixels)),
    );
    assert_eq!(sights(&odd), [Sight::Invalid; 2]);
    let mut flags = arrays(1);
    flags.pop();
    put(
        &mut flags,
        "visibs",
        file("'|b1'", false, "(1, 2)", &[1, 0]),
    );
    put(
        &mut flags,
        "valids",
        file("'|b1'", false, "(1, 2)", &[0, 1]),
    );
    assert_eq!(sights(&flags), [Sight::Invalid, Sight::Hidden]);
}

#[test]
fn opening_reads_no_numbers_of_tracks() {
    // 12,000 points: more than the bytes that a header is looked for in.
    let mut many = arrays(2);
    let values: Vec<f64> = (0..72_000).map(|i| f64::from(i % 512) + 0.25).collect();
    put(
        &mut many,
        "trajs_3d",
        file("'<f2'", false, "(2, 12000, 3)", &halves(&values)),
    );
    put(
        &mut many,
        "trajs_2d",
        file("'<f2'", false, "(2, 12000, 2)", &halves(&values[..48_000])),
    );
    put(
        &mut many,
        "visibilities",
        file("'|u1'", false, "(2, 12000)", &[1; 24_000]),
    );
    let whole = archive(&many);
    let at = |name: &str| {
        let name = format!("{name}.npy");
        let is_it = |w: &[u8]| w == name.as_bytes();
        let entry = whole.windows(name.len()).position(is_it);
        entry.expect("the entry") + 140_000
    };
    let mut broken = whole.clone();
    broken[at("trajs_3d")] ^= 0xff;
    let folder = sequence(2, &broken);
    let scene = opened(folder.path()).expect("a scene");
    assert_eq!((scene.frames.len(), scene.warnings.len()), (2, 0));
    assert_eq!(scene.tracks.as_ref().expect("tracks").count, 12_000);
    let error = load::tracks(&scene).expect_err("a checksum").to_string();
    assert!(error.contains("trajs_3d"), "{error}");
    let folder = sequence(2, &whole);
    let scene = opened(folder.path()).expect("a scene");
    let table = load::tracks(&scene).expect("tracks");
    assert_eq!((table.frames(), table.count), (2, 12_000));
}

#[test]
fn rows_without_a_camera_are_left_out_of_frames_and_tracks() {
    let mut arrays = arrays(4);
    let mut poses = LEVEL.repeat(4);
    poses[16..32].fill(f64::NAN);
    poses[32] = 2.0;
    put(
        &mut arrays,
        "extrinsics",
        file("'<f2'", false, "(4, 4, 4)", &halves(&poses)),
    );
    let mut world = WORLD.repeat(4);
    world[18] = 5.0;
    put(
        &mut arrays,
        "trajs_3d",
        file("'<f2'", false, "(4, 2, 3)", &halves(&world)),
    );
    let folder = sequence(4, &archive(&arrays));
    let scene = opened(folder.path()).expect("a scene");
    let ids: Vec<&str> = scene.frames.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, ["f0", "f3"]);
    assert_eq!(
        scene.warnings,
        [
            "extrinsics that are not rigid row by row: left out (2), the first is frame 1 of \"anno.npz\""
        ]
    );
    let table = load::tracks(&scene).expect("tracks");
    let x = |frame| table.at(frame, 0).map(|(world, ..)| world.x);
    assert_eq!([x(0), x(1), x(2)], [Some(1.0), Some(5.0), None]);
    put(
        &mut arrays,
        "extrinsics",
        file("'<f2'", false, "(4, 4, 4)", &halves(&[f64::NAN; 64])),
    );
    let error = of(&arrays).expect_err("no camera");
    assert!(error.contains("no frame has a usable camera"), "{error}");
}

#[test]
fn arrays_that_are_missing_or_wrong_are_named() {
    let named = |change: fn(&mut Arrays)| {
        let mut arrays = arrays(2);
        change(&mut arrays);
        match of(&arrays) {
            Ok(scene) => {
                assert!(scene.tracks.is_none() && scene.frames.len() == 2);
                scene.warnings.join("; ")
            }
            Err(error) => format!("error: {error}"),
        }
    };
    let without = |name| {
        named(match name {
            "extrinsics" => |a| a.retain(|(n, _)| *n != "extrinsics"),
            "trajs_3d" => |a| a.retain(|(n, _)| *n != "trajs_3d"),
            _ => |a| a.retain(|(n, _)| *n != "visibilities"),
        })
    };
    assert!(
        without("extrinsics").starts_with("error: there is no array \"extrinsics\", archive of")
    );
    assert_eq!(
        without("trajs_3d"),
        "there is no array \"trajs_3d\"; the tracks are left out, archive of \"anno.npz\""
    );
    assert!(without("visibilities").contains("neither \"visibilities\" nor"));
    let flat = named(|a| {
        put(
            a,
            "intrinsics",
            file("'<f2'", false, "(2, 9)", &halves(&K.repeat(2))),
        )
    });
    assert!(
        flat.contains("array \"intrinsics\": not a matrix of 3 x 3"),
        "{flat}"
    );
    let objects = named(|a| put(a, "trajs_2d", file("'|O'", false, "(2, 2, 2)", &[0; 64])));
    assert!(
        objects.contains("\"trajs_2d\": Python objects"),
        "{objects}"
    );
    // Nothing is reserved for a claim.
    let huge = named(|a| {
        put(
            a,
            "trajs_3d",
            file("'<f2'", false, "(2, 1000000000000, 3)", &[0; 24]),
        )
    });
    assert!(huge.contains("array \"trajs_3d\": shape"), "{huge}");
    let huge = named(|a| {
        put(
            a,
            "extrinsics",
            file("'<f2'", false, "(1000000000000, 4, 4)", &[0; 64]),
        )
    });
    assert!(
        huge.contains("error: array \"extrinsics\": shape"),
        "{huge}"
    );
    let fewer = named(|a| {
        put(
            a,
            "trajs_3d",
            file("'<f2'", false, "(1, 2, 3)", &halves(&WORLD)),
        )
    });
    assert!(fewer.contains("not the same points"), "{fewer}");
    let lengths = named(|a| {
        let shorter = super::tests::arrays(1).into_iter();
        for (name, bytes) in shorter.filter(|(name, _)| !name.ends_with("trinsics")) {
            put(a, name, bytes);
        }
    });
    assert!(
        lengths.contains("2 cameras and tracks over 1 frames"),
        "{lengths}"
    );
}

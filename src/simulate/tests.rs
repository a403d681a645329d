//! Whole scenes: what every one of them must be.

use super::draft::Footprint;
use super::solid::Solid;
use super::{Band, Kind, Object, Path, Recipe, Rendered, Simulated, Style, World};
use crate::geom::{Camera, DVec2, DVec3, Lens};
use std::collections::{BTreeMap, BTreeSet};

const KINDS: [Kind; 3] = [Kind::Room, Kind::Street, Kind::Tabletop];
const BANDS: [Band; 3] = [Band::Easy, Band::Medium, Band::Hard];

fn scene(kind: Kind, band: Band, path: Path, seed: u64) -> Simulated {
    Simulated::new(&Recipe {
        kind,
        band,
        path,
        seed,
        width: 160,
        height: 120,
        ..Recipe::default()
    })
}

/// Scenes of every kind and band.
fn some(seeds: u64) -> impl Iterator<Item = Simulated> {
    KINDS
        .into_iter()
        .flat_map(|kind| BANDS.map(|band| (kind, band)))
        .flat_map(move |(kind, band)| (0..seeds).map(move |s| scene(kind, band, Path::Walk, s)))
}

fn footprint(object: &Object) -> Footprint {
    Footprint {
        middle: object.obb.center.truncate(),
        axis: object.obb.rotation.x_axis.truncate(),
        half: object.obb.half_extents.truncate(),
    }
}

fn bottom(object: &Object) -> f64 {
    object.obb.center.z - object.obb.half_extents.z
}

fn top(object: &Object) -> f64 {
    object.obb.center.z + object.obb.half_extents.z
}

/// Whether it stands on the floor and takes ground there.
fn stands(object: &Object) -> bool {
    const NOT: [&str; 9] = [
        "floor", "wall", "ceiling", "window", "door", "rug", "ground", "road", "picture",
    ];
    bottom(object) < 0.02 && !NOT.contains(&object.class.as_str())
}

#[test]
fn names_and_instances_are_unique_and_numbered() {
    for scene in some(3) {
        let names: BTreeSet<&str> = scene.objects().iter().map(|o| o.name.as_str()).collect();
        assert_eq!(names.len(), scene.objects().len(), "{}", scene.name());
        for (i, object) in scene.objects().iter().enumerate() {
            assert_eq!(usize::from(object.instance), i + 1);
            let alike = scene.objects().iter().filter(|o| o.class == object.class);
            let alone = alike.count() == 1;
            assert_eq!(object.name == object.class, alone, "{}", object.name);
            assert!(object.obb.yaw_rad().is_some(), "{} upright", object.name);
        }
    }
}

#[test]
fn boxes_hold_every_vertex_and_touch_on_every_side() {
    for scene in some(1) {
        let mesh = scene.mesh(if scene.recipe().kind == Kind::Street {
            0.5
        } else {
            0.05
        });
        for object in scene.objects() {
            let (mut low, mut high) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
            let own = mesh.instance.iter().zip(&mesh.vertices);
            for (_, vertex) in own.filter(|(i, _)| **i == object.instance) {
                let local = object.obb.to_local(*vertex);
                (low, high) = (low.min(local), high.max(local));
            }
            let half = object.obb.half_extents;
            assert!(
                (high - half).max_element() < 1e-9,
                "{}: out by {}",
                object.name,
                high - half
            );
            assert!(
                (low + half).min_element() > -1e-9,
                "{}: out by {}",
                object.name,
                low + half
            );
            // Leaves are ellipsoids at an angle: no vertex lies at their farthest point, but one is near.
            let near = if object.class == "plant" { 5e-3 } else { 1e-9 };
            let gap = (half - high).max(low + half).max_element();
            assert!(gap < near, "{}: {gap} loose", object.name);
        }
    }
}

#[test]
fn nothing_stands_in_anything_else_at_any_time() {
    for scene in some(12) {
        let until = scene.views().last().expect("views").time_secs;
        for time in [0.0, 0.5 * until, until] {
            let standing: Vec<(&Object, Footprint)> = scene
                .objects()
                .iter()
                .filter(|o| stands(o))
                .map(|o| {
                    let mut place = footprint(o);
                    place.middle += o.velocity.truncate() * time;
                    (o, place)
                })
                .collect();
            for (i, (a, at)) in standing.iter().enumerate() {
                for (b, other) in &standing[i + 1..] {
                    assert!(
                        !at.overlaps(other),
                        "{}: {} in {}",
                        scene.name(),
                        a.name,
                        b.name
                    );
                }
            }
        }
    }
}

#[test]
fn what_lies_on_a_table_lies_within_its_top_and_apart() {
    for scene in some(6).filter(|s| s.recipe().kind == Kind::Tabletop) {
        let table = scene
            .objects()
            .iter()
            .find(|o| o.class == "table")
            .expect("a table");
        let on: Vec<&Object> = scene
            .objects()
            .iter()
            .filter(|o| (bottom(o) - top(table)).abs() < 1e-9)
            .collect();
        assert!(on.len() >= 4, "{}: {}", scene.name(), on.len());
        let until = scene.views().last().expect("views").time_secs;
        for (i, object) in on.iter().enumerate() {
            let end = object.obb.center + object.velocity * until;
            assert!(
                table.obb.contains(end.with_z(table.obb.center.z), 1.0),
                "{}",
                object.name
            );
            for other in &on[i + 1..] {
                assert!(
                    !footprint(object).overlaps(&footprint(other)),
                    "{}",
                    object.name
                );
            }
        }
    }
}

#[test]
fn cameras_are_in_the_open() {
    for path in [Path::Walk, Path::Orbit, Path::Pair, Path::Static] {
        for (kind, band) in KINDS.into_iter().flat_map(|k| BANDS.map(|b| (k, b))) {
            for seed in 0..4 {
                let scene = scene(kind, band, path, seed);
                let views = scene.views();
                assert_eq!(views.len(), if path == Path::Pair { 2 } else { 24 });
                for view in views {
                    let eye = view.world_from_camera.translation;
                    for object in scene.objects() {
                        let moved = eye - object.velocity * view.time_secs;
                        // The walls with a hole and the door have room in their boxes; nobody gets there.
                        assert!(
                            !object.obb.contains(moved, 1.0),
                            "{} in {}",
                            scene.name(),
                            object.name
                        );
                    }
                    let [low, high] = [scene.floor()[0], scene.floor()[2]];
                    let flat = eye.truncate();
                    assert!(
                        flat.cmpge(low).all() && flat.cmple(high).all(),
                        "{}",
                        scene.name()
                    );
                }
            }
        }
    }
}

#[test]
fn easy_rooms_show_every_object_somewhere() {
    for path in [Path::Walk, Path::Orbit] {
        for seed in 0..2 {
            let scene = Simulated::new(&Recipe {
                band: Band::Easy,
                path,
                seed,
                width: 320,
                height: 240,
                ..Recipe::default()
            });
            let mut seen = BTreeSet::new();
            for view in scene.views() {
                seen.extend(scene.render(view, scene.camera()).instance);
            }
            for object in scene.objects() {
                // A camera that circles looks down: the ceiling is not promised.
                let promised = object.class != "ceiling" && object.class != "ceiling lamp";
                assert!(
                    !promised || seen.contains(&object.instance),
                    "{}: {}",
                    scene.name(),
                    object.name
                );
            }
        }
    }
}

#[test]
fn depth_is_the_distance_to_the_plane_along_the_axis() {
    let scene = scene(Kind::Room, Band::Easy, Path::Orbit, 1);
    let view = &scene.views()[0];
    let camera = scene.camera();
    let picture = scene.render(view, camera);
    let floor = scene.objects()[0].instance;
    assert_eq!(scene.objects()[0].class, "floor");
    let mut asked = 0;
    for (i, instance) in picture.instance.iter().enumerate() {
        if *instance != floor {
            continue;
        }
        let pixel = DVec2::new((i % 160) as f64 + 0.5, (i / 160) as f64 + 0.5);
        let along = view.world_from_camera.rotation * camera.ray(pixel).expect("a ray");
        let wanted = -view.world_from_camera.translation.z / along.z;
        let found = f64::from(picture.depth_m[i]);
        assert!((found / wanted - 1.0).abs() < 1e-6, "{found} {wanted}");
        let up = view.world_from_camera.rotation.transpose() * DVec3::Z;
        let normal = DVec3::from(picture.normal[i].map(f64::from));
        assert!((normal - up).length() < 1e-6);
        asked += 1;
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn a_lens_bends_the_picture_as_the_camera_says() {
    let scene = scene(Kind::Street, Band::Medium, Path::Walk, 2);
    let view = &scene.views()[3];
    let bent = Camera {
        pinhole: scene.camera().pinhole,
        lens: Lens::open_cv(&[-0.12, 0.02, 0.0, 0.0]).expect("a lens"),
    };
    let picture = scene.render(view, &bent);
    let (space, _) = scene.parts();
    for i in (0..picture.instance.len()).step_by(37) {
        let pixel = DVec2::new((i % 160) as f64 + 0.5, (i / 160) as f64 + 0.5);
        let ray = bent.ray(pixel).expect("a ray");
        let along = view.world_from_camera.rotation * ray;
        let from = view.world_from_camera.translation;
        let hit = space.nearest(from, along, [1e-3, 1e6], view.time_secs);
        let depth = hit.map_or(0.0, |h| h.at);
        assert!((depth - f64::from(picture.depth_m[i])).abs() < 1e-4 * depth.max(1.0));
    }
}

#[test]
fn what_is_hidden_is_counted_as_if_every_solid_were_asked_for_every_pixel() {
    for scene in some(1) {
        let view = &scene.views()[5];
        let camera = scene.camera();
        let (space, _) = scene.parts();
        let mut wanted = BTreeMap::new();
        for pixel in (0..120 * 160).map(|i| DVec2::new(f64::from(i % 160), f64::from(i / 160))) {
            let ray = camera.ray(pixel + DVec2::splat(0.5)).expect("a ray");
            let along = view.world_from_camera.rotation * ray;
            let from = view.world_from_camera.translation;
            let meets = |solid: &&Solid| {
                let (from, along) = solid.in_own_axes(from, along, view.time_secs);
                solid.hit(from, along, 1e-3).is_some()
            };
            let met: BTreeSet<u16> = space
                .solids
                .iter()
                .filter(meets)
                .map(|s| s.instance)
                .collect();
            for instance in met {
                *wanted.entry(instance).or_insert(0_u64) += 1;
            }
        }
        let found = scene.unoccluded(view, camera);
        assert_eq!(
            found.keys().collect::<Vec<_>>(),
            wanted.keys().collect::<Vec<_>>()
        );
        for (instance, px) in found {
            // The camera's axes and the world's round differently at a rim.
            assert!(
                px.abs_diff(wanted[&instance]) <= 1,
                "{}: {instance}",
                scene.name()
            );
        }
    }
}

#[test]
fn tracks_agree_with_the_pictures() {
    for scene in some(1) {
        let pictures: Vec<Rendered> = scene
            .views()
            .iter()
            .map(|v| scene.render(v, scene.camera()))
            .collect();
        let tracks = scene.tracks(200);
        assert_eq!(tracks.len(), 200);
        let (mut right, mut asked) = (0, 0);
        for track in &tracks {
            let velocity = scene.objects()[usize::from(track.instance) - 1].velocity;
            for (i, view) in scene.views().iter().enumerate() {
                let moved = track.world[0] + velocity * view.time_secs;
                assert!((moved - track.world[i]).length() < 1e-12);
                let Some(pixel) = track.pixel[i].filter(|p| scene.camera().sees(*p)) else {
                    assert!(!track.visible[i]);
                    continue;
                };
                let z = view.world_from_camera.inverse().transform(track.world[i]).z;
                // The pixel's middle is not the point, so its neighbours are asked too: what is seen has its depth
                // there, what is hidden has something that is not farther.
                let (x, y) = (pixel.x as usize, pixel.y as usize);
                let mut near = (y.saturating_sub(1)..(y + 2).min(120))
                    .flat_map(|y| (x.saturating_sub(1)..(x + 2).min(160)).map(move |x| (x, y)))
                    .map(|(x, y)| f64::from(pictures[i].depth_m[y * 160 + x]))
                    .filter(|depth| *depth > 0.0);
                right += usize::from(if track.visible[i] {
                    near.any(|depth| (z - depth).abs() < 0.05 * z)
                } else {
                    near.any(|depth| depth < 1.01 * z)
                });
                asked += 1;
            }
        }
        assert!(asked > 200, "{}: {asked}", scene.name());
        assert!(
            right * 100 >= asked * 98,
            "{}: {right} of {asked}",
            scene.name()
        );
    }
}

/// Everything of a picture in one number.
fn hash(picture: &Rendered) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&picture.rgb);
    picture.depth_m.iter().for_each(|v| {
        hasher.update(&v.to_le_bytes());
    });
    picture.normal.iter().flatten().for_each(|v| {
        hasher.update(&v.to_le_bytes());
    });
    picture.instance.iter().for_each(|v| {
        hasher.update(&v.to_le_bytes());
    });
    hasher.finalize().to_hex()[..16].to_owned()
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let some = [
        (Kind::Room, Style::Fast),
        (Kind::Street, Style::Evening),
        (Kind::Tabletop, Style::Best),
    ];
    let hashes = some.map(|(kind, style)| {
        let recipe = Recipe {
            kind,
            style,
            seed: 5,
            width: 64,
            height: 48,
            ..Recipe::default()
        };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            pool.install(|| {
                let scene = Simulated::new(&recipe);
                hash(&scene.render(&scene.views()[2], scene.camera()))
            })
        };
        let one = on(1);
        assert_eq!(one, on(4), "{kind:?}");
        one
    });
    assert_eq!(
        hashes,
        ["6f5c492d3b362d45", "aaf890dfa4c609b0", "c51a2b942454f165"],
        "a change of the simulator changes all data made with it"
    );
}

#[test]
fn another_seed_is_another_scene_and_bands_grow() {
    for kind in KINDS {
        let count = |band: Band| {
            let counts = (0..8).map(|s| scene(kind, band, Path::Walk, s).objects().len());
            counts.sum::<usize>()
        };
        let [easy, medium, hard] = BANDS.map(count);
        assert!(
            easy < medium && medium < hard,
            "{kind:?} {easy} {medium} {hard}"
        );
        let at = |seed: u64| scene(kind, Band::Easy, Path::Walk, seed).objects().to_vec();
        assert_eq!(at(1), at(1));
        assert_ne!(at(1), at(2));
    }
}

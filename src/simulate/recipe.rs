//! From a recipe to a scene.

use super::random::Random;
use super::shade::{self, Quick, Scene};
use super::space::Space;
use super::stage::{Light, Stage};
use super::{
    Band, Kind, Mesh, Object, Path, Rendered, Track, View, World, draw, room, route, street,
    surface, tabletop, trace, tracks,
};
use crate::geom::{Camera, DVec2, DVec3, Pinhole};
use std::collections::BTreeMap;

/// How pictures are lit and drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// By day, quickly.
    Fast,
    /// Low warm sun, quickly.
    Evening,
    /// By night under a lamp, quickly.
    Lamp,
    /// By day, light followed over several surfaces; some hundred times slower.
    Best,
}

/// Everything that decides a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// What it shows.
    pub kind: Kind,
    /// How hard it is.
    pub band: Band,
    /// How the camera moves.
    pub path: Path,
    /// How pictures look.
    pub style: Style,
    /// Another seed, another scene.
    pub seed: u64,
    /// Views; a pair has two whatever this says.
    pub frames: u32,
    /// Picture width, px.
    pub width: u32,
    /// Picture height, px.
    pub height: u32,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            kind: Kind::Room,
            band: Band::Medium,
            path: Path::Walk,
            style: Style::Fast,
            seed: 0,
            frames: 24,
            width: 640,
            height: 480,
        }
    }
}

impl Recipe {
    /// The name of the scene: kind, band, path and seed.
    pub fn name(&self) -> String {
        let kind = match self.kind {
            Kind::Room => "room",
            Kind::Street => "street",
            Kind::Tabletop => "tabletop",
        };
        let band = match self.band {
            Band::Easy => "easy",
            Band::Medium => "medium",
            Band::Hard => "hard",
        };
        let path = match self.path {
            Path::Walk => "walk",
            Path::Orbit => "orbit",
            Path::Pair => "pair",
            Path::Static => "static",
        };
        format!("{kind}-{band}-{path}-{:06}", self.seed)
    }
}

/// Points asked on an object to find whether some view sees it.
const PROBES: u64 = 40;
/// Probes that must be seen, so that it is more than a speck.
const SEEN: usize = 2;

/// A scene of which everything is known.
#[derive(Clone, Debug)]
pub struct Simulated {
    recipe: Recipe,
    name: String,
    objects: Vec<Object>,
    views: Vec<View>,
    camera: Camera,
    floor: Vec<DVec2>,
    space: Space,
    light: Light,
    inside: [DVec3; 2],
}

impl Simulated {
    /// Builds the scene of a recipe; pictures are drawn when asked for.
    pub fn new(recipe: &Recipe) -> Self {
        let frames = match recipe.path {
            Path::Pair => 2,
            _ => recipe.frames.max(1),
        };
        let until_secs = f64::from(frames - 1) * route::step_secs(recipe.kind);
        let mut stage = match recipe.kind {
            Kind::Room => room::build(recipe.seed, recipe.band, until_secs),
            Kind::Street => street::build(recipe.seed, recipe.band, until_secs),
            Kind::Tabletop => tabletop::build(recipe.seed, recipe.band, until_secs),
        };
        let views = route::views(recipe.seed, recipe.kind, recipe.path, frames, &stage);
        let camera = camera(recipe);
        let mut scene = Self::assemble(recipe, &stage, views, camera);
        if recipe.band == Band::Easy {
            let unseen = scene.unseen(&stage);
            if !unseen.is_empty() {
                remove(&mut stage, &unseen);
                scene = Self::assemble(recipe, &stage, scene.views, camera);
            }
        }
        scene
    }

    fn assemble(recipe: &Recipe, stage: &Stage, views: Vec<View>, camera: Camera) -> Self {
        let mut solids = Vec::new();
        for (i, thing) in stage.things.iter().enumerate() {
            solids.extend(thing.solids(instance(i)));
        }
        let far = DVec3::splat(1e6);
        Self {
            recipe: *recipe,
            name: recipe.name(),
            objects: objects(stage),
            views,
            camera,
            floor: stage.floor.clone(),
            space: Space::new(solids),
            light: stage.light,
            inside: match stage.light.window {
                Some(_) => [
                    stage.floor[0].extend(0.0),
                    stage.floor[2].extend(stage.space[1].z + 0.3),
                ],
                None => [-far, far],
            },
        }
    }

    /// What made it.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// How many pixels of a view each instance would have if nothing were in front of it, the picture's border aside.
    pub fn unoccluded(&self, view: &View, camera: &Camera) -> BTreeMap<u16, u64> {
        draw::unoccluded(&self.scene(), view, camera)
    }

    /// The solids and where the lamp is.
    #[cfg(test)]
    pub(super) fn parts(&self) -> (&Space, DVec3) {
        (&self.space, self.light.lamp)
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            space: &self.space,
            light: &self.light,
            inside: self.inside,
            style: self.recipe.style,
            seed: self.recipe.seed,
        }
    }

    /// Indices of loose things that no view sees.
    fn unseen(&self, stage: &Stage) -> Vec<usize> {
        let scene = self.scene();
        let mut of: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for (i, solid) in self.space.solids.iter().enumerate() {
            of.entry(solid.instance).or_default().push(i);
        }
        (0..stage.things.len())
            .filter(|i| !stage.things[*i].fixed)
            .filter(|i| {
                let solids = of.get(&instance(*i)).map_or(&[] as &[usize], Vec::as_slice);
                !self.is_seen(&scene, solids, *i as u64)
            })
            .collect()
    }

    fn is_seen(&self, scene: &Scene<'_>, solids: &[usize], number: u64) -> bool {
        let mut seen = 0;
        for probe in 0..PROBES {
            let mut random = Random::at(self.recipe.seed, &[0x5ee, number, probe]);
            let Some(solid) = solids
                .get(random.below(solids.len()))
                .and_then(|i| self.space.solids.get(*i))
            else {
                return false;
            };
            let Some(own) = surface::point(solid, &mut random) else {
                continue;
            };
            let start = solid.world_from_solid.transform(own);
            let found = self.views.iter().any(|view| {
                let at = start + solid.velocity * view.time_secs;
                tracks::pixel_of(view, &self.camera, at).is_some_and(|p| self.camera.sees(p))
                    && tracks::in_sight(scene, view, at)
            });
            seen += usize::from(found);
            if seen >= SEEN {
                return true;
            }
        }
        false
    }
}

impl World for Simulated {
    fn name(&self) -> &str {
        &self.name
    }

    fn objects(&self) -> &[Object] {
        &self.objects
    }

    fn views(&self) -> &[View] {
        &self.views
    }

    fn camera(&self) -> &Camera {
        &self.camera
    }

    fn floor(&self) -> &[DVec2] {
        &self.floor
    }

    fn render(&self, view: &View, camera: &Camera) -> Rendered {
        let scene = self.scene();
        if self.recipe.style == Style::Best {
            return trace::draw(&scene, view, camera);
        }
        let quick = Quick::new(&scene, view.time_secs);
        draw::draw(&scene, view, camera, |tile| {
            let mut likely = None;
            let colours = tile.pixels.iter().zip(&tile.rays).map(|(pixel, ray)| {
                let light = match (pixel, ray) {
                    (Some(p), _) => quick.colour(&scene, &p.surface, &mut likely),
                    (None, Some(ray)) => quick.sky(view.world_from_camera.rotation * *ray),
                    (None, None) => DVec3::ZERO,
                };
                shade::film(light)
            });
            colours.collect()
        })
    }

    fn mesh(&self, edge_m: f64) -> Mesh {
        let mut mesh = Mesh::default();
        for solid in &self.space.solids {
            surface::triangulate(solid, edge_m, &mut mesh);
        }
        mesh
    }

    fn tracks(&self, count: usize) -> Vec<Track> {
        tracks::tracks(
            &self.scene(),
            &self.views,
            &self.camera,
            count,
            self.recipe.seed,
        )
    }
}

/// Instances count from 1.
fn instance(index: usize) -> u16 {
    u16::try_from(index + 1).unwrap_or(u16::MAX)
}

/// Removes things that nobody sees, but for those that carry something that stays.
fn remove(stage: &mut Stage, unseen: &[usize]) {
    let mut stays: Vec<bool> = (0..stage.things.len())
        .map(|i| !unseen.contains(&i))
        .collect();
    for i in (0..stage.things.len()).rev() {
        if let (true, Some(on)) = (stays[i], stage.things[i].on) {
            stays[on] = true;
        }
    }
    // What carries keeps its meaning under its new number.
    let mut next = 0;
    let numbers: Vec<usize> = stays
        .iter()
        .map(|stay| {
            next += usize::from(*stay);
            next.saturating_sub(1)
        })
        .collect();
    let things = std::mem::take(&mut stage.things);
    for (mut thing, stay) in things.into_iter().zip(stays) {
        if stay {
            thing.on = thing.on.map(|on| numbers[on]);
            stage.things.push(thing);
        }
    }
}

/// Objects with unique names: the class alone when there is one of it.
fn objects(stage: &Stage) -> Vec<Object> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for thing in &stage.things {
        *counts.entry(thing.draft.class).or_default() += 1;
    }
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    stage
        .things
        .iter()
        .enumerate()
        .map(|(i, thing)| {
            let class = thing.draft.class;
            let number = numbers.entry(class).or_default();
            *number += 1;
            let alone = counts.get(class) == Some(&1);
            Object {
                instance: instance(i),
                class: class.to_owned(),
                name: if alone {
                    class.to_owned()
                } else {
                    format!("{class} {number}")
                },
                obb: thing.obb(),
                velocity: thing.velocity,
            }
        })
        .collect()
}

/// A horizontal view of about 68 degrees, as phones have it.
fn camera(recipe: &Recipe) -> Camera {
    let [width, height] = [recipe.width.max(1), recipe.height.max(1)];
    let focal = 0.741_28 * f64::from(width);
    Camera::from(Pinhole {
        fx: focal,
        fy: focal,
        cx: 0.5 * f64::from(width),
        cy: 0.5 * f64::from(height),
        width,
        height,
    })
}

//! Quick light: one lamp with shadows, sun through the window, daylight from the window and from all around.

use super::Style;
use super::paint::colour;
use super::shadows::Shadows;
use super::solid::Shape;
use super::space::Space;
use super::stage::{Light, Portal};
use crate::geom::DVec3;

/// A ray starts this far off the surface, metres.
pub const OFF_M: f64 = 1e-5;

/// Half the width of the largest scene outdoors, metres.
const WIDE_M: f64 = 45.0;

/// What a picture is made of.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The solids.
    pub space: &'a Space,
    /// What lights them.
    pub light: &'a Light,
    /// The inside of the room, for its darker corners; as large as the world outdoors.
    pub inside: [DVec3; 2],
    /// The light's colours.
    pub style: Style,
    /// For the samples of traced light.
    pub seed: u64,
}

/// A point of a surface that a ray has met.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    /// Index of the solid.
    pub solid: usize,
    /// The point in the solid's own axes.
    pub own: DVec3,
    /// The point in world.
    pub at: DVec3,
    /// Unit normal in world, towards where the ray came from.
    pub normal: DVec3,
    /// The same in camera space.
    pub normal_in_camera: DVec3,
}

/// The colours of a style's light, linear.
#[derive(Clone, Copy, Debug)]
pub struct Mood {
    /// From all around.
    pub ambient: DVec3,
    /// From the window or the sky.
    pub sky: DVec3,
    /// The sun.
    pub sun: DVec3,
    /// The lamp.
    pub lamp: DVec3,
}

impl Style {
    /// Its colours.
    pub fn mood(self) -> Mood {
        let of = |rgb: u32, strength: f64| colour(rgb) * strength;
        match self {
            Self::Fast | Self::Best => Mood {
                ambient: of(0xf2_f2_f0, 0.42),
                sky: of(0xe8_f0_ff, 0.6),
                sun: of(0xff_f2_dc, 1.1),
                lamp: of(0xff_f4_e4, 0.34),
            },
            Self::Evening => Mood {
                ambient: of(0xe0_d4_d8, 0.3),
                sky: of(0xff_b8_80, 0.4),
                sun: of(0xff_a0_50, 1.0),
                lamp: of(0xff_dc_a8, 0.45),
            },
            Self::Lamp => Mood {
                ambient: of(0xf0_d0_a8, 0.2),
                sky: of(0x30_40_70, 0.1),
                sun: DVec3::ZERO,
                lamp: of(0xff_dc_a8, 1.0),
            },
        }
    }
}

/// The sky in a direction.
pub fn sky(mood: &Mood, along: DVec3) -> DVec3 {
    let up = along.normalize_or(DVec3::Z).z.clamp(0.0, 1.0);
    let horizon = DVec3::ONE * (mood.sky.element_sum() / 3.0);
    (horizon.lerp(mood.sky * DVec3::new(0.55, 0.75, 1.1), up)) * 1.6
}

/// The normal for shading: turned outwards near the edges of boxes whose paint says so.
pub fn soft_normal(scene: &Scene<'_>, surface: &Surface) -> DVec3 {
    let solid = &scene.space.solids[surface.solid];
    let round = solid.paint.round_m;
    if round <= 0.0 || solid.shape != Shape::Box {
        return surface.normal;
    }
    let rotation = solid.world_from_solid.rotation;
    let face = rotation.transpose() * surface.normal;
    let mut bent = face;
    for axis in 0..3 {
        let reach = round.min(solid.half[axis]);
        let into = (surface.own[axis].abs() - (solid.half[axis] - reach)) / reach;
        if face[axis].abs() < 0.5 && into > 0.0 {
            bent[axis] = surface.own[axis].signum() * into * into * 0.8;
        }
    }
    rotation * bent.normalize_or(face)
}

/// Where a ray to the sun leaves through the window, in lengths of the sun's direction; outdoors it always does.
pub fn sun_way(light: &Light, from: DVec3) -> Option<f64> {
    let Some(Portal {
        middle,
        across,
        up,
        inward,
    }) = light.window
    else {
        return Some(1e3);
    };
    let at = (middle - from).dot(inward) / light.sun.dot(inward);
    let meets = from + light.sun * at - middle;
    let within = |half: DVec3| meets.dot(half).abs() <= half.length_squared();
    // The wall's thickness lies behind the opening; a little more is asked for it.
    (at > 0.0 && within(across) && within(up)).then_some(at + 0.5)
}

/// What the quick light of one picture needs besides the scene.
pub struct Quick {
    mood: Mood,
    /// Of the lamp in rooms, of the sun outdoors.
    shadows: Shadows,
    time_secs: f64,
}

impl Quick {
    /// At a time.
    pub fn new(scene: &Scene<'_>, time_secs: f64) -> Self {
        Self {
            mood: scene.style.mood(),
            shadows: match scene.light.window {
                Some(_) => Shadows::new(scene.space, scene.light.lamp, time_secs),
                None => Shadows::of_sun(scene.space, scene.light.sun, WIDE_M, time_secs),
            },
            time_secs,
        }
    }

    /// The colour of the sky in a direction, linear.
    pub fn sky(&self, along: DVec3) -> DVec3 {
        sky(&self.mood, along)
    }

    /// The colour of a surface, linear. `likely` is the solid that shaded the last one.
    pub fn colour(
        &self,
        scene: &Scene<'_>,
        surface: &Surface,
        likely: &mut Option<usize>,
    ) -> DVec3 {
        let solid = &scene.space.solids[surface.solid];
        let own_normal = solid.normal(surface.own);
        let albedo = solid.paint.at(surface.own, solid.half, own_normal);
        let normal = soft_normal(scene, surface);
        let from = surface.at + surface.normal * OFF_M;
        // From below a little of what the floor throws back.
        let side = 0.5 + 0.5 * normal.z;
        let mut light = self.mood.ambient * (0.62 + 0.38 * side) * corners(scene, surface);
        light += self.sun(scene, normal, surface, from, likely);
        match &scene.light.window {
            Some(window) => {
                let to = window.middle + window.inward * 0.1 - from;
                let away = to.length_squared();
                let cos = to.dot(normal) / away.sqrt();
                // A wide window reaches around edges.
                light += self.mood.sky * ((cos + 0.25) / 1.25).max(0.0) * (3.0 / (3.0 + away));
                let to = scene.light.lamp - from;
                let away = to.length_squared();
                let cos = to.dot(normal) / away.sqrt();
                if cos > 0.0 && !self.shadows.hide(from) {
                    light += self.mood.lamp * cos * (3.0 / (1.5 + away));
                }
            }
            None => light += self.mood.sky * side * 0.5,
        }
        albedo * light + albedo * solid.paint.glow
    }

    fn sun(
        &self,
        scene: &Scene<'_>,
        normal: DVec3,
        surface: &Surface,
        from: DVec3,
        likely: &mut Option<usize>,
    ) -> DVec3 {
        let to = scene.light.sun;
        let facing = normal.dot(to);
        if facing <= 0.0 || surface.normal.dot(to) <= 0.0 || self.mood.sun == DVec3::ZERO {
            return DVec3::ZERO;
        }
        let hidden = match (scene.light.window, sun_way(scene.light, from)) {
            (None, _) => self.shadows.hide(from),
            (Some(_), None) => true,
            (Some(_), Some(far)) => {
                let range = [1e-9, far];
                let by = scene
                    .space
                    .blocked_by(from, to, range, self.time_secs, *likely);
                *likely = by.or(*likely);
                by.is_some()
            }
        };
        if hidden {
            return DVec3::ZERO;
        }
        self.mood.sun * facing
    }
}

/// Corners of a room are darker.
fn corners(scene: &Scene<'_>, surface: &Surface) -> f64 {
    let [low, high] = scene.inside;
    let (to_low, to_high) = (surface.at - low, high - surface.at);
    let mut open = 1.0;
    for axis in 0..3 {
        for (away, faces) in [
            (to_low[axis], surface.normal[axis]),
            (to_high[axis], -surface.normal[axis]),
        ] {
            let near = 1.0 - away.max(0.0) / 0.45;
            if faces < 0.5 && near > 0.0 {
                open *= 1.0 - 0.34 * near * near;
            }
        }
    }
    open
}

/// Bright values pressed below 1, dark and middle ones nearly kept.
pub fn film(light: DVec3) -> DVec3 {
    let x = light.max(DVec3::ZERO) * 1.5;
    x * (DVec3::ONE + x / 12.0) / (DVec3::ONE + x * 0.62)
}

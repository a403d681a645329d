//! A scene while it is furnished: what stands where, so that nothing stands in anything else.

use super::draft::{Draft, Footprint, Thing};
use super::random::Random;
use crate::geom::{DVec2, DVec3};

/// Things this near to each other still count as apart, metres.
const TOUCH: f64 = 1e-6;

/// What lights a scene.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// A window that daylight falls through; `None` outdoors.
    pub window: Option<Portal>,
    /// Unit direction to the sun.
    pub sun: DVec3,
    /// Where the lamp hangs.
    pub lamp: DVec3,
}

/// A rectangle that daylight falls through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portal {
    /// Its middle, world.
    pub middle: DVec3,
    /// From the middle to its right edge, seen from inside.
    pub across: DVec3,
    /// From the middle to its upper edge.
    pub up: DVec3,
    /// Unit vector into the room.
    pub inward: DVec3,
}

/// What a kind of scene builds.
#[derive(Clone, Debug)]
pub struct Stage {
    /// All things.
    pub things: Vec<Thing>,
    /// The floor's outline, counter-clockwise.
    pub floor: Vec<DVec2>,
    /// Where cameras may be: lowest and highest corner.
    pub space: [DVec3; 2],
    /// What cameras look at.
    pub focus: DVec3,
    /// How far from the focus an orbit is, metres.
    pub orbit_m: f64,
    /// What lights it.
    pub light: Light,
    /// How long things move, seconds.
    pub until_secs: f64,
    taken: Vec<Taken>,
}

/// The room that a thing takes over the whole time.
#[derive(Clone, Copy, Debug)]
struct Taken {
    footprint: Footprint,
    heights: [f64; 2],
}

impl Stage {
    /// An empty one on a rectangle of the ground.
    pub fn new([low, high]: [DVec3; 2], light: Light, until_secs: f64) -> Self {
        let corner = |x: f64, y: f64| DVec2::new(x, y);
        Self {
            things: Vec::new(),
            floor: vec![
                corner(low.x, low.y),
                corner(high.x, low.y),
                corner(high.x, high.y),
                corner(low.x, high.y),
            ],
            space: [low, high],
            focus: (low + high) * 0.5,
            orbit_m: 2.0,
            light,
            until_secs,
            taken: Vec::new(),
        }
    }

    /// Puts a part of the building or ground. It keeps no room free, as everything stands against it.
    pub fn fix(&mut self, mut thing: Thing) {
        thing.fixed = true;
        self.things.push(thing);
    }

    /// Keeps a volume free of everything that is put later, without an object in it.
    pub fn keep_free(&mut self, footprint: Footprint, heights: [f64; 2]) {
        self.taken.push(Taken { footprint, heights });
    }

    /// Puts something if nothing is within `clear_m` around it and it is within the floor; returns its index.
    pub fn put(&mut self, thing: Thing, clear_m: f64) -> Option<usize> {
        self.fits(&thing, clear_m).then(|| self.push(thing))
    }

    /// Whether there is room.
    pub fn fits(&self, thing: &Thing, clear_m: f64) -> bool {
        let footprint = thing.footprint(self.until_secs);
        let [low, high] = [thing.bottom(), thing.top()];
        let [from, to] = [self.floor[0], self.floor[2]];
        let more = DVec2::splat(TOUCH);
        if !footprint.within(from - more, to + more) {
            return false;
        }
        let grown = footprint.grown(clear_m);
        self.taken.iter().all(|t| {
            high <= t.heights[0] + TOUCH
                || low >= t.heights[1] - TOUCH
                || !grown.overlaps(&t.footprint)
        })
    }

    /// Puts something on top of another, at a random place and turn within its top.
    pub fn put_on(&mut self, base: usize, draft: Draft, random: &mut Random) -> Option<usize> {
        let size = draft.size();
        let (obb, level, yaw) = {
            let base = self.things.get(base)?;
            (base.obb(), base.top(), base.yaw_rad)
        };
        let room = obb.half_extents.truncate() - DVec2::splat(0.045);
        for _ in 0..12 {
            // What has a front keeps it in sight, more or less; a whole turn would need more room.
            let turn = random.between(-0.5, 0.5);
            let (s, c) = (libm::sin(turn).abs(), libm::cos(turn));
            let reach = DVec2::new(size.x * c + size.y * s, size.x * s + size.y * c) * 0.5;
            let free = room - reach;
            if free.min_element() < 0.0 {
                continue;
            }
            let x = random.between(-free.x, free.x);
            let y = random.between(-free.y, free.y);
            let middle = obb.center + obb.rotation * DVec3::new(x, y, 0.0);
            let [low, high] = draft.extent();
            let off = super::draft::turned(yaw + turn) * ((low + high) * 0.5).with_z(0.0);
            let mut thing = draft
                .clone()
                .placed((middle - off).with_z(level), yaw + turn);
            thing.on = Some(base);
            if let Some(index) = self.put(thing, 0.008) {
                return Some(index);
            }
        }
        None
    }

    /// Puts something in or on another at a place in the other's own axes, turned with it; nothing else is asked.
    pub fn put_in(&mut self, base: usize, draft: Draft, at: DVec3) -> Option<usize> {
        let base_thing = self.things.get(base)?;
        let turn = super::draft::turned(base_thing.yaw_rad);
        let mut thing = draft.placed(base_thing.at + turn * at, base_thing.yaw_rad);
        thing.on = Some(base);
        Some(self.push(thing))
    }

    /// The top of the rugs under a thing, or the floor.
    pub fn ground_under(&self, footprint: &Footprint) -> f64 {
        self.things
            .iter()
            .filter(|t| t.draft.class == "rug")
            .filter(|t| t.footprint(0.0).overlaps(footprint))
            .map(Thing::top)
            .fold(0.0, f64::max)
    }

    /// Whether a camera may be at a point: within the space and half a step from everything at its height.
    pub fn clear_for_camera(&self, at: DVec3, clear_m: f64) -> bool {
        let [low, high] = self.space;
        let inside = at.cmpge(low + clear_m).all() && at.cmple(high - clear_m).all();
        inside
            && self.taken.iter().all(|t| {
                at.z + clear_m < t.heights[0]
                    || at.z - clear_m > t.heights[1]
                    || !t.footprint.grown(clear_m).holds(at.truncate())
            })
    }

    fn push(&mut self, thing: Thing) -> usize {
        self.taken.push(Taken {
            footprint: thing.footprint(self.until_secs),
            heights: [thing.bottom(), thing.top()],
        });
        self.things.push(thing);
        self.things.len() - 1
    }
}

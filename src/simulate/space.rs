//! All solids of a scene, arranged so that a ray asks few of them.

use super::solid::Solid;
use crate::geom::DVec3;

/// Solids in a leaf of the tree at most.
const LEAF: usize = 3;
/// Levels of the tree at most; halving by count keeps 2^40 solids within.
const DEPTH: usize = 48;

/// Where a ray meets a surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// In lengths of the ray's direction.
    pub at: f64,
    /// Index of the solid.
    pub solid: usize,
}

/// A box along the world's axes.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    low: DVec3,
    high: DVec3,
}

/// A node of the tree: a leaf holds `order[first..first + count]`; an inner one has its left child next to it, its
/// right child at `first`.
#[derive(Clone, Copy, Debug)]
struct Node {
    bounds: Bounds,
    first: u32,
    count: u32,
}

/// Solids and a tree over those that stand still.
#[derive(Clone, Debug, Default)]
pub struct Space {
    /// All solids.
    pub solids: Vec<Solid>,
    nodes: Vec<Node>,
    order: Vec<u32>,
    moving: Vec<u32>,
}

impl Bounds {
    const NONE: Self = Self {
        low: DVec3::INFINITY,
        high: DVec3::NEG_INFINITY,
    };

    fn of(solid: &Solid) -> Self {
        let [x, y, z] = [DVec3::X, DVec3::Y, DVec3::Z].map(|axis| solid.span(axis));
        // A little more than exact, so that rounding loses no ray that grazes.
        let more = DVec3::splat(1e-9);
        Self {
            low: DVec3::new(x[0], y[0], z[0]) - more,
            high: DVec3::new(x[1], y[1], z[1]) + more,
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// Where a ray enters, if before `far`.
    fn enter(&self, from: DVec3, per: DVec3, far: f64) -> Option<f64> {
        let (a, b) = ((self.low - from) * per, (self.high - from) * per);
        let (near, away) = (a.min(b), a.max(b));
        let enter = near.x.max(near.y).max(near.z).max(0.0);
        let leave = away.x.min(away.y).min(away.z).min(far);
        (enter <= leave).then_some(enter)
    }
}

impl Space {
    /// Arranges solids.
    pub fn new(solids: Vec<Solid>) -> Self {
        let index = 0..solids.len() as u32;
        let (mut order, moving): (Vec<u32>, Vec<u32>) =
            index.partition(|i| solids[*i as usize].velocity == DVec3::ZERO);
        let bounds: Vec<Bounds> = solids.iter().map(Bounds::of).collect();
        let mut nodes = Vec::with_capacity(order.len() * 2);
        if !order.is_empty() {
            let all = order.len();
            split(&bounds, &mut order, 0..all, &mut nodes);
        }
        Self {
            solids,
            nodes,
            order,
            moving,
        }
    }

    /// The first surface that a ray of world meets between `near` and `far`, at a time.
    pub fn nearest(
        &self,
        from: DVec3,
        along: DVec3,
        [near, far]: [f64; 2],
        time_secs: f64,
    ) -> Option<Hit> {
        let mut best = Hit {
            at: far,
            solid: usize::MAX,
        };
        self.visit(from, along, far, |i| {
            self.ask(i, from, along, near, time_secs, &mut best);
            best.at
        });
        for i in &self.moving {
            self.ask(*i, from, along, near, time_secs, &mut best);
        }
        (best.solid != usize::MAX).then_some(best)
    }

    /// Any solid that a ray of world meets between `near` and `far`, at a time; asks `likely` first.
    pub fn blocked_by(
        &self,
        from: DVec3,
        along: DVec3,
        [near, far]: [f64; 2],
        time_secs: f64,
        likely: Option<usize>,
    ) -> Option<usize> {
        let none = Hit {
            at: far,
            solid: usize::MAX,
        };
        let mut best = none;
        let first = likely.filter(|i| *i < self.solids.len()).map(|i| i as u32);
        for i in first.iter().chain(&self.moving) {
            self.ask(*i, from, along, near, time_secs, &mut best);
            if best.solid != usize::MAX {
                return Some(best.solid);
            }
        }
        self.visit(from, along, far, |i| {
            if best.solid == usize::MAX {
                self.ask(i, from, along, near, time_secs, &mut best);
            }
            // Nothing beyond the eye is worth a look any more.
            if best.solid == usize::MAX { far } else { -1.0 }
        });
        (best.solid != usize::MAX).then_some(best.solid)
    }

    fn ask(&self, i: u32, from: DVec3, along: DVec3, near: f64, time_secs: f64, best: &mut Hit) {
        let solid = &self.solids[i as usize];
        let (own_from, own_along) = solid.in_own_axes(from, along, time_secs);
        if let Some(at) = solid.hit(own_from, own_along, near)
            && at < best.at
        {
            *best = Hit {
                at,
                solid: i as usize,
            };
        }
    }

    /// Calls `ask` for the solids of every leaf that the ray enters, near ones first; `ask` says how far is still of
    /// interest.
    fn visit(&self, from: DVec3, along: DVec3, far: f64, mut ask: impl FnMut(u32) -> f64) {
        let per = DVec3::ONE / along;
        let mut far = far;
        let mut stack = [(0u32, 0.0f64); DEPTH];
        let root = self.nodes.first();
        if root.and_then(|n| n.bounds.enter(from, per, far)).is_none() {
            return;
        }
        let mut top = 1;
        while top > 0 {
            top -= 1;
            let (mut index, enter) = stack[top];
            if enter > far {
                continue;
            }
            loop {
                let node = &self.nodes[index as usize];
                if node.count > 0 {
                    let range = node.first as usize..(node.first + node.count) as usize;
                    for i in &self.order[range] {
                        far = ask(*i);
                    }
                    break;
                }
                let [left, right] = [index + 1, node.first];
                let enters = [left, right]
                    .map(|child| self.nodes[child as usize].bounds.enter(from, per, far));
                match enters {
                    [Some(a), Some(b)] => {
                        let (near, other) = if a <= b {
                            (left, (right, b))
                        } else {
                            (right, (left, a))
                        };
                        stack[top] = other;
                        top += 1;
                        index = near;
                    }
                    [Some(_), None] => index = left,
                    [None, Some(_)] => index = right,
                    [None, None] => break,
                }
            }
        }
    }
}

/// Halves by the middle along the longest axis.
fn split(
    bounds: &[Bounds],
    order: &mut [u32],
    range: std::ops::Range<usize>,
    nodes: &mut Vec<Node>,
) {
    let items = &mut order[range.clone()];
    let all = items
        .iter()
        .fold(Bounds::NONE, |b, i| b.with(bounds[*i as usize]));
    let here = nodes.len();
    nodes.push(Node {
        bounds: all,
        first: range.start as u32,
        count: items.len() as u32,
    });
    if items.len() <= LEAF {
        return;
    }
    let middle_of = |i: &u32| bounds[*i as usize].low + bounds[*i as usize].high;
    let (low, high) = items
        .iter()
        .fold((DVec3::INFINITY, DVec3::NEG_INFINITY), |(low, high), i| {
            (low.min(middle_of(i)), high.max(middle_of(i)))
        });
    let size = high - low;
    let axis = if size.x >= size.y && size.x >= size.z {
        0
    } else if size.y >= size.z {
        1
    } else {
        2
    };
    // The index settles ties, so that the tree is the same everywhere.
    items.sort_unstable_by(|a, b| {
        middle_of(a)[axis]
            .total_cmp(&middle_of(b)[axis])
            .then(a.cmp(b))
    });
    let middle = range.start + items.len() / 2;
    split(bounds, order, range.start..middle, nodes);
    nodes[here].first = nodes.len() as u32;
    nodes[here].count = 0;
    split(bounds, order, middle..range.end, nodes);
}

#[cfg(test)]
mod tests {
    use super::super::paint::Paint;
    use super::super::random::Random;
    use super::super::solid::Shape;
    use super::*;
    use crate::geom::{Obb, Pose};

    fn scattered(count: u16) -> Vec<Solid> {
        let mut random = Random::of(3, &["space"]);
        (0..count)
            .map(|i| {
                let mut at = || random.between(-4.0, 4.0);
                let middle = DVec3::new(at(), at(), at());
                let turn = Obb::upright(middle, DVec3::ONE, at());
                Solid {
                    shape: [Shape::Box, Shape::Ellipsoid, Shape::Wedge][usize::from(i % 3)],
                    half: DVec3::new(0.1, 0.3, 0.2),
                    world_from_solid: Pose {
                        rotation: turn.rotation,
                        translation: middle,
                    },
                    velocity: DVec3::X * f64::from(u8::from(i % 10 == 0)),
                    instance: i + 1,
                    paint: Paint::plain(0),
                }
            })
            .collect()
    }

    #[test]
    fn the_tree_finds_what_asking_everyone_finds() {
        let space = Space::new(scattered(200));
        let mut random = Random::of(4, &["rays"]);
        let mut hits = 0;
        for _ in 0..500 {
            let mut at = || random.between(-5.0, 5.0);
            let (from, along) = (DVec3::new(at(), at(), at()), DVec3::new(at(), at(), at()));
            let asked = (0..space.solids.len())
                .filter_map(|solid| {
                    let s = &space.solids[solid];
                    let (f, a) = s.in_own_axes(from, along, 0.5);
                    s.hit(f, a, 1e-6).map(|at| Hit { at, solid })
                })
                .filter(|hit| hit.at < 1.0)
                .min_by(|a, b| a.at.total_cmp(&b.at));
            let found = space.nearest(from, along, [1e-6, 1.0], 0.5);
            assert_eq!(found, asked);
            let blocked = space.blocked_by(from, along, [1e-6, 1.0], 0.5, None);
            assert_eq!(blocked.is_some(), asked.is_some());
            hits += usize::from(asked.is_some());
        }
        assert!(hits > 50, "{hits}");
    }
}

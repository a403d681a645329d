//! Boxes of objects in a frame's picture, with their names.

use super::super::media_layout::beside;
use super::distance_m;
use crate::geom::{Camera, DVec2, Piece, PictureLines};
use crate::raster::category_colour;
use crate::scene::Frame;
use crate::ui::browse::layers::IdLayer;
use crate::ui::browse::open::Opened;
use crate::ui::theme::Theme;
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::mark::Mark;
use crate::ui::widgets::plate::{Plate, PlateSize};
use egui::{Color32, Painter, Pos2, Rect, Stroke, vec2};
use std::sync::Arc;

/// With fewer pixels than this in the map of objects, an object is not said to be in the picture.
const FEWEST_PX: u32 = 24;
/// Names drawn at most.
const NAMES: usize = 32;

/// One object's box in the picture.
struct Outline {
    instance: u32,
    class: u16,
    name: String,
    pieces: Vec<Piece>,
    /// Around the pieces, pixels.
    low: DVec2,
    high: DVec2,
    distance_m: f64,
    /// The map of objects does not name it: only drawn when it is lit.
    hidden: bool,
}

/// The boxes of a frame, projected once.
#[derive(Default)]
pub(super) struct Outlines {
    of: Option<(usize, usize, bool, bool)>,
    all: Vec<Outline>,
}

/// How boxes are drawn now.
pub(super) struct Look<'a> {
    pub boxes: bool,
    pub names: bool,
    /// Name under which one is lit.
    pub lit: Option<&'a str>,
    /// From pixels of the outlines' camera to the screen.
    pub to_screen: &'a dyn Fn(DVec2) -> Pos2,
    /// The picture on screen.
    pub within: Rect,
}

/// The colour of a class, the same in lists, pictures and clouds.
pub(super) fn class_colour(number: u16) -> Color32 {
    let [r, g, b] = category_colour(number);
    #[expect(
        clippy::disallowed_methods,
        reason = "there are as many colours as classes; they are counted, not designed"
    )]
    Color32::from_rgb(r, g, b)
}

impl Outlines {
    /// Projects the boxes, unless these are the same as last time. `by_depth` says that `camera` is the depth map's.
    pub fn follow(
        &mut self,
        opened: &Arc<Opened>,
        (number, frame): (usize, &Frame),
        (camera, by_depth): (&Camera, bool),
        ids: Option<&IdLayer>,
    ) {
        let of = (
            Arc::as_ptr(opened) as usize,
            number,
            by_depth,
            ids.is_some(),
        );
        if self.of == Some(of) {
            return;
        }
        self.of = Some(of);
        let lines = PictureLines::new(camera);
        let camera_from_world = frame.world_from_camera.inverse();
        let eye = frame.world_from_camera.translation;
        let objects = opened.scene.objects.iter().zip(&opened.classes);
        let outline = |(object, class): (&crate::scene::Object, &u16)| {
            let pieces = lines.edges(&camera_from_world, &object.obb);
            let first = pieces.first()?.0;
            let ends = pieces.iter().flat_map(|(a, b)| [*a, *b]);
            let (low, high) = ends.fold((first, first), |(low, high), p| (low.min(p), high.max(p)));
            let named = |layer: &IdLayer| {
                let pixels = layer.counts.get(&object.instance);
                pixels.is_some_and(|pixels| *pixels >= FEWEST_PX)
            };
            Some(Outline {
                instance: object.instance,
                class: *class,
                name: object.name.clone(),
                low,
                high,
                distance_m: distance_m(frame, object),
                // A box around the camera is a room, and would frame nothing.
                hidden: ids.is_some_and(|layer| !named(layer)) || object.obb.contains(eye, 1.0),
                pieces,
            })
        };
        self.all = objects.filter_map(outline).collect();
        // The nearest name is the one that has room.
        self.all
            .sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    }

    /// Draws boxes, then names that have room beside what is `taken`.
    pub fn paint(&self, painter: &Painter, look: &Look<'_>, taken: &mut Vec<Rect>) {
        let theme = Theme::of(painter.ctx());
        let lit = |o: &Outline| look.lit == Some(&*format!("o{}", o.instance));
        let any_lit = self.all.iter().any(lit);
        let shown = |o: &&Outline| lit(o) || (look.boxes && !o.hidden);
        let styles = &TOKENS.evidence_style;
        // Lit ones last, so that nothing lies over them.
        let order = [false, true].map(|wanted| self.all.iter().filter(move |o| lit(o) == wanted));
        for outline in order.into_iter().flatten().filter(shown) {
            let (width, alpha) = match (lit(outline), any_lit) {
                (true, _) => (styles.of(Mark::Subject).stroke, 1.0),
                (false, true) => (
                    styles.of(Mark::Distractor).stroke,
                    styles.hidden_part.alpha,
                ),
                (false, false) => (styles.of(Mark::Distractor).stroke, 1.0),
            };
            let halo = Stroke::new(
                width + TOKENS.stroke.hairline,
                theme.scene().halo.gamma_multiply(alpha),
            );
            let color = class_colour(outline.class).gamma_multiply(alpha);
            for stroke in [halo, Stroke::new(width, color)] {
                for (a, b) in &outline.pieces {
                    painter.line_segment([(look.to_screen)(*a), (look.to_screen)(*b)], stroke);
                }
            }
        }
        let named = |o: &&Outline| lit(o) || (look.boxes && look.names && !o.hidden);
        let order = [true, false].map(|wanted| self.all.iter().filter(move |o| lit(o) == wanted));
        let named: Vec<&Outline> = order
            .into_iter()
            .flatten()
            .filter(named)
            .take(NAMES)
            .collect();
        for outline in named {
            let faded = any_lit && !lit(outline);
            name(painter, outline, look, faded, taken);
        }
    }
}

/// A name above its box, where there is room.
fn name(
    painter: &Painter,
    outline: &Outline,
    look: &Look<'_>,
    faded: bool,
    taken: &mut Vec<Rect>,
) {
    let plate = Plate {
        size: PlateSize::Small,
        ..Plate::new(None, &outline.name)
    };
    let size = plate.size(painter);
    let inside = look.within.intersect(painter.clip_rect()).shrink(2.0);
    if inside.width() < size.x || inside.height() < size.y {
        return;
    }
    let top = DVec2::new((outline.low.x + outline.high.x) / 2.0, outline.low.y);
    let above = (look.to_screen)(top) - vec2(size.x / 2.0, size.y + 2.0);
    let min = above.clamp(inside.min, inside.max - size);
    let place = beside(Rect::from_min_size(min, size), inside, taken);
    // A name far from its box would name something else.
    let near = (place.min - min).length() <= 2.0 * size.y;
    if near && taken.iter().all(|other| !other.intersects(place)) {
        plate.paint(painter, place.min, faded);
        taken.push(place);
    }
}

//! Boxes of objects in a frame's picture, with their names.

use super::super::media_layout::beside;
use crate::geom::{Camera, DVec2, PictureLines, Piece};
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
const NAMES: usize = 24;

/// One object's box in the picture.
struct Outline {
    instance: u32,
    class: u16,
    name: String,
    pieces: Vec<Piece>,
    /// Around the pieces, pixels.
    low: DVec2,
    high: DVec2,
    /// The map of objects does not name it: only drawn when it is lit.
    hidden: bool,
}

impl Outline {
    fn area(&self) -> f64 {
        let size = self.high - self.low;
        size.x * size.y
    }
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
    /// The depth map is below.
    pub by_depth: bool,
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
                // A box around the camera is a room, and would frame nothing.
                hidden: ids.is_some_and(|layer| !named(layer)) || object.obb.contains(eye, 1.0),
                pieces,
            })
        };
        self.all = objects.filter_map(outline).collect();
        // What is large in the picture is named first.
        self.all.sort_by(|a, b| b.area().total_cmp(&a.area()));
    }

    /// Draws the boxes, lit ones last, so that nothing lies over them.
    pub fn paint_boxes(&self, painter: &Painter, look: &Look<'_>) {
        let scene = Theme::of(painter.ctx()).scene();
        let any_lit = self.all.iter().any(|o| look.is_lit(o));
        let shown = |o: &&Outline| look.is_lit(o) || (look.boxes && !o.hidden);
        let styles = &TOKENS.evidence_style;
        for wanted in [false, true] {
            let of = self.all.iter().filter(|o| look.is_lit(o) == wanted);
            for outline in of.filter(shown) {
                let (width, alpha) = match (wanted, any_lit) {
                    (true, _) => (styles.of(Mark::Subject).stroke, 1.0),
                    (false, true) => (styles.of(Mark::Distractor).stroke, styles.hidden_part.alpha),
                    (false, false) => (styles.of(Mark::Distractor).stroke, 1.0),
                };
                // Over colours that mean depth, another colour would mean nothing.
                let color = match look.by_depth && !wanted {
                    true => scene.camera,
                    false => class_colour(outline.class),
                };
                let halo = Stroke::new(width + TOKENS.stroke.hairline, scene.halo);
                for stroke in [halo, Stroke::new(width, color)] {
                    let stroke = Stroke::new(stroke.width, stroke.color.gamma_multiply(alpha));
                    for (a, b) in &outline.pieces {
                        let ends = [(look.to_screen)(*a), (look.to_screen)(*b)];
                        painter.line_segment(ends, stroke);
                    }
                }
            }
        }
    }

    /// Draws the names that have room beside what is `taken`; while one is lit, its own alone.
    pub fn paint_names(&self, painter: &Painter, look: &Look<'_>, taken: &mut Vec<Rect>) {
        let any_lit = self.all.iter().any(|o| look.is_lit(o));
        let named = |o: &&Outline| match any_lit {
            true => look.is_lit(o),
            false => look.boxes && look.names && !o.hidden,
        };
        for outline in self.all.iter().filter(named).take(NAMES) {
            name(painter, outline, look, taken);
        }
    }
}

impl Look<'_> {
    fn is_lit(&self, outline: &Outline) -> bool {
        let instance = self.lit.and_then(|lit| lit.strip_prefix('o'));
        instance.is_some_and(|i| i.parse() == Ok(outline.instance))
    }
}

/// A name above its box, where there is room.
fn name(painter: &Painter, outline: &Outline, look: &Look<'_>, taken: &mut Vec<Rect>) {
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
    let near = (place.min - min).length() <= 1.2 * size.y || look.is_lit(outline);
    if near
        && taken
            .iter()
            .all(|other| !other.expand(1.0).intersects(place))
    {
        plate.paint(painter, place.min, false);
        taken.push(place);
    }
}

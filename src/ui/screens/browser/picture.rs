//! The open frame's picture with its layers: depth in colours, objects tinted, boxes and names over either, and what is
//! under the pointer.

use super::layers::Layer;
use super::legend::{legend, length};
use super::outlines::{Look, Outlines};
use super::{Cx, lit_name};
use crate::geom::{Camera, DVec2};
use crate::scene::{Frame, Object, probe};
use crate::ui::browse::Browse;
use crate::ui::browse::layers::{DepthLayer, IdLayer};
use crate::ui::browse::loader::{Kind, Piece};
use crate::ui::browse::open::Opened;
use crate::ui::icons;
use crate::ui::keys::{Action, Situation};
use crate::ui::screens::panes::{self, Pane};
use crate::ui::screens::scene_labels::{Part, hint_plate};
use crate::ui::state::Command;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::button::{Button, icon_button};
use crate::ui::widgets::image_view::{ImageOutput, ImageZoom, image_view};
use crate::ui::widgets::message::missing;
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::pane_tabs;
use crate::ui::widgets::plate::Plate;
use egui::{Color32, Pos2, Rect, Sense, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// Distance of plates from the pane's border, and of the value from the pointer, points.
const MARGIN: f32 = 12.0;
const BESIDE: f32 = 14.0;

/// What the pane remembers.
pub(super) struct PicturePane {
    layer: Layer,
    boxes: bool,
    names: bool,
    zoom: ImageZoom,
    outlines: Outlines,
    /// What is said of what is under the pointer.
    said: Option<String>,
}

impl Default for PicturePane {
    fn default() -> Self {
        Self {
            layer: Layer::default(),
            boxes: true,
            names: true,
            zoom: ImageZoom::default(),
            outlines: Outlines::default(),
            said: None,
        }
    }
}

/// The maps of the open frame, as far as they are there.
struct Maps {
    depth: Option<Arc<DepthLayer>>,
    ids: Option<Arc<IdLayer>>,
}

/// The camera of what is shown, and how its pixels lie in the picture's.
#[derive(Clone, Copy)]
struct Space {
    camera: Camera,
    by_depth: bool,
    /// Pixels of the picture for a pixel.
    scale: DVec2,
}

impl Space {
    fn of(frame: &Frame, by_depth: bool) -> Self {
        let own = &frame.camera;
        let camera = match (&frame.depth, by_depth) {
            (Some(depth), true) => depth.camera,
            _ => *own,
        };
        let size = |c: &Camera| DVec2::new(f64::from(c.pinhole.width), f64::from(c.pinhole.height));
        Self {
            camera,
            by_depth,
            scale: size(own) / size(&camera),
        }
    }
}

impl PicturePane {
    /// For another scene: what the person chose stays.
    pub fn anew(&self) -> Self {
        Self {
            layer: self.layer,
            boxes: self.boxes,
            names: self.names,
            ..Self::default()
        }
    }

    /// Whether boxes are drawn.
    pub fn boxes(&self) -> bool {
        self.boxes
    }

    #[cfg(test)]
    pub fn layer(&self) -> Layer {
        self.layer
    }

    #[cfg(test)]
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// Does what a key asks for; `false` when the action is none of this pane's.
    pub fn act(&mut self, action: Action) -> bool {
        match (Layer::of(action), action) {
            (Some(layer), _) => self.layer = layer,
            (None, Action::ToggleBoxes) => self.boxes = !self.boxes,
            (None, Action::ToggleNames) => self.names = !self.names,
            _ => return false,
        }
        true
    }

    /// Shows the pane; returns the object that was clicked.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        browse: &mut Browse,
        opened: &Arc<Opened>,
        (number, frame): (usize, &Frame),
    ) -> Option<u32> {
        panes::here(ui, Pane::Media, ui.max_rect());
        ui.spacing_mut().item_spacing.y = 0.0;
        self.header(ui, opened.scene.frames.len(), number);
        self.said = None;
        let pane = ui.available_rect_before_wrap();
        let fill = Theme::of(ui.ctx()).palette().bg.viewport;
        ui.painter().rect_filled(pane, 0.0, fill);
        let maps = maps(browse, number);
        if let Some(why) = self.failed(browse, number) {
            if missing(ui, pane, &why, tr("browser.try_again")) {
                cx.push(Command::OpenScene(None));
            }
            return None;
        }
        let by_depth = self.layer == Layer::Depth && maps.depth.is_some();
        let kind = if by_depth { Kind::Depth } else { Kind::Image };
        let name = tr_with("browser.picture_of", &[("name", &frame.id)]);
        let Some((texture, _)) = browse.texture(ui.ctx(), number, kind) else {
            let response = ui.allocate_rect(pane, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &name));
            return None;
        };
        let space = Space::of(frame, by_depth);
        let size = vec2(
            frame.camera.pinhole.width as f32,
            frame.camera.pinhole.height as f32,
        );
        let out = image_view(ui, pane, &mut self.zoom, texture, size, &name);
        if self.layer == Layer::Objects
            && let Some((tints, _)) = browse.texture(ui.ctx(), number, Kind::Ids)
        {
            let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
            ui.painter_at(pane)
                .image(tints, out.place, uv, Color32::WHITE);
        }
        self.outlines.follow(
            opened,
            (number, frame),
            (&space.camera, by_depth),
            maps.ids.as_deref(),
        );
        let under = self.under(&out, opened, frame, &space, &maps);
        if let Some(object) = under.object {
            cx.hover(Some(lit_name(object)));
        }
        self.over(ui, cx, pane, &out, opened, frame, &space, &maps, &under);
        under
            .object
            .filter(|_| out.response.clicked())
            .map(|o| o.instance)
    }

    fn header(&mut self, ui: &mut Ui, all: usize, number: usize) {
        let names = Layer::ALL.map(Layer::name);
        let fitted = self.zoom.is_fitted();
        let at = tr_with(
            "browser.frame_of",
            &[("at", &count(number + 1)), ("all", &count(all))],
        );
        let mut asked = None;
        let mut fit = false;
        let (boxes, shown_names) = (self.boxes, self.names);
        let picked = pane_tabs(ui, tr("browser.layer"), &names, self.layer.number(), |ui| {
            for (icon, action, on) in [
                (icons::NAMES, Action::ToggleNames, shown_names),
                (icons::BOXES, Action::ToggleBoxes, boxes),
            ] {
                if icon_button(ui, icon, &action.label(), Some(on)).clicked() {
                    asked = Some(action);
                }
            }
            if !fitted {
                let button = Button::new(tr("media.fit")).small().quiet();
                fit = ui.add(button).clicked();
            }
            let color = Theme::of(ui.ctx()).palette().text.secondary;
            let whole = paint::line(ui, &at, Type::Label.format(color), f32::INFINITY);
            // What has no room is left out rather than cut.
            if whole.size().x <= ui.available_width() {
                ui.label(Type::Label.rich(&at, color));
            }
        });
        if let Some(layer) = picked.and_then(|n| Layer::ALL.get(n)) {
            self.layer = *layer;
        }
        if let Some(action) = asked {
            self.act(action);
        }
        if fit {
            self.zoom = ImageZoom::default();
        }
    }

    /// Why the layer cannot be shown, if it cannot.
    fn failed(&self, browse: &Browse, number: usize) -> Option<String> {
        let needed = match self.layer {
            Layer::Picture => &[Kind::Image][..],
            Layer::Depth => &[Kind::Depth],
            Layer::Objects => &[Kind::Image, Kind::Ids],
        };
        needed
            .iter()
            .find_map(|kind| match browse.piece(number, *kind) {
                Some(Piece::Failed(why)) => Some(why.clone()),
                _ => None,
            })
    }

    /// What is under the pointer, if it is over the picture.
    fn under<'a>(
        &mut self,
        out: &ImageOutput,
        opened: &'a Opened,
        frame: &Frame,
        space: &Space,
        maps: &Maps,
    ) -> Under<'a> {
        let at = out
            .response
            .hover_pos()
            .filter(|at| out.place.contains(*at));
        let Some(at) = at else {
            return Under::default();
        };
        let pixel = out.to_screen.inverse().transform_pos(at);
        let pixel = DVec2::new(f64::from(pixel.x), f64::from(pixel.y)) / space.scale;
        let depth_m = maps.depth.as_ref().and_then(|layer| {
            let of = &frame.depth.as_ref()?.camera;
            let pixel = probe::pixel_between(&space.camera, of, pixel)?;
            layer.map.at(pixel.x as u32, pixel.y as u32)
        });
        let ids = maps.ids.as_ref().map(|layer| &layer.map);
        let scene = &opened.scene;
        Under {
            at: Some(at),
            depth_m,
            object: probe::object_under(scene, frame, &space.camera, pixel, depth_m, ids),
        }
    }

    /// Everything that lies over the picture.
    #[expect(
        clippy::too_many_arguments,
        reason = "one frame with its place on screen"
    )]
    fn over(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        pane: Rect,
        out: &ImageOutput,
        opened: &Opened,
        frame: &Frame,
        space: &Space,
        maps: &Maps,
        under: &Under<'_>,
    ) {
        let painter = ui.painter().with_clip_rect(pane);
        let metric = opened.scene.provenance.metric;
        let mut taken = Vec::new();
        let to_screen = |p: DVec2| {
            let p = p * space.scale;
            out.to_screen.transform_pos(pos2(p.x as f32, p.y as f32))
        };
        let look = Look {
            boxes: self.boxes,
            names: self.names,
            by_depth: space.by_depth,
            lit: cx.state.lit.as_deref(),
            to_screen: &to_screen,
            within: out.place,
        };
        let inside = painter.with_clip_rect(out.place.intersect(pane));
        self.outlines.paint_boxes(&inside, &look);
        let lacks = match self.layer {
            Layer::Depth if frame.depth.is_none() => Some(tr("browser.no_depth_map")),
            Layer::Objects if frame.ids.is_none() => Some(tr("browser.no_id_map")),
            _ => None,
        };
        if let Some(words) = lacks {
            let min = pane.min + vec2(MARGIN, MARGIN);
            taken.push(Plate::new(None, words).paint(&painter, min, false));
        }
        if let Some(layer) = maps.depth.as_ref().filter(|_| space.by_depth) {
            taken.extend(legend(ui, pane, layer.range_m, under.depth_m, metric));
        }
        let parts = keys(cx);
        taken.extend(hint_plate(ui, pane, &taken, &parts));
        let range_m = maps.depth.as_ref().map(|layer| layer.range_m);
        let said = self.say(&painter, pane, range_m, metric, under);
        taken.extend(said.as_ref().map(|(place, ..)| *place));
        self.outlines.paint_names(&inside, &look, &mut taken);
        if let Some((place, name, number)) = said {
            let plate = Plate {
                number: &number,
                ..Plate::new(None, &name)
            };
            plate.paint(&painter, place.min, false);
            let spoken = self.said.clone().unwrap_or_default();
            ui.interact(place, ui.scope_id().with("under"), Sense::hover())
                .widget_info(|| WidgetInfo::labeled(egui::Role::Status, true, &spoken));
        }
    }

    /// The plate of what is under the pointer: place, object's name, depth.
    fn say(
        &mut self,
        painter: &egui::Painter,
        pane: Rect,
        range_m: Option<[f64; 2]>,
        metric: bool,
        under: &Under<'_>,
    ) -> Option<(Rect, String, String)> {
        let at = under.at?;
        let number = match (range_m, under.depth_m) {
            (Some(range_m), Some(depth_m)) => length(range_m, depth_m, metric),
            (Some(_), None) => tr("browser.no_depth").to_owned(),
            _ => String::new(),
        };
        let name = under.object.map_or_else(String::new, |o| o.name.clone());
        if number.is_empty() && name.is_empty() {
            return None;
        }
        let parts: Vec<&str> = [number.as_str(), &name]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        self.said = Some(parts.join(", "));
        let plate = Plate {
            number: &number,
            ..Plate::new(None, &name)
        };
        let size = plate.size(painter);
        let inside = pane.shrink(MARGIN);
        let mut min = at + vec2(BESIDE, BESIDE);
        if min.x + size.x > inside.right() {
            min.x = at.x - BESIDE - size.x;
        }
        if min.y + size.y > inside.bottom() {
            min.y = at.y - BESIDE - size.y;
        }
        Some((Rect::from_min_size(min.round(), size), name, number))
    }
}

/// What is under the pointer.
#[derive(Default)]
struct Under<'a> {
    at: Option<Pos2>,
    depth_m: Option<f64>,
    object: Option<&'a Object>,
}

fn maps(browse: &Browse, number: usize) -> Maps {
    let depth = match browse.piece(number, Kind::Depth) {
        Some(Piece::Depth(layer)) => Some(Arc::clone(layer)),
        _ => None,
    };
    let ids = match browse.piece(number, Kind::Ids) {
        Some(Piece::Ids(layer)) => Some(Arc::clone(layer)),
        _ => None,
    };
    Maps { depth, ids }
}

/// The keys of the pane: frames, layers, boxes, names.
fn keys(cx: &Cx<'_>) -> Vec<Part> {
    let here = Situation::new(crate::ui::keys::Context::Scenes);
    let groups: [(&[Action], &str); 4] = [
        (
            &[Action::PreviousFrame, Action::NextFrame],
            tr("browser.hint_frame"),
        ),
        (
            &[
                Action::LayerPicture,
                Action::LayerDepth,
                Action::LayerObjects,
            ],
            tr("browser.layer"),
        ),
        (&[Action::ToggleBoxes], tr("browser.hint_boxes")),
        (&[Action::ToggleNames], tr("browser.hint_names")),
    ];
    let mut parts = Vec::new();
    for (actions, words) in groups {
        let caps = actions.iter().filter_map(|a| cx.key_here(*a, here));
        parts.extend(caps.map(Part::Cap));
        parts.push(Part::Words(words.to_owned()));
    }
    parts
}

//! The scene browser: frames at the left, the frame's picture with its layers over the 3D pane in the middle, objects,
//! facts and warnings at the right. A cloud by itself has the 3D pane and its facts.

mod about;
mod cloud_pane;
mod frames;
mod layers;
mod legend;
mod objects;
mod outlines;
mod picture;
mod scene_overlay;
mod warnings;

use super::Cx;
use super::panes::{self, Pane};
use crate::geom::DVec3;
use crate::scene::{Frame as SceneFrame, Object};
use crate::ui::browse::loader::{Kind, Wish};
use crate::ui::browse::open::{Found, Opened};
use crate::ui::browse::{Browse, Standing};
use crate::ui::keys::Action;
use crate::ui::state::Command;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::Theme;
use crate::ui::view3d::View3d;
use crate::ui::widgets::message::{Failure, failure};
use crate::ui::widgets::pane_header::{loading_bar, pane_header, pane_tabs};
use cloud_pane::CloudPane;
use egui::{CentralPanel, Frame, Panel, Rect, Ui, UiBuilder};
use frames::Frames;
pub use layers::Layer;
use picture::PicturePane;
use std::sync::Arc;
use warnings::Warnings;

/// What the browser draws from.
pub struct BrowserTools<'a> {
    /// What is open.
    pub browse: &'a mut Browse,
    /// The 3D view.
    pub view3d: &'a mut View3d,
}

/// What the browser remembers between frames.
#[derive(Default)]
pub struct Browser {
    /// What was shown last: a scene's address, so that another starts anew.
    shown: usize,
    /// The frame, from 0.
    frame: usize,
    tab: usize,
    /// The object that stays lit when the pointer is nowhere.
    pinned: Option<u32>,
    frames: Frames,
    picture: PicturePane,
    cloud: CloudPane,
    warnings: Warnings,
}

/// Frames beside the open one whose pictures are read ahead.
const AHEAD: usize = 1;
/// Below this width the columns at the sides are narrow.
const NARROW: f32 = 1000.0;
/// Widths of the columns at the sides, narrow and usual.
const LEFT: [f32; 2] = [132.0, 176.0];
const RIGHT: [f32; 2] = [264.0, 320.0];
/// On windows wider than this the right column is as wide as that of cards.
const WIDE: f32 = 1440.0;
/// The middle is split side by side where it is this much wider than high.
const SIDE_BY_SIDE: f32 = 1.9;
/// Share of the picture where the 3D pane stands below it.
const UPPER: f32 = 0.56;

/// The name under which an object is lit in all panes.
pub(super) fn lit_name(object: &Object) -> String {
    format!("o{}", object.instance)
}

/// The object that is lit.
pub(super) fn lit_object<'a>(cx: &Cx<'_>, opened: &'a Opened) -> Option<&'a Object> {
    let instance: u32 = cx.state.lit.as_deref()?.strip_prefix('o')?.parse().ok()?;
    opened.scene.object(instance)
}

/// From where a frame was taken to the nearest side of an object's box, metres.
pub(super) fn distance_m(frame: &SceneFrame, object: &Object) -> f64 {
    let eye: DVec3 = frame.world_from_camera.translation;
    object.obb.nearest_to(eye).distance(eye)
}

impl Browser {
    /// Does what a key asks for; `false` when it is none of the browser's.
    pub fn act(&mut self, action: Action, browse: &mut Browse, ctx: &egui::Context) -> bool {
        let last = frame_count(browse).saturating_sub(1);
        match action {
            Action::NextFrame => self.turn_to((self.frame + 1).min(last)),
            Action::PreviousFrame => self.turn_to(self.frame.saturating_sub(1)),
            Action::NextFrameTen => self.turn_to((self.frame + 10).min(last)),
            Action::PreviousFrameTen => self.turn_to(self.frame.saturating_sub(10)),
            Action::NextScene => browse.turn_to_scene(browse.scene_at + 1, ctx),
            Action::PreviousScene => {
                if let Some(before) = browse.scene_at.checked_sub(1) {
                    browse.turn_to_scene(before, ctx);
                }
            }
            _ => return self.picture.act(action) || self.cloud.act(action),
        }
        true
    }

    /// The object to light when a key asks for the next (1) or the previous (-1).
    pub fn object_after(
        &mut self,
        lit: Option<&str>,
        step: i64,
        browse: &Browse,
    ) -> Option<String> {
        let objects = &browse.scene.ready()?.scene.objects;
        let here = lit.and_then(|lit| objects.iter().position(|o| lit_name(o) == lit));
        let count = i64::try_from(objects.len()).ok().filter(|n| *n > 0)?;
        let next = match here {
            Some(at) => (i64::try_from(at).ok()? + step).rem_euclid(count),
            None if step < 0 => count - 1,
            None => 0,
        };
        let object = objects.get(usize::try_from(next).ok()?)?;
        self.pinned = Some(object.instance);
        Some(lit_name(object))
    }

    /// Lets go of the object that stays lit.
    pub fn unpin(&mut self) {
        self.pinned = None;
    }

    /// Keeps an object lit, or lets go of it when it was.
    fn pin(&mut self, object: u32) {
        self.pinned = (self.pinned != Some(object)).then_some(object);
    }

    fn turn_to(&mut self, frame: usize) {
        self.frame = frame;
        self.frames.bring_into_view();
    }

    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tools: &mut BrowserTools<'_>) {
        self.start_anew(tools.browse);
        match &tools.browse.found {
            Standing::Absent => {}
            Standing::Pending(_) => {
                let header = ui.available_rect_before_wrap().with_max_y(
                    ui.available_rect_before_wrap().top() + Theme::of(ui.ctx()).size().pane_header,
                );
                pane_header(ui, &title(tools.browse), tr("browser.opening"), |_| {});
                loading_bar(ui, header, None);
            }
            Standing::Failed(why) => cannot_open(ui, cx, why, tr("browser.remedy")),
            Standing::Ready(Found::Cloud(_)) => self.cloud_alone(ui, cx, tools),
            Standing::Ready(Found::Scenes { .. }) => self.scenes(ui, cx, tools),
        }
        if cx.hovered.is_none()
            && let Some(pinned) = self.pinned
        {
            *cx.hovered = Some(format!("o{pinned}"));
        }
    }

    /// Another scene: first frame, nothing lit.
    fn start_anew(&mut self, browse: &Browse) {
        let shown = match (browse.scene.ready(), browse.found.ready()) {
            (Some(opened), _) => Arc::as_ptr(opened) as usize,
            (None, Some(Found::Cloud(cloud))) => Arc::as_ptr(cloud) as usize,
            _ => 0,
        };
        if shown != self.shown {
            let alone = matches!(browse.found.ready(), Some(Found::Cloud(_)));
            *self = Self {
                shown,
                tab: usize::from(alone),
                picture: self.picture.anew(),
                cloud: self.cloud.anew(),
                frames: self.frames.anew(),
                ..Self::default()
            };
        }
        self.frame = self.frame.min(frame_count(browse).saturating_sub(1));
    }

    fn scenes(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tools: &mut BrowserTools<'_>) {
        if let (Standing::Failed(why), [_]) = (&tools.browse.scene, tools.browse.scenes()) {
            return cannot_open(ui, cx, why, "");
        }
        let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
        let narrow = usize::from(ui.available_width() >= NARROW);
        Panel::left("frames")
            .exact_size(LEFT[narrow])
            .resizable(false)
            .frame(pane)
            .show(ui, |ui| {
                panes::here(ui, Pane::Column, ui.max_rect());
                if let Some(frame) = self.frames.show(ui, tools.browse, self.frame) {
                    self.frame = frame;
                }
            });
        self.right(ui, cx, tools);
        CentralPanel::default().frame(pane).show(ui, |ui| {
            let opened = match &tools.browse.scene {
                Standing::Ready(opened) => Arc::clone(opened),
                Standing::Failed(why) => return cannot_open(ui, cx, why, ""),
                _ => {
                    pane_header(ui, &title(tools.browse), tr("browser.opening"), |_| {});
                    return;
                }
            };
            self.middle(ui, cx, tools, &opened);
        });
        self.wish(tools.browse);
    }

    /// The picture and the 3D pane.
    fn middle(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        tools: &mut BrowserTools<'_>,
        opened: &Arc<Opened>,
    ) {
        let whole = ui.available_rect_before_wrap();
        let [first, second] = split(whole, opened.scene.frames.is_empty());
        let line = Theme::of(ui.ctx()).hairline();
        if first.bottom() < whole.bottom() {
            ui.painter().hline(whole.x_range(), second.top(), line);
        } else if first.right() < whole.right() {
            ui.painter().vline(second.left(), whole.y_range(), line);
        }
        if let Some(frame) = opened.scene.frames.get(self.frame) {
            let mut upper = ui.new_child(UiBuilder::new().id_salt("picture").max_rect(first));
            let clicked =
                (self.picture).show(&mut upper, cx, tools.browse, opened, (self.frame, frame));
            if let Some(object) = clicked {
                self.pin(object);
            }
        }
        let mut lower = ui.new_child(UiBuilder::new().id_salt("cloud").max_rect(second));
        let at = cloud_pane::At {
            opened: Some(opened),
            frame: self.frame,
            boxes: self.picture.boxes(),
        };
        self.cloud.show(&mut lower, cx, tools, &at);
        ui.allocate_rect(whole, egui::Sense::hover());
    }

    fn cloud_alone(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tools: &mut BrowserTools<'_>) {
        self.right(ui, cx, tools);
        let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
        let at = cloud_pane::At {
            opened: None,
            frame: 0,
            boxes: false,
        };
        CentralPanel::default()
            .frame(pane)
            .show(ui, |ui| self.cloud.show(ui, cx, tools, &at));
    }

    fn right(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tools: &mut BrowserTools<'_>) {
        let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
        let width = match ui.ctx().content_rect().width() {
            w if w < NARROW => RIGHT[0],
            w if w < WIDE => RIGHT[1],
            _ => Theme::of(ui.ctx()).size().side_min,
        };
        Panel::right("facts")
            .exact_size(width)
            .resizable(false)
            .frame(pane)
            .show(ui, |ui| {
                panes::here(ui, Pane::Proof, ui.max_rect());
                ui.spacing_mut().item_spacing.y = 0.0;
                let wrong = warnings::all(tools.browse, self.frame).len();
                let alone = matches!(tools.browse.found.ready(), Some(Found::Cloud(_)));
                let objects = tools
                    .browse
                    .scene
                    .ready()
                    .map_or(0, |o| o.scene.objects.len());
                let entries = [
                    tr_with("browser.objects", &[("n", &count(objects))]),
                    tr("browser.about").to_owned(),
                    match wrong {
                        0 => tr("browser.no_warning").to_owned(),
                        n => tr_with("browser.warnings", &[("n", &count(n))]),
                    },
                ];
                let mut words: Vec<&str> = entries.iter().map(String::as_str).collect();
                let skipped = usize::from(alone);
                words.drain(..skipped);
                let chosen = self.tab.saturating_sub(skipped);
                if let Some(tab) = pane_tabs(ui, tr("browser.facts"), &words, chosen, |_| {}) {
                    self.tab = tab + skipped;
                }
                match self.tab {
                    0 => {
                        if let Some(pinned) = objects::show(ui, cx, tools.browse, self.frame) {
                            self.pin(pinned);
                        }
                    }
                    1 => about::show(ui, tools.browse, self.frame),
                    _ => {
                        let all = warnings::all(tools.browse, self.frame);
                        self.warnings.show(ui, &all);
                    }
                }
            });
    }

    /// What is wanted of the frames now: the open one first, then what is listed, then its neighbours.
    fn wish(&self, browse: &mut Browse) {
        let Some(opened) = browse.scene.ready().map(Arc::clone) else {
            return;
        };
        let frames = &opened.scene.frames;
        let no_surface = opened.scene.surfaces.is_empty();
        let of = |n: usize| {
            let frame = frames.get(n);
            let depth = frame.is_some_and(|f| f.depth.is_some());
            [
                frame.map(|_| (n, Kind::Image)),
                depth.then_some((n, Kind::Depth)),
                frame.filter(|f| f.ids.is_some()).map(|_| (n, Kind::Ids)),
                (depth && no_surface).then_some((n, Kind::Points)),
            ]
        };
        let mut wishes: Vec<Wish> = of(self.frame).into_iter().flatten().collect();
        wishes.extend(self.frames.in_sight().map(|n| (n, Kind::Thumb)));
        for step in 1..=AHEAD {
            let beside = [Some(self.frame + step), self.frame.checked_sub(step)];
            let beside = beside.into_iter().flatten().filter(|n| *n < frames.len());
            // A cloud of a neighbour is made when it is asked for: it is large and quickly made.
            let ahead = beside.flat_map(of).flatten();
            wishes.extend(ahead.filter(|(_, kind)| *kind != Kind::Points));
        }
        browse.wish(wishes);
    }

    /// The frame, its layer, and what is said of what is under the pointer.
    #[cfg(test)]
    pub(crate) fn seen(&self) -> (usize, Layer, Option<&str>) {
        (self.frame, self.picture.layer(), self.picture.said())
    }
}

fn frame_count(browse: &Browse) -> usize {
    browse.scene.ready().map_or(0, |o| o.scene.frames.len())
}

fn title(browse: &Browse) -> String {
    browse
        .path()
        .map(crate::ui::browse::open::title_of)
        .unwrap_or_default()
}

/// The places of picture and 3D pane in the middle.
fn split(whole: Rect, no_frames: bool) -> [Rect; 2] {
    if no_frames {
        return [whole.with_max_y(whole.top()), whole];
    }
    if whole.width() > SIDE_BY_SIDE * whole.height() {
        let (left, right) = whole.split_left_right_at_fraction(0.5);
        return [left, right];
    }
    let (upper, lower) = whole.split_top_bottom_at_fraction(UPPER);
    [upper, lower]
}

/// What went wrong, in place of everything else.
fn cannot_open(ui: &mut Ui, cx: &mut Cx<'_>, why: &str, remedy: &str) {
    let what = tr_with("browser.cannot_open", &[("why", why)]);
    let shown = Failure {
        what: &what,
        remedy,
        details: "",
        action: Some(tr("browser.try_again")),
    };
    if failure(ui, shown) {
        cx.push(Command::OpenScene(None));
    }
}

//! Three side views of the box being edited: what they show, and what is being pulled.

use super::super::Cx;
use super::side_view::{Shown, side_ui};
use crate::geom::{DVec2, DVec3, Obb};
use crate::raster::{self, PointStyle, Screen, Side, SideView};
use crate::sample::Key;
use crate::ui::scene_cache::Loaded;
use crate::ui::scene_style;
use crate::ui::state::fix::grip::{Grip, bounds, pulled};
use crate::ui::state::fix::{Fix, Pull};
use crate::ui::state::{Command, FixEdit};
use crate::ui::theme::Theme;
use egui::{ColorImage, Rect, TextureHandle, TextureId, TextureOptions, Ui, Vec2, vec2};
use std::sync::Arc;

/// Share of a view that the box fills at first, across and up.
const FILL: f64 = 0.58;
/// The closest look, points a metre: scans have nothing finer to show.
const CLOSEST: f64 = 480.0;
/// Points this far before and behind the box are drawn, metres.
const BESIDE_M: f64 = 0.15;
/// A box this near to a view's border is brought to its middle again, points.
const BORDER: f64 = 10.0;
/// An original farther off than this is not kept in sight, metres.
const NEAR_M: f64 = 1.0;

/// The side views.
#[derive(Default)]
pub struct Sides {
    /// The view whose plane the arrows nudge in; the open tab where there is room for one.
    pub active: Side,
    framing: Option<Framing>,
    drawn: [Option<Drawn>; 3],
    pub(super) grab: Option<Grab>,
}

/// The middle of all three views and their scale; kept until the box leaves them.
#[derive(Clone, PartialEq)]
struct Framing {
    card: Key,
    evidence: Option<String>,
    size: Vec2,
    center: DVec3,
    pt_per_m: f64,
}

/// Points as they were drawn last.
struct Drawn {
    of: DrawnOf,
    texture: TextureHandle,
}

/// What a picture of points depends on.
#[derive(PartialEq)]
struct DrawnOf {
    scene: usize,
    view: SideView,
    depth: [f64; 2],
    style: PointStyle<'static>,
}

/// A box being pulled.
pub(super) struct Grab {
    pub side: Side,
    pub grip: Grip,
    from: DVec2,
    pull: Pull,
}

impl Sides {
    /// On to the next view.
    pub fn turn(&mut self) {
        let at = Side::ALL
            .iter()
            .position(|s| *s == self.active)
            .unwrap_or(0);
        self.active = Side::ALL[(at + 1) % Side::ALL.len()];
    }

    /// Shows all three views, one below the other.
    pub(super) fn column_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        fix: &Fix,
        loaded: &Arc<Loaded>,
    ) {
        let whole = ui.available_rect_before_wrap();
        let height = (whole.height() / 3.0).floor();
        for (n, side) in Side::ALL.into_iter().enumerate() {
            let top = whole.top() + height * n as f32;
            let rect =
                Rect::from_min_size(egui::pos2(whole.left(), top), vec2(whole.width(), height));
            self.one_ui(ui, cx, fix, loaded, (side, true), rect);
            if n > 0 {
                let line = Theme::of(ui.ctx()).hairline();
                ui.painter().hline(rect.x_range(), top, line);
            }
        }
        ui.advance_cursor_after_rect(whole);
    }

    /// Shows the active view alone.
    pub(super) fn active_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        fix: &Fix,
        loaded: &Arc<Loaded>,
    ) {
        let rect = ui.available_rect_before_wrap();
        self.one_ui(ui, cx, fix, loaded, (self.active, false), rect);
        ui.advance_cursor_after_rect(rect);
    }

    fn one_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        fix: &Fix,
        loaded: &Arc<Loaded>,
        (side, named): (Side, bool),
        rect: Rect,
    ) {
        let Some((now, was)) = fix.boxes() else {
            return;
        };
        let scale = ui.ctx().pixels_per_point();
        self.follow(fix, &now, &was, rect.size());
        let Some(view) = self.view(side, &now, scale) else {
            return;
        };
        let points = self.points(ui, &view, side, &now, loaded);
        let shown = Shown {
            side,
            rect,
            view,
            scale,
            now,
            was: (now != was).then_some(was),
            named,
            points,
        };
        side_ui(self, ui, cx, fix, &shown);
    }

    /// A view of the box, px; `None` before anything was shown.
    pub(crate) fn view(&self, side: Side, now: &Obb, scale: f32) -> Option<SideView> {
        let framing = self.framing.as_ref()?;
        let size = framing.size * scale;
        let size_px = [size.x, size.y].map(|v| v.max(0.0) as u32);
        let px_per_m = framing.pt_per_m * f64::from(scale);
        let view = SideView::new(side, now, framing.center, px_per_m, size_px);
        (!size_px.contains(&0)).then_some(view)
    }

    /// Looks at another box, or after the box when it left a view.
    fn follow(&mut self, fix: &Fix, now: &Obb, was: &Obb, size: Vec2) {
        let same = self.framing.as_ref().is_some_and(|f| {
            (f.card, &f.evidence) == (fix.draft.key, &fix.evidence) && f.size == size
        });
        let in_sight = |side| {
            let Some(view) = self.view(side, now, 1.0) else {
                return false;
            };
            let (min, max) = bounds(&view, now);
            let size = DVec2::new(f64::from(size.x), f64::from(size.y));
            min.cmpge(DVec2::splat(BORDER)).all() && max.cmple(size - BORDER).all()
        };
        if same && (self.grab.is_some() || Side::ALL.into_iter().all(in_sight)) {
            return;
        }
        let mut corners = now.corners().to_vec();
        if was.center.distance(now.center) < NEAR_M {
            corners.extend(was.corners());
        }
        let Some(bounds) = raster::Bounds::around(corners.iter().copied()) else {
            return;
        };
        let center = bounds.center();
        let scale_of = |side| {
            let axes = SideView::new(side, now, center, 1.0, [1, 1]).axes;
            let reach = corners
                .iter()
                .map(|c| (axes.transpose() * (*c - center)).abs());
            let most = reach.fold(DVec3::splat(1e-3), DVec3::max);
            let half = size * 0.5 * FILL as f32;
            (f64::from(half.x) / most.x).min(f64::from(half.y) / most.y)
        };
        let scales = Side::ALL.into_iter().map(scale_of);
        self.framing = Some(Framing {
            card: fix.draft.key,
            evidence: fix.evidence.clone(),
            size,
            center,
            pt_per_m: scales.fold(CLOSEST, f64::min),
        });
    }

    /// The cloud's points near the box, drawn anew only when what they depend on changed.
    fn points(
        &mut self,
        ui: &Ui,
        view: &SideView,
        side: Side,
        now: &Obb,
        loaded: &Arc<Loaded>,
    ) -> Option<TextureId> {
        let scale = ui.ctx().pixels_per_point();
        let style = PointStyle {
            cutaway: false,
            edl_strength: 0.0,
            smoothing: 0.0,
            fill_rounds: 2,
            closing: 1.8,
            ..scene_style::points(Theme::of(ui.ctx()), scale, 1.5)
        };
        let of = DrawnOf {
            scene: Arc::as_ptr(loaded) as usize,
            view: *view,
            depth: depth(view, now),
            style,
        };
        let slot = self.drawn.get_mut(side as usize)?;
        if let Some(drawn) = slot.as_ref().filter(|d| d.of == of) {
            return Some(drawn.texture.id());
        }
        let part = loaded.cloud.within(&view.region(of.depth[0], of.depth[1]));
        let nothing = Screen::default();
        let picture = raster::draw(&part, &loaded.info, &view.camera(), &style, &nothing);
        let size = [picture.width as usize, picture.height as usize];
        let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
        let options = TextureOptions::LINEAR;
        let texture = match slot.take() {
            Some(mut drawn) => {
                drawn.texture.set(image, options);
                drawn.texture
            }
            None => ui.ctx().load_texture("side view", image, options),
        };
        let id = texture.id();
        *slot = Some(Drawn { of, texture });
        Some(id)
    }

    /// Takes hold of the box.
    pub(super) fn grab(&mut self, side: Side, grip: Grip, fix: &Fix, from: DVec2) {
        let Some(pull) = Pull::begin(fix) else {
            return;
        };
        self.active = side;
        self.grab = Some(Grab {
            side,
            grip,
            from,
            pull,
        });
    }

    /// Pulls what was taken hold of to a pixel.
    pub(super) fn pull(&mut self, fix: &Fix, view: &SideView, to: DVec2) -> Option<Command> {
        self.grab.take_if(|grab| !grab.pull.holds(fix));
        let grab = self.grab.as_mut()?;
        let obb = pulled(grab.pull.start(), view, grab.grip, grab.from, to);
        grab.pull.to(&obb, grab.grip == Grip::Turn)
    }

    /// Lets go.
    pub(super) fn drop(&mut self) -> Option<Command> {
        self.grab.take().map(|_| Command::Fix(FixEdit::Drop))
    }
}

/// How far before and behind a view's middle points are drawn: as far as the box reaches and a little more, in steps
/// of 5 cm so that the picture stays while the box is pulled in another view.
fn depth(view: &SideView, obb: &Obb) -> [f64; 2] {
    let toward = obb.corners().map(|c| view.axes.z_axis.dot(c - view.center));
    let (near, far) = toward
        .iter()
        .fold((f64::MIN, f64::MIN), |(n, f), d| (n.max(*d), f.max(-d)));
    [near, far].map(|d| ((d + BESIDE_M) * 20.0).ceil() / 20.0)
}

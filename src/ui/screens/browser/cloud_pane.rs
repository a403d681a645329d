//! The 3D pane of the browser: the scene's cloud, or that of the open frame's depth, with boxes and cameras.

use super::super::panes::{self, Pane};
use super::super::scene_labels::{axes, hint};
use super::super::scene_pane::{colour_key, next_colour, view_words};
use super::super::scene_steer::{Over, steer};
use super::scene_overlay::{Wanted, label_ui, overlay};
use super::{BrowserTools, Cx, lit_name, lit_object};
use crate::geom::{DVec2, DVec3};
use crate::raster::{
    Bounds, ColourMode, EvidenceView, Orbit, PointStyle, ViewCamera, ViewKind, overviews,
};
use crate::scene::{Frame, probe};
use crate::ui::browse::loader::{Kind, Piece};
use crate::ui::browse::open::Opened;
use crate::ui::browse::{Browse, Standing};
use crate::ui::icons;
use crate::ui::keys::Action;
use crate::ui::scene_cache::Loaded;
use crate::ui::scene_style;
use crate::ui::state::Command;
use crate::ui::text::{count, tr, tr_in, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::view3d::Shot;
use crate::ui::widgets::button::icon_button;
use crate::ui::widgets::key_cap::KeyHint;
use crate::ui::widgets::message::{Failure, empty, failure, missing};
use crate::ui::widgets::pane_header::{loading_bar, pane_header};
use egui::{Color32, Pos2, Rect, Sense, Ui, WidgetInfo, pos2};
use std::sync::Arc;

/// Point sizes, interface points.
const POINT: (f32, f32) = (1.0, 6.0);
/// Cameras that the overview takes in, and how far ahead of each.
const CAMERAS: usize = 200;
const AHEAD_M: f64 = 0.5;

/// What is shown beside the points.
pub(super) struct At<'a> {
    /// The scene; none for a cloud alone.
    pub opened: Option<&'a Arc<Opened>>,
    /// The open frame.
    pub frame: usize,
    /// Boxes are drawn.
    pub boxes: bool,
}

impl At<'_> {
    /// The way that the scene's cameras look, taken together.
    fn along(&self) -> Option<DVec3> {
        let frames = self.opened?.scene.frames.iter();
        Some(frames.map(|f| f.world_from_camera.rotation.z_axis).sum())
    }

    /// Boxes and cameras: they must be seen, whatever the points are.
    fn places(&self) -> Vec<DVec3> {
        let Some(opened) = self.opened else {
            return Vec::new();
        };
        let boxes = opened.scene.objects.iter().flat_map(|o| o.obb.corners());
        let frames = &opened.scene.frames;
        let every = frames.len().div_ceil(CAMERAS).max(1);
        let cameras = frames.iter().step_by(every).flat_map(|f| {
            let pose = &f.world_from_camera;
            [pose.translation, pose.transform(DVec3::Z * AHEAD_M)]
        });
        boxes.chain(cameras).collect()
    }

    fn frame(&self) -> Option<&Frame> {
        self.opened?.scene.frames.get(self.frame)
    }
}

/// What the pane remembers.
pub(super) struct CloudPane {
    view: usize,
    orbit: Option<Orbit>,
    colour: ColourMode,
    point: f32,
    /// Across and from above, and what they were made for.
    views: Vec<EvidenceView>,
    views_for: (usize, [u32; 2]),
    /// The cloud shown last: it stays until the next frame's is there.
    last: Option<Arc<Loaded>>,
    views_count: usize,
    /// Around boxes and cameras.
    places: Option<Bounds>,
}

impl Default for CloudPane {
    fn default() -> Self {
        Self {
            view: 0,
            orbit: None,
            colour: ColourMode::Rgb,
            point: 2.0,
            views: Vec::new(),
            views_for: (0, [0, 0]),
            last: None,
            views_count: 1,
            places: None,
        }
    }
}

impl CloudPane {
    /// For another scene: colours and sizes stay.
    pub fn anew(&self) -> Self {
        Self {
            colour: self.colour,
            point: self.point,
            ..Self::default()
        }
    }

    /// Does what a key asks for; `false` when the action is none of this pane's.
    pub fn act(&mut self, action: Action) -> bool {
        let count = self.views_count.max(1);
        match action {
            Action::NextView => self.turn_to((self.view + 1) % count),
            Action::PreviousView => self.turn_to((self.view + count - 1) % count),
            Action::ResetView => self.turn_to(0),
            Action::LookThrough => {
                let through = count.saturating_sub(1);
                let there = self.orbit.is_none() && self.view == through;
                self.turn_to(if there { 0 } else { through });
            }
            Action::CycleColour => self.colour = next_colour(self.colour),
            Action::SmallerPoints => self.point = (self.point - 0.5).max(POINT.0),
            Action::LargerPoints => self.point = (self.point + 0.5).min(POINT.1),
            _ => return false,
        }
        true
    }

    fn turn_to(&mut self, view: usize) {
        self.view = view;
        self.orbit = None;
    }

    /// Shows the pane.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        tools: &mut BrowserTools<'_>,
        at: &At<'_>,
    ) {
        panes::here(ui, Pane::Scene, ui.max_rect());
        ui.spacing_mut().item_spacing.y = 0.0;
        let top = ui.available_rect_before_wrap();
        let header = top.with_max_y(top.top() + Theme::of(ui.ctx()).size().pane_header);
        let standing = standing(tools.browse, at);
        if let Standing3d::There(loaded) = &standing {
            self.last = Some(Arc::clone(loaded));
        }
        let shown = match &standing {
            Standing3d::There(_) | Standing3d::Coming => self.last.clone(),
            Standing3d::Failed(_) => None,
        };
        let remark = self.remark(shown.as_deref(), &standing);
        self.header(ui, cx, &remark);
        if matches!(standing, Standing3d::Coming) {
            loading_bar(ui, header, None);
        }
        match (shown, standing) {
            (Some(loaded), _) => self.picture(ui, cx, tools, at, &loaded),
            (None, Standing3d::Failed(why)) => {
                let what = tr_with("scene.cannot_load", &[("why", &why)]);
                let shown = Failure {
                    what: &what,
                    remedy: "",
                    details: "",
                    action: Some(tr("browser.try_again")),
                };
                if failure(ui, shown) {
                    cx.push(Command::OpenScene(None));
                }
            }
            (None, _) => {}
        }
    }

    fn remark(&self, loaded: Option<&Loaded>, standing: &Standing3d) -> String {
        match (loaded, standing) {
            (Some(loaded), _) if loaded.cloud.points.is_empty() => self.view_name().to_owned(),
            (Some(loaded), _) => {
                let points = count(loaded.cloud.points.len());
                let view = self.view_name();
                tr_with("browser.cloud_remark", &[("n", &points), ("view", view)])
            }
            (None, Standing3d::Coming) => tr("scene.loading").to_owned(),
            _ => String::new(),
        }
    }

    fn kind(&self) -> Option<&ViewKind> {
        self.views.get(self.view).map(|v| &v.kind)
    }

    fn view_name(&self) -> &'static str {
        match (self.orbit.is_some(), self.kind()) {
            (false, Some(ViewKind::Across)) => tr("scene.overview"),
            (own, kind) => view_words(own, kind),
        }
    }

    fn header(&mut self, ui: &mut Ui, cx: &Cx<'_>, remark: &str) {
        let colour = tr_with(
            "scene.colour",
            &[("mode", tr_in("colour", colour_key(self.colour)))],
        );
        let points = tr_with("scene.points", &[("size", &format!("{:.1}", self.point))]);
        let here = crate::ui::keys::Situation::new(crate::ui::keys::Context::Scenes);
        let cap = cx.key_here(Action::CycleColour, here).unwrap_or_default();
        let has_camera = self.views_count > 2;
        let asked = pane_header(ui, tr("scene.title"), remark, |ui| {
            let secondary = Theme::of(ui.ctx()).palette().text.secondary;
            let mut asked = None;
            let mut ask = |clicked: bool, action| asked = clicked.then_some(action).or(asked);
            let reset = icon_button(ui, icons::RESET, &Action::ResetView.label(), None);
            ask(reset.clicked(), Action::ResetView);
            ui.label(Type::Label.rich(points, secondary));
            let cycle = ui.add(KeyHint::new(&cap, &colour));
            ask(cycle.clicked(), Action::CycleColour);
            if has_camera {
                let look = icon_button(ui, icons::CAMERA, &Action::LookThrough.label(), None);
                ask(look.clicked(), Action::LookThrough);
            }
            asked
        });
        if let Some(action) = asked {
            self.act(action);
        }
    }

    fn picture(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        tools: &mut BrowserTools<'_>,
        at: &At<'_>,
        loaded: &Arc<Loaded>,
    ) {
        let rect = ui.available_rect_before_wrap();
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        let scale = ui.ctx().pixels_per_point();
        let size_px = [
            (rect.width() * scale) as u32,
            (rect.height() * scale) as u32,
        ];
        if size_px.contains(&0) {
            return;
        }
        self.refresh(loaded, at, size_px);
        let Some(before) = self.camera(size_px) else {
            let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
            empty(&mut child, tr("browser.nothing_in_space"), None);
            return;
        };
        let over = Over {
            rect,
            scale,
            camera: &before,
        };
        steer(ui, &response, over, &mut self.orbit, &self.views);
        let camera = self.camera(size_px).unwrap_or(before);
        let opened = at.opened.map(AsRef::as_ref);
        let photo = match tools.browse.piece(at.frame, Kind::Image) {
            Some(Piece::Image(_, photo)) => photo.clone(),
            _ => None,
        };
        let through = matches!(self.kind(), Some(ViewKind::ThroughCamera { .. }));
        let wanted = Wanted {
            opened,
            frame: at.frame,
            lit: opened.and_then(|o| lit_object(cx, o)),
            boxes: at.boxes,
            through: through && self.orbit.is_none(),
            photo,
            extent: loaded.info.bounds.or(self.places),
        };
        let theme = Theme::of(ui.ctx());
        let (overlay, evidence) = overlay(theme, &wanted);
        let shot = Shot {
            loaded,
            camera,
            style: PointStyle {
                colour: self.colour,
                ..scene_style::points(theme, scale, self.point)
            },
            classes: opened.map_or(&[], |o| &o.by_instance),
            lit: None,
            overlay: &overlay,
            pixels_per_point: scale,
        };
        let name = tr_with("scene.name", &[("view", self.view_name())]);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &name));
        match tools.view3d.show(&shot) {
            Ok(texture) => {
                let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
                ui.painter().image(texture, rect, uv, Color32::WHITE);
            }
            Err(why) => {
                missing(ui, rect, &why, tr("scene.again"));
            }
        }
        if let (Some(at), Some(opened)) = (response.hover_pos(), opened) {
            let at = (at - rect.min) * scale;
            let ray = camera.ray_in_world(DVec2::new(f64::from(at.x), f64::from(at.y)));
            let object = probe::object_ahead(&opened.scene, camera.eye(), ray);
            cx.hover(object.filter(|_| wanted.boxes).map(lit_name));
        }
        let plates = label_ui(ui, cx, rect, scale, &camera, (&overlay, &evidence));
        if at.frame().is_some() {
            hint(ui, cx, rect, &plates, false);
        }
        axes(ui, rect, &camera, &plates);
    }

    /// Where one looks from.
    fn camera(&self, size_px: [u32; 2]) -> Option<ViewCamera> {
        match &self.orbit {
            Some(orbit) => Some(orbit.camera(size_px)),
            None => self.views.get(self.view).map(|v| v.camera),
        }
    }

    /// Across and from above are kept as long as cloud and size; the open frame's camera comes third.
    fn refresh(&mut self, loaded: &Arc<Loaded>, at: &At<'_>, size_px: [u32; 2]) {
        let for_what = (Arc::as_ptr(loaded) as usize, size_px);
        if self.views.is_empty() || self.views_for != for_what {
            let (cloud, info) = (&loaded.cloud, &loaded.info);
            self.places = Bounds::around(at.places());
            self.views = overviews(cloud, info, &at.places(), at.along(), size_px);
            self.views_for = for_what;
        }
        self.views
            .retain(|v| !matches!(v.kind, ViewKind::ThroughCamera { .. }));
        if let Some(frame) = at.frame() {
            let (pinhole, pose) = (&frame.camera.pinhole, frame.world_from_camera);
            self.views.push(EvidenceView {
                kind: ViewKind::ThroughCamera {
                    frame: frame.id.clone(),
                },
                camera: ViewCamera::through_photo(pose, pinhole, size_px).0,
            });
        }
        self.views_count = self.views.len();
        self.view = self.view.min(self.views.len().saturating_sub(1));
    }
}

/// How the points stand.
enum Standing3d {
    There(Arc<Loaded>),
    Coming,
    Failed(String),
}

/// The scene's cloud, else that of the open frame's depth, else none: boxes and cameras have their places all the same.
fn standing(browse: &Browse, at: &At<'_>) -> Standing3d {
    match &browse.cloud {
        Standing::Ready(cloud) => return Standing3d::There(Arc::clone(&cloud.loaded)),
        Standing::Pending(_) => return Standing3d::Coming,
        Standing::Failed(why) => return Standing3d::Failed(why.clone()),
        Standing::Absent => {}
    }
    if at.frame().is_none_or(|f| f.depth.is_none()) {
        return Standing3d::There(browse.no_points());
    }
    match browse.piece(at.frame, Kind::Points) {
        Some(Piece::Points(loaded)) => Standing3d::There(Arc::clone(loaded)),
        Some(Piece::Failed(_)) => Standing3d::There(browse.no_points()),
        _ => Standing3d::Coming,
    }
}

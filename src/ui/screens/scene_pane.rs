//! The 3D pane: the scene with the question's evidence, seen at once.

use super::Cx;
use super::fix::Gizmo;
use super::overlay_key::{OverlayKey, Shown};
use super::panes::{self, Pane};
use super::pick::box_under;
use super::scene_labels::{axes, hint, labels};
use super::scene_photos::Photos;
use super::scene_steer::{Over, steer};
use super::screening::Tools;
use crate::evidence::{Evidence, Role, Shape};
use crate::geom::DVec2;
use crate::raster::{
    ColourMode, EvidenceView, Orbit, OverlayOptions, ViewCamera, ViewKind, class_numbers,
    evidence_overlay, evidence_views,
};
use crate::sample::{Key, Sample};
use crate::ui::icons;
use crate::ui::keys::Action;
use crate::ui::scene_cache::Loaded;
use crate::ui::scene_style;
use crate::ui::state::fix::Fix;
use crate::ui::text::{tr, tr_in, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::view3d::Shot;
use crate::ui::widgets::button::icon_button;
use crate::ui::widgets::pane_header::pane_header;
use egui::{Color32, Pos2, Rect, Sense, Ui, WidgetInfo, pos2};
use std::sync::Arc;

/// What the pane remembers: where one looks from, and how.
pub struct ScenePane {
    card: Option<Key>,
    view: usize,
    orbit: Option<Orbit>,
    colour: ColourMode,
    point: f32,
    overlay: OverlayKey,
    views: Vec<EvidenceView>,
    views_for: (usize, [u32; 2]),
    photos: Photos,
}

impl Default for ScenePane {
    fn default() -> Self {
        Self {
            card: None,
            view: 0,
            orbit: None,
            colour: ColourMode::Rgb,
            point: 2.0,
            overlay: OverlayKey::default(),
            views: Vec::new(),
            views_for: (0, [0, 0]),
            photos: Photos::default(),
        }
    }
}

/// What the pane shows of a fix in progress.
pub(super) struct Fixing<'a> {
    /// The fix.
    pub fix: &'a Fix,
    /// What moves the box being edited, while its numbers are open.
    pub gizmo: Option<&'a mut Gizmo>,
}

/// Point sizes, interface points.
const POINT: (f32, f32) = (1.0, 6.0);

impl ScenePane {
    /// Does what a key asks for; `false` when the action is none of this pane's.
    pub fn act(&mut self, action: Action) -> bool {
        let count = self.views.len().max(1);
        match action {
            Action::NextView => self.turn_to((self.view + 1) % count),
            Action::PreviousView => self.turn_to((self.view + count - 1) % count),
            Action::ResetView => self.turn_to(0),
            Action::LookThrough => self.look_through(),
            Action::CycleColour => self.colour = next_colour(self.colour),
            Action::SmallerPoints => self.point = (self.point - 0.5).max(POINT.0),
            Action::LargerPoints => self.point = (self.point + 0.5).min(POINT.1),
            Action::CycleOverlay => self.overlay.press(),
            _ => return false,
        }
        true
    }

    /// Whether any evidence lies over the scene.
    pub(crate) fn shows_evidence(&self) -> bool {
        self.overlay.shown != Shown::Nothing
    }

    fn turn_to(&mut self, view: usize) {
        self.view = view;
        self.orbit = None;
    }

    fn look_through(&mut self) {
        let through = |v: &EvidenceView| matches!(v.kind, ViewKind::ThroughCamera { .. });
        if self.views.get(self.view).is_some_and(through) {
            self.turn_to(0);
        } else if let Some(view) = self.views.iter().position(through) {
            self.turn_to(view);
        }
    }

    /// Shows the pane: header, picture, labels.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        sample: &Sample,
        mut fixing: Option<Fixing<'_>>,
        loaded: &Arc<Loaded>,
        tools: &mut Tools<'_>,
    ) {
        if self.card != Some(sample.key) {
            *self = Self {
                card: Some(sample.key),
                colour: self.colour,
                point: self.point,
                ..Self::default()
            };
        }
        panes::here(ui, Pane::Scene, ui.max_rect());
        let held = cx.keys.held(ui.ctx(), Action::CycleOverlay);
        if self.overlay.follow(held, cx.now_ms) {
            ui.ctx().request_repaint();
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        // Whoever hides the evidence wants to see what is below it.
        if let Some(fixing) = fixing.as_mut().filter(|_| !self.shows_evidence()) {
            fixing.gizmo = None;
        }
        let gizmo = fixing.as_ref().is_some_and(|f| f.gizmo.is_some());
        self.header(ui, cx, gizmo);
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
        self.refresh_views(sample, loaded, size_px);
        let Some(before) = self.camera(size_px) else {
            return;
        };
        let over = Over {
            rect,
            scale,
            camera: &before,
        };
        let held = fixing.as_mut().is_some_and(|f| {
            let gizmo = f.gizmo.as_mut();
            gizmo.is_some_and(|g| g.pointer(ui, cx, f.fix, &response, over))
        });
        if !held {
            steer(ui, &response, over, &mut self.orbit, &self.views);
        }
        let camera = self.camera(size_px).unwrap_or(before);
        let mut evidence = self.shown_evidence(sample);
        if let Some(fixing) = &fixing {
            evidence.extend(ghosts(&fixing.fix.original, sample));
        }
        let through = self.through();
        let focus: Option<Vec<&str>> = cx.state.lit.as_deref().map(|lit| vec![lit, "m1"]);
        let options = OverlayOptions {
            extent: loaded.info.bounds,
            focus: focus.as_deref(),
            through: through.as_deref(),
            photos: self.photos.of(sample, tools.textures),
            unfocused_alpha: TOKENS.evidence_style.hidden_part.alpha,
        };
        let palette = scene_style::palette(Theme::of(ui.ctx()));
        let overlay = evidence_overlay(&evidence, &palette, &options);
        let classes = classes(loaded);
        let style = crate::raster::PointStyle {
            colour: self.colour,
            ..scene_style::points(Theme::of(ui.ctx()), scale, self.point)
        };
        let shot = Shot {
            loaded,
            camera,
            style,
            classes: &classes,
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
                crate::ui::widgets::message::missing(ui, rect, &why, tr("scene.again"));
            }
        }
        if let Some(at) = response.hover_pos().filter(|_| !held) {
            let at = (at - rect.min) * scale;
            let ray = camera.ray_in_world(DVec2::new(f64::from(at.x), f64::from(at.y)));
            cx.hover(box_under(&evidence, camera.eye(), ray));
        }
        if let Some((fix, gizmo)) = fixing
            .as_ref()
            .and_then(|f| Some((f.fix, f.gizmo.as_ref()?)))
        {
            let over = Over {
                rect,
                scale,
                camera: &camera,
            };
            gizmo.paint(&ui.painter().with_clip_rect(rect), fix, over);
        }
        let plates = labels(ui, cx, rect, scale, &camera, &overlay, &evidence);
        hint(ui, cx, rect, &plates, fixing.is_some());
        axes(ui, rect, &camera, &plates);
    }

    /// The frame whose camera is looked through.
    fn through(&self) -> Option<String> {
        match (self.orbit, self.views.get(self.view).map(|v| &v.kind)) {
            (None, Some(ViewKind::ThroughCamera { frame })) => Some(frame.clone()),
            _ => None,
        }
    }

    fn view_name(&self) -> &'static str {
        let kind = self.views.get(self.view).map(|v| &v.kind);
        view_words(self.orbit.is_some(), kind)
    }

    fn header(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gizmo: bool) {
        let (at, all) = (
            (self.view + 1).to_string(),
            self.views.len().max(1).to_string(),
        );
        let remark = if gizmo {
            tr("scene.drag_box").to_owned()
        } else {
            let words = [
                ("at", at.as_str()),
                ("all", &all),
                ("view", self.view_name()),
            ];
            tr_with("scene.remark", &words)
        };
        let colour = tr_with(
            "scene.colour",
            &[("mode", tr_in("colour", colour_key(self.colour)))],
        );
        let points = tr_with("scene.points", &[("size", &format!("{:.1}", self.point))]);
        let shown = self.shows_evidence();
        let asked = pane_header(ui, tr("scene.title"), &remark, |ui| {
            let secondary = Theme::of(ui.ctx()).palette().text.secondary;
            let mut asked = None;
            let mut ask = |clicked: bool, action| {
                if clicked {
                    asked = Some(action);
                }
            };
            ask(
                icon_button(ui, icons::RESET, &Action::ResetView.label(), None).clicked(),
                Action::ResetView,
            );
            ui.label(Type::Label.rich(points, secondary));
            let cap = cx
                .keys
                .label(Action::CycleColour, cx.os)
                .unwrap_or_default();
            ask(
                ui.add(crate::ui::widgets::key_cap::KeyHint::new(&cap, &colour))
                    .clicked(),
                Action::CycleColour,
            );
            ask(
                icon_button(
                    ui,
                    icons::EVIDENCE,
                    &Action::CycleOverlay.label(),
                    Some(shown),
                )
                .clicked(),
                Action::CycleOverlay,
            );
            ask(
                icon_button(ui, icons::CAMERA, &Action::LookThrough.label(), None).clicked(),
                Action::LookThrough,
            );
            asked
        });
        if let Some(action) = asked {
            self.act(action);
        }
    }

    fn refresh_views(&mut self, sample: &Sample, loaded: &Arc<Loaded>, size_px: [u32; 2]) {
        let for_what = (Arc::as_ptr(loaded) as usize, size_px);
        if self.views.is_empty() || self.views_for != for_what {
            self.views = evidence_views(&sample.evidence, &loaded.cloud, &loaded.info, size_px);
            self.views_for = for_what;
            self.view = self.view.min(self.views.len().saturating_sub(1));
        }
    }

    /// Where one looks from; `None` before anything was shown.
    pub(crate) fn camera(&self, size_px: [u32; 2]) -> Option<ViewCamera> {
        match &self.orbit {
            Some(orbit) => Some(orbit.camera(size_px)),
            None => self.views.get(self.view).map(|v| v.camera),
        }
    }

    fn shown_evidence(&self, sample: &Sample) -> Vec<Evidence> {
        let keep = |role: Role| match self.overlay.shown {
            Shown::Preset => true,
            Shown::Argument => !matches!(role, Role::Distractor | Role::Context | Role::Excluded),
            Shown::Nothing => false,
        };
        sample
            .evidence
            .iter()
            .filter(|e| keep(e.role))
            .cloned()
            .collect()
    }
}

/// Boxes and segment as they were before a fix, where they differ.
fn ghosts(original: &Sample, fixed: &Sample) -> Vec<Evidence> {
    let moved = original
        .evidence
        .iter()
        .zip(&fixed.evidence)
        .filter(|(o, n)| o.shape != n.shape);
    let label = |o: &Evidence| match (&o.shape, o.value) {
        (Shape::Obb(_), _) => Some(tr("scene.original").to_owned()),
        (Shape::Segment { .. }, Some(value)) => {
            let value = format!("{value:.2} {}", o.unit.as_deref().unwrap_or("m"));
            Some(tr_with("scene.was", &[("value", &value)]))
        }
        _ => None,
    };
    moved
        .filter_map(|(o, _)| {
            Some(Evidence {
                id: format!("{}-was", o.id),
                role: Role::Excluded,
                label: label(o)?,
                // Its words are on the plate; a value would put it on the large one of what is measured.
                value: None,
                ..o.clone()
            })
        })
        .collect()
}

/// The next mode in order; normals are not offered while no cloud has them.
pub(super) fn next_colour(mode: ColourMode) -> ColourMode {
    let usable: Vec<ColourMode> = ColourMode::ALL
        .into_iter()
        .filter(|m| *m != ColourMode::Normal)
        .collect();
    let at = usable.iter().position(|m| *m == mode).unwrap_or(0);
    usable
        .get((at + 1) % usable.len())
        .copied()
        .unwrap_or_default()
}

/// The name of a view, or of one's own.
pub(super) fn view_words(own: bool, kind: Option<&ViewKind>) -> &'static str {
    match (own, kind) {
        (true, _) => tr("scene.own_view"),
        (false, Some(ViewKind::Across)) => tr("scene.across"),
        (false, Some(ViewKind::FromAbove)) => tr("scene.from_above"),
        (false, Some(ViewKind::ThroughCamera { .. })) => tr("scene.through_camera"),
        (false, None) => tr("scene.overview"),
    }
}

pub(super) fn colour_key(mode: ColourMode) -> &'static str {
    match mode {
        ColourMode::Rgb => "rgb",
        ColourMode::Grey => "grey",
        ColourMode::Height => "height",
        ColourMode::Depth => "depth",
        ColourMode::Instance => "instance",
        ColourMode::Class => "class",
        ColourMode::Normal => "normal",
    }
}

/// Class number of each instance, by the class's name; 0 for none.
fn classes(loaded: &Loaded) -> Vec<u16> {
    let objects = &loaded.scene.objects;
    let numbers = class_numbers(objects.iter().map(|o| o.class.as_str()));
    let highest = objects.iter().map(|o| o.instance).max().unwrap_or(0);
    let mut classes = vec![0; highest.min(u32::from(u16::MAX)) as usize + 1];
    for object in objects {
        if let Some(class) = classes.get_mut(object.instance as usize) {
            *class = numbers.get(object.class.as_str()).copied().unwrap_or(0);
        }
    }
    classes
}

/// Whether a sample has anything to show in a scene.
pub fn has_scene(sample: &Sample) -> bool {
    sample.scene.is_some()
        && sample
            .evidence
            .iter()
            .any(|e| !matches!(e.shape, Shape::Puzzle { .. }))
}

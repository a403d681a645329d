//! The fix screen: question, options, answer, task and geometry, with what follows from each edit; the original
//! beside it as a diff.
//!
//! - `column`: question, options, the tabs with their fields (`text_tab`, `box_tab`, `points_tab`, `frame_tab`),
//!   checks, and the bar with the keys;
//! - `stage`: what stands beside it: scene, side views, changes, proof, history;
//! - `sides`, `side_view`: the box being edited without perspective, with handles; `gizmo`: the same in the scene.

mod box_tab;
mod changes;
mod column;
mod frame_tab;
mod gizmo;
mod history;
mod options;
mod points_tab;
mod side_view;
mod sides;
mod stage;
mod text_tab;

pub(super) use gizmo::Gizmo;
pub(super) use stage::stage_ui;

use crate::evidence::{Evidence, Role, Shape};
use crate::geom::Obb;
use crate::raster::Side;
use crate::scene::{fitted_to_points, floor_height, standing_on};
use crate::ui::keys::Action;
use crate::ui::scene_cache::Loaded;
use crate::ui::state::fix::{BoxNumbers, Fix};
use crate::ui::state::{Command, FixEdit};
use crate::ui::text::tr;
use crate::ui::theme::Theme;
use crate::ui::widgets::field::NumberText;
use sides::Sides;
use std::sync::Arc;

/// What the screen remembers: open tabs, numbers being typed, the side views.
#[derive(Default)]
pub struct FixScreen {
    tab: Option<Tab>,
    /// Changes or proof, where there is room for one.
    lower: usize,
    /// The scene or a side view, where there is room for one.
    upper: usize,
    typing: [NumberText; 7],
    points: Vec<NumberText>,
    counted: Option<Counted>,
    history: Option<history::History>,
    /// The side views.
    pub(crate) sides: Sides,
    /// What moves the box in the scene.
    pub(super) gizmo: Gizmo,
}

/// What is fixed: the tabs of the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Text,
    Box,
    Points,
    Frame,
}

impl Tab {
    const ALL: [Self; 4] = [Self::Text, Self::Box, Self::Points, Self::Frame];
}

/// Points in a box, counted once.
struct Counted {
    scene: usize,
    obb: Obb,
    points: usize,
}

/// Side of a handle, points.
const HANDLE: f32 = 7.0;
/// How much wider the dark line below a line is, points.
const HALO: f32 = 2.0;
/// A pointer this near to a handle takes hold of it, points.
const REACH: f32 = 12.0;

/// How far the arrows nudge a box, and with Shift, metres.
const NUDGE_M: (f64, f64) = (0.01, 0.001);

impl FixScreen {
    /// Does what a key asks of the side views; `false` when it is none of theirs.
    pub fn act(&mut self, action: Action) -> bool {
        if action != Action::NextSide {
            return false;
        }
        self.sides.turn();
        self.upper = 1;
        true
    }

    /// The edit that a key asks for: a nudge in the plane of the active side view (`fine` is with Shift), or a snap.
    pub fn edit(
        &self,
        action: Action,
        fix: &Fix,
        loaded: Option<&Loaded>,
        fine: bool,
    ) -> Option<Command> {
        match action {
            Action::SnapToPoints => Some(snapped(fix, loaded, Snap::Points)),
            Action::SnapToFloor => Some(snapped(fix, loaded, Snap::Floor)),
            _ => nudged(fix, self.sides.active, way(action)?, fine),
        }
    }

    /// Number of the cloud's points in the box being edited.
    fn points_inside(&mut self, fix: &Fix, loaded: Option<&Arc<Loaded>>) -> Option<usize> {
        let (loaded, (obb, _)) = (loaded?, fix.boxes()?);
        let scene = Arc::as_ptr(loaded) as usize;
        if let Some(kept) = &self.counted
            && (kept.scene, kept.obb) == (scene, obb)
        {
            return Some(kept.points);
        }
        let points = loaded.cloud.count_in(&obb);
        self.counted = Some(Counted { scene, obb, points });
        Some(points)
    }
}

/// Right and up on the screen.
fn way(action: Action) -> Option<[f64; 2]> {
    Some(match action {
        Action::NudgeLeft => [-1.0, 0.0],
        Action::NudgeRight => [1.0, 0.0],
        Action::NudgeUp => [0.0, 1.0],
        Action::NudgeDown => [0.0, -1.0],
        _ => return None,
    })
}

/// The edit that moves the box one step in the plane of a side view.
fn nudged(fix: &Fix, side: Side, [right, up]: [f64; 2], fine: bool) -> Option<Command> {
    let (numbers, (obb, _)) = (fix.box_numbers()?, fix.boxes()?);
    let axes = crate::raster::SideView::new(side, &obb, obb.center, 1.0, [1, 1]).axes;
    let step_m = if fine { NUDGE_M.1 } else { NUDGE_M.0 };
    let moved = Obb {
        center: obb.center + (axes.x_axis * right + axes.y_axis * up) * step_m,
        ..obb
    };
    let numbers = BoxNumbers::from_obb(&moved, &numbers, false);
    Some(Command::Fix(FixEdit::Box(numbers)))
}

/// What a box is snapped to.
#[derive(Clone, Copy)]
enum Snap {
    Points,
    Floor,
}

/// The edit that snaps the box, or the sentence that says why it cannot be.
fn snapped(fix: &Fix, loaded: Option<&Loaded>, snap: Snap) -> Command {
    let (sentence, obb) = match snap {
        Snap::Points => (
            tr("fix.no_points"),
            loaded.and_then(|l| {
                let (obb, _) = fix.boxes()?;
                fitted_to_points(&l.cloud, &obb, instance(fix))
            }),
        ),
        Snap::Floor => (
            tr("fix.no_floor"),
            loaded.and_then(|l| {
                let (obb, _) = fix.boxes()?;
                standing_on(&obb, floor_height(&l.cloud)?)
            }),
        ),
    };
    match (obb, fix.box_numbers()) {
        (Some(obb), Some(before)) => {
            let numbers = BoxNumbers::from_obb(&obb, &before, false);
            Command::Fix(FixEdit::Box(numbers))
        }
        _ => Command::Say(sentence.to_owned()),
    }
}

/// Paints a square handle; its ground keeps it apart from lines and points.
fn handle(painter: &egui::Painter, at: egui::Pos2, line: egui::Stroke) {
    let square = egui::Rect::from_center_size(at, egui::Vec2::splat(HANDLE));
    let ground = Theme::of(painter.ctx()).scene().plate;
    painter.rect(square, 0.0, ground, line, egui::StrokeKind::Middle);
}

/// The instance of the scan that the box being edited is of.
fn instance(fix: &Fix) -> Option<u32> {
    match &edited(fix)?.shape {
        Shape::Obb(shape) => shape.instance,
        _ => None,
    }
}

/// The evidence being edited.
fn edited(fix: &Fix) -> Option<&Evidence> {
    crate::evidence::find(&fix.draft.evidence, fix.evidence.as_deref()?)
}

/// Whether a piece of evidence is a box that the question is about.
fn is_box(evidence: &Evidence) -> bool {
    matches!(evidence.shape, Shape::Obb(_)) && evidence.role != Role::Distractor
}

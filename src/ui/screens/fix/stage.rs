//! What stands beside the column while fixing: the scene and the side views above, changes and proof below; as tabs
//! of one pane where the window is small.

use super::super::Cx;
use super::super::panes::{self, Pane};
use super::super::proof_pane;
use super::super::scene_pane::has_scene;
use super::super::screening::{Screening, Tools};
use super::changes;
use super::side_view::name;
use crate::raster::Side;
use crate::ui::scene_cache::SceneState;
use crate::ui::state::Card;
use crate::ui::state::fix::Fix;
use crate::ui::text::tr;
use crate::ui::theme::Theme;
use crate::ui::widgets::pane_header::pane_tabs;
use egui::{CentralPanel, Frame, Panel, Ui};

/// Width of the side views, points: as designed, and on the largest window.
const SIDES: (f32, f32) = (299.0, 420.0);
/// Width of the changes beside the proof, points.
const CHANGES: f32 = 620.0;

/// Width of the proof beside the history, points.
const PROOF: f32 = 760.0;

/// How much room there is beside the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    /// For one pane above and one below.
    Narrow,
    /// For one side view beside the scene, and one pane below.
    Small,
    /// For all three side views, and changes beside the proof.
    Usual,
    /// The same with larger side views, and the history below.
    Large,
}

impl Room {
    /// Of this many points across.
    fn of(width: f32) -> Self {
        match width {
            w if w < 620.0 => Self::Narrow,
            w if w < 1000.0 => Self::Small,
            w if w < 1680.0 => Self::Usual,
            _ => Self::Large,
        }
    }

    fn sides(self) -> f32 {
        if self == Self::Large {
            SIDES.1
        } else {
            SIDES.0
        }
    }

    /// Height of the panes below of the whole.
    fn lower(self, height: f32, scene: bool) -> f32 {
        match (scene, self) {
            (true, Self::Narrow | Self::Small) => (height * 0.455).clamp(200.0, 480.0),
            (true, _) => (height * 0.36).clamp(320.0, 400.0),
            (false, _) => (height * 0.34).clamp(200.0, 400.0),
        }
    }
}

fn pane(ui: &Ui) -> Frame {
    Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel)
}

/// Shows everything but the column.
pub(in super::super) fn stage_ui(
    screening: &mut Screening,
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    card: &Card,
    fix: &Fix,
    scene: Option<&SceneState>,
    tools: &mut Tools<'_>,
) {
    let rect = ui.available_rect_before_wrap();
    let room = Room::of(rect.width());
    Panel::bottom("lower")
        .exact_size(room.lower(rect.height(), has_scene(&fix.draft)))
        .resizable(false)
        .frame(pane(ui))
        .show(ui, |ui| lower_ui(screening, ui, cx, fix, scene, room));
    let loaded = scene.and_then(SceneState::ready).cloned();
    let sides = loaded.filter(|_| fix.boxes().is_some());
    if let Some(loaded) = sides.as_ref().filter(|_| room != Room::Narrow) {
        Panel::right("sides")
            .exact_size(room.sides())
            .resizable(false)
            .frame(pane(ui))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                panes::here(ui, Pane::Sides, ui.max_rect());
                let sides = &mut screening.fix.sides;
                if room == Room::Small {
                    let at = Side::ALL.iter().position(|s| *s == sides.active);
                    let names = Side::ALL.map(name);
                    let picked = pane_tabs(ui, tr("fix.sides"), &names, at.unwrap_or(0), |_| {});
                    if let Some(side) = picked.and_then(|n| Side::ALL.get(n)) {
                        sides.active = *side;
                    }
                    sides.active_ui(ui, cx, fix, loaded);
                } else {
                    sides.column_ui(ui, cx, fix, loaded);
                }
            });
    }
    CentralPanel::default().frame(pane(ui)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if let (Some(loaded), Room::Narrow) = (&sides, room) {
            let fix_screen = &mut screening.fix;
            let names = [
                tr("scene.title"),
                name(Side::Top),
                name(Side::Front),
                name(Side::Side),
            ];
            let at = match Side::ALL.iter().position(|s| *s == fix_screen.sides.active) {
                Some(n) if fix_screen.upper > 0 => n + 1,
                _ => 0,
            };
            if let Some(picked) = pane_tabs(ui, tr("fix.views"), &names, at, |_| {}) {
                fix_screen.upper = picked;
                if let Some(side) = picked.checked_sub(1).and_then(|n| Side::ALL.get(n)) {
                    fix_screen.sides.active = *side;
                }
            }
            if at > 0 {
                panes::here(ui, Pane::Sides, ui.max_rect());
                return fix_screen.sides.active_ui(ui, cx, fix, loaded);
            }
        }
        match scene {
            None => screening
                .media
                .show(ui, cx, &fix.draft, tools.textures, true),
            Some(scene) => screening.scene_ui(ui, cx, card, &fix.draft, scene, tools),
        }
    });
}

fn lower_ui(
    screening: &mut Screening,
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    fix: &Fix,
    scene: Option<&SceneState>,
    room: Room,
) {
    let counts = screening.counts(scene.and_then(SceneState::ready));
    let points = |instance: u32| counts.get(instance as usize).copied().filter(|n| *n > 0);
    let (sample, was) = (&fix.draft, fix.original_value());
    if room < Room::Usual {
        let at = screening.fix.lower.min(1);
        let names = [tr("fix.changes"), tr("proof.title")];
        let picked = pane_tabs(ui, tr("fix.below"), &names, at, |ui| {
            proof_pane::state_ui(ui, sample);
        });
        screening.fix.lower = picked.unwrap_or(at);
        if at == 0 {
            panes::here(ui, Pane::Changes, ui.max_rect());
            changes::rows_ui(ui, fix);
        } else {
            panes::here(ui, Pane::Proof, ui.max_rect());
            proof_pane::body_ui(ui, cx, sample, &points, was);
        }
        return;
    }
    Panel::left("lower left")
        .exact_size((ui.available_width() * 0.5).min(CHANGES))
        .resizable(false)
        .frame(pane(ui))
        .show(ui, |ui| {
            panes::here(ui, Pane::Changes, ui.max_rect());
            changes::changes_ui(ui, fix);
        });
    if room == Room::Large {
        Panel::right("lower right")
            .exact_size((ui.available_width() - PROOF).max(SIDES.1))
            .resizable(false)
            .frame(pane(ui))
            .show(ui, |ui| {
                panes::here(ui, Pane::History, ui.max_rect());
                screening.fix.history_ui(ui, cx, fix);
            });
    }
    CentralPanel::default().frame(pane(ui)).show(ui, |ui| {
        panes::here(ui, Pane::Proof, ui.max_rect());
        proof_pane::proof_ui(ui, cx, sample, &points, was);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_window_of_the_design_has_its_room() {
        // Windows of 1280, 1600 and 2560 points less their columns, and 1280 pixels at scale 1.5.
        let rooms = [920.0, 1160.0, 2040.0, 493.0].map(Room::of);
        let expected = [Room::Small, Room::Usual, Room::Large, Room::Narrow];
        assert_eq!(rooms, expected);
        assert_eq!(rooms.map(Room::sides)[1..3], [299.0, 420.0]);
    }
}

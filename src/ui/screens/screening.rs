//! Screening: one card. Before the answer the media exactly as the model sees them; after it the scene with the
//! evidence, the media, and the proof. The right column stays where it is.

use super::media_pane::MediaPane;
use super::panes::{self, Pane};
use super::scene_pane::{Fixing, ScenePane, has_scene};
use super::{Cx, column, fix, proof_pane};
use crate::sample::Sample;
use crate::ui::keys::Action;
use crate::ui::scene_cache::{Loaded, SceneCache, SceneState};
use crate::ui::state::{Card, Command, Mode, Phase};
use crate::ui::text::{tr, tr_with};
use crate::ui::textures::Textures;
use crate::ui::theme::Theme;
use crate::ui::view3d::View3d;
use crate::ui::widgets::message::{Failure, empty, failure};
use crate::ui::widgets::pane_header::pane_header;
use egui::{CentralPanel, Frame, Panel, Ui};
use std::sync::Arc;

/// What screening remembers between frames.
#[derive(Default)]
pub struct Screening {
    /// The scene pane.
    pub scene: ScenePane,
    /// The media pane.
    pub media: MediaPane,
    /// The fix screen.
    pub fix: fix::FixScreen,
    counted: Option<(usize, Vec<usize>)>,
}

/// What draws pictures and scenes.
pub struct Tools<'a> {
    /// Pictures.
    pub textures: &'a mut Textures,
    /// Scenes.
    pub scenes: &'a mut SceneCache,
    /// The 3D view.
    pub view3d: &'a mut View3d,
}

impl Screening {
    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tools: &mut Tools<'_>) {
        let Some(card) = cx.state.card.as_ref() else {
            return nothing_left(ui, cx);
        };
        let width = ui.available_width();
        let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
        let column_width = column_width(width);
        let fix = card.fix.as_ref().filter(|_| card.phase == Phase::Fixing);
        let scene = fix.and_then(|fix| self.scene_of(ui, &fix.draft, tools));
        Panel::right("column")
            .exact_size(column_width)
            .resizable(false)
            .frame(pane)
            .show(ui, |ui| {
                if let Some(fix) = fix {
                    panes::here(ui, Pane::Column, ui.max_rect());
                    let loaded = scene.as_ref().and_then(SceneState::ready);
                    self.fix.column_ui(ui, cx, fix, loaded);
                } else {
                    column::column_ui(ui, cx);
                }
            });
        CentralPanel::default().frame(pane).show(ui, |ui| {
            if let Some(fix) = fix {
                fix::stage_ui(self, ui, cx, card, fix, scene.as_ref(), tools);
            } else if card.revealed() {
                self.revealed(ui, cx, card, tools);
            } else {
                self.media.show(ui, cx, &card.sample, tools.textures, false);
            }
        });
    }

    /// Does what a key asks of the panes; `false` when it is none of theirs.
    pub fn act(&mut self, action: Action, card: &Card) -> bool {
        (card.phase == Phase::Fixing && self.fix.act(action))
            || (card.revealed() && self.scene.act(action))
            || self.media.act(action, &card.sample)
    }

    fn revealed(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, card: &Card, tools: &mut Tools<'_>) {
        let sample = &card.sample;
        let rect = ui.available_rect_before_wrap();
        let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
        let lower = lower_height(rect.height(), has_scene(sample));
        let loaded = self.scene_of(ui, sample, tools);
        Panel::bottom("lower")
            .exact_size(lower)
            .resizable(false)
            .frame(pane)
            .show(ui, |ui| {
                if let Some(width) = left_width(ui.available_width(), has_scene(sample)) {
                    Panel::left("lower left")
                        .exact_size(width)
                        .resizable(false)
                        .frame(pane)
                        .show(ui, |ui| {
                            self.media.show(ui, cx, sample, tools.textures, true);
                        });
                }
                CentralPanel::default().frame(pane).show(ui, |ui| {
                    panes::here(ui, Pane::Proof, ui.max_rect());
                    let counts = self.counts(loaded.as_ref().and_then(|s| s.ready()));
                    let points =
                        |instance: u32| counts.get(instance as usize).copied().filter(|n| *n > 0);
                    proof_pane::proof_ui(ui, cx, sample, &points, None);
                });
            });
        CentralPanel::default()
            .frame(pane)
            .show(ui, |ui| match &loaded {
                None => self.media.show(ui, cx, sample, tools.textures, true),
                Some(scene) => self.scene_ui(ui, cx, card, sample, scene, tools),
            });
    }

    /// The scene, or how it stands.
    pub(super) fn scene_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        card: &Card,
        sample: &Sample,
        scene: &SceneState,
        tools: &mut Tools<'_>,
    ) {
        match scene {
            SceneState::Ready(loaded) => {
                let fix = card.fix.as_ref().filter(|_| card.phase == Phase::Fixing);
                let boxed = fix.is_some_and(|fix| self.fix.edits_box(fix));
                let fixing = fix.map(|fix| Fixing {
                    fix,
                    gizmo: boxed.then_some(&mut self.fix.gizmo),
                });
                self.scene.show(ui, cx, sample, fixing, loaded, tools);
            }
            SceneState::Pending => {
                pane_header(ui, tr("scene.title"), tr("scene.loading"), |_| {});
            }
            SceneState::Failed(why) => {
                pane_header(ui, tr("scene.title"), "", |_| {});
                let what = tr_with("scene.cannot_load", &[("why", why)]);
                if failure(
                    ui,
                    Failure {
                        what: &what,
                        remedy: tr("scene.remedy"),
                        details: "",
                        action: Some(tr("media.find_folder")),
                    },
                ) {
                    self.media.asks_folder = sample.media.first().cloned();
                }
            }
        }
    }

    /// The sample's scene; `None` when it has none.
    fn scene_of(&mut self, ui: &Ui, sample: &Sample, tools: &mut Tools<'_>) -> Option<SceneState> {
        let scene = sample.scene.as_ref().filter(|_| has_scene(sample))?;
        let context = ui.ctx().clone();
        Some(
            tools
                .scenes
                .request(scene, tools.textures.roots(), move || {
                    context.request_repaint()
                }),
        )
    }

    /// Points of each instance of a scene, counted once.
    pub(super) fn counts(&mut self, loaded: Option<&Arc<Loaded>>) -> Vec<usize> {
        let Some(loaded) = loaded else {
            return Vec::new();
        };
        let id = Arc::as_ptr(loaded) as usize;
        match &self.counted {
            Some((of, counts)) if *of == id => counts.clone(),
            _ => {
                let mut counts = vec![0; usize::from(u16::MAX) + 1];
                for instance in &loaded.cloud.instance {
                    counts[usize::from(*instance)] += 1;
                }
                counts.truncate(
                    counts
                        .iter()
                        .rposition(|n| *n > 0)
                        .map_or(0, |last| last + 1),
                );
                self.counted = Some((id, counts.clone()));
                counts
            }
        }
    }
}

/// The right column: 360 on the smallest window, 440 as designed, 520 on the largest.
fn column_width(window: f32) -> f32 {
    let size = &crate::ui::tokens::TOKENS.size;
    match window {
        w if w < 1440.0 => size.side_min,
        w if w < 2200.0 => size.side_default,
        _ => size.side_max - crate::ui::tokens::TOKENS.space.s10,
    }
}

/// Height of image and proof under the scene (or of the proof under the media, where there is no scene).
fn lower_height(height: f32, scene: bool) -> f32 {
    if scene {
        (height * 0.455).clamp(240.0, 480.0)
    } else {
        (height * 0.28).clamp(168.0, 280.0)
    }
}

/// Below this width, points, there is room for the proof alone below the scene.
const NARROW: f32 = 560.0;

/// Width of the image left of the proof, where there is a scene above.
fn left_width(width: f32, scene: bool) -> Option<f32> {
    (scene && width >= NARROW).then_some((width * 0.42).min(640.0))
}

fn nothing_left(ui: &mut Ui, cx: &mut Cx<'_>) {
    if empty(
        ui,
        tr("screening.nothing_left"),
        Some(tr("screening.to_queue")),
    ) {
        cx.push(Command::Go(Mode::Queue));
    }
}

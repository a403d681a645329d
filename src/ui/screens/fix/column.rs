//! The right column: question, options, tabs, checks; below them the buttons and the keys that count here.

use super::super::column::{check_ui, outcome, words};
use super::super::{Cx, mark_of};
use super::{FixScreen, Tab, is_box, options};
use crate::evidence::{Evidence, Shape};
use crate::ui::keys::Action;
use crate::ui::scene_cache::Loaded;
use crate::ui::state::fix::Fix;
use crate::ui::state::{Command, FixEdit};
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::check_row::{check_heading, remark};
use crate::ui::widgets::field::{Segment, segments};
use crate::ui::widgets::key_cap::KeyHint;
use crate::ui::widgets::proof::evidence_word;
use crate::ui::widgets::question::question;
use egui::{Align, Layout, Margin, Panel, ScrollArea, Ui};
use std::sync::Arc;

impl FixScreen {
    /// Shows the right column; `loaded` is the scene, once it is there.
    pub fn column_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        fix: &Fix,
        loaded: Option<&Arc<Loaded>>,
    ) {
        let space = Theme::of(ui.ctx()).space();
        let inner =
            egui::Frame::new().inner_margin(Margin::symmetric(space.s5 as i8, space.s3 as i8));
        Panel::bottom("fix bar")
            .frame(inner)
            .show_separator_line(false)
            .resizable(false)
            .show(ui, |ui| bar_ui(ui, cx, fix));
        egui::CentralPanel::default().frame(inner).show(ui, |ui| {
            header_ui(ui, cx, fix);
            ui.add_space(space.s2);
            ui.spacing_mut().scroll = egui::style::ScrollStyle::floating();
            ScrollArea::vertical()
                .id_salt("fix")
                .auto_shrink(false)
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space.s2;
                    question_ui(ui, cx, fix);
                    options::options_ui(ui, fix);
                    ui.add_space(space.s1);
                    self.tabs_ui(ui, cx, fix, loaded);
                    checks_ui(ui, fix);
                });
        });
    }

    /// The tab that is open: the one picked last, where it has something to fix.
    fn open_tab(&self, fix: &Fix) -> Tab {
        let picked = self.tab.filter(|tab| why_not(*tab, fix).is_none());
        let boxed = why_not(Tab::Box, fix).is_none();
        picked.unwrap_or(if boxed { Tab::Box } else { Tab::Text })
    }

    /// Whether the numbers of a box are open, and so its gizmo.
    pub(in super::super) fn edits_box(&self, fix: &Fix) -> bool {
        self.open_tab(fix) == Tab::Box
    }

    fn tabs_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix, loaded: Option<&Arc<Loaded>>) {
        let segment = |tab: Tab| Segment {
            words: name(tab),
            why_not: why_not(tab, fix),
        };
        let entries = Tab::ALL.map(segment);
        let open = self.open_tab(fix);
        let at = Tab::ALL.iter().position(|t| *t == open).unwrap_or(0);
        let picked = segments(ui, tr("fix.what"), &entries, at);
        if let Some(tab) = picked.and_then(|n| Tab::ALL.get(n)) {
            self.tab = Some(*tab);
        }
        match open {
            Tab::Text => super::text_tab::text_ui(ui, cx, fix),
            Tab::Box => self.box_ui(ui, cx, fix, loaded),
            Tab::Points => self.points_ui(ui, cx, fix),
            Tab::Frame => super::frame_tab::frame_ui(ui, cx, fix, loaded),
        }
    }
}

fn name(tab: Tab) -> &'static str {
    match tab {
        Tab::Text => tr("fix.text"),
        Tab::Box => tr("fix.box"),
        Tab::Points => tr("fix.points"),
        Tab::Frame => tr("fix.frame"),
    }
}

/// Why a tab has nothing to fix on this card.
fn why_not(tab: Tab, fix: &Fix) -> Option<&'static str> {
    let any = |wanted: &dyn Fn(&Evidence) -> bool| fix.draft.evidence.iter().any(wanted);
    let (there, why) = match tab {
        Tab::Text => (true, ""),
        Tab::Box => (any(&is_box), tr("fix.no_box")),
        Tab::Points => (
            any(&|e| matches!(e.shape, Shape::Points { .. })),
            tr("fix.no_point_evidence"),
        ),
        // A frame taken off again can be put back.
        Tab::Frame => (
            any(&super::frame_tab::has_frames)
                || fix
                    .original
                    .evidence
                    .iter()
                    .any(super::frame_tab::has_frames),
            tr("fix.no_frames"),
        ),
    };
    (!there).then_some(why)
}

/// The boxes of the question as words, of which one is edited.
pub(super) fn which_box_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
    let edited = fix.evidence.as_deref();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = Theme::of(ui.ctx()).space().s3;
        for e in fix.draft.evidence.iter().filter(|e| is_box(e)) {
            let word = evidence_word(ui, &e.id, &e.label, mark_of(e.role), edited, Type::Body);
            if word.clicked() {
                cx.push(Command::Fix(FixEdit::Select(e.id.clone())));
            }
        }
    });
}

fn question_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
    let text = fix.draft.shown_question();
    let words = words(&fix.draft, text);
    let out = question(ui, text, &words, cx.state.lit.as_deref());
    let at = |n: Option<usize>| Some(words.get(n?)?.evidence.to_owned());
    cx.hover(at(out.hovered));
    let boxed = |id: &String| fix.draft.evidence.iter().any(|e| e.id == *id && is_box(e));
    if let Some(id) = at(out.clicked).filter(boxed) {
        cx.push(Command::Fix(FixEdit::Select(id)));
    }
}

fn header_ui(ui: &mut Ui, cx: &Cx<'_>, fix: &Fix) {
    let theme = Theme::of(ui.ctx());
    let secondary = theme.palette().text.secondary;
    let (at, _) = cx.state.desk.as_ref().map_or((0, 0), |d| d.position());
    let what = tr_with(
        "fix.fixing",
        &[
            ("at", &crate::ui::text::count(at)),
            ("task", fix.original.task()),
        ],
    );
    ui.horizontal(|ui| {
        ui.label(Type::Label.rich(what, secondary));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let state = if fix.changed() {
                tr("fix.draft")
            } else {
                tr("fix.unchanged")
            };
            ui.label(Type::Label.rich(state, secondary));
        });
    });
}

fn checks_ui(ui: &mut Ui, fix: &Fix) {
    ui.separator();
    let outcomes: Vec<_> = fix.draft.checks.iter().map(|c| outcome(c.result)).collect();
    check_heading(ui, &outcomes);
    if let Some(problem) = &fix.problem {
        remark(ui, problem);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for check in &fix.draft.checks {
        check_ui(ui, check, fix.is_stale(check));
    }
}

fn bar_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
    let theme = Theme::of(ui.ctx());
    let (save, leave) = (cx.key(Action::SaveAndAccept), cx.key(Action::Leave));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme.space().s2;
        let away = Button::new(tr("fix.leave")).key(leave.as_deref());
        let away_width = away.content_width(ui);
        let ready = fix.finish().is_some();
        let width = ui.available_width() - away_width - theme.space().s2;
        let accept = Button::new(tr("fix.save"))
            .key(save.as_deref())
            .width(width)
            .enabled(ready);
        if ui
            .add(if ready { accept.primary() } else { accept })
            .clicked()
        {
            cx.act(Action::SaveAndAccept);
        }
        if ui.add(away).clicked() {
            cx.act(Action::Leave);
        }
    });
    ui.add_space(theme.space().s1);
    keys_ui(ui, cx, fix);
}

/// The keys that count here, and the way back to the original.
fn keys_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.set_min_height(theme.size().row);
        ui.spacing_mut().item_spacing.x = theme.space().s3;
        ui.add(KeyHint::new(tr("key.tab"), tr("fix.next_field")));
        if let Some(key) = cx.key(Action::UndoEdit)
            && ui.add(KeyHint::new(&key, tr("fix.undo"))).clicked()
        {
            cx.act(Action::UndoEdit);
        }
        let revert = Button::new(tr("fix.revert")).small().quiet();
        let room = revert.content_width(ui) <= ui.available_width();
        if fix.changed() && room && ui.add(revert).clicked() {
            cx.push(Command::Fix(FixEdit::Revert));
        }
    });
}

//! Keys to commands: what an action means on the screen that is open.

use super::App;
use super::jobs::Asked;
use super::overlays::{Prompt, Wanted};
use crate::sample::BlindCause;
use crate::ui::keys::{Action, Context, Situation};
use crate::ui::scene_cache::SceneState;
use crate::ui::screens::{answer, panes};
use crate::ui::settings::Setting;
use crate::ui::state::{Card, Command, FixEdit, Mode, Phase, Refusal};
use egui::Popup;

/// Actions that later work fills; the palette does not offer them.
pub(super) const WITHOUT_EFFECT: &[Action] = &[
    Action::Measure,
    Action::Generate,
    Action::SelectAll,
    Action::ModeFailures,
    Action::ModeAgent,
];

impl App {
    /// Applies the keys of this frame; returns the last action, for its button's flash.
    pub(super) fn take_keys(&mut self, ctx: &egui::Context) -> Option<Action> {
        self.take_typing(ctx);
        let mut last = None;
        while let Some(action) = self.keys.next_pressed(ctx, self.situation(ctx)) {
            self.act(ctx, action);
            last = Some(action);
            if action == Action::Note {
                // What comes after it is text for the field that this frame opens, never a decision.
                break;
            }
        }
        last
    }

    /// On a card whose answer is typed and nothing has the focus, a number begins in the field.
    fn take_typing(&mut self, ctx: &egui::Context) {
        let now = self.situation(ctx);
        if now.context != Context::Blind || !now.typed || self.overlay.is_open() {
            return;
        }
        let begun = answer::take_typing(ctx);
        if let (Some(card), false) = (&self.state.card, begun.is_empty()) {
            let text = format!("{}{begun}", card.typed);
            self.apply(ctx, vec![Command::Type(text)]);
        }
    }

    pub(super) fn situation(&self, ctx: &egui::Context) -> Situation {
        if self.is_aside(ctx) {
            return Situation::new(Context::Writing);
        }
        let context = match (self.state.mode, self.state.card.as_ref().map(|c| c.phase)) {
            (Mode::Start, _) => Context::Start,
            (Mode::Scenes, _) => Context::Scenes,
            (Mode::Screening, Some(Phase::Blind)) => Context::Blind,
            (Mode::Screening, Some(Phase::Reasons(_) | Phase::Cause)) => Context::List,
            (Mode::Screening, Some(Phase::Fixing)) => Context::Fix,
            (Mode::Screening, Some(Phase::Revealed)) => Context::Revealed,
            _ => Context::Queue,
        };
        let options = self.state.card.as_ref().map_or(0, |c| c.choices().len());
        Situation {
            context,
            options,
            typed: self.state.card.as_ref().is_some_and(Card::is_typed),
        }
    }

    /// Does what an action asks for.
    pub(super) fn act(&mut self, ctx: &egui::Context, action: Action) {
        if action == Action::Leave && Popup::is_any_open(ctx) {
            return Popup::close_all(ctx);
        }
        if self.has_message() && !matches!(action, Action::CancelJob) {
            // What lies over the screen keeps everything but its own end from the card below.
            if action == Action::Leave {
                self.close_message();
            }
            return;
        }
        if action == Action::Guideline && self.state.card.is_none() {
            return;
        }
        if self.overlay.take(action) {
            ctx.request_repaint();
            return;
        }
        if self.state.mode == Mode::Screening
            && let Some(card) = &self.state.card
            && self.screening.act(action, card)
        {
            ctx.request_repaint();
            return;
        }
        if self.state.mode == Mode::Scenes && self.browser.act(action, &mut self.browse, ctx) {
            ctx.request_repaint();
            return;
        }
        if let Some(command) = self.command(ctx, action) {
            self.apply(ctx, vec![command]);
        }
    }

    /// On the start screen, which has a field for paths, the dialog; elsewhere the prompt, with its own way to it.
    fn ask_for(&mut self, wanted: Wanted, asked: Asked, ctx: &egui::Context) {
        if self.state.mode == Mode::Start {
            self.ask(asked, ctx);
        } else {
            self.prompt = Some(Prompt::new(wanted));
        }
    }

    /// What the keys of objects and Esc come to in the scene browser.
    fn scene_command(&mut self, action: Action) -> Option<Command> {
        let lit = self.state.lit.as_deref();
        let step = match action {
            Action::NextObject => 1,
            Action::PreviousObject => -1,
            _ if lit.is_some() => {
                self.browser.unpin();
                return Some(Command::Light(None));
            }
            _ => {
                let there = self.state.desk.is_some();
                let mode = if there { Mode::Screening } else { Mode::Start };
                return Some(Command::Go(mode));
            }
        };
        let object = self.browser.object_after(lit, step, &self.browse);
        object.map(|object| Command::Light(Some(object)))
    }

    /// What a key that moves the box being fixed comes to.
    fn box_edit(&mut self, ctx: &egui::Context, action: Action) -> Option<Command> {
        let card = self.state.card.as_ref()?;
        let fix = card.fix.as_ref().filter(|_| card.phase == Phase::Fixing)?;
        let wake = ctx.clone();
        let scene = fix.draft.scene.as_ref().map(|scene| {
            let roots = self.textures.roots();
            self.scenes
                .request(scene, roots, move || wake.request_repaint())
        });
        let loaded = scene.as_ref().and_then(SceneState::ready);
        let fine = ctx.input(|i| i.modifiers.shift);
        self.screening
            .fix
            .edit(action, fix, loaded.map(AsRef::as_ref), fine)
    }

    fn command(&mut self, ctx: &egui::Context, action: Action) -> Option<Command> {
        let phase = self.state.card.as_ref().map(|c| c.phase);
        Some(match action {
            Action::Choose(n) => Command::Choose(usize::from(n).checked_sub(1)?),
            Action::CannotTell => Command::CannotTell,
            Action::Confirm | Action::Find if self.state.mode == Mode::Queue => {
                return self.queue.take(action, &self.state);
            }
            Action::Confirm if self.state.mode == Mode::Start => {
                return self.start.memory.take(action);
            }
            Action::Confirm => Command::Commit,
            Action::NextObject | Action::PreviousObject | Action::Leave
                if self.state.mode == Mode::Scenes =>
            {
                return self.scene_command(action);
            }
            Action::OpenScene => {
                self.ask_for(Wanted::Scene, Asked::Scene, ctx);
                return None;
            }
            Action::OpenCloud => {
                self.ask_for(Wanted::Cloud, Asked::Cloud, ctx);
                return None;
            }
            Action::ModeQueue | Action::ModeScreening | Action::ModeRelease
                if self.state.desk.is_none() =>
            {
                return None;
            }
            Action::ModeScenes => {
                self.browse.path()?;
                Command::Go(Mode::Scenes)
            }
            Action::OpenProject => {
                self.ask_for(Wanted::Project, Asked::Open, ctx);
                return None;
            }
            Action::Import => {
                self.ask_for(Wanted::Questions, Asked::Import, ctx);
                return None;
            }
            Action::CancelJob => {
                self.cancel_job(ctx);
                return None;
            }
            Action::NextPane => {
                panes::go(ctx, 1);
                return None;
            }
            Action::PreviousPane => {
                panes::go(ctx, -1);
                return None;
            }
            Action::LargerScale => Command::Set(Setting::ScaleBy(1)),
            Action::SmallerScale => Command::Set(Setting::ScaleBy(-1)),
            Action::UsualScale => Command::Set(Setting::Scale(100)),
            Action::Theme => Command::Set(Setting::NextTheme),
            Action::Motion => Command::Set(Setting::NextMotion),
            Action::Accept => Command::Accept,
            Action::Fix => Command::StartFix,
            Action::Reject => Command::AskReason(Refusal::Reject),
            Action::Defer => Command::AskReason(Refusal::Defer),
            Action::Pick(n) => match phase? {
                Phase::Cause => Command::AcceptBecause(if n == 1 {
                    BlindCause::Slip
                } else {
                    BlindCause::Ambiguous
                }),
                _ => Command::Reason(usize::from(n).checked_sub(1)?),
            },
            Action::SaveAndAccept => Command::SaveFix,
            Action::Flag => Command::ToggleFlag,
            Action::Note => Command::Note(String::new()),
            Action::KeepNote => Command::SaveNote,
            Action::UndoEdit => Command::Fix(FixEdit::Undo),
            Action::NudgeLeft
            | Action::NudgeRight
            | Action::NudgeUp
            | Action::NudgeDown
            | Action::SnapToPoints
            | Action::SnapToFloor => return self.box_edit(ctx, action),
            Action::Undo => Command::Undo,
            Action::Redo => Command::Redo,
            Action::Back => Command::Back,
            Action::Leave => Command::Leave,
            Action::NextObject => Command::LightNext(1),
            Action::PreviousObject => Command::LightNext(-1),
            Action::ModeQueue => Command::Go(Mode::Queue),
            Action::ModeScreening => Command::Go(Mode::Screening),
            Action::ModeRelease => {
                if let Some(desk) = &self.state.desk {
                    self.release.look(desk, ctx);
                }
                Command::Go(Mode::Release)
            }
            _ => return None,
        })
    }
}

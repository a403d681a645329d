//! Keys to commands: what an action means on the screen that is open.

use super::App;
use super::jobs::Asked;
use crate::sample::BlindCause;
use crate::ui::keys::{Action, Context, Situation};
use crate::ui::state::{Command, FixEdit, Mode, Phase, Refusal};

/// Actions that later work fills; the palette does not offer them.
pub(super) const WITHOUT_EFFECT: &[Action] = &[
    Action::Measure,
    Action::Guideline,
    Action::Generate,
    Action::SelectAll,
    Action::ModeFailures,
    Action::ModeAgent,
    Action::NextPane,
    Action::PreviousPane,
];

impl App {
    /// Applies the keys of this frame; returns the last action, for its button's flash.
    pub(super) fn take_keys(&mut self, ctx: &egui::Context) -> Option<Action> {
        let mut last = None;
        while let Some(action) = self.keys.next_pressed(ctx, self.situation()) {
            self.act(ctx, action);
            last = Some(action);
            if action == Action::Note {
                // What comes after it is text for the field that this frame opens, never a decision.
                break;
            }
        }
        last
    }

    pub(super) fn situation(&self) -> Situation {
        let context = match (self.state.mode, self.state.card.as_ref().map(|c| c.phase)) {
            (Mode::Start, _) => Context::Start,
            (Mode::Screening, Some(Phase::Blind)) => Context::Blind,
            (Mode::Screening, Some(Phase::Reasons(_) | Phase::Cause)) => Context::List,
            (Mode::Screening, Some(Phase::Fixing)) => Context::Fix,
            (Mode::Screening, Some(Phase::Revealed)) => Context::Revealed,
            _ => Context::Queue,
        };
        let options = self.state.card.as_ref().map_or(0, |c| c.choices().len());
        Situation { context, options }
    }

    /// Does what an action asks for.
    pub(super) fn act(&mut self, ctx: &egui::Context, action: Action) {
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
        if let Some(command) = self.command(ctx, action) {
            self.apply(ctx, vec![command]);
        }
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
            Action::OpenProject => {
                self.ask(Asked::Open, ctx);
                return None;
            }
            Action::Import => {
                self.ask(Asked::Import, ctx);
                return None;
            }
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
            Action::Undo => Command::Undo,
            Action::Redo => Command::Redo,
            Action::Back => Command::Back,
            Action::Leave if self.report.is_some() => {
                self.report = None;
                return None;
            }
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

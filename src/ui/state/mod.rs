//! What the window knows and what changes it. No egui here: [`Command`]s are data, [`State::apply`] is the one
//! place that acts on them, and all of it is tested without a window.

mod activity;
mod card;
pub mod changes;
mod command;
pub mod decide;
mod desk;
pub mod fix;
pub mod queue;
#[cfg(test)]
mod tests;
mod turn;
pub mod word_diff;

pub use activity::{Activity, Pace};
pub use card::{Blind, Card, Phase, Refusal};
pub use command::{Command, FixEdit, Mode};
pub use decide::reason_key;
pub use desk::Desk;

use crate::sample::Key;
use crate::ui::keys::Guard;
use crate::ui::settings::{self, Setting, Settings};
use crate::ui::text::tr_with;
use queue::Queue;
use std::path::PathBuf;

/// Everything the window shows, apart from what only one panel remembers (cameras, scroll positions).
#[derive(Default)]
pub struct State {
    /// The open project.
    pub desk: Option<Desk>,
    /// The screen.
    pub mode: Mode,
    /// The card on screen.
    pub card: Option<Card>,
    /// Cards shown before this one, newest last.
    pub shown_before: Vec<Key>,
    /// The list of samples.
    pub queue: Queue,
    /// Drops decisions that come too soon after a card appeared.
    pub guard: Guard,
    /// Time spent on the card.
    pub activity: Activity,
    /// Evidence lit in all panes.
    pub lit: Option<String>,
    /// Said once, with undo where there is something to take back.
    pub toast: Option<Toast>,
    /// Something failed; shown in place until it works.
    pub trouble: Option<String>,
    /// The command that failed, to be tried again.
    pub failed: Option<Command>,
    /// What the person set for every project.
    pub settings: Settings,
    /// The project asked for that only the app can open (needs other parts of the window).
    pub wants: Option<Want>,
}

/// What the app must do for the state, because it needs a thread or a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// Make the tour and open it.
    Tour,
    /// Open this project.
    Open(PathBuf),
    /// Look into scenes or at a cloud; without one, again.
    Scene(Option<PathBuf>),
    /// Bring this file into the open project.
    Import(PathBuf),
    /// Write samples out.
    Export {
        /// Name of an export format.
        format: &'static str,
        /// Folder to write to.
        folder: PathBuf,
        /// States that go out.
        states: Vec<crate::sample::State>,
        /// Replace files of the same names.
        replace: bool,
    },
}

/// A passing message.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// One sentence without a full stop.
    pub text: String,
    /// Offers to take the decision back.
    pub undo: bool,
    /// Number that tells two equal messages apart.
    pub number: u64,
}

impl State {
    /// Acts on one command. `now_ms` is a clock that never goes back (for the guard and idle time).
    pub fn apply(&mut self, command: Command, now_ms: u64) {
        self.activity.input(now_ms);
        let went_well = self.trouble.is_none();
        let again = command.clone();
        self.act_on(command, now_ms);
        if went_well && self.trouble.is_some() {
            self.failed = Some(again);
        }
    }

    /// Tries again what failed.
    fn try_again(&mut self, now_ms: u64) {
        self.trouble = None;
        if let Some(command) = self.failed.take() {
            self.apply(command, now_ms);
        }
    }

    fn act_on(&mut self, command: Command, now_ms: u64) {
        match command {
            Command::TryAgain => self.try_again(now_ms),
            Command::Open(path) => self.wants = Some(Want::Open(path)),
            Command::OpenScene(path) => {
                self.wants = Some(Want::Scene(path));
                self.go(Mode::Scenes, now_ms);
            }
            Command::StartTour => self.wants = Some(Want::Tour),
            Command::Import(path) => self.wants = Some(Want::Import(path)),
            Command::Export {
                format,
                folder,
                states,
                replace,
            } => {
                self.wants = Some(Want::Export {
                    format,
                    folder,
                    states,
                    replace,
                });
            }
            Command::Go(mode) => self.go(mode, now_ms),
            Command::ShowSample(key) => self.show(key, now_ms),
            Command::Filter(filter) => self.set_filter(filter),
            Command::Sort(sort) => {
                self.queue.sort = sort;
                self.queue.selected = 0;
                self.refresh_queue();
            }
            Command::SelectRow(row) => self.queue.selected = row,
            Command::Light(evidence) => self.lit = evidence,
            Command::LightNext(step) => self.light_next(step),
            Command::MapRoot { root, folder } => self.map_root(&root, folder),
            Command::Set(setting) => self.set(setting),
            Command::Say(text) => self.say(text, false),
            Command::Fix(edit) => self.edit_fix(edit),
            other => self.decide(other, now_ms),
        }
    }

    /// Takes over an opened project: the card that was on screen when it was last closed, or the next to screen.
    pub fn take(&mut self, desk: Desk, now_ms: u64) {
        let resume = desk.resume();
        *self = Self {
            desk: Some(desk),
            mode: Mode::Screening,
            settings: self.settings,
            ..Self::default()
        };
        self.refresh_queue();
        match resume {
            Some(saved) => self.restore(saved, now_ms),
            None => self.next_card(now_ms),
        }
    }

    /// Samples came in: the run is planned anew, and the card stays.
    pub fn came_in(&mut self) {
        if let Some(desk) = &mut self.desk
            && let Err(error) = desk.replan()
        {
            self.trouble = Some(error);
        }
        self.refresh_queue();
    }

    /// Takes in what was measured of the fix's boxes after its edit number `edit`. No input of a person's.
    pub fn measured(&mut self, edit: u64, checks: Option<Vec<crate::sample::Check>>) {
        if let Some(fix) = self.card.as_mut().and_then(|c| c.fix.as_mut()) {
            fix.put_measured(edit, checks);
        }
    }

    fn go(&mut self, mode: Mode, now_ms: u64) {
        // What is lit on a card is nothing in a scene, and the other way round.
        if (mode == Mode::Scenes) != (self.mode == Mode::Scenes) {
            self.lit = None;
        }
        self.mode = mode;
        match mode {
            Mode::Screening if self.card.is_none() => self.next_card(now_ms),
            Mode::Queue => self.refresh_queue(),
            _ => {}
        }
    }

    fn say(&mut self, text: String, undo: bool) {
        let number = self.toast.as_ref().map_or(0, |t| t.number) + 1;
        self.toast = Some(Toast { text, undo, number });
    }

    fn light_next(&mut self, step: i8) {
        let Some(card) = self.card.as_ref().filter(|c| c.revealed()) else {
            return;
        };
        let ids: Vec<&str> = card
            .sample
            .evidence
            .iter()
            .filter(|e| !e.label.is_empty())
            .map(|e| e.id.as_str())
            .collect();
        let count = ids.len() as i64;
        if count == 0 {
            return;
        }
        let here = self
            .lit
            .as_deref()
            .and_then(|lit| ids.iter().position(|id| *id == lit));
        let next = match here {
            Some(at) => (at as i64 + i64::from(step)).rem_euclid(count),
            None if step < 0 => count - 1,
            None => 0,
        };
        self.lit = usize::try_from(next)
            .ok()
            .and_then(|n| ids.get(n))
            .map(|id| (*id).to_owned());
    }

    fn set(&mut self, setting: Setting) {
        self.settings = self.settings.with(setting);
        // Without the settings in sight, a change that may not be seen is said.
        match setting {
            Setting::NextTheme => {
                let name = settings::theme_name(self.settings.theme);
                self.say(tr_with("toast.theme", &[("name", name)]), false);
            }
            Setting::NextMotion => {
                let name = settings::motion_name(self.settings.motion);
                self.say(tr_with("toast.motion", &[("name", name)]), false);
            }
            _ => {}
        }
        if let (Setting::BlindFirst(blind), Some(desk)) = (setting, &mut self.desk)
            && let Err(error) = desk.set_blind_first(blind)
        {
            self.trouble = Some(error);
        }
    }

    fn map_root(&mut self, root: &str, folder: PathBuf) {
        if let Some(desk) = &mut self.desk
            && let Err(error) = desk.map_root(root, folder)
        {
            self.trouble = Some(error);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests_support {
    //! Samples made by hand.

    use crate::answer::{Answer, Quantity, Unit};
    use crate::sample::{Choice, Sample};
    use serde_json::json;

    /// A multiple-choice sample about nothing, sealed; `id` makes it different from others.
    pub(crate) fn sample(id: &str) -> Sample {
        let options = ["1.1 m", "1.4 m", "1.9 m", "2.6 m"];
        let mut sample: Sample = serde_json::from_value(json!({
            "format": 1,
            "key": format!("{}", crate::sample::Digest::of(id.as_bytes())),
            "revision": format!("{}", crate::sample::Digest::default()),
            "parent": null,
            "released": {
                "id": id, "source_dataset": "test", "question": format!("How far is it, {id}?"),
                "options": options, "answer": "B", "question_type": "multi-choice", "input_modality": "single-image"
            },
            "data_kind": "unknown",
            "answer": { "kind": "option", "index": 1 },
            "provenance": { "made_by": "import", "code": "test" }
        }))
        .expect("a sample");
        sample.options = options
            .iter()
            .zip([1.1, 1.4, 1.9, 2.6])
            .map(|(text, value)| Choice {
                text: (*text).into(),
                answer: Answer::Quantity(Quantity {
                    value,
                    unit: Unit::M,
                    step: 0.1,
                }),
                evidence: vec![],
            })
            .collect();
        sample.seal()
    }
}

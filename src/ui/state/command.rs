//! What can be asked for, as data. Panels push commands; [`super::State::apply`] acts on them.

use super::fix::BoxNumbers;
use crate::answer::Unit;
use crate::sample::{BlindCause, Key};
use std::path::PathBuf;

/// A change asked for by a panel, a key, the palette or a dropped file.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open a project file.
    Open(PathBuf),
    /// Bring in a file of questions.
    Import(PathBuf),
    /// Look into a folder or file of scenes, or at a cloud; without one, try again what was last opened.
    OpenScene(Option<PathBuf>),
    /// Open the built-in tour.
    StartTour,
    /// Go to a mode.
    Go(Mode),
    /// Put this sample on the card.
    ShowSample(Key),
    /// Choose row `n` (from 0) of a blind card: this answers.
    Choose(usize),
    /// Answer "cannot tell".
    CannotTell,
    /// The number or text being typed changed.
    Type(String),
    /// Another unit beside the number field.
    SetUnit(Unit),
    /// Commit the typed answer.
    Commit,
    /// Accept.
    Accept,
    /// Accept against one's own blind answer, with the cause.
    AcceptBecause(BlindCause),
    /// Open the reasons to reject or defer.
    AskReason(super::Refusal),
    /// Take reason `n` (from 0) of the open list.
    Reason(usize),
    /// Close what is open: reasons, note, fix.
    Leave,
    /// Open the fix screen.
    StartFix,
    /// Edit the fix.
    Fix(FixEdit),
    /// Save the fix and accept it.
    SaveFix,
    /// Flag for the lead, or take the flag away.
    ToggleFlag,
    /// Open the note field, or change its text.
    Note(String),
    /// Keep the note.
    SaveNote,
    /// Take back one's newest decision.
    Undo,
    /// Decide it again.
    Redo,
    /// Back one card without changing it.
    Back,
    /// On to the next card without deciding.
    Skip,
    /// Light this piece of evidence everywhere; `None` lights all.
    Light(Option<String>),
    /// Light the next (1) or previous (-1) object of the question.
    LightNext(i8),
    /// Another filter or search text of the queue.
    Filter(super::queue::Filter),
    /// Another order of the queue.
    Sort(super::queue::Sort),
    /// Select a row of the queue.
    SelectRow(usize),
    /// Map a media root to a folder on this machine.
    MapRoot {
        /// Root name.
        root: String,
        /// Folder.
        folder: PathBuf,
    },
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
    /// Change a setting.
    Set(crate::ui::settings::Setting),
    /// Do again what failed.
    TryAgain,
    /// Say something once.
    Say(String),
}

/// One edit of the fix in progress.
#[derive(Clone, Debug, PartialEq)]
pub enum FixEdit {
    /// Question text.
    Question(String),
    /// Text of option `n`, from 0.
    Option(usize, String),
    /// Key, as text.
    Answer(String),
    /// Category and task.
    Task(String, String),
    /// Which box is edited, by evidence id.
    Select(String),
    /// Numbers of that box.
    Box(BoxNumbers),
    /// Numbers of that box while it is dragged: a part of the edit before.
    Drag(BoxNumbers),
    /// The drag is over; what it came to is kept.
    Drop,
    /// Other numbers of a piece of evidence that is points.
    Points {
        /// Its id.
        evidence: String,
        /// Points, metres.
        xyz: Vec<[f64; 3]>,
        /// Pixels.
        uv: Vec<[f64; 2]>,
    },
    /// The frames in which a piece of evidence (by id) is seen.
    Frames(String, Vec<String>),
    /// Take back the last edit.
    Undo,
    /// Back to the original.
    Revert,
}

/// The screens behind the tabs of the top bar, and the start screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Recent projects and the tour.
    #[default]
    Start,
    /// Every sample as a list.
    Queue,
    /// One card.
    Screening,
    /// Models' failures.
    Failures,
    /// Agent transcripts.
    Agent,
    /// What goes out.
    Release,
    /// Scenes on disk.
    Scenes,
}

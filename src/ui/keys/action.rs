//! Everything that a key, a menu or the command palette can ask for.

use std::fmt;

use serde::{Deserialize, de};

use crate::ui::text::tr_in;

/// Largest number of an option or reason that has a key.
const MAX_NUMBER: u8 = 11;

/// A heading of the key card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Answering blind.
    Answer,
    /// Deciding about a card.
    Decide,
    /// What the views show.
    Look,
    /// Through frames and panes.
    Move,
    /// The window itself.
    Window,
}

impl Group {
    /// In the order of the key card.
    pub const ALL: [Self; 5] = [
        Self::Answer,
        Self::Decide,
        Self::Look,
        Self::Move,
        Self::Window,
    ];

    /// The heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        tr_in(
            "key_group",
            match self {
                Self::Answer => "answer",
                Self::Decide => "decide",
                Self::Look => "look",
                Self::Move => "move",
                Self::Window => "window",
            },
        )
    }
}

/// Declares the actions without a number: variant and name in data files.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident $name:literal),+ $(,)?) => {
        /// Something that can be asked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            /// Choose the option with this number, counted from 1; on a choice question this answers.
            Choose(u8),
            /// Take the entry with this number from the open list of reasons, counted from 1.
            Pick(u8),
            $($(#[$doc])* $variant),+
        }

        impl Action {
            /// Every action without a number.
            pub const PLAIN: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in data files, without the number.
            #[must_use]
            pub const fn stem(self) -> &'static str {
                match self { Self::Choose(_) => "choose", Self::Pick(_) => "pick", $(Self::$variant => $name),+ }
            }
        }
    };
}

actions! {
    /// Say that the question cannot be answered from what is shown.
    CannotTell "cannot_tell",
    /// Commit a number, open the selected row, start the tour.
    Confirm "confirm",
    /// Accept the card.
    Accept "accept",
    /// Open the fix screen.
    Fix "fix",
    /// Reject with a reason.
    Reject "reject",
    /// Defer with a reason.
    Defer "defer",
    /// Flag for the lead.
    Flag "flag",
    /// Write a note.
    Note "note",
    /// Keep the note that is being written.
    KeepNote "keep_note",
    /// Take back the newest decision.
    Undo "undo",
    /// Decide again what was taken back.
    Redo "redo",
    /// Go back one card without changing it.
    Back "back",
    /// Save the fix and accept it.
    SaveAndAccept "save_and_accept",
    /// Take back the last edit of the fix.
    UndoEdit "undo_edit",
    /// Move the box that is fixed to the left of its side view.
    NudgeLeft "nudge_left",
    /// To the right.
    NudgeRight "nudge_right",
    /// Up.
    NudgeUp "nudge_up",
    /// Down.
    NudgeDown "nudge_down",
    /// Draw the box that is fixed in to its points.
    SnapToPoints "snap_to_points",
    /// Stand the box that is fixed on the floor.
    SnapToFloor "snap_to_floor",
    /// Next side view of the box that is fixed.
    NextSide "next_side",
    /// Next evidence view.
    NextView "next_view",
    /// Previous evidence view.
    PreviousView "previous_view",
    /// Light the next object of the question.
    NextObject "next_object",
    /// Light the previous object of the question.
    PreviousObject "previous_object",
    /// Look through the current camera, or stop to.
    LookThrough "look_through",
    /// Next colour mode.
    CycleColour "cycle_colour",
    /// Draw points smaller.
    SmallerPoints "smaller_points",
    /// Draw points larger.
    LargerPoints "larger_points",
    /// Overlay: preset of the task, all, none.
    CycleOverlay "cycle_overlay",
    /// Back to the preset of the task.
    ResetView "reset_view",
    /// Measure.
    Measure "measure",
    /// The picture itself.
    LayerPicture "layer_picture",
    /// The picture's depth.
    LayerDepth "layer_depth",
    /// The picture's objects, tinted.
    LayerObjects "layer_objects",
    /// Boxes over picture and points, or none.
    ToggleBoxes "toggle_boxes",
    /// Names over the picture, or none.
    ToggleNames "toggle_names",
    /// Previous frame.
    PreviousFrame "previous_frame",
    /// Next frame.
    NextFrame "next_frame",
    /// Ten frames back.
    PreviousFrameTen "previous_frame_ten",
    /// Ten frames on.
    NextFrameTen "next_frame_ten",
    /// Previous scene of the data set.
    PreviousScene "previous_scene",
    /// Next scene of the data set.
    NextScene "next_scene",
    /// Play or pause video and tracks.
    PlayPause "play_pause",
    /// Focus the next pane.
    NextPane "next_pane",
    /// Focus the previous pane.
    PreviousPane "previous_pane",
    /// Guideline of this task.
    Guideline "guideline",
    /// The key card.
    KeyCard "key_card",
    /// Search the questions.
    Find "find",
    /// The command palette.
    Palette "palette",
    /// Close what is open, else leave the screen.
    Leave "leave",
    /// Open a project.
    OpenProject "open_project",
    /// Import questions.
    Import "import",
    /// Look into a folder of scenes.
    OpenScene "open_scene",
    /// Look at a cloud, or at a data set in one file.
    OpenCloud "open_cloud",
    /// Generate from scenes.
    Generate "generate",
    /// Personal settings and those of the project.
    Settings "settings",
    /// Everything larger.
    LargerScale "larger_scale",
    /// Everything smaller.
    SmallerScale "smaller_scale",
    /// Everything as large as usual.
    UsualScale "usual_scale",
    /// Next theme: as the system, dark, light.
    Theme "theme",
    /// Next amount of motion: as the system, reduced, full.
    Motion "motion",
    /// Ask the running job to stop.
    CancelJob "cancel_job",
    /// Select every row.
    SelectAll "select_all",
    /// Go to the queue.
    ModeQueue "mode_queue",
    /// Go to screening.
    ModeScreening "mode_screening",
    /// Go to failures.
    ModeFailures "mode_failures",
    /// Go to the agent.
    ModeAgent "mode_agent",
    /// Go to the release.
    ModeRelease "mode_release",
    /// Go to the scenes that are open.
    ModeScenes "mode_scenes",
}

impl Action {
    /// What it is called in menus, on the key card and in the palette.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Choose(n) | Self::Pick(n) => {
                tr_in("action", self.stem()).replace("{n}", &n.to_string())
            }
            _ => tr_in("action", self.stem()).to_owned(),
        }
    }

    /// The action with this name in a data file, for example `accept` or `choose_3`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(action) = Self::PLAIN.iter().find(|action| action.stem() == name) {
            return Some(*action);
        }
        let (stem, number) = name.rsplit_once('_')?;
        let number = number
            .parse()
            .ok()
            .filter(|n| (1..=MAX_NUMBER).contains(n))?;
        match stem {
            "choose" => Some(Self::Choose(number)),
            "pick" => Some(Self::Pick(number)),
            _ => None,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choose(n) | Self::Pick(n) => write!(f, "{}_{n}", self.stem()),
            _ => f.write_str(self.stem()),
        }
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| {
            de::Error::custom(format!("expected the name of an action, found {name:?}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for &action in Action::PLAIN
            .iter()
            .chain(&[Action::Choose(3), Action::Pick(11)])
        {
            assert_eq!(Action::from_name(&action.to_string()), Some(action));
        }
        for wrong in ["choose_0", "choose_12", "choose", "pick_x", "acept", ""] {
            assert_eq!(Action::from_name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_action_has_words() {
        for &action in Action::PLAIN
            .iter()
            .chain(&[Action::Choose(1), Action::Pick(1)])
        {
            assert_ne!(action.label(), action.stem(), "no words for {action}");
        }
        assert_eq!(Action::Choose(2).label(), "Choose option 2");
    }
}

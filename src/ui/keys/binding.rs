//! One entry of the key map: what, by which keys, where, and whether it counts now.

use serde::Deserialize;

use super::{Action, Chord, Group};

/// Where a binding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// In every context but [`Context::List`].
    Anywhere,
    /// The start screen.
    Start,
    /// The queue, and other lists of samples.
    Queue,
    /// A card before its answer.
    Blind,
    /// A card after its answer.
    Revealed,
    /// A list of reasons is open in place of the decision bar.
    List,
    /// The fix screen.
    Fix,
    /// The scene browser.
    Scenes,
    /// A note or a path is being written, or something is to be read over the screen: nothing decides.
    Writing,
}

impl Context {
    /// Whether a binding made for `self` counts in `now`.
    fn counts_in(self, now: Self) -> bool {
        self == now || (self == Self::Anywhere && now != Self::List)
    }
}

/// What the keyboard acts on in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Which part of the flow is on screen.
    pub context: Context,
    /// How many options the question has. Keys for options beyond are free for other actions, so `F` flags a card
    /// with four options.
    pub options: usize,
    /// A card whose answer is typed: digits are not keys there.
    pub typed: bool,
}

impl Situation {
    /// Whether this key types on a card whose answer is typed: a digit without Ctrl or Shift.
    pub(super) fn types(self, chord: Chord) -> bool {
        use egui::Key::{Num0, Num1, Num2, Num3, Num4, Num5, Num6, Num7, Num8, Num9};
        let digits = [Num0, Num1, Num2, Num3, Num4, Num5, Num6, Num7, Num8, Num9];
        self.context == Context::Blind
            && self.typed
            && !chord.ctrl
            && !chord.shift
            && digits.contains(&chord.key)
    }

    /// A situation without options to choose from.
    #[must_use]
    pub const fn new(context: Context) -> Self {
        Self {
            context,
            options: 0,
            typed: false,
        }
    }
}

/// One entry of the key map.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Any of these does it; the first is shown. None: from the palette alone.
    pub keys: Vec<Chord>,
    /// Where it counts.
    #[serde(rename = "in")]
    pub contexts: Vec<Context>,
    /// Heading on the key card.
    pub group: Group,
    /// Also while a text field has focus.
    #[serde(default)]
    pub typing: bool,
    /// A focused control takes the key first.
    #[serde(default)]
    pub yields: bool,
    /// Goes on while the key is held.
    #[serde(default)]
    pub repeat: bool,
}

/// What has the keyboard's focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    Nothing,
    Text,
    Control,
}

impl Focus {
    /// What has it now.
    pub(super) fn now(ctx: &egui::Context) -> Self {
        if ctx.text_edit_focused() {
            Self::Text
        } else if ctx.memory(|memory| memory.focused()).is_some() {
            Self::Control
        } else {
            Self::Nothing
        }
    }
}

impl Binding {
    pub(super) fn counts(&self, now: Situation, focus: Focus) -> bool {
        let reachable = !matches!(self.action, Action::Choose(n) if usize::from(n) > now.options);
        let free = match focus {
            Focus::Nothing => true,
            Focus::Text => self.typing,
            Focus::Control => !self.yields,
        };
        reachable
            && free
            && self
                .contexts
                .iter()
                .any(|context| context.counts_in(now.context))
    }
}
/// A chord and a context in which two bindings would both count. Options take precedence over everything else and
/// leave their keys free when there are fewer of them, so they collide only with each other.
pub(super) fn collision(first: &Binding, second: &Binding) -> Option<(Chord, Context)> {
    let is_choice = |binding: &Binding| matches!(binding.action, Action::Choose(_));
    if is_choice(first) != is_choice(second) {
        return None;
    }
    let chord = first
        .keys
        .iter()
        .find(|chord| second.keys.contains(chord))?;
    let shares = |a: &&Context| {
        second
            .contexts
            .iter()
            .any(|b| a.counts_in(*b) || b.counts_in(**a))
    };
    Some((*chord, *first.contexts.iter().find(shares)?))
}

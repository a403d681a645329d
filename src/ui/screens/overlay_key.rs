//! The key of the evidence over the scene (`O`): a tap goes on to the next overlay, a longer hold peeks at the other
//! side for as long as it lasts.

/// Which evidence is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// What the task's preset shows.
    #[default]
    Preset,
    /// Without distractors and cameras.
    Argument,
    /// Nothing.
    Nothing,
}

/// What is shown, and the key while it is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OverlayKey {
    /// What is shown now.
    pub shown: Shown,
    down: Option<Down>,
}

/// The key is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Down {
    /// What was shown before.
    before: Shown,
    /// When it was first seen down, ms.
    since_ms: Option<u64>,
}

/// Held longer than this, the key peeks, ms.
const TAP_MS: u64 = 300;

impl Shown {
    fn next(self) -> Self {
        match self {
            Self::Preset => Self::Argument,
            Self::Argument => Self::Nothing,
            Self::Nothing => Self::Preset,
        }
    }

    /// What a peek shows: the scene alone, or the evidence where there is none.
    fn other_side(self) -> Self {
        match self {
            Self::Nothing => Self::Preset,
            Self::Preset | Self::Argument => Self::Nothing,
        }
    }
}

impl OverlayKey {
    /// The key went down, or its button was clicked.
    pub(super) fn press(&mut self) {
        self.down = Some(Down {
            before: self.shown,
            since_ms: None,
        });
        self.shown = self.shown.next();
    }

    /// Follows the key, once a frame; whether it is still down.
    pub(super) fn follow(&mut self, held: bool, now_ms: u64) -> bool {
        let Some(down) = &mut self.down else {
            return false;
        };
        let long = now_ms.saturating_sub(*down.since_ms.get_or_insert(now_ms)) > TAP_MS;
        if held {
            if long {
                self.shown = down.before.other_side();
            }
            return true;
        }
        if long {
            self.shown = down.before;
        }
        self.down = None;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_goes_on_to_the_next_overlay_and_a_hold_peeks() {
        let mut key = OverlayKey::default();
        assert!(!key.follow(false, 0));
        key.press();
        assert!(key.follow(true, 1_000));
        assert!(!key.follow(false, 1_120));
        assert_eq!(key.shown, Shown::Argument, "a tap stays");
        key.press();
        key.follow(true, 2_000);
        key.follow(true, 2_400);
        assert_eq!(key.shown, Shown::Nothing, "held, the scene alone");
        key.follow(false, 2_900);
        assert_eq!(key.shown, Shown::Argument, "let go, as before");
        key.shown = Shown::Nothing;
        key.press();
        key.follow(true, 3_000);
        key.follow(true, 3_500);
        assert_eq!(key.shown, Shown::Preset, "from nothing, the evidence");
        key.follow(false, 3_600);
        assert_eq!((key.shown, key.down), (Shown::Nothing, None));
    }
}

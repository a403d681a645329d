//! The layers of a frame's picture.

use crate::ui::keys::Action;
use crate::ui::text::tr;

/// What lies in the picture pane, below boxes and names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layer {
    /// The picture.
    #[default]
    Picture,
    /// Depth in colours.
    Depth,
    /// The picture with objects tinted.
    Objects,
}

impl Layer {
    /// In the order of tabs and keys.
    pub const ALL: [Self; 3] = [Self::Picture, Self::Depth, Self::Objects];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Picture => tr("browser.picture"),
            Self::Depth => tr("browser.depth"),
            Self::Objects => tr("browser.masks"),
        }
    }

    /// The layer that a key asks for.
    #[must_use]
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::LayerPicture => Some(Self::Picture),
            Action::LayerDepth => Some(Self::Depth),
            Action::LayerObjects => Some(Self::Objects),
            _ => None,
        }
    }

    /// Where it stands in [`Self::ALL`].
    #[must_use]
    pub const fn number(self) -> usize {
        self as usize
    }
}

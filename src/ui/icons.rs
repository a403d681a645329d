//! Icons by meaning. They are letters of the Lucide font, so they align and take colour like text.
//!
//! Screens name what an icon says ([`PASS`], [`FIND`]); which drawing says it is decided here once.

use egui::{Color32, TextFormat};
pub use lucide_icons::Icon;

use super::theme::Family;
use super::tokens::TOKENS;

/// A check that passed, a saved state, an equal value.
pub const PASS: Icon = Icon::Check;
/// Something to be looked at.
pub const WARN: Icon = Icon::TriangleAlert;
/// A check that failed.
pub const FAIL: Icon = Icon::X;
/// Worth knowing.
pub const INFO: Icon = Icon::Info;
/// The key's option.
pub const KEY: Icon = Icon::CircleCheck;
/// The person's answer where it is not the key.
pub const ANSWER: Icon = Icon::CircleUser;
/// Opens a menu.
pub const OPEN_MENU: Icon = Icon::ChevronDown;
/// Search.
pub const FIND: Icon = Icon::Search;
/// The key card.
pub const KEYS: Icon = Icon::Keyboard;
/// Evidence shown.
pub const EVIDENCE: Icon = Icon::Eye;
/// Look through a camera.
pub const CAMERA: Icon = Icon::Camera;
/// Measure.
pub const MEASURE: Icon = Icon::Ruler;
/// Back to the preset.
pub const RESET: Icon = Icon::RotateCcw;
/// Closer.
pub const ZOOM_IN: Icon = Icon::ZoomIn;
/// Farther.
pub const ZOOM_OUT: Icon = Icon::ZoomOut;
/// An error that stands in place of content.
pub const ERROR: Icon = Icon::CircleX;
/// Play a video.
pub const PLAY: Icon = Icon::Play;
/// Pause a video.
pub const PAUSE: Icon = Icon::Pause;
/// A picture that is not there.
pub const NO_IMAGE: Icon = Icon::ImageOff;

/// Boxes of objects.
pub const BOXES: Icon = Icon::Box;
/// Names of objects.
pub const NAMES: Icon = Icon::Tag;
/// Scenes on disk.
pub const SCENES: Icon = Icon::Boxes;
/// A cloud of points.
pub const CLOUD: Icon = Icon::ScanLine;
/// A project file.
pub const PROJECT: Icon = Icon::Database;
/// Opens a dialog for a file or folder.
pub const OPEN: Icon = Icon::FolderOpen;
/// Brings questions in.
pub const IMPORT: Icon = Icon::Download;
/// Writes samples out.
pub const EXPORT: Icon = Icon::Upload;
/// Takes a filter away, closes.
pub const CLOSE: Icon = Icon::X;
/// Flagged for the lead.
pub const FLAG: Icon = Icon::Flag;
/// Quotas.
pub const QUOTAS: Icon = Icon::ChartNoAxesColumn;
/// Sorted by this column.
pub const SORTED: Icon = Icon::ArrowDown;
/// Came in, nobody has looked.
pub const CANDIDATE: Icon = Icon::CircleDashed;
/// Taken out by a filter.
pub const FILTERED: Icon = Icon::Funnel;
/// Verdicts are missing.
pub const WAITING: Icon = Icon::CircleDot;
/// Put off.
pub const DEFERRED: Icon = Icon::Clock;
/// Verdicts differ.
pub const DISPUTED: Icon = Icon::Scale;
/// Chosen for a release.
pub const SELECTED: Icon = Icon::Bookmark;
/// In a release.
pub const RELEASED: Icon = Icon::Package;

/// Text format for an icon of the normal size, 16 points.
#[must_use]
pub fn format(color: Color32) -> TextFormat {
    sized(TOKENS.size.icon, color)
}

/// Text format for an icon inside text, 14 points.
#[must_use]
pub fn small(color: Color32) -> TextFormat {
    sized(TOKENS.size.icon_small, color)
}

fn sized(points: f32, color: Color32) -> TextFormat {
    let font = egui::FontId::new(points, Family::Icon.family());
    TextFormat {
        line_height: Some(points),
        ..TextFormat::simple(font, color)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ab_glyph::Font as _;

    #[test]
    fn every_icon_is_in_the_font() {
        let font = ab_glyph::FontRef::try_from_slice(lucide_icons::LUCIDE_FONT_BYTES)
            .expect("the font parses");
        let icons = [
            PASS, WARN, FAIL, INFO, KEY, ANSWER, OPEN_MENU, FIND, KEYS, EVIDENCE, CAMERA, MEASURE,
            RESET, ZOOM_IN, ZOOM_OUT, ERROR, NO_IMAGE, PROJECT, OPEN, IMPORT, EXPORT, CLOSE, FLAG,
            QUOTAS, BOXES, NAMES, SCENES, CLOUD, SORTED, CANDIDATE, FILTERED, WAITING, DEFERRED,
            DISPUTED, SELECTED, RELEASED,
        ];
        for icon in icons {
            assert_ne!(font.glyph_id(icon.unicode()).0, 0, "{icon}");
        }
    }
}

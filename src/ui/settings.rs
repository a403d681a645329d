//! What a person set for every project on this machine: size, theme, motion. One small file in the configuration
//! folder, written beside and renamed into place; one that cannot be read is kept under another name and reported.
//!
//! Not here: what belongs to a project (its store keeps it), and keys (`keys`).

use super::text::{tr, tr_with};
use super::theme::{Mode, SCALE_PERCENT};
use crate::platform::beside::Beside;
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The file in the configuration folder.
const FILE: &str = "settings.toml";
/// More than any settings need, bytes.
const LONGEST: u64 = 64 << 10;
/// What one step makes the window larger, per cent.
const STEP: u16 = 10;

/// Personal settings. What a file does not name, or names in a later version, is as usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Size of the window's contents, per cent.
    pub scale: u16,
    /// Dark, light, or as the system is.
    pub theme: Mode,
    /// How much moves.
    pub motion: Motion,
}

/// How much moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// As the system says; all of it where it does not.
    #[default]
    System,
    /// Nothing moves.
    Reduced,
    /// All of it.
    Full,
}

/// One setting, as a command changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// So many steps larger; less than 0 is smaller.
    ScaleBy(i8),
    /// This size, per cent.
    Scale(u16),
    /// The theme.
    Theme(Mode),
    /// The theme after the one that is set.
    NextTheme,
    /// How much moves.
    Motion(Motion),
    /// The amount of motion after the one that is set.
    NextMotion,
    /// Whether cards of the open project begin blind.
    BlindFirst(bool),
}

/// Themes in the order they are offered.
pub const THEMES: [Mode; 3] = [Mode::System, Mode::Dark, Mode::Light];
/// Amounts of motion in the order they are offered.
pub const MOTIONS: [Motion; 3] = [Motion::System, Motion::Reduced, Motion::Full];

fn after<T: Copy + PartialEq>(all: &[T], one: T) -> T {
    let at = all.iter().position(|t| *t == one).map_or(0, |at| at + 1);
    all.get(at).or(all.first()).copied().unwrap_or(one)
}

/// What a theme is called.
#[must_use]
pub fn theme_name(theme: Mode) -> &'static str {
    match theme {
        Mode::System => tr("settings.system"),
        Mode::Dark => tr("settings.dark"),
        Mode::Light => tr("settings.light"),
    }
}

/// What an amount of motion is called.
#[must_use]
pub fn motion_name(motion: Motion) -> &'static str {
    match motion {
        Motion::System => tr("settings.system"),
        Motion::Reduced => tr("settings.reduced"),
        Motion::Full => tr("settings.full"),
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            scale: 100,
            theme: Mode::System,
            motion: Motion::System,
        }
    }
}

impl Settings {
    /// With one of them changed; those of a project change nothing here.
    #[must_use]
    pub fn with(mut self, setting: Setting) -> Self {
        match setting {
            Setting::ScaleBy(steps) => {
                let by = i32::from(steps) * i32::from(STEP);
                let scale = (i32::from(self.scale) + by).max(0);
                self.scale = u16::try_from(scale).unwrap_or(u16::MAX);
            }
            Setting::Scale(scale) => self.scale = scale,
            Setting::Theme(theme) => self.theme = theme,
            Setting::NextTheme => self.theme = after(&THEMES, self.theme),
            Setting::Motion(motion) => self.motion = motion,
            Setting::NextMotion => self.motion = after(&MOTIONS, self.motion),
            Setting::BlindFirst(_) => {}
        }
        self.within_limits()
    }

    /// Whether nothing moves, on a system that says this.
    #[must_use]
    pub fn reduces_motion(self, system: Option<bool>) -> bool {
        match self.motion {
            Motion::Reduced => true,
            Motion::Full => false,
            Motion::System => system == Some(true),
        }
    }

    /// Reads them from a folder. What cannot be read gives the usual ones and a sentence that says what became of
    /// the file.
    #[must_use]
    pub fn load(folder: &Path) -> (Self, Option<String>) {
        let path = folder.join(FILE);
        let text = match read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return (Self::default(), None);
            }
            Err(error) => return (Self::default(), Some(put_aside(&path, &error.to_string()))),
        };
        match toml::from_str::<Self>(&text) {
            Ok(settings) => (settings.within_limits(), None),
            Err(error) => (
                Self::default(),
                Some(put_aside(&path, error.to_string().trim())),
            ),
        }
    }

    /// Keeps them in a folder: all of them or, after a crash, the ones from before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let text = toml::to_string(&self).map_err(std::io::Error::other)?;
        let mut file = Beside::begin(folder, FILE)?;
        file.write_all(text.as_bytes())?;
        file.keep()
    }

    fn within_limits(mut self) -> Self {
        self.scale = self
            .scale
            .clamp(*SCALE_PERCENT.start(), *SCALE_PERCENT.end());
        self
    }
}

/// A file of words that a person may have written.
pub(super) fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let read = std::fs::File::open(path)?
        .take(LONGEST + 1)
        .read_to_string(&mut text)?;
    if read as u64 > LONGEST {
        return Err(std::io::Error::other(format!(
            "expected at most {LONGEST} bytes"
        )));
    }
    Ok(text)
}

/// Keeps a file that cannot be read under a name that is free, and says so.
fn put_aside(path: &Path, why: &str) -> String {
    let aside = (1..1000)
        .map(|n| path.with_extension(format!("broken-{n}.toml")))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| PathBuf::from(path).with_extension("broken.toml"));
    match std::fs::rename(path, &aside) {
        Ok(()) => tr_with(
            "settings.put_aside",
            &[("file", &aside.to_string_lossy()), ("why", why)],
        ),
        Err(_still_there) => tr_with(
            "settings.unreadable",
            &[("file", &path.to_string_lossy()), ("why", why)],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_back_after_a_restart_and_stay_within_limits() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("not yet there");
        assert_eq!(Settings::load(&inside), (Settings::default(), None));
        let mut settings = Settings::default();
        for setting in [
            Setting::ScaleBy(2),
            Setting::Theme(Mode::Light),
            Setting::Motion(Motion::Reduced),
        ] {
            settings = settings.with(setting);
        }
        settings.save(&inside).expect("written");
        assert_eq!(Settings::load(&inside), (settings, None));
        assert_eq!(settings.scale, 120);
        let files = std::fs::read_dir(&inside).expect("there").count();
        assert_eq!(files, 1, "nothing is left beside it");
        let most = settings.with(Setting::ScaleBy(100));
        let least = settings.with(Setting::ScaleBy(-100));
        assert_eq!((most.scale, least.scale), (200, 80));
        std::fs::write(inside.join(FILE), "scale = 900\nlater = true").expect("written");
        assert_eq!(Settings::load(&inside).0.scale, 200);
    }

    #[test]
    fn a_broken_file_is_reported_and_kept_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let broken: [&[u8]; 4] = [
            b"scale = \"large\"",
            b"theme = \"mauve\"",
            b"\xff\xfe",
            b"scale",
        ];
        for (n, bytes) in broken.into_iter().enumerate() {
            std::fs::write(folder.path().join(FILE), bytes).expect("written");
            let (settings, said) = Settings::load(folder.path());
            assert_eq!(settings, Settings::default());
            let aside = format!("settings.broken-{}.toml", n + 1);
            let said = said.expect("a sentence");
            assert!(said.contains(&aside), "{said}");
            let kept = std::fs::read(folder.path().join(&aside)).expect("kept");
            assert_eq!(kept, bytes);
            assert_eq!(Settings::load(folder.path()), (Settings::default(), None));
        }
        std::fs::write(folder.path().join(FILE), " ".repeat(70_000)).expect("written");
        assert!(Settings::load(folder.path()).1.is_some(), "far too long");
    }

    #[test]
    fn motion_follows_the_system_unless_set() {
        let with = |motion| Settings::default().with(Setting::Motion(motion));
        assert!(with(Motion::System).reduces_motion(Some(true)));
        assert!(!with(Motion::System).reduces_motion(None));
        assert!(with(Motion::Reduced).reduces_motion(Some(false)));
        assert!(!with(Motion::Full).reduces_motion(Some(true)));
    }
}

//! What a person set for every project: read at the start, in force at once, kept when it changes.

use super::App;
use super::overlays::Message;
use crate::job::Job;
use crate::platform::motion;
use crate::ui::keys::{KeyMap, OWN_KEYS};
use crate::ui::settings::{self, Settings};
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::Theme;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Where personal settings come from and what is in force.
#[derive(Default)]
pub(super) struct Personal {
    /// The configuration folder; without one nothing is read or kept.
    folder: Option<PathBuf>,
    /// What the folder holds.
    kept: Settings,
    /// The scale that was put in force last, per cent.
    scale: Option<u16>,
    asking: Option<Job<Option<bool>>>,
    system_motion: Option<bool>,
    /// How it stands with the person's own keys.
    pub own_keys: String,
}

impl Personal {
    /// Reads settings and own keys; what could not be read is said in a message, and the usual ones hold.
    pub(super) fn read(
        folder: Option<PathBuf>,
        usual: Settings,
        ctx: &egui::Context,
    ) -> (Self, Settings, KeyMap, Option<Message>) {
        let mut personal = Self {
            kept: usual,
            own_keys: tr("settings.no_own_keys").to_owned(),
            folder,
            ..Self::default()
        };
        let Some(folder) = personal.folder.clone() else {
            return (personal, usual, KeyMap::default(), None);
        };
        let wake = ctx.clone();
        personal.asking = Job::spawn(
            "motion",
            move || wake.request_repaint(),
            |_, _| motion::is_reduced(),
        )
        .ok();
        let (settings, broken) = Settings::load(&folder);
        personal.kept = settings;
        let (keys, line, wrong) = own_keys(&folder);
        personal.own_keys = line;
        let text: Vec<String> = broken.into_iter().chain(wrong).collect();
        let message = (!text.is_empty()).then(|| Message {
            title: tr("settings.title"),
            text: text.join("\n\n"),
        });
        (personal, settings, keys, message)
    }
}

/// The key map with a person's own keys, a line that says how it stands, and what is wrong with them.
fn own_keys(folder: &Path) -> (KeyMap, String, Option<String>) {
    let path = folder.join(OWN_KEYS);
    let file = path.to_string_lossy().into_owned();
    let wrong = |why: String| {
        let said = tr_with("settings.wrong_own_keys", &[("file", &file), ("why", &why)]);
        (KeyMap::default(), said.clone(), Some(said))
    };
    match settings::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let line = tr_with("settings.own_keys_go", &[("file", &file)]);
            (KeyMap::default(), line, None)
        }
        Err(error) => wrong(error.to_string()),
        Ok(text) => match KeyMap::with_own(&text) {
            Ok((keys, own)) => {
                let line = tr_with("settings.own_keys", &[("n", &count(own)), ("file", &file)]);
                (keys, line, None)
            }
            Err(error) => wrong(error.to_string().trim().to_owned()),
        },
    }
}

impl App {
    /// Puts the settings in force and keeps them once they changed; call once a frame.
    pub(super) fn follow_settings(&mut self, ctx: &egui::Context) {
        let settings = self.state.settings;
        if let Some(system) = self.personal.asking.as_ref().and_then(Job::poll) {
            self.personal.asking = None;
            self.personal.system_motion = system;
        }
        let theme = Theme::resolve(settings.theme, ctx.system_theme())
            .with_reduced_motion(settings.reduces_motion(self.personal.system_motion));
        theme.apply(ctx);
        if self.personal.scale != Some(settings.scale) {
            Theme::apply_scale(ctx, settings.scale);
            self.personal.scale = Some(settings.scale);
        }
        if settings != self.personal.kept {
            self.personal.kept = settings;
            let saved = self.personal.folder.as_ref().map(|f| settings.save(f));
            if let Some(Err(error)) = saved {
                let why = error.to_string();
                self.state.trouble = Some(tr_with("settings.not_kept", &[("why", &why)]));
            }
        }
    }
}

//! Opening projects off the window's thread, dropped files, and the adapter that is asked for.

use super::App;
use crate::dataset::LAYOUTS;
use crate::demo;
use crate::job::Job;
use crate::platform::config::REVIEWER;
use crate::store::{Identity, Store};
use crate::ui::screens::start;
use crate::ui::state::{Command, Desk, Mode, Want};
use crate::ui::text::tr;
use eframe::egui_wgpu::{SurfaceConfig, WgpuConfiguration, WgpuSetup, WgpuSetupCreateNew};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Entries of a dropped folder that are looked at.
const LOOKED_THROUGH: usize = 1_000;

type Outcome = Result<Store, String>;

/// A project on its way.
pub(super) struct Opening {
    job: Result<Job<Outcome>, String>,
}

impl Opening {
    /// Opens a project file.
    pub(super) fn project(path: PathBuf, ctx: &egui::Context) -> Self {
        Self::spawn(ctx, move |identity, _, _| {
            Store::open(&path, identity).map_err(chain)
        })
    }

    /// Opens the tour; makes it the first time.
    pub(super) fn tour(ctx: &egui::Context) -> Self {
        Self::spawn(ctx, |identity, report, cancel| {
            let folder = tour_folder();
            let file = folder.join(demo::PROJECT);
            if file.exists() {
                return Store::open(&file, identity).map_err(chain);
            }
            demo::make(&folder, identity, report, cancel).map_err(chain)
        })
    }

    fn spawn(
        ctx: &egui::Context,
        work: impl FnOnce(&Identity, &crate::job::Reporter, &crate::job::Cancel) -> Outcome
        + Send
        + 'static,
    ) -> Self {
        let ctx = ctx.clone();
        let job = Job::spawn(
            "open",
            move || ctx.request_repaint(),
            move |report, cancel| {
                let identity = Identity::of(REVIEWER).map_err(chain)?;
                work(&identity, report, cancel)
            },
        );
        Self {
            job: job.map_err(|e| e.to_string()),
        }
    }

    fn poll(&self) -> Option<Outcome> {
        match &self.job {
            Ok(job) => job.poll(),
            Err(why) => Some(Err(why.clone())),
        }
    }
}

/// Where the tour is kept: the user's data folder, or beside the configuration in tests.
fn tour_folder() -> PathBuf {
    let config = std::env::var_os("SPATIALSCORE_CONFIG").map(PathBuf::from);
    let data = config
        .or_else(|| dirs::data_dir().map(|d| d.join("spatialscore")))
        .unwrap_or_else(std::env::temp_dir);
    data.join("tour")
}

pub(super) fn chain(error: impl std::error::Error + Send + Sync + 'static) -> String {
    format!("{:#}", anyhow::Error::from(error))
}

impl App {
    pub(super) fn open(&mut self, opening: Opening) {
        self.opening = Some(opening);
    }

    /// Takes a project that has been opened.
    pub(super) fn follow_opening(&mut self) {
        let Some(outcome) = self.opening.as_ref().and_then(Opening::poll) else {
            return;
        };
        self.opening = None;
        match outcome.and_then(Desk::new) {
            Ok(desk) => {
                self.sit_at(desk);
                self.note_recent();
            }
            Err(why) => self.state.trouble = Some(why),
        }
    }

    /// Goes on with an opened project.
    pub(super) fn sit_at(&mut self, desk: Desk) {
        self.textures.set_roots(desk.roots());
        self.shown_card = None;
        self.state.take(desk, self.now_ms);
    }

    pub(super) fn follow_wants(&mut self, ctx: &egui::Context) {
        match self.state.wants.take() {
            Some(Want::Tour) => self.open(Opening::tour(ctx)),
            Some(Want::Open(path)) => self.open(Opening::project(path, ctx)),
            Some(Want::Scene(Some(path))) => self.browse.open(path, ctx),
            Some(Want::Scene(None)) => self.browse.again(ctx),
            Some(Want::Import(path)) => self.start_import(path, ctx),
            Some(Want::Export {
                format,
                folder,
                states,
                replace,
            }) => {
                self.start_export(format, folder, states, replace, ctx);
            }
            // Jobs of the release and import screens.
            None => {}
        }
        if let Some(desk) = &self.state.desk {
            let roots = desk.roots();
            if roots.iter().ne(self.textures.roots().iter()) {
                self.textures.set_roots(roots);
                self.scenes.retry();
            }
        }
    }

    /// Files and folders dropped on the window, in every mode: a project is opened, another file imported.
    pub(super) fn take_dropped(&mut self, ctx: &egui::Context) {
        let dropped: Vec<PathBuf> = ctx.input(|i| {
            i.raw
                .dropped_files
                .iter()
                .map(|f| f.path().to_path_buf())
                .collect()
        });
        for path in dropped {
            let command = match self.prompt.take() {
                // What was asked for is answered, whatever it is.
                Some(prompt) => prompt.answer(&path.to_string_lossy()),
                None if path.is_dir() => self.dropped_folder(&path),
                None if is_scenes(&path) => Command::OpenScene(Some(path)),
                None => start::by_path(&path.to_string_lossy()),
            };
            self.apply(ctx, vec![command]);
        }
    }

    /// A folder: the one project in it, else the folder of the card's media, else scenes.
    fn dropped_folder(&self, folder: &Path) -> Command {
        if let Some(project) = only_project(folder) {
            return Command::Open(project);
        }
        let media = self.state.card.iter().flat_map(|c| &c.sample.media);
        let found = media.filter_map(|m| Some((m, crate::media::propose_folder(&m.path, folder)?)));
        match found.into_iter().next() {
            Some((media, folder)) => Command::MapRoot {
                root: media.root.clone(),
                folder,
            },
            // Without a card it can only be meant as scenes; what is wrong with them is said in their place.
            None if self.state.mode != Mode::Screening || is_scenes(folder) => {
                Command::OpenScene(Some(folder.to_owned()))
            }
            None => Command::Say(tr("drop.folder").to_owned()),
        }
    }
}

/// Whether a path looks like a data set, by names and first bytes.
fn is_scenes(path: &Path) -> bool {
    LAYOUTS.iter().any(|layout| (layout.is_at)(path))
}

/// The project file in a folder, when it is the only one.
fn only_project(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.take(LOOKED_THROUGH);
    let mut projects = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| matches!(start::by_path(&path.to_string_lossy()), Command::Open(_)));
    projects.next().filter(|_| projects.next().is_none())
}

/// The window's adapter with all of its limits and the features the 3D view can use.
pub(super) fn wgpu_options() -> WgpuConfiguration {
    // A key's effect shows one frame sooner than with the default.
    let mut options = WgpuConfiguration {
        surface: SurfaceConfig::LOW_LATENCY,
        ..WgpuConfiguration::default()
    };
    let setup = WgpuSetupCreateNew {
        device_descriptor: Arc::new(crate::gpu::device_descriptor),
        ..WgpuSetupCreateNew::without_display_handle()
    };
    options.wgpu_setup = WgpuSetup::CreateNew(setup);
    options
}

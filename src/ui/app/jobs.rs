//! Import, export and file dialogs: work on threads of their own, with what it says while it runs.

use super::open::chain;
use super::overlays::Message;
use super::{App, import_report};
use crate::dataset::cloud::FORMATS;
use crate::job::{Cancel, Job, Progress, Reporter};
use crate::record;
use crate::release::{Order, export_named, export_project};
use crate::sample::{AddReason, State as SampleStanding};
use crate::store::{Identity, Importer, Store};
use crate::ui::state::{Command, Desk};
use crate::ui::text::{count, tr, tr_with};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A job that the window waits for, with what it said last.
pub(super) struct Running<T> {
    job: Job<T>,
    what: &'static str,
    cancelled: bool,
    done: u64,
    total: u64,
}

impl<T: Send + 'static> Running<T> {
    pub(super) fn new(what: &'static str, job: Job<T>) -> Self {
        Self {
            job,
            what,
            cancelled: false,
            done: 0,
            total: 0,
        }
    }

    /// The result, once; takes in progress on the way.
    fn poll(&mut self) -> Option<T> {
        for progress in self.job.progress() {
            match progress {
                Progress::Done(done) => self.done = done,
                Progress::Phase { total, .. } => self.total = total,
                Progress::Warning(_) => {}
            }
        }
        self.job.poll()
    }

    /// Done and all; all is 0 while it is not known.
    pub(super) fn share(&self) -> (u64, u64) {
        (self.done, self.total)
    }

    /// Asks it to stop; its result still comes.
    fn cancel(&mut self) {
        self.cancelled = true;
        self.job.cancel.cancel();
    }

    /// "Importing, 12,000 rows" for the status line.
    pub(super) fn remark(&self) -> String {
        if self.cancelled {
            return tr("job.stopping").to_owned();
        }
        let done = count(usize::try_from(self.done).unwrap_or(usize::MAX));
        tr_with("job.remark", &[("what", self.what), ("done", &done)])
    }
}

/// What an import came to: a line for the toast, the report's text, and the project that was made for it.
pub(super) type Imported = Result<(String, String, Option<PathBuf>), String>;
/// What an export came to.
pub(super) type Exported = Result<crate::release::Exported, String>;

/// What a dialog was opened for.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    Open,
    Import,
    /// A folder of scenes.
    Scene,
    /// A cloud, or a data set in one file.
    Cloud,
    /// The folder of a media root, so that this record's path is found in it.
    Root {
        root: String,
        path: String,
    },
    /// A folder to export to.
    ExportTo,
}

/// A dialog on its thread.
pub(super) struct Dialog {
    asked: Asked,
    since: Instant,
    job: Job<Option<PathBuf>>,
}

/// An answer this quick is no person's: there is no dialog on this system.
const NO_DIALOG: Duration = Duration::from_millis(100);

impl App {
    /// Boxes that a fix moved are measured again.
    pub(super) fn follow_fix(&mut self, ctx: &egui::Context) {
        let wake = {
            let ctx = ctx.clone();
            move || ctx.request_repaint()
        };
        let (scenes, roots) = (&mut self.scenes, self.textures.roots());
        let scene = |draft: &crate::sample::Sample| {
            let scene = draft.scene.as_ref()?;
            Some(scenes.request(scene, roots, wake.clone()))
        };
        let card = self.state.card.as_ref();
        if let Some((edit, checks)) = self.remeasure.follow(card, scene, wake.clone()) {
            self.state.measured(edit, checks);
        }
    }

    /// Brings a file into the open project; without one, into a new project beside the file.
    pub(super) fn start_import(&mut self, file: PathBuf, ctx: &egui::Context) {
        if self.importing.is_some() {
            return self.apply(ctx, vec![Command::Say(tr("job.one_import").to_owned())]);
        }
        let importer = self.state.desk.as_ref().map(|desk| desk.importer());
        let wake = ctx.clone();
        let job = Job::spawn(
            "import",
            move || wake.request_repaint(),
            move |report, cancel| {
                if let Some(importer) = importer {
                    let (line, text) = import(&file, importer?, report, cancel)?;
                    return Ok((line, text, None));
                }
                let project = free_name(&file);
                let identity = Identity::of(crate::platform::config::REVIEWER).map_err(chain)?;
                let store = Store::create(&project, &identity).map_err(chain)?;
                let importer = store.importer().map_err(chain)?;
                match import(&file, importer, report, cancel) {
                    Ok((line, text)) => Ok((line, text, Some(project))),
                    Err(why) => {
                        // A project made for an import that came to nothing is nothing too.
                        drop(store);
                        remove(&project);
                        Err(why)
                    }
                }
            },
        );
        match job {
            Ok(job) => self.importing = Some(Running::new(tr("job.importing"), job)),
            Err(error) => self.state.trouble = Some(error.to_string()),
        }
    }

    /// Asks what runs to stop.
    pub(super) fn cancel_job(&mut self, ctx: &egui::Context) {
        if let Some(importing) = &mut self.importing {
            importing.cancel();
        } else if self.exporting.take().is_some() {
            // Dropping the job cancels it.
            self.apply(
                ctx,
                vec![Command::Say(tr("job.export_cancelled").to_owned())],
            );
        }
    }

    /// Writes samples of the open project out.
    pub(super) fn start_export(
        &mut self,
        format: &'static str,
        folder: PathBuf,
        states: Vec<SampleStanding>,
        replace: bool,
        ctx: &egui::Context,
    ) {
        let Some(reader) = self.state.desk.as_ref().map(Desk::reader_again) else {
            return;
        };
        let wake = ctx.clone();
        let job = Job::spawn(
            "export",
            move || wake.request_repaint(),
            move |report, cancel| {
                let reader = reader?;
                let formats: Vec<_> = export_named(format).into_iter().collect();
                let order = Order {
                    formats: &formats,
                    states: &states,
                    out: &folder,
                    overwrite: replace,
                    limit: None,
                };
                reader
                    .snapshot(|r| {
                        Ok::<_, crate::store::StoreError>(
                            export_project(r, &order, report, cancel).map_err(chain),
                        )
                    })
                    .map_err(chain)?
            },
        );
        match job {
            Ok(job) => self.exporting = Some(Running::new(tr("job.exporting"), job)),
            Err(error) => self.state.trouble = Some(error.to_string()),
        }
    }

    /// Takes what jobs and dialogs delivered; call once a frame.
    pub(super) fn follow_jobs(&mut self, ctx: &egui::Context) {
        if let Some(outcome) = self.importing.as_mut().and_then(Running::poll) {
            let cancelled = self.importing.take().is_some_and(|job| job.cancelled);
            match outcome {
                Err(_) if cancelled => {
                    let said = tr("job.import_cancelled").to_owned();
                    self.apply(ctx, vec![Command::Say(said)]);
                }
                Ok((line, text, project)) => {
                    self.message = Some(Message {
                        title: tr("job.report"),
                        text,
                    });
                    if let Some(project) = project {
                        self.apply(ctx, vec![Command::Open(project)]);
                    }
                    self.state.came_in();
                    self.apply(ctx, vec![Command::Say(line)]);
                }
                Err(why) => self.state.trouble = Some(why),
            }
        }
        if let Some(outcome) = self.exporting.as_mut().and_then(Running::poll) {
            self.exporting = None;
            self.release.exported = Some(outcome);
        }
        self.follow_dialog(ctx);
    }

    /// Asks for a file or folder off the window's thread; a dialog that answers at once is none, and the path field
    /// is named instead.
    pub(super) fn ask(&mut self, asked: Asked, ctx: &egui::Context) {
        let wake = ctx.clone();
        let wanted = asked.clone();
        let job = Job::spawn(
            "dialog",
            move || wake.request_repaint(),
            move |_, _| match wanted {
                Asked::Open => rfd::FileDialog::new()
                    .add_filter("spatialscore", &["spatialscore"])
                    .pick_file(),
                Asked::Import => rfd::FileDialog::new().pick_file(),
                Asked::Cloud => {
                    let endings = FORMATS.iter().flat_map(|f| f.endings);
                    let endings: Vec<&str> = endings.copied().collect();
                    rfd::FileDialog::new()
                        .add_filter(tr("browser.clouds"), &endings)
                        .add_filter(tr("browser.all_files"), &["*"])
                        .pick_file()
                }
                Asked::Root { .. } | Asked::ExportTo | Asked::Scene => {
                    rfd::FileDialog::new().pick_folder()
                }
            },
        );
        match job {
            Ok(job) => {
                self.dialog = Some(Dialog {
                    asked,
                    since: Instant::now(),
                    job,
                })
            }
            Err(error) => self.state.trouble = Some(error.to_string()),
        }
    }

    fn follow_dialog(&mut self, ctx: &egui::Context) {
        let Some((answer, asked, took)) = self
            .dialog
            .as_ref()
            .and_then(|d| Some((d.job.poll()?, d.asked.clone(), d.since.elapsed())))
        else {
            return;
        };
        self.dialog = None;
        let picked = match answered(answer, took) {
            Answer::NoDialog => {
                return self.apply(ctx, vec![Command::Say(tr("job.no_dialog").to_owned())]);
            }
            Answer::Cancelled => return,
            Answer::Picked(path) => path,
        };
        let command = match (asked, picked) {
            (Asked::Open, path) => Command::Open(path),
            (Asked::Import, path) => Command::Import(path),
            (Asked::Scene | Asked::Cloud, path) => Command::OpenScene(Some(path)),
            (Asked::Root { root, path }, found) => {
                let folder = crate::media::propose_folder(&path, &found).unwrap_or(found);
                Command::MapRoot { root, folder }
            }
            (Asked::ExportTo, folder) => {
                self.release.memory.folder = folder.to_string_lossy().into_owned();
                return;
            }
        };
        self.apply(ctx, vec![command]);
    }
}

/// What a file dialog came to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// There is none on this system.
    NoDialog,
    /// The person closed it.
    Cancelled,
    /// A file or folder.
    Picked(PathBuf),
}

/// Tells a system without dialogs from a person who closed one: both answer nothing, but no person within a tenth
/// of a second.
fn answered(answer: Option<PathBuf>, took: Duration) -> Answer {
    match answer {
        Some(path) => Answer::Picked(path),
        None if took < NO_DIALOG => Answer::NoDialog,
        None => Answer::Cancelled,
    }
}

/// Brings a file in; what came of it as a line, and what was found as a text.
fn import(
    file: &Path,
    mut importer: Importer,
    report: &Reporter,
    cancel: &Cancel,
) -> Result<(String, String), String> {
    let mut rows = record::Import::open(file, &record::Options::default()).map_err(chain)?;
    let label = rows.report().file.clone();
    let stored = importer
        .run(AddReason::Import, &label, &mut rows, Some, report, cancel)
        .map_err(chain)?;
    let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
    let line = tr_with(
        "job.imported",
        &[
            ("added", &number(stored.added)),
            ("revised", &number(stored.revised)),
            ("unchanged", &number(stored.unchanged)),
        ],
    );
    Ok((line, import_report::words(rows.report())))
}

/// Removes a project file with what SQLite keeps beside it.
fn remove(project: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = project.as_os_str().to_owned();
        name.push(end);
        // What cannot be removed is an empty project, and harmless.
        let _ = std::fs::remove_file(name);
    }
}

/// `name.spatialscore` beside a file, with a number where that is taken.
fn free_name(file: &Path) -> PathBuf {
    let first = file.with_extension("spatialscore");
    let numbered = (2..).map(|n| {
        let stem = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        file.with_file_name(format!("{stem} {n}.spatialscore"))
    });
    std::iter::once(first)
        .chain(numbered)
        .find(|p| !p.exists())
        .unwrap_or_else(|| file.with_extension("spatialscore"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_answer_at_once_is_no_dialog_and_later_a_cancel() {
        let soon = NO_DIALOG - Duration::from_millis(1);
        assert_eq!(answered(None, soon), Answer::NoDialog);
        assert_eq!(answered(None, NO_DIALOG), Answer::Cancelled);
        let picked = Answer::Picked("a".into());
        assert_eq!(answered(Some("a".into()), soon), picked);
    }

    #[test]
    fn a_new_project_takes_a_name_that_is_free() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rows.jsonl");
        let first = folder.path().join("rows.spatialscore");
        assert_eq!(free_name(&file), first);
        std::fs::write(&first, "").expect("written");
        assert_eq!(free_name(&file), folder.path().join("rows 2.spatialscore"));
    }
}

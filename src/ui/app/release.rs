//! What the release screen needs of the app: red checks among what would go out, found off the window's thread, and
//! the export while it runs.

use super::App;
use super::jobs::{Asked, Exported, Running};
use crate::job::Job;
use crate::question::checks::recheck;
use crate::release::DEFAULT_STATES;
use crate::sample::CheckResult;
use crate::store::{Filter, Reader, Sort, StoreError};
use crate::ui::screens::Cx;
use crate::ui::screens::column::check_name;
use crate::ui::screens::release::{
    Ask, ExportJob, RedSample, ReleaseMemory, ReleaseView, release_ui,
};
use crate::ui::state::Desk;
use egui::Ui;

/// What the release screen stands on.
#[derive(Default)]
pub(super) struct Release {
    pub memory: ReleaseMemory,
    pub exported: Option<Exported>,
    finding: Option<Job<Vec<RedSample>>>,
    red: Option<Vec<RedSample>>,
}

impl Release {
    /// Looks for red checks anew; called when the screen is opened.
    pub(super) fn look(&mut self, desk: &Desk, ctx: &egui::Context) {
        self.red = None;
        let (reader, wake) = (desk.reader_again(), ctx.clone());
        let job = Job::spawn(
            "red checks",
            move || wake.request_repaint(),
            move |_, cancel| {
                // What cannot be read is said by the export itself.
                reader
                    .ok()
                    .and_then(|r| red(&r, || cancel.check().is_ok()).ok())
                    .unwrap_or_default()
            },
        );
        self.finding = job.ok();
    }

    fn poll(&mut self) {
        if let Some(red) = self.finding.as_ref().and_then(Job::poll) {
            self.finding = None;
            self.red = Some(red);
        }
    }

    /// Shows the screen; returns what the app must do.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        running: Option<&Running<Exported>>,
    ) -> Option<Ask> {
        self.poll();
        let job = match (running, &self.exported) {
            (Some(running), _) => {
                let (done, total) = running.share();
                ExportJob::Running { done, total }
            }
            (None, Some(Ok(done))) => ExportJob::Done(done),
            (None, Some(Err(why))) => ExportJob::Failed(why),
            (None, None) => ExportJob::Idle,
        };
        let view = ReleaseView {
            red: self.red.as_deref(),
            job,
        };
        release_ui(ui, cx, &view, &mut self.memory)
    }
}

/// Samples that would go out with a red check, in the order of the queue.
fn red(reader: &Reader, go_on: impl Fn() -> bool) -> Result<Vec<RedSample>, StoreError> {
    let filter = Filter {
        states: DEFAULT_STATES.to_vec(),
        ..Filter::default()
    };
    let mut found = Vec::new();
    for row in reader.rows(&filter, Sort::Queue)? {
        if !go_on() {
            break;
        }
        let key = reader.key_at(row)?;
        let sample = reader.sample(key)?;
        let checks: Vec<String> = recheck(&sample)
            .iter()
            .filter(|c| c.result == CheckResult::Red)
            .map(|c| check_name(&c.name).to_owned())
            .collect();
        if !checks.is_empty() {
            let question = sample.stem.unwrap_or(sample.released.question);
            found.push(RedSample {
                key,
                card: row.0.to_string(),
                question,
                checks,
            });
        }
    }
    Ok(found)
}

impl App {
    pub(super) fn answer_release(&mut self, ask: Option<Ask>, ctx: &egui::Context) {
        match ask {
            Some(Ask::Folder) => self.ask(Asked::ExportTo, ctx),
            // Dropping the job cancels it.
            Some(Ask::Cancel) => self.exporting = None,
            None => {}
        }
    }
}

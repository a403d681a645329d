//! Long work: progress, cancelling, and a handle to a named thread. Knows nothing of the domain, and nothing
//! of a window: it asks for a repaint through a plain callback.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};

/// What a job says while it runs. The command line prints the same events that the window shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A new phase began; `total` is 0 while it is not known.
    Phase {
        /// Key of the phase's name, for example `import`.
        name: &'static str,
        /// Units of work in it.
        total: u64,
    },
    /// So much of the phase is done.
    Done(u64),
    /// Something was left out or repaired; one sentence.
    Warning(String),
}

/// The job was cancelled; what it had not finished is as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// A shared flag that asks work to stop.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// For outer loops: `Err` once stopping was asked for.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.0.load(Ordering::Relaxed) {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }
}

/// Where a job reports to.
#[derive(Clone)]
pub struct Reporter {
    events: SyncSender<Progress>,
    wake: Arc<dyn Fn() + Send + Sync>,
    warnings: Arc<Mutex<Vec<String>>>,
}

/// Waiting progress events; a slow listener loses counts (the next one catches up), never warnings.
const BACKLOG: usize = 256;

impl Reporter {
    /// A reporter and its other end. `wake` is called after each event.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> (Self, Receiver<Progress>) {
        let (events, receiver) = sync_channel(BACKLOG);
        (
            Self {
                events,
                wake: Arc::new(wake),
                warnings: Arc::default(),
            },
            receiver,
        )
    }

    /// A reporter that nobody listens to.
    pub fn silent() -> Self {
        Self::new(|| {}).0
    }

    /// Reports; never waits.
    pub fn report(&self, progress: Progress) {
        if let (Progress::Warning(text), Ok(mut kept)) = (&progress, self.warnings.lock()) {
            kept.push(text.clone());
        }
        match self.events.try_send(progress) {
            Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => (self.wake)(),
        }
    }

    /// Every warning so far.
    pub fn warnings(&self) -> Vec<String> {
        self.warnings
            .lock()
            .map(|kept| kept.clone())
            .unwrap_or_default()
    }
}

/// A job on its own thread. Dropping the handle cancels it.
pub struct Job<T> {
    /// Asks it to stop.
    pub cancel: Cancel,
    progress: Receiver<Progress>,
    result: Receiver<T>,
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work` on a thread called `name`. `wake` is called after each progress event and at the end.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn spawn(
        name: &str,
        wake: impl Fn() + Send + Sync + Clone + 'static,
        work: impl FnOnce(&Reporter, &Cancel) -> T + Send + 'static,
    ) -> std::io::Result<Self> {
        let (reporter, progress) = Reporter::new(wake.clone());
        let (done, result) = sync_channel(1);
        let cancel = Cancel::default();
        let theirs = cancel.clone();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // A dropped handle is no error: nobody waits for the result any more.
                let _ = done.send(work(&reporter, &theirs));
                wake();
            })?;
        Ok(Self {
            cancel,
            progress,
            result,
        })
    }

    /// Progress since the last call.
    pub fn progress(&self) -> Vec<Progress> {
        self.progress.try_iter().collect()
    }

    /// The result, once there is one. After that, `None` again.
    pub fn poll(&self) -> Option<T> {
        self.result.try_recv().ok()
    }

    /// Waits for the result; `None` when the work panicked.
    pub fn wait(&self) -> Option<T> {
        self.result.recv().ok()
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_arrive_and_dropping_cancels() {
        let job = Job::spawn(
            "test",
            || {},
            |report, _| {
                report.report(Progress::Phase {
                    name: "count",
                    total: 2,
                });
                report.report(Progress::Done(2));
                7
            },
        )
        .expect("a thread");
        assert_eq!(job.wait(), Some(7));
        assert_eq!(
            job.progress(),
            [
                Progress::Phase {
                    name: "count",
                    total: 2
                },
                Progress::Done(2)
            ]
        );

        let (started, wait) = sync_channel::<()>(0);
        let (ended, end) = sync_channel(1);
        let job = Job::spawn(
            "test",
            || {},
            move |_, cancel| {
                let _ = started.send(());
                while cancel.check().is_ok() {
                    std::thread::yield_now();
                }
                let _ = ended.send(());
            },
        )
        .expect("a thread");
        wait.recv().expect("it started");
        drop(job);
        end.recv().expect("it noticed");
    }

    #[test]
    fn a_listener_that_never_reads_blocks_nobody_and_loses_no_warning() {
        let (report, _receiver) = Reporter::new(|| {});
        for n in 0..1000 {
            report.report(Progress::Warning(format!("row {n}")));
        }
        assert_eq!(report.warnings().len(), 1000);
    }
}

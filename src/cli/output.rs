//! Where a command's words go: results to standard output, the rest to standard error.

use super::args::Common;
use crate::job::{Progress, Reporter};
use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};
use std::thread::JoinHandle;

/// Nobody reads our output any more; reason to stop, not to complain.
#[derive(Debug, thiserror::Error)]
#[error("the output is closed")]
pub(super) struct Closed;

/// Where a command's words go.
pub(super) struct Output {
    json: bool,
    progress: bool,
}

impl Output {
    pub(super) fn new(common: &Common) -> Self {
        Self {
            json: common.json,
            progress: std::io::stderr().is_terminal(),
        }
    }

    /// The result: as JSON when it was asked for, else as text.
    pub(super) fn result<T: Serialize>(&self, value: &T, text: &str) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        let written = if self.json {
            let json = serde_json::to_string_pretty(value)?;
            writeln!(out, "{json}")
        } else {
            write!(out, "{text}")
        };
        match written.and_then(|()| out.flush()) {
            Err(e) if e.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
            other => Ok(other?),
        }
    }

    /// Something worth knowing that is no result.
    pub(super) fn note(&self, text: &str) {
        // There is nowhere to complain about standard error.
        let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
    }

    /// Why it could not be done.
    pub(super) fn error(&self, error: &anyhow::Error) {
        self.note(&format!("spatialscore: {error:#}"));
    }

    /// A reporter whose progress shows on a terminal; finish it with [`Bar::end`].
    pub(super) fn progress(&self) -> (Reporter, Bar) {
        let (reporter, events) = Reporter::new(|| {});
        let shown = self.progress;
        let thread = std::thread::Builder::new()
            .name("progress".to_owned())
            .spawn(move || {
                let mut phase = ("", 0);
                for event in events {
                    phase = show(event, phase, shown);
                }
                if shown {
                    let _ = write!(std::io::stderr(), "\r\x1b[K");
                }
            })
            .ok();
        (reporter, Bar(thread))
    }
}

/// The line that shows progress. It ends when its reporter is dropped.
pub(super) struct Bar(Option<JoinHandle<()>>);

impl Bar {
    /// Waits until the last event is shown. Drop every clone of the reporter first.
    pub(super) fn end(self) {
        if let Some(thread) = self.0 {
            // A panic of the thread that only shows progress loses nothing.
            let _ = thread.join();
        }
    }
}

fn show(event: Progress, phase: (&'static str, u64), shown: bool) -> (&'static str, u64) {
    let mut err = std::io::stderr();
    match event {
        Progress::Warning(text) => {
            let _ = writeln!(err, "{text}");
            phase
        }
        Progress::Phase { name, total } => (name, total),
        Progress::Done(done) => {
            let (name, total) = phase;
            if shown {
                let of = if total > 0 {
                    format!(" of {total}")
                } else {
                    String::new()
                };
                let _ = write!(err, "\r\x1b[K{name} {done}{of}");
            }
            phase
        }
    }
}

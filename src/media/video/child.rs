//! A child process whose output is read with a deadline, and which never outlives its reader.

use crate::job::{Cancel, Cancelled};
use crate::media::{MediaError, file};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Read at a time.
const CHUNK_BYTES: usize = 64 << 10;
/// Chunks that may wait: a reader that stops reading stops the child.
const CHUNKS: usize = 16;
/// What is kept of the child's complaints.
const STDERR_BYTES: u64 = 4096;
/// How often a waiting reader looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// A running child; reading from it reads its output. Dropping it ends the child.
pub(super) struct Running {
    child: Child,
    output: Receiver<io::Result<Vec<u8>>>,
    complaints: Option<JoinHandle<String>>,
    chunk: Vec<u8>,
    at: usize,
    timeout: Duration,
    deadline: Instant,
    cancel: Cancel,
    path: PathBuf,
    stopped: Option<Stopped>,
}

/// Why reading ended before the output did.
#[derive(Clone, Copy)]
enum Stopped {
    Late,
    Unwanted,
}

impl Running {
    /// Starts a command that reads `path` (named in errors only).
    pub(super) fn start(
        mut command: Command,
        path: &Path,
        timeout: Duration,
        cancel: &Cancel,
    ) -> Result<Self, MediaError> {
        cancel.check()?;
        let program = command.get_program().to_owned();
        let mut child = command
            // With it set, ffmpeg writes a report file into the current folder.
            .env_remove("FFREPORT")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| MediaError::Video {
                path: path.to_owned(),
                message: format!("{} does not start: {error}", program.display()),
            })?;
        let (sender, output) = sync_channel(CHUNKS);
        let pipes = (child.stdout.take(), child.stderr.take());
        // From here on a failure drops `running`, which ends the child.
        let mut running = Self {
            child,
            output,
            complaints: None,
            chunk: Vec::new(),
            at: 0,
            timeout,
            deadline: Instant::now() + timeout,
            cancel: cancel.clone(),
            path: path.to_owned(),
            stopped: None,
        };
        if let (Some(stdout), Some(stderr)) = pipes {
            let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
            let started = thread("video output")
                .spawn(move || forward(stdout, &sender))
                .and_then(|_| thread("video errors").spawn(move || keep_start(stderr)));
            running.complaints = Some(started.map_err(|error| file::failed(path, error))?);
        }
        Ok(running)
    }

    /// Ends the child and says why there is no result: a deadline, a cancelled job, what the child complained
    /// about, else `error` from reading its output, else `otherwise`.
    pub(super) fn fail(mut self, error: Option<io::Error>, otherwise: &str) -> MediaError {
        match self.stopped {
            Some(Stopped::Unwanted) => return MediaError::Cancelled(Cancelled),
            Some(Stopped::Late) => {
                return MediaError::TimedOut {
                    path: self.path.clone(),
                    secs: self.timeout.as_secs(),
                };
            }
            None => {}
        }
        self.end();
        let complaints = self.complaints.take().and_then(|thread| thread.join().ok());
        let message = match (complaints.as_deref().map(str::trim), error) {
            (Some(text), _) if !text.is_empty() => text.replace('\n', "; "),
            (_, Some(error)) => error.to_string(),
            _ => otherwise.to_owned(),
        };
        MediaError::Video {
            path: self.path.clone(),
            message,
        }
    }

    fn end(&mut self) {
        // It may have ended by itself; then there is nothing to kill and still something to collect.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The next chunk; empty at the end of the output.
    fn refill(&mut self) -> io::Result<()> {
        self.at = 0;
        self.chunk.clear();
        loop {
            if self.cancel.check().is_err() {
                self.stopped = Some(Stopped::Unwanted);
                return Err(io::Error::new(ErrorKind::ConnectionAborted, "cancelled"));
            }
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.stopped = Some(Stopped::Late);
                return Err(ErrorKind::TimedOut.into());
            }
            match self.output.recv_timeout(left.min(LOOK)) {
                Ok(chunk) => {
                    self.chunk = chunk?;
                    return Ok(());
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }
}

impl Read for Running {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.chunk.len() {
            self.refill()?;
        }
        let mut rest = self.chunk.get(self.at..).unwrap_or_default();
        let len = rest.read(into)?;
        self.at += len;
        Ok(len)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Passes output on until it ends or nobody reads.
fn forward(mut output: impl Read, sender: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut chunk = vec![0; CHUNK_BYTES];
        let message = match output.read(&mut chunk) {
            Ok(0) => return,
            Ok(len) => {
                chunk.truncate(len);
                Ok(chunk)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let last = message.is_err();
        if sender.send(message).is_err() || last {
            return;
        }
    }
}

/// The first complaints; the rest is read too, or the child would wait for room.
fn keep_start(mut complaints: impl Read) -> String {
    let mut start = Vec::new();
    let _ = (&mut complaints).take(STDERR_BYTES).read_to_end(&mut start);
    let _ = io::copy(&mut complaints, &mut io::sink());
    String::from_utf8_lossy(&start).into_owned()
}

//! Worker threads that load pictures, most urgent first. Knows nothing of what is kept; that is `cache`.

use super::video::{VideoOptions, VideoTools, is_video, load_clip};
use super::{Fit, Limits, MediaError, Picture, Roots, decode};
use crate::job::Cancel;
use crate::sample::Media;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// One picture as the window wants it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PictureKey {
    /// Named media root.
    pub root: Arc<str>,
    /// Path as the record spells it.
    pub path: Arc<str>,
    /// How large.
    pub fit: Fit,
    /// Which frame of a video, from 0; 0 for a still picture.
    pub frame: u32,
}

impl PictureKey {
    /// A still picture of a sample, or the first frame of a video.
    pub fn new(media: &Media, fit: Fit) -> Self {
        Self {
            root: media.root.as_str().into(),
            path: media.path.as_str().into(),
            fit,
            frame: 0,
        }
    }

    /// Another frame of the same video at the same size.
    pub fn frame(&self, frame: u32) -> Self {
        Self {
            frame,
            ..self.clone()
        }
    }

    /// What is loaded at once: the whole file, named by its first frame.
    pub(super) fn file(&self) -> Self {
        self.frame(0)
    }
}

/// How soon a picture is wanted; the smaller, the sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// It is on screen.
    Now,
    /// On the n-th card from here, from 0.
    Next(u8),
    /// It would be nice: thumbnails.
    Idle,
}

/// Every frame of a file; one for a still picture.
pub(super) type Frames = Vec<Arc<Picture>>;

/// Loads a file. Tests put their own in its place.
pub(super) type Load =
    dyn Fn(&PictureKey, &Roots, &Cancel) -> Result<Frames, MediaError> + Send + Sync;

/// A file to load. `ticket` tells this request from earlier ones for the same file.
pub(super) struct Work {
    pub(super) file: PictureKey,
    pub(super) ticket: u64,
    pub(super) roots: Arc<Roots>,
    pub(super) cancel: Cancel,
}

/// A file that was loaded, or not.
pub(super) struct Done {
    pub(super) file: PictureKey,
    pub(super) ticket: u64,
    pub(super) result: Result<Frames, MediaError>,
}

/// The threads, their queue and what they have finished.
pub(super) struct Pool {
    queue: Arc<Queue>,
    done: Receiver<Done>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<QueueState>,
    filled: Condvar,
}

#[derive(Default)]
struct QueueState {
    waiting: BTreeMap<(Priority, u64), Work>,
    closed: bool,
}

impl Pool {
    /// Starts `threads` threads. `wake` is called after each finished file.
    pub(super) fn start(
        threads: usize,
        load: Arc<Load>,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> std::io::Result<Self> {
        let queue = Arc::<Queue>::default();
        // Bounded: a window that does not look (minimised) stops the decoding, not the machine.
        let (sender, done) = sync_channel(2 * threads);
        let pool = Self { queue, done };
        for number in 0..threads {
            let (queue, load, sender, wake) = (
                pool.queue.clone(),
                load.clone(),
                sender.clone(),
                wake.clone(),
            );
            std::thread::Builder::new()
                .name(format!("picture {number}"))
                .spawn(move || {
                    // A frame is drawn by all cores on a software adapter, and somebody waits for it.
                    crate::platform::thread::give_way();
                    run(&queue, &*load, &sender, &wake)
                })?;
        }
        Ok(pool)
    }

    /// Queues; never waits for a file.
    pub(super) fn push(&self, priority: Priority, work: Work) {
        let ticket = work.ticket;
        self.queue.lock().waiting.insert((priority, ticket), work);
        self.queue.filled.notify_one();
    }

    /// Takes waiting work back; `None` when a thread already has it.
    pub(super) fn take(&self, priority: Priority, ticket: u64) -> Option<Work> {
        self.queue.lock().waiting.remove(&(priority, ticket))
    }

    /// What was finished since the last call; never waits.
    pub(super) fn finished(&self) -> impl Iterator<Item = Done> + '_ {
        self.done.try_iter()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.closed = true;
        state.waiting.clear();
        drop(state);
        self.queue.filled.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        // Nothing in this module panics while it holds the lock; a map is whole either way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The most urgent work; waits for some. `None` once the pool is gone.
    fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some((_, work)) = state.waiting.pop_first() {
                return Some(work);
            }
            state = self
                .filled
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn run(queue: &Queue, load: &Load, done: &SyncSender<Done>, wake: &impl Fn()) {
    while let Some(work) = queue.next() {
        // Decoders are other people's code on hostile bytes: a panic in one costs that picture only.
        let result = catch_unwind(AssertUnwindSafe(|| {
            work.cancel.check()?;
            load(&work.file, &work.roots, &work.cancel)
        }))
        .unwrap_or_else(|_| {
            Err(MediaError::Panicked {
                path: work.file.path.to_string(),
            })
        });
        let finished = Done {
            file: work.file,
            ticket: work.ticket,
            result,
        };
        if done.send(finished).is_err() {
            return;
        }
        wake();
    }
}

/// Loads from disk: a still picture, or the frames of a video.
pub(super) fn from_disk(limits: Limits) -> Arc<Load> {
    let tools = VideoTools::find();
    Arc::new(move |file, roots, cancel| {
        let found = roots.resolve(&file.root, &file.path);
        let video = found.as_deref().map_or_else(
            |_| super::video::named_like_one(&file.path),
            |path| is_video(path).unwrap_or(false),
        );
        if video {
            let options = VideoOptions {
                fit: file.fit,
                limits,
                ..VideoOptions::default()
            };
            return load_clip(
                roots,
                (&file.root, &file.path),
                tools.as_ref(),
                &options,
                cancel,
            );
        }
        let picture = decode::load(&found?, file.fit, &limits)?;
        Ok(vec![Arc::new(picture)])
    })
}

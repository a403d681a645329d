//! Pictures for the window: ask, draw what is there, look again next frame.
//!
//! One thread owns the cache and never waits: files are resolved, read and decoded on two others. Memory for
//! kept pictures is bounded by a budget in bytes; the least recently drawn give way, and a picture that would
//! push out one just as urgent is refused with the reason. A picture that is being replaced stays until its
//! successor is there, so nothing flickers.
//!
//! Deliberately not here: textures, and which pictures a card has.

use super::pool::{Frames, Load, Pool, Priority, Work, from_disk};
use super::{Fit, Limits, MediaError, Picture, PictureKey, Roots};
use crate::job::Cancel;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Two: one for the card on screen and one that reads ahead; more would take the cores that draw.
const THREADS: usize = 2;

/// How a requested picture stands.
#[derive(Clone, Debug)]
pub enum Requested {
    /// On its way; meanwhile the picture that was there before, or the same one at another size.
    Pending {
        /// What to draw meanwhile.
        previous: Option<Arc<Picture>>,
    },
    /// There it is.
    Ready(Arc<Picture>),
    /// It cannot be had.
    Failed {
        /// Why, for the placeholder.
        reason: Arc<MediaError>,
        /// What was there before.
        previous: Option<Arc<Picture>>,
    },
}

impl Requested {
    /// What can be drawn now.
    pub fn picture(&self) -> Option<&Arc<Picture>> {
        match self {
            Self::Ready(picture) => Some(picture),
            Self::Pending { previous } | Self::Failed { previous, .. } => previous.as_ref(),
        }
    }
}

/// What the cache holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Bytes of all kept pictures.
    pub bytes: u64,
    /// What they may be at most.
    pub budget: u64,
    /// Files whose pictures are kept.
    pub ready: usize,
    /// Files on their way.
    pub pending: usize,
    /// Files that cannot be had.
    pub failed: usize,
    /// Files whose pictures had to give way so far.
    pub evicted: u64,
}

/// The pictures that the window draws, and those it will draw next.
pub struct PictureCache {
    pool: Pool,
    roots: Arc<Roots>,
    budget: u64,
    bytes: u64,
    evicted: u64,
    /// Counts frames of the window; pictures drawn in one frame are equally recent.
    now: u64,
    tickets: u64,
    entries: BTreeMap<PictureKey, Entry>,
}

/// One file at one size.
struct Entry {
    frames: Frames,
    state: State,
    /// Older first, then the less urgent: the order in which pictures give way.
    used: (u64, Reverse<Priority>),
}

enum State {
    /// Nobody is loading it.
    Idle,
    Pending {
        ticket: u64,
        priority: Priority,
        cancel: Cancel,
    },
    Ready,
    Failed(Arc<MediaError>),
}

impl PictureCache {
    /// Keeps at most `budget` bytes of pictures. `wake` is called, on another thread, when one has arrived.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn new(
        roots: Roots,
        budget: u64,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> std::io::Result<Self> {
        Self::with_loader(roots, budget, THREADS, from_disk(Limits::default()), wake)
    }

    fn with_loader(
        roots: Roots,
        budget: u64,
        threads: usize,
        load: Arc<Load>,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> std::io::Result<Self> {
        Ok(Self {
            pool: Pool::start(threads, load, wake)?,
            roots: Arc::new(roots),
            budget,
            bytes: 0,
            evicted: 0,
            now: 0,
            tickets: 0,
            entries: BTreeMap::new(),
        })
    }

    /// Takes what has arrived; call once a frame, before drawing. `true` when something changed.
    pub fn poll(&mut self) -> bool {
        self.now += 1;
        let finished: Vec<_> = self.pool.finished().collect();
        let mut changed = false;
        for done in finished {
            changed |= self.settle(&done.file, done.ticket, done.result);
        }
        changed
    }

    /// How a picture stands; starts loading it if nobody did, or sooner if it was wanted later. Cheap: call it
    /// for every picture in every frame. A frame past a video's end is its last one.
    pub fn request(&mut self, key: &PictureKey, priority: Priority) -> Requested {
        let file = key.file();
        self.want(&file, priority);
        self.standing(&file, key.frame)
    }

    /// Frames that are kept of a file; 1 for a still picture, 0 while it is not there.
    pub fn frames(&self, key: &PictureKey) -> usize {
        self.entries
            .get(&key.file())
            .map_or(0, |entry| entry.frames.len())
    }

    /// A new card: loads the pictures of `current`, then those of the cards after it, nearest first, and
    /// gives up everything else that is still on its way. What failed before is tried again.
    pub fn turn_to(&mut self, current: &[PictureKey], next: &[Vec<PictureKey>]) {
        self.now += 1;
        let ahead = (0..=u8::MAX)
            .zip(next)
            .map(|(n, card)| (Priority::Next(n), card.as_slice()));
        let wanted: Vec<(PictureKey, Priority)> = std::iter::once((Priority::Now, current))
            .chain(ahead)
            .flat_map(|(priority, card)| card.iter().map(move |key| (key.file(), priority)))
            .collect();
        let keep: BTreeSet<&PictureKey> = wanted.iter().map(|(file, _)| file).collect();
        for (file, entry) in &mut self.entries {
            if !keep.contains(file) || matches!(entry.state, State::Failed(_)) {
                entry.give_up(&self.pool);
            }
        }
        self.entries.retain(|_, entry| {
            !entry.frames.is_empty() || matches!(entry.state, State::Pending { .. })
        });
        // A picture on two cards counts for the nearer one: wanting it again, later, changes nothing.
        for (file, priority) in &wanted {
            self.want(file, *priority);
        }
    }

    /// Other folders for the roots: everything is loaded anew when it is next wanted, and until then the
    /// pictures stay.
    pub fn set_roots(&mut self, roots: Roots) {
        self.roots = Arc::new(roots);
        for entry in self.entries.values_mut() {
            entry.give_up(&self.pool);
            entry.state = State::Idle;
        }
    }

    /// Folders in force.
    pub fn roots(&self) -> &Roots {
        &self.roots
    }

    /// What is held.
    pub fn ledger(&self) -> Ledger {
        let count =
            |wanted: fn(&State) -> bool| self.entries.values().filter(|e| wanted(&e.state)).count();
        Ledger {
            bytes: self.bytes,
            budget: self.budget,
            ready: count(|s| matches!(s, State::Ready)),
            pending: count(|s| matches!(s, State::Pending { .. })),
            failed: count(|s| matches!(s, State::Failed(_))),
            evicted: self.evicted,
        }
    }

    fn want(&mut self, file: &PictureKey, priority: Priority) {
        let used = (self.now, Reverse(priority));
        let entry = self.entries.entry(file.clone()).or_insert(Entry {
            frames: Vec::new(),
            state: State::Idle,
            used,
        });
        entry.used = entry.used.max(used);
        match &mut entry.state {
            State::Idle => {
                self.tickets += 1;
                let cancel = Cancel::default();
                entry.state = State::Pending {
                    ticket: self.tickets,
                    priority,
                    cancel: cancel.clone(),
                };
                let work = Work {
                    file: file.clone(),
                    ticket: self.tickets,
                    roots: self.roots.clone(),
                    cancel,
                };
                self.pool.push(priority, work);
            }
            State::Pending {
                ticket,
                priority: queued,
                ..
            } if priority < *queued => {
                // A thread may have it by now; then it is as soon as can be.
                if let Some(work) = self.pool.take(*queued, *ticket) {
                    self.pool.push(priority, work);
                }
                *queued = priority;
            }
            State::Pending { .. } | State::Ready | State::Failed(_) => {}
        }
    }

    fn standing(&self, file: &PictureKey, frame: u32) -> Requested {
        let Some(entry) = self.entries.get(file) else {
            return Requested::Pending { previous: None };
        };
        let own = pick(&entry.frames, frame);
        match (&entry.state, own) {
            (State::Ready, Some(picture)) => Requested::Ready(picture),
            (State::Failed(reason), previous) => Requested::Failed {
                reason: reason.clone(),
                previous,
            },
            (_, previous) => Requested::Pending {
                previous: previous.or_else(|| self.other_size(file, frame)),
            },
        }
    }

    /// The largest kept picture of the same file and frame.
    fn other_size(&self, file: &PictureKey, frame: u32) -> Option<Arc<Picture>> {
        let smallest = PictureKey {
            fit: Fit::Within(0),
            ..file.clone()
        };
        let largest = PictureKey {
            fit: Fit::Full,
            ..file.clone()
        };
        self.entries
            .range(smallest..=largest)
            .rev()
            .find_map(|(_, entry)| pick(&entry.frames, frame))
    }

    /// Takes a result in, unless it answers a request that was given up.
    fn settle(
        &mut self,
        file: &PictureKey,
        ticket: u64,
        result: Result<Frames, MediaError>,
    ) -> bool {
        let Some(entry) = self.entries.get_mut(file) else {
            return false;
        };
        if !matches!(entry.state, State::Pending { ticket: asked, .. } if asked == ticket) {
            return false;
        }
        let outcome = result.and_then(|frames| self.keep(file, frames));
        if let Some(entry) = self.entries.get_mut(file) {
            entry.state = match outcome {
                Ok(()) => State::Ready,
                Err(reason) => State::Failed(Arc::new(reason)),
            };
        }
        true
    }

    /// Puts frames in, making room among what was drawn longer ago or is less urgent; the old ones of the
    /// same file go first.
    fn keep(&mut self, file: &PictureKey, frames: Frames) -> Result<(), MediaError> {
        let needed = bytes(&frames);
        let (own, used) = match self.entries.get(file) {
            Some(entry) => (bytes(&entry.frames), entry.used),
            None => return Ok(()),
        };
        let mut others: Vec<_> = self
            .entries
            .iter()
            .filter(|(key, entry)| *key != file && !entry.frames.is_empty() && entry.used < used)
            .map(|(key, entry)| (entry.used, bytes(&entry.frames), key.clone()))
            .collect();
        others.sort();
        let held = self.bytes - own;
        let free: u64 = others.iter().map(|(_, size, _)| size).sum();
        if held - free + needed > self.budget {
            return Err(MediaError::OverBudget {
                path: file.path.to_string(),
                bytes: held - free + needed,
                budget: self.budget,
            });
        }
        self.bytes = held + needed;
        for (_, size, key) in others {
            if self.bytes <= self.budget {
                break;
            }
            if let Some(mut entry) = self.entries.remove(&key) {
                entry.give_up(&self.pool);
            }
            self.bytes -= size;
            self.evicted += 1;
        }
        if let Some(entry) = self.entries.get_mut(file) {
            entry.frames = frames;
        }
        Ok(())
    }
}

impl Drop for PictureCache {
    fn drop(&mut self) {
        for entry in self.entries.values_mut() {
            entry.give_up(&self.pool);
        }
    }
}

impl Entry {
    /// Stops loading; a failure is forgotten, a picture stays.
    fn give_up(&mut self, pool: &Pool) {
        match &self.state {
            State::Pending {
                ticket,
                priority,
                cancel,
            } => {
                cancel.cancel();
                pool.take(*priority, *ticket);
            }
            State::Ready => return,
            State::Idle | State::Failed(_) => {}
        }
        self.state = State::Idle;
    }
}

fn pick(frames: &Frames, frame: u32) -> Option<Arc<Picture>> {
    let index = usize::try_from(frame).unwrap_or(usize::MAX);
    frames.get(index).or(frames.last()).cloned()
}

/// Bytes of frames; a short video repeats some, which then stand side by side and share their pixels.
fn bytes(frames: &Frames) -> u64 {
    let repeats = frames
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if Arc::ptr_eq(a, b)))
        .map(|pair| pair.first().map_or(0, |p| p.bytes()));
    let all: u64 = frames.iter().map(|picture| picture.bytes()).sum();
    all - repeats.sum::<u64>()
}

#[cfg(test)]
mod tests;

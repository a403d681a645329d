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
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

    /// A cache with one thread over a made-up disk, where each load waits for the test's word.
    struct Rig {
        cache: PictureCache,
        /// Which file a thread has begun.
        begun: Receiver<PictureKey>,
        /// Lets it go on, to a result.
        go: SyncSender<Result<Frames, MediaError>>,
        arrived: Receiver<()>,
    }

    /// Bytes of each made-up picture: 5 x 5 pixels.
    const SIZE: u64 = 100;

    fn rig(budget: u64) -> Rig {
        let (begin, begun) = sync_channel(100);
        let (go, wait) = sync_channel::<Result<Frames, MediaError>>(100);
        let (wake, arrived) = sync_channel(100);
        let wait = Mutex::new(wait);
        let load: Arc<Load> = Arc::new(move |file, _, cancel| {
            begin.send(file.clone()).expect("the test listens");
            let result = wait
                .lock()
                .expect("one thread")
                .recv()
                .expect("the test speaks");
            cancel.check()?;
            result
        });
        let woken = move || {
            let _ = wake.try_send(());
        };
        let cache =
            PictureCache::with_loader(Roots::new(), budget, 1, load, woken).expect("a thread");
        Rig {
            cache,
            begun,
            go,
            arrived,
        }
    }

    impl Rig {
        /// Lets the running load end, and takes its result in.
        fn finish(&mut self, result: Result<Frames, MediaError>) -> PictureKey {
            let begun = self.begun.recv().expect("a thread works");
            self.go.send(result).expect("it waits");
            self.arrived.recv().expect("it wakes us");
            self.cache.poll();
            begun
        }

        fn load(&mut self, key: &PictureKey, shade: u8) {
            self.cache.request(key, Priority::Now);
            assert_eq!(self.finish(Ok(vec![picture(shade)])), *key);
        }
    }

    fn picture(shade: u8) -> Arc<Picture> {
        Arc::new(Picture {
            width: 5,
            height: 5,
            rgba: vec![shade; 100].into(),
        })
    }

    fn key(path: &str) -> PictureKey {
        PictureKey {
            root: "r".into(),
            path: path.into(),
            fit: Fit::Full,
            frame: 0,
        }
    }

    fn shade(requested: &Requested) -> Option<u8> {
        requested.picture().map(|p| p.rgba[0])
    }

    #[test]
    fn asking_does_not_wait_and_the_picture_comes_later() {
        let mut rig = rig(1000);
        let a = key("a");
        assert!(matches!(
            rig.cache.request(&a, Priority::Now),
            Requested::Pending { previous: None }
        ));
        assert_eq!(rig.cache.ledger().pending, 1);
        rig.finish(Ok(vec![picture(7)]));
        let there = rig.cache.request(&a, Priority::Now);
        assert!(matches!(there, Requested::Ready(_)) && shade(&there) == Some(7));
        let expected = Ledger {
            bytes: SIZE,
            budget: 1000,
            ready: 1,
            ..Ledger::default()
        };
        assert_eq!(rig.cache.ledger(), expected);
        assert!(!rig.cache.poll(), "nothing new");
    }

    #[test]
    fn the_most_urgent_comes_first_and_urgency_can_rise() {
        let mut rig = rig(1000);
        rig.cache.request(&key("busy"), Priority::Idle);
        let busy = rig.begun.recv().expect("a thread works");
        for (path, priority) in [
            ("thumb", Priority::Idle),
            ("next1", Priority::Next(1)),
            ("next0", Priority::Next(0)),
            ("now", Priority::Now),
            ("late", Priority::Idle),
        ] {
            rig.cache.request(&key(path), priority);
        }
        rig.cache.request(&key("late"), Priority::Now);
        rig.cache.request(&key("late"), Priority::Idle);
        rig.go.send(Ok(vec![picture(0)])).expect("it waits");
        let order: Vec<String> = (0..5)
            .map(|_| rig.finish(Ok(vec![picture(0)])).path.to_string())
            .collect();
        assert_eq!(&*busy.path, "busy");
        assert_eq!(order, ["now", "late", "next0", "next1", "thumb"]);
    }

    #[test]
    fn turning_to_another_card_gives_up_what_only_the_old_one_needed() {
        let mut rig = rig(1000);
        let (old, waiting, shared, new) = (key("old"), key("waiting"), key("shared"), key("new"));
        rig.cache
            .turn_to(&[old.clone(), waiting.clone()], &[vec![shared.clone()]]);
        assert_eq!(rig.begun.recv().expect("a thread works"), old);
        rig.cache.turn_to(&[shared.clone()], &[vec![new.clone()]]);
        assert_eq!(
            rig.cache.ledger().pending,
            2,
            "old and waiting are given up"
        );
        // The running one notices; its result counts for nothing.
        rig.go.send(Ok(vec![picture(1)])).expect("it waits");
        rig.arrived.recv().expect("it wakes us");
        assert!(!rig.cache.poll());
        assert_eq!(rig.finish(Ok(vec![picture(2)])), shared);
        assert_eq!(rig.finish(Ok(vec![picture(3)])), new);
        assert_eq!(rig.cache.ledger().ready, 2);
        assert!(rig.begun.try_recv().is_err(), "waiting was never begun");
    }

    #[test]
    fn the_least_recently_drawn_gives_way_and_the_budget_holds() {
        let mut rig = rig(3 * SIZE);
        let keys: Vec<_> = ["a", "b", "c", "d"].map(key).into();
        for (shade, key) in (0..).zip(&keys[..3]) {
            rig.load(key, shade);
        }
        // `a` is drawn again, so `b` is the oldest.
        rig.cache.request(&keys[0], Priority::Now);
        rig.load(&keys[3], 9);
        let ledger = rig.cache.ledger();
        assert_eq!(
            (ledger.bytes, ledger.ready, ledger.evicted),
            (3 * SIZE, 3, 1)
        );
        for (key, there) in keys.iter().zip([true, false, true, true]) {
            assert_eq!(rig.cache.entries.contains_key(key), there, "{key:?}");
        }
    }

    #[test]
    fn what_is_drawn_together_never_pushes_each_other_out() {
        let mut rig = rig(2 * SIZE);
        let keys: Vec<_> = ["a", "b", "c"].map(key).into();
        let draw = |rig: &mut Rig| -> Vec<Requested> {
            keys.iter()
                .map(|k| rig.cache.request(k, Priority::Now))
                .collect()
        };
        draw(&mut rig);
        for shade in 0..3 {
            rig.finish(Ok(vec![picture(shade)]));
            draw(&mut rig);
        }
        let drawn = draw(&mut rig);
        assert!(matches!(
            drawn[..2],
            [Requested::Ready(_), Requested::Ready(_)]
        ));
        let Requested::Failed { reason, .. } = &drawn[2] else {
            panic!("{:?}", drawn[2]);
        };
        assert_eq!(
            reason.to_string(),
            "expected at most 200 bytes for the pictures in use, found 300: \"c\""
        );
        assert_eq!(rig.cache.ledger().bytes, 2 * SIZE);
        assert!(
            rig.begun.try_recv().is_err(),
            "it is not tried again and again"
        );
    }

    #[test]
    fn reading_ahead_never_pushes_out_the_card_or_what_comes_sooner() {
        let mut rig = rig(2 * SIZE);
        let (card, next, later) = (key("card"), key("next"), key("later"));
        let ahead = [vec![next.clone()], vec![later.clone()]];
        rig.cache.turn_to(&[card.clone()], &ahead);
        for expected in [&card, &next, &later] {
            assert_eq!(rig.finish(Ok(vec![picture(0)])), *expected);
        }
        let ledger = rig.cache.ledger();
        assert_eq!((ledger.ready, ledger.failed, ledger.evicted), (2, 1, 0));
        // On the next card there is room for it again.
        rig.cache.turn_to(&[next], &[vec![later.clone()]]);
        assert_eq!(rig.finish(Ok(vec![picture(0)])), later);
        assert!(!rig.cache.entries.contains_key(&card));
        assert_eq!(rig.cache.ledger().bytes, 2 * SIZE);
    }

    #[test]
    fn the_old_picture_stays_until_the_new_one_is_there() {
        let mut rig = rig(1000);
        let a = key("a");
        rig.load(&a, 1);
        rig.cache.set_roots(Roots::from_iter([("r", "elsewhere")]));
        let pending = rig.cache.request(&a, Priority::Now);
        assert!(matches!(pending, Requested::Pending { .. }) && shade(&pending) == Some(1));
        let broken = MediaError::Truncated { path: "a".into() };
        rig.finish(Err(broken));
        let failed = rig.cache.request(&a, Priority::Now);
        assert!(matches!(failed, Requested::Failed { .. }) && shade(&failed) == Some(1));
        rig.cache.turn_to(&[a.clone()], &[]);
        rig.finish(Ok(vec![picture(2)]));
        assert_eq!(shade(&rig.cache.request(&a, Priority::Now)), Some(2));
        assert_eq!(rig.cache.ledger().bytes, SIZE);
    }

    #[test]
    fn another_size_stands_in_meanwhile() {
        let mut rig = rig(1000);
        let small = PictureKey {
            fit: Fit::Within(5),
            ..key("a")
        };
        rig.load(&small, 4);
        assert_eq!(shade(&rig.cache.request(&key("a"), Priority::Now)), Some(4));
        assert_eq!(shade(&rig.cache.request(&key("ab"), Priority::Now)), None);
    }

    #[test]
    fn a_video_is_loaded_once_for_all_its_frames() {
        let mut rig = rig(1000);
        let clip = key("clip");
        for frame in 0..4 {
            rig.cache.request(&clip.frame(frame), Priority::Now);
        }
        let last = picture(3);
        rig.finish(Ok(vec![picture(1), picture(2), last.clone(), last]));
        for (frame, expected) in [(0, 1), (1, 2), (2, 3), (3, 3), (99, 3)] {
            let there = rig.cache.request(&clip.frame(frame), Priority::Now);
            assert_eq!(shade(&there), Some(expected), "frame {frame}");
        }
        assert_eq!(
            rig.cache.ledger().bytes,
            3 * SIZE,
            "a repeated frame counts once"
        );
        assert!(rig.begun.try_recv().is_err());
    }

    #[test]
    fn a_failure_is_remembered_until_the_card_comes_again() {
        let mut rig = rig(1000);
        let a = key("a");
        rig.cache.request(&a, Priority::Now);
        rig.finish(Err(MediaError::Truncated { path: "a".into() }));
        for _ in 0..3 {
            rig.cache.poll();
            let failed = rig.cache.request(&a, Priority::Now);
            assert!(matches!(failed, Requested::Failed { .. }));
        }
        assert!(rig.begun.try_recv().is_err());
        rig.cache.turn_to(&[], &[]);
        assert_eq!(
            rig.cache.ledger(),
            Ledger {
                budget: 1000,
                ..Ledger::default()
            }
        );
        rig.load(&a, 1);
    }

    #[test]
    fn a_panic_in_a_decoder_costs_one_picture() {
        let (wake, arrived) = sync_channel(10);
        let load: Arc<Load> = Arc::new(|file, _, _| {
            assert!(&*file.path != "bad", "a decoder's bug");
            Ok(vec![picture(1)])
        });
        let woken = move || {
            let _ = wake.try_send(());
        };
        let mut cache =
            PictureCache::with_loader(Roots::new(), 1000, 1, load, woken).expect("a thread");
        for path in ["bad", "good"] {
            cache.request(&key(path), Priority::Now);
            arrived.recv().expect("it wakes us");
            cache.poll();
        }
        let Requested::Failed { reason, .. } = cache.request(&key("bad"), Priority::Now) else {
            panic!("it cannot have worked");
        };
        assert_eq!(
            reason.to_string(),
            "the decoder failed unexpectedly: \"bad\""
        );
        assert_eq!(shade(&cache.request(&key("good"), Priority::Now)), Some(1));
    }

    #[test]
    fn dropping_the_cache_ends_its_threads() {
        let mut rig = rig(1000);
        rig.cache.turn_to(&[key("a"), key("b")], &[]);
        rig.begun.recv().expect("a thread works");
        drop(rig.cache);
        rig.go.send(Ok(vec![picture(0)])).expect("it waits");
        // The thread owned the other end: it ends without having begun `b`.
        assert!(rig.begun.recv().is_err());
    }

    #[test]
    fn the_real_loader_reads_what_the_roots_allow() {
        let dir = tempfile::tempdir().expect("a folder");
        image::RgbImage::new(6, 4)
            .save(dir.path().join("a.png"))
            .expect("a picture");
        let (wake, arrived) = sync_channel(10);
        let woken = move || {
            let _ = wake.try_send(());
        };
        let roots = Roots::from_iter([("r", dir.path())]);
        let mut cache = PictureCache::new(roots, 1000, woken).expect("threads");
        let keys = ["./a.png", "./gone.png", "../a.png"].map(key);
        cache.turn_to(&keys, &[]);
        for _ in &keys {
            arrived.recv().expect("it wakes us");
        }
        cache.poll();
        let said: Vec<String> = keys
            .iter()
            .map(|k| match cache.request(k, Priority::Now) {
                Requested::Ready(p) => format!("{p:?}"),
                Requested::Pending { .. } => "pending".into(),
                Requested::Failed { reason, .. } => reason.to_string(),
            })
            .collect();
        assert_eq!(said[0], "Picture(6 x 4)");
        assert!(
            said[1].starts_with("no such file in media root \"r\": \"./gone.png\""),
            "{}",
            said[1]
        );
        assert!(said[2].contains("climbs with .."), "{}", said[2]);
    }
}

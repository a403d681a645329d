//! The cache over a made-up disk, where each load waits for the word of the test.

use super::*;
use std::slice::from_ref;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};

/// A cache with one thread over a made-up disk, where each load waits for the test's word.
struct Rig {
    cache: PictureCache,
    /// Which file a thread has begun.
    begun: Receiver<(PictureKey, Cancel)>,
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
        begin
            .send((file.clone(), cancel.clone()))
            .expect("the test listens");
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
    let cache = PictureCache::with_loader(Roots::new(), budget, 1, load, woken).expect("a thread");
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
        let (begun, _) = self.begun.recv().expect("a thread works");
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
    let (busy, _) = rig.begun.recv().expect("a thread works");
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
    let (running, cancel) = rig.begun.recv().expect("a thread works");
    assert!(running == old && cancel.check().is_ok());
    rig.cache.turn_to(from_ref(&shared), &[vec![new.clone()]]);
    assert_eq!(
        rig.cache.ledger().pending,
        2,
        "old and waiting are given up"
    );
    // The running one can notice; its result counts for nothing.
    assert!(cancel.check().is_err());
    rig.go.send(Ok(vec![picture(1)])).expect("it waits");
    rig.arrived.recv().expect("it wakes us");
    assert!(!rig.cache.poll());
    assert_eq!(rig.finish(Ok(vec![picture(2)])), shared);
    assert_eq!(rig.finish(Ok(vec![picture(3)])), new);
    assert_eq!(rig.cache.ledger().ready, 2);
    assert!(
        rig.arrived.try_recv().is_err(),
        "waiting was taken back, not even looked at"
    );
}

#[test]
fn the_least_recently_drawn_gives_way_and_the_budget_holds() {
    let mut rig = rig(3 * SIZE);
    // Not in the order of their names: age alone decides.
    let keys: Vec<_> = ["b", "c", "a", "d"].map(key).into();
    for (shade, key) in (0..).zip(&keys[..3]) {
        rig.load(key, shade);
    }
    // `b` is drawn again, so `c` is the oldest.
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
    rig.cache.turn_to(from_ref(&card), &ahead);
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
    rig.cache.turn_to(from_ref(&a), &[]);
    rig.finish(Ok(vec![picture(2)]));
    assert_eq!(shade(&rig.cache.request(&a, Priority::Now)), Some(2));
    assert_eq!(rig.cache.ledger().bytes, SIZE);
}

#[test]
fn what_comes_from_the_old_folder_is_not_taken_for_the_new_one() {
    let mut rig = rig(1000);
    let a = key("a");
    rig.cache.request(&a, Priority::Now);
    rig.begun.recv().expect("a thread works");
    rig.cache.set_roots(Roots::from_iter([("r", "elsewhere")]));
    rig.cache.request(&a, Priority::Now);
    rig.go.send(Ok(vec![picture(1)])).expect("it waits");
    rig.arrived.recv().expect("it wakes us");
    assert!(!rig.cache.poll());
    let still = rig.cache.request(&a, Priority::Now);
    assert!(
        matches!(still, Requested::Pending { previous: None }),
        "{still:?}"
    );
    rig.finish(Ok(vec![picture(2)]));
    assert_eq!(shade(&rig.cache.request(&a, Priority::Now)), Some(2));
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
fn an_idle_thread_ends_too() {
    let mut rig = rig(1000);
    rig.load(&key("a"), 1);
    drop(rig.cache);
    let ended = rig.begun.recv_timeout(std::time::Duration::from_secs(10));
    assert_eq!(ended.err(), Some(RecvTimeoutError::Disconnected));
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

//! Whose turn it is to write, within this process. SQLite lets whoever asks at the right moment write next, so a busy
//! import could keep a person waiting; here a decision goes before the next chunk of any import.

use std::sync::{Condvar, Mutex, PoisonError};

/// Decisions that wait, and whether somebody writes.
#[derive(Debug, Default)]
struct Turn {
    waiting: usize,
    writing: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Gate {
    turn: Mutex<Turn>,
    changed: Condvar,
}

impl Gate {
    /// Runs a decision as soon as the current writer is done.
    pub fn decide<T>(&self, work: impl FnOnce() -> T) -> T {
        self.enter(true);
        let _leave = Leave(self);
        work()
    }

    /// Runs a chunk of an import once no decision waits.
    pub fn import<T>(&self, work: impl FnOnce() -> T) -> T {
        self.enter(false);
        let _leave = Leave(self);
        work()
    }

    fn enter(&self, first: bool) {
        // The turn is two plain numbers: right even when somebody panicked while holding them.
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        turn.waiting += usize::from(first);
        while turn.writing || (!first && turn.waiting > 0) {
            turn = self
                .changed
                .wait(turn)
                .unwrap_or_else(PoisonError::into_inner);
        }
        turn.waiting -= usize::from(first);
        turn.writing = true;
    }
}

/// Gives the turn back, also when the work panics.
struct Leave<'a>(&'a Gate);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0
            .turn
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .writing = false;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::sync_channel;
    use std::sync::{Arc, Barrier};

    #[test]
    fn a_waiting_decision_goes_before_the_next_chunk() {
        let gate = Arc::new(Gate::default());
        let (done, order) = sync_channel(3);
        let inside = Arc::new(Barrier::new(2));
        let spawn = |name: &'static str, work: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new()
                .name(name.into())
                .spawn(work)
                .expect("a thread")
        };
        let (g, d, b) = (Arc::clone(&gate), done.clone(), Arc::clone(&inside));
        let first = spawn(
            "first chunk",
            Box::new(move || {
                g.import(|| {
                    b.wait();
                    // Both others wait before this chunk ends.
                    while g.turn.lock().expect("turn").waiting == 0 {
                        std::thread::yield_now();
                    }
                    d.send("chunk").expect("heard");
                });
                g.import(|| d.send("next chunk").expect("heard"));
            }),
        );
        inside.wait();
        let (g, d) = (Arc::clone(&gate), done);
        let second = spawn(
            "decision",
            Box::new(move || g.decide(|| d.send("decision").expect("heard"))),
        );
        first.join().expect("no panic");
        second.join().expect("no panic");
        assert_eq!(
            order.iter().collect::<Vec<_>>(),
            ["chunk", "decision", "next chunk"]
        );
    }
}

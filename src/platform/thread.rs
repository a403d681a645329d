//! Threads that give way to others.

/// Lets every other thread go first; for work that nobody waits for this very moment. On Linux the kernel keeps the
/// priority for each thread by itself; elsewhere nothing happens.
pub fn give_way() {
    // Refused or not, the work is the same.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(GIVE_WAY);
}

/// Half of what there is to give away.
#[cfg(target_os = "linux")]
const GIVE_WAY: i32 = 10;

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn one_thread_gives_way_and_the_others_stay_as_they_are() {
        let now = || rustix::process::nice(0).expect("a priority");
        let before = now();
        let inside = std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                give_way();
                now()
            });
            thread.join().expect("a thread")
        });
        assert_eq!(inside, (before + GIVE_WAY).min(19));
        assert_eq!(now(), before);
    }
}

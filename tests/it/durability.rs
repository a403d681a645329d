//! An acknowledged decision survives a power cut at any moment, and this test can tell when it would not.

use crate::disk::{self, Remains};
use crate::project;
use spatialscore::store::{Store, Synchronous, Tuning};
use std::path::{Path, PathBuf};
use uuid::Uuid;

const DECISIONS: usize = 120;

struct Evening {
    /// Ids in the order of their acknowledgement.
    acknowledged: Vec<Uuid>,
    cuts: Vec<Remains>,
}

/// A volunteer decides on the forgetful disk.
fn evening(folder: &Path, sync: Synchronous, seed: u64) -> Evening {
    let path = folder.join("cut.spatialscore");
    project::make(&path, 10);
    disk::watch(folder, seed, 25);
    let tuning = Tuning {
        vfs: Some(disk::NAME.into()),
        sync,
    };
    let mut store =
        Store::open_with(&path, &project::me(), &tuning).expect("opens on the forgetful disk");
    let cards = project::cards(&store);
    let mut acknowledged = Vec::new();
    for n in 0..DECISIONS {
        let before = disk::syncs(&log_of(&path)).0;
        let saved = store
            .append(project::decision(
                cards[n % cards.len()],
                &format!("note {n}"),
            ))
            .expect("saved");
        if sync == Synchronous::Full {
            let (after, unsynced) = disk::syncs(&log_of(&path));
            assert!(
                after > before && unsynced == 0,
                "decision {n} was shown as saved before its log was synced"
            );
        }
        disk::acknowledge(folder);
        acknowledged.push(saved.event.id);
    }
    Evening {
        acknowledged,
        cuts: disk::remains(folder),
    }
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// What is wrong with what a cut left; `None` when nothing is.
fn loss(evening: &Evening, cut: &Remains) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    cut.restore(folder.path());
    let store = match Store::open(&folder.path().join("cut.spatialscore"), &project::me()) {
        Ok(store) => store,
        Err(error) => return Some(error.to_string()),
    };
    for (n, id) in evening
        .acknowledged
        .iter()
        .take(cut.acknowledged)
        .enumerate()
    {
        if !matches!(store.read().event(*id), Ok(Some(_))) {
            return Some(format!("decision {n} of {} is gone", cut.acknowledged));
        }
    }
    project::assert_healthy(&store, "after a cut");
    None
}

#[test]
fn no_acknowledged_decision_is_lost_wherever_the_power_is_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = evening(folder.path(), Synchronous::Full, 1);
    assert!(evening.cuts.len() > 30, "only {} cuts", evening.cuts.len());
    assert!(
        evening
            .cuts
            .iter()
            .any(|cut| cut.acknowledged > DECISIONS / 2)
    );
    for (n, cut) in evening.cuts.iter().enumerate() {
        assert_eq!(loss(&evening, cut), None, "cut {n}");
    }
}

#[test]
fn without_syncing_the_same_test_sees_losses() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = evening(folder.path(), Synchronous::Off, 1);
    let lost = evening
        .cuts
        .iter()
        .filter(|cut| loss(&evening, cut).is_some())
        .count();
    assert!(
        lost > evening.cuts.len() / 4,
        "{lost} of {} cuts lost something",
        evening.cuts.len()
    );
}

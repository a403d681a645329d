//! A project to test with, made of invented questions.

use spatialscore::job::{Cancel, Reporter};
use spatialscore::record::{Import, Options};
use spatialscore::sample::{AddReason, Body, Key, RevisionId};
use spatialscore::store::{Filter, Identity, NewEvent, Sort, Store};
use std::path::Path;

/// Who decides in these tests.
pub fn me() -> Identity {
    Identity::from_secret([3; 32])
}

/// A new project with `samples` questions, closed again.
pub fn make(path: &Path, samples: u64) {
    let mut lines = String::new();
    for n in 0..samples {
        lines.push_str(&format!(
            "{{\"id\":{n},\"source_dataset\":\"made up\",\"question\":\"How far is chair {n} from the table?\",\
             \"options\":[\"1 m\",\"2 m\"],\"answer\":\"A\",\"image_paths\":[\"./{n}.jpg\"],\
             \"question_type\":\"multi-choice\",\"input_modality\":\"single-image\"}}\n"
        ));
    }
    let records = path.with_extension("ndjson");
    std::fs::write(&records, lines).expect("the folder is writable");
    let store = Store::create(path, &me()).expect("a new project");
    let mut rows = Import::open(&records, &Options::default()).expect("readable records");
    let report = store
        .importer()
        .and_then(|mut i| {
            i.run(
                AddReason::Import,
                "made up",
                &mut rows,
                Some,
                &Reporter::silent(),
                &Cancel::default(),
            )
        })
        .expect("imported");
    assert_eq!(report.added, samples);
}

/// The cards of a project in the queue's order.
pub fn cards(store: &Store) -> Vec<(Key, RevisionId)> {
    let rows = store
        .read()
        .rows(&Filter::default(), Sort::Queue)
        .expect("rows");
    let page = store.read().row_page(&rows).expect("rows");
    page.iter()
        .map(|row| {
            (
                row.key,
                store.read().sample(row.key).expect("a sample").revision,
            )
        })
        .collect()
}

/// A decision of the kind a volunteer makes.
pub fn decision(card: (Key, RevisionId), note: &str) -> NewEvent {
    let body = Body::Flagged { note: note.into() };
    NewEvent::on(card.0, card.1, body).timed(1, 1)
}

/// A check of everything finds nothing.
pub fn assert_healthy(store: &Store, when: &str) {
    let report = store
        .read()
        .doctor(&Reporter::silent(), &Cancel::default())
        .expect("a report");
    assert!(report.healthy(), "{when}: {report:?}");
}

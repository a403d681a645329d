//! A small project to test with.

use super::*;
use crate::answer::Answer;
use crate::job::{Cancel, Reporter};
use crate::sample::{
    AddReason, Body, DataKind, Digest, FORMAT, Key, Modality, Provenance, QuestionType, ReasonCode,
    Released, Sample,
};
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with a project in it; gone when dropped.
pub(crate) struct Project {
    pub store: Store,
    pub path: PathBuf,
    pub folder: TempDir,
}

pub(crate) fn me() -> Identity {
    Identity::from_secret([1; 32])
}

impl Project {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test.spatialscore");
        Self {
            store: Store::create(&path, &me()).expect("a new project"),
            path,
            folder,
        }
    }

    /// With samples 0 to n-1.
    pub fn with(n: u64) -> Self {
        let mut project = Self::new();
        let report = project.import((0..n).map(sample).collect());
        assert_eq!(report.added, n);
        project
    }

    pub fn import(&mut self, samples: Vec<Sample>) -> ImportReport {
        self.try_import(samples, &Cancel::default())
            .expect("imported")
    }

    pub fn try_import(&mut self, samples: Vec<Sample>, cancel: &Cancel) -> Result<ImportReport> {
        self.store.importer()?.run(
            AddReason::Import,
            "test.jsonl",
            samples.into_iter(),
            Some,
            &Reporter::silent(),
            cancel,
        )
    }

    /// Closes and opens again.
    pub fn restart(self) -> Self {
        let Self {
            store,
            path,
            folder,
        } = self;
        drop(store);
        Self {
            store: Store::open(&path, &me()).expect("opens again"),
            path,
            folder,
        }
    }

    pub fn say(&mut self, n: u64, body: Body) -> Saved {
        let revision = self.store.read().sample(key(n)).expect("a sample").revision;
        self.store
            .append(NewEvent::on(key(n), revision, body))
            .expect("saved")
    }

    pub fn doctor(&self) -> doctor::Report {
        self.store
            .read()
            .doctor(&Reporter::silent(), &Cancel::default())
            .expect("a report")
    }

    /// Every table's rows as text, but for the search index's own pages and what only counts opened files.
    pub fn dump(&self) -> Vec<String> {
        let conn = &self.store.read().conn;
        let tables: Vec<String> = conn
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'question_words%' ORDER BY name")
            .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
            .expect("tables");
        let mut out = Vec::new();
        for table in tables {
            let mut statement = conn
                .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
                .expect("a table");
            let columns = statement.column_count();
            let mut rows = statement.query([]).expect("rows");
            while let Some(row) = rows.next().expect("a row") {
                let values: Vec<String> = (0..columns)
                    .map(|i| format!("{:?}", row.get_ref(i).expect("a value")))
                    .collect();
                out.push(format!("{table}: {}", values.join(", ")));
            }
        }
        out
    }
}

pub(crate) fn key(n: u64) -> Key {
    Key(Digest::of(&n.to_le_bytes()))
}

/// Sample number n: tasks, sources and formats in turn.
pub(crate) fn sample(n: u64) -> Sample {
    let pick = |of: &[&str]| of[usize::try_from(n).expect("small") % of.len()].to_owned();
    let question = format!(
        "How far is chair {n} from the {}?",
        pick(&["table", "sofa", "Tür"])
    );
    Sample {
        format: FORMAT,
        key: key(n),
        revision: Default::default(),
        parent: None,
        stem: None,
        released: Released {
            id: n.into(),
            source_dataset: pick(&["VSI-Bench", "SPAR-Bench"]),
            category: Some(pick(&["Distance", "Size", "Camera"])),
            task: None,
            sub_task: Some(pick(&["Absolute Distance", "Object Size", "Camera Pose"])),
            question,
            question_with_extra: None,
            options: vec!["1 m".into(), "2 m".into()],
            answer: "A".into(),
            extra_info: serde_json::Value::Null,
            image_paths: vec![format!("./{n}.jpg")],
            video_path: None,
            question_type: [QuestionType::MultiChoice, QuestionType::OpenEnded]
                [usize::from(n % 2 == 1)],
            input_modality: Modality::SingleImage,
            original_id: serde_json::Value::Null,
            original_category: serde_json::Value::Null,
            original_task: serde_json::Value::Null,
            unknown: serde_json::Map::new(),
        },
        data_kind: [DataKind::Real, DataKind::Simulated][usize::from(n % 2 == 1)],
        answer: Answer::Option { index: 0 },
        words: vec![],
        options: vec![],
        media: vec![],
        scene: None,
        evidence: vec![],
        proof: None,
        checks: vec![],
        provenance: Provenance {
            made_by: "import".into(),
            row: Some(n + 1),
            ..Provenance::default()
        },
        raw: Some(format!("{{\"id\": {n}}}")),
    }
    .seal()
}

pub(crate) fn accept() -> Body {
    Body::Accepted {
        blind: None,
        measurements: vec![],
    }
}

pub(crate) fn reject() -> Body {
    Body::Rejected {
        reasons: vec![ReasonCode::NotVisible],
        note: String::new(),
    }
}

/// The sample with another question, and the event that makes it count.
pub(crate) fn fix(of: &Sample, question: &str) -> NewEvent {
    let mut fixed = of.clone();
    fixed.parent = Some(of.revision);
    fixed.released.question = question.into();
    let fixed = fixed.seal();
    let body = Body::Fixed {
        parent: of.revision,
        revision: fixed.revision,
        blind: None,
    };
    NewEvent::on(of.key, of.revision, body).with_content(fixed)
}

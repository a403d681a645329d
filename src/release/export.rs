//! One pass over the samples into every file asked for, one pass back over every file, then the names.

use super::beside::{Beside, at};
use super::error::ExportError;
use super::manifest::{FileEntry, Head, Manifest};
use super::meaning::meaning;
use super::{ExportFormat, check};
use crate::job::{Cancel, Progress, Reporter};
use crate::sample::{Digest, Key, Sample, State, canonical};
use std::collections::BTreeMap;
use std::path::Path;

const EVIDENCE: &str = "evidence.jsonl";
const MANIFEST: &str = "manifest.json";

/// A sample to export, and where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    /// At the revision that counts.
    pub sample: Sample,
    /// Its state.
    pub state: State,
}

/// What to export, and where to.
pub struct Plan<'a> {
    /// Kinds of files, each once.
    pub formats: &'a [&'static ExportFormat],
    /// The folder; made when it is not there.
    pub out: &'a Path,
    /// Replace files of the same names.
    pub overwrite: bool,
    /// States that the samples were chosen by, for the manifest.
    pub asked: &'a [State],
    /// The end of every author's chain, by author.
    pub heads: Vec<Head>,
}

/// What an export came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// What it holds.
    pub manifest: Manifest,
    /// Hash of the manifest itself.
    pub hash: Digest,
}

/// Writes the samples in the order they come.
///
/// # Errors
/// Nothing keeps its name then, and files that were there before are as they were (see [`ExportError`]); only when
/// the disk fails between two of the last renames can some of the files be new and others old.
pub fn export<E>(
    entries: impl Iterator<Item = Result<Entry, E>>,
    plan: &Plan<'_>,
    reporter: &Reporter,
    cancel: &Cancel,
) -> Result<Exported, ExportError>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    prepare(plan)?;
    let mut run = Run::begin(plan)?;
    for entry in entries {
        cancel.check()?;
        let entry = entry.map_err(|e| ExportError::Source(e.into()))?;
        run.write(&entry)?;
        reporter.report(Progress::Done(run.meanings.len() as u64));
    }
    run.finish(plan, reporter, cancel)
}

/// Makes the folder; refuses when a file would be replaced unasked.
fn prepare(plan: &Plan<'_>) -> Result<(), ExportError> {
    if plan.formats.is_empty() {
        return Err(ExportError::NoFormat);
    }
    if plan.out.is_file() {
        return Err(ExportError::NotAFolder(plan.out.to_owned()));
    }
    let names = plan.formats.iter().map(|format| format.file);
    for name in names.chain([EVIDENCE, MANIFEST]) {
        let path = plan.out.join(name);
        if !plan.overwrite && path.exists() {
            return Err(ExportError::Exists(path));
        }
    }
    std::fs::create_dir_all(plan.out).map_err(at("make", plan.out))
}

struct Run {
    files: Vec<(&'static ExportFormat, Beside)>,
    evidence: Beside,
    /// Hash of each row of the evidence file.
    evidence_rows: Vec<Digest>,
    meanings: Vec<(Key, Digest)>,
    content: blake3::Hasher,
    states: BTreeMap<State, u64>,
    tasks: BTreeMap<String, u64>,
}

impl Run {
    fn begin(plan: &Plan<'_>) -> Result<Self, ExportError> {
        let mut files: Vec<(&'static ExportFormat, Beside)> = Vec::new();
        for format in plan.formats {
            if files.iter().all(|(other, _)| other.name != format.name) {
                files.push((*format, Beside::begin(plan.out, format.file)?));
            }
        }
        Ok(Self {
            files,
            evidence: Beside::begin(plan.out, EVIDENCE)?,
            evidence_rows: Vec::new(),
            meanings: Vec::new(),
            content: blake3::Hasher::new(),
            states: BTreeMap::new(),
            tasks: BTreeMap::new(),
        })
    }

    fn write(&mut self, Entry { sample, state }: &Entry) -> Result<(), ExportError> {
        let first = self.meanings.is_empty();
        for (format, file) in &mut self.files {
            let row = (format.write)(sample).map_err(|why| ExportError::Row {
                key: sample.key,
                format: format.name,
                why,
            })?;
            let (before, after) = match (format.array, first) {
                (true, true) => ("[\n ", ""),
                (true, false) => (",\n ", ""),
                (false, _) => ("", "\n"),
            };
            file.write(before)?;
            file.write(&row)?;
            file.write(after)?;
        }
        self.write_evidence(sample)?;
        self.meanings.push((sample.key, meaning(sample)));
        self.content.update(&sample.key.0.0);
        self.content.update(&sample.revision.0.0);
        *self.states.entry(*state).or_default() += 1;
        let task = sample.released.sub_task.clone().unwrap_or_default();
        *self.tasks.entry(task).or_default() += 1;
        Ok(())
    }

    /// Evidence and proof do not fit into a benchmark line; they stand beside it, by key.
    fn write_evidence(&mut self, sample: &Sample) -> Result<(), ExportError> {
        if sample.evidence.is_empty() && sample.proof.is_none() {
            return Ok(());
        }
        let row = serde_json::json!({
            "key": sample.key, "revision": sample.revision, "id": sample.released.id, "scene": sample.scene,
            "answer": sample.answer, "words": sample.words, "options": sample.options,
            "evidence": sample.evidence, "proof": sample.proof, "checks": sample.checks,
        });
        self.evidence_rows.push(canonical::hash(&row));
        self.evidence.write(&format!("{row}\n"))
    }

    fn finish(
        mut self,
        plan: &Plan<'_>,
        reporter: &Reporter,
        cancel: &Cancel,
    ) -> Result<Exported, ExportError> {
        let empty = self.meanings.is_empty();
        for (format, file) in &mut self.files {
            match (format.array, empty) {
                (true, true) => file.write("[]\n")?,
                (true, false) => file.write("\n]\n")?,
                (false, _) => {}
            }
            file.finish()?;
        }
        self.evidence.finish()?;
        reporter.report(Progress::Phase {
            name: "read_back",
            total: self.files.len() as u64,
        });
        for (done, (format, file)) in (1..).zip(&self.files) {
            check::samples(file, format.file, format.reads_as, &self.meanings, cancel)?;
            reporter.report(Progress::Done(done));
        }
        check::values(&self.evidence, EVIDENCE, &self.evidence_rows)?;
        let manifest = self.manifest(plan);
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|e| ExportError::Source(Box::new(e)))?;
        let mut file = Beside::begin(plan.out, MANIFEST)?;
        file.write(&text)?;
        file.write("\n")?;
        file.finish()?;
        let hash = file.hash();
        cancel.check()?;
        // The manifest last: it stands for files that are there.
        for (_, file) in self.files {
            file.keep()?;
        }
        self.evidence.keep()?;
        file.keep()?;
        Ok(Exported { manifest, hash })
    }

    fn manifest(&self, plan: &Plan<'_>) -> Manifest {
        let rows = self.meanings.len() as u64;
        let evidence_rows = self.evidence_rows.len() as u64;
        let entry = |name: &str, format: &str, rows, file: &Beside| FileEntry {
            name: name.to_owned(),
            format: format.to_owned(),
            rows,
            bytes: file.bytes(),
            blake3: file.hash(),
        };
        let mut files: Vec<FileEntry> = self
            .files
            .iter()
            .map(|(format, file)| entry(format.file, format.name, rows, file))
            .collect();
        files.push(entry(EVIDENCE, "evidence", evidence_rows, &self.evidence));
        let mut asked = plan.asked.to_vec();
        asked.sort_unstable();
        asked.dedup();
        Manifest {
            format: 1,
            code: env!("CARGO_PKG_VERSION").to_owned(),
            samples: rows,
            asked,
            states: self.states.clone(),
            tasks: self.tasks.clone(),
            content: Digest(*self.content.finalize().as_bytes()),
            heads: plan.heads.clone(),
            files,
        }
    }
}

//! The benchmark's 10 categories and 30 tasks with their targets, the sources with data kind and licence, and
//! what version 0's groups are in those terms. All of it is data under `assets/`; this reads it once.
//!
//! Not here: any guess. A task, a data kind or a licence that the data does not settle is `None` or unknown.

use super::{DataKind, Modality, QuestionType};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// One of the 30 tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The category it belongs to.
    pub category: String,
    /// Its name, the released `sub_task`.
    pub name: String,
    /// Kinds of answer seen in released records.
    pub formats: Vec<QuestionType>,
    /// Kinds of pictures seen in released records.
    pub modalities: Vec<Modality>,
    /// Sources of its released records.
    pub sources: Vec<String>,
    /// How many samples a release holds.
    pub target: u32,
    /// How many question-answer pairs the training corpus holds, where it has the task.
    pub corpus_target: Option<u32>,
    /// Whether questions of it are made from 3D annotation.
    pub generated: bool,
}

/// Where questions come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The released spelling.
    pub name: String,
    /// Other spellings: the paper's and version 0's.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What kind of pictures it has.
    pub data_kind: DataKind,
    /// Its licence, or `unknown`.
    pub licence: String,
    /// What there is to say about it.
    #[serde(default)]
    pub note: String,
    /// Whether the released file has records of it; version 0 has one source that does not.
    #[serde(default = "yes")]
    pub released: bool,
}

/// What one of version 0's groups is in terms of the 30 tasks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct V0Group {
    category: String,
    subcategory: String,
    #[serde(default)]
    task: Option<String>,
    #[serde(default)]
    why: String,
    /// `source/category_origin` to task, where the group alone does not settle it.
    #[serde(default)]
    origins: BTreeMap<String, String>,
}

/// All of it.
#[derive(Debug)]
pub struct Taxonomy {
    tasks: Vec<Task>,
    sources: Vec<Source>,
    v0: Vec<V0Group>,
}

fn yes() -> bool {
    true
}

/// The taxonomy that ships with the program.
pub fn taxonomy() -> &'static Taxonomy {
    static TAXONOMY: OnceLock<Taxonomy> = OnceLock::new();
    TAXONOMY.get_or_init(|| {
        read(
            include_str!("../../assets/tasks.csv"),
            include_str!("../../assets/sources.toml"),
            include_str!("../../assets/v0_tasks.toml"),
        )
        .expect("the taxonomy's assets are checked by a test")
    })
}

impl Taxonomy {
    /// The 30 tasks, in the benchmark's order.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The sources, the released ones first.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The 10 categories, in the benchmark's order.
    pub fn categories(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for task in &self.tasks {
            if !names.contains(&task.category.as_str()) {
                names.push(&task.category);
            }
        }
        names
    }

    /// The task of that name, exactly spelled.
    pub fn task(&self, name: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.name == name)
    }

    /// The source of that name or alias, ignoring case.
    pub fn source(&self, name: &str) -> Option<&Source> {
        let same = |other: &String| other.eq_ignore_ascii_case(name);
        self.sources
            .iter()
            .find(|source| same(&source.name) || source.aliases.iter().any(same))
    }

    /// What kind of pictures a source has; unknown for sources that are not listed.
    pub fn data_kind(&self, source: &str) -> DataKind {
        self.source(source)
            .map_or(DataKind::Unknown, |s| s.data_kind)
    }

    /// The task of a version 0 row, where it is certain.
    ///
    /// # Errors
    /// Why it is not, in a few words.
    pub fn v0_task(
        &self,
        category: &str,
        subcategory: &str,
        source: &str,
        origin: &str,
    ) -> Result<&Task, String> {
        let group = self
            .v0
            .iter()
            .find(|g| g.category == category && g.subcategory == subcategory)
            .ok_or_else(|| format!("no group {category:?} / {subcategory:?} in version 0"))?;
        let by_origin = || group.origins.get(&format!("{source}/{origin}"));
        group
            .task
            .as_ref()
            .or_else(by_origin)
            .and_then(|name| self.task(name))
            .ok_or_else(|| {
                format!(
                    "{category} / {subcategory} of {source}/{origin}: {}",
                    group.why
                )
            })
    }
}

/// A line of `tasks.csv`; several values of a cell are separated by semicolons.
#[derive(Deserialize)]
struct TaskLine {
    category: String,
    task: String,
    format: String,
    modality: String,
    source: String,
    count: u32,
    spatialcorpus_count: Option<u32>,
    generated_from_3d: String,
}

fn read(tasks: &str, sources: &str, v0: &str) -> Result<Taxonomy, String> {
    #[derive(Deserialize)]
    struct Sources {
        source: Vec<Source>,
    }
    #[derive(Deserialize)]
    struct Groups {
        group: Vec<V0Group>,
    }
    let tasks = csv::Reader::from_reader(tasks.as_bytes())
        .deserialize::<TaskLine>()
        .map(|line| line.map_err(|e| e.to_string()).and_then(task))
        .collect::<Result<Vec<Task>, String>>()?;
    let sources: Sources = toml::from_str(sources).map_err(|e| e.to_string())?;
    let groups: Groups = toml::from_str(v0).map_err(|e| e.to_string())?;
    Ok(Taxonomy {
        tasks,
        sources: sources.source,
        v0: groups.group,
    })
}

fn task(line: TaskLine) -> Result<Task, String> {
    Ok(Task {
        formats: words(&line.format)?,
        modalities: words(&line.modality)?,
        sources: cells(&line.source).map(str::to_owned).collect(),
        category: line.category,
        name: line.task,
        target: line.count,
        corpus_target: line.spatialcorpus_count,
        generated: line.generated_from_3d == "yes",
    })
}

fn cells(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim)
}

fn words<T: serde::de::DeserializeOwned>(cell: &str) -> Result<Vec<T>, String> {
    cells(cell)
        .map(|word| serde_json::from_value(word.into()).map_err(|e| e.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_categories_thirty_tasks_and_the_released_total() {
        let t = taxonomy();
        assert_eq!(t.categories().len(), 10);
        assert_eq!(t.tasks().len(), 30);
        assert_eq!(t.tasks().iter().map(|task| task.target).sum::<u32>(), 5025);
        assert_eq!(t.tasks().iter().filter(|task| task.generated).count(), 13);
        let corpus: u32 = t.tasks().iter().filter_map(|task| task.corpus_target).sum();
        assert_eq!(corpus, 330_802);
        assert_eq!(t.task("Camera Extrinsics").map(|t| t.target), Some(262));
    }

    #[test]
    fn every_source_named_by_a_task_is_listed_once() {
        let t = taxonomy();
        assert_eq!(t.sources().iter().filter(|s| s.released).count(), 25);
        for task in t.tasks() {
            for name in &task.sources {
                assert_eq!(t.source(name).map(|s| &s.name), Some(name), "{}", task.name);
            }
        }
        let mut spellings: Vec<String> = t
            .sources()
            .iter()
            .flat_map(|s| std::iter::once(&s.name).chain(&s.aliases))
            .cloned()
            .collect();
        let all = spellings.len();
        spellings.sort();
        spellings.dedup();
        assert_eq!(spellings.len(), all);
    }

    #[test]
    fn sources_are_found_under_old_names() {
        let t = taxonomy();
        assert_eq!(
            t.source("VSI-Bench_8").map(|s| s.name.as_str()),
            Some("vsi-bench")
        );
        assert_eq!(t.data_kind("VSI-Bench_8"), DataKind::Real);
        assert_eq!(t.data_kind("never heard of"), DataKind::Unknown);
    }

    #[test]
    fn version_0_groups_map_where_certain_and_say_why_not() {
        let t = taxonomy();
        let name = |c, s, source, o| t.v0_task(c, s, source, o).map(|t| t.name.as_str());
        assert_eq!(
            name("Counting", "Object Counting", "cvbench", "Count"),
            Ok("Object Counting")
        );
        assert_eq!(
            name(
                "Point and Object Tracking",
                "Point Correspondence",
                "x",
                "y"
            ),
            Ok("Point Tracking")
        );
        assert_eq!(
            name("Counting", "Object Counting", "BLINK", "Counting"),
            Err("Counting / Object Counting of BLINK/Counting: plain counts and counts with a relation share this group".into())
        );
        for group in &t.v0 {
            for task in group.task.iter().chain(group.origins.values()) {
                assert!(t.task(task).is_some(), "{task}");
            }
            assert_eq!(
                group.task.is_none(),
                !group.why.is_empty(),
                "{}",
                group.subcategory
            );
        }
    }
}

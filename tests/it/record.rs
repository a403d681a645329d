//! Import of records end to end: every format, every trap, hostile files, and the real 1,000 rows.

use crate::support::{Sandbox, data};
use proptest::prelude::*;
use spatialscore::answer::Answer;
use spatialscore::record::{Import, ImportError, MAX_RECORD_BYTES, Options, Reason};
use spatialscore::sample::Sample;
use std::path::Path;

fn open(path: &Path, options: &Options) -> Result<(Vec<Sample>, String), ImportError> {
    let mut import = Import::open(path, options)?;
    let samples: Vec<Sample> = import.by_ref().collect();
    Ok((samples, import.report().to_string()))
}

fn read(name: &str, text: impl AsRef<[u8]>) -> (Vec<Sample>, String) {
    let sandbox = Sandbox::new();
    let path = sandbox.write(name, text);
    open(&path, &Options::default()).expect("a file of records")
}

/// Released lines: the spellings of both editions, a list in the question, every odd thing the report names.
const RELEASED: &str = r#"{"id": 1, "source_dataset": "vsi-bench", "category": "Object Distance", "task": "3D Perception (Absolute)", "sub_task": "Absolute Distance", "question": "How far is the cup from the bowl?", "question_with_extra": "x", "options": [], "answer": "3.6", "extra_info": {"answer_value": "3.60", "answer_unit": "meters"}, "image_paths": ["./v/0.jpg", "./v/1.jpg"], "video_path": "./v.mp4", "question_type": "open-ended", "input_modality": "video", "original_id": 1, "original_category": "3D", "original_task": "object_abs_distance"}
{"id": "2", "dataset": "CVBench", "category": "Counting", "sub_task": "Object Counting", "question": "How many cups?", "options": ["1", "2"], "answer": "(B)", "image": "./a.jpg", "question_type": "multi-choice", "extra": 1.50}
{"id": 3, "source_dataset": "MMVP", "category": "View Reasoning", "sub_task": "Orientation", "question": "Which way?\n(a) left (b) right", "options": [], "answer": "(b)", "image_paths": ["../a.jpg"], "question_type": "multi-choice", "input_modality": "single-image"}
{"id": 4, "source_dataset": "SpatialEval", "category": "Counting", "sub_task": "Spatial Map", "question": "Which?", "options": ["x", "y", "x"], "answer": "x", "image_paths": [], "question_type": "multi-choice", "input_modality": "single-image"}
{"id": 5, "source_dataset": "nowhere", "category": "Camera", "sub_task": "Teleport", "question": "Is it?\n(A) x\n(B) y", "options": ["x", "z"], "answer": "C", "image_paths": ["a", "b"], "question_type": "multi-choice", "input_modality": "single-image"}
{"id": 6, "source_dataset": "vsr", "category": "Object Localization", "sub_task": "Spatial Position", "question": "Is it?", "options": [], "answer": "perhaps", "image_paths": ["a"], "question_type": "judgment", "input_modality": "single-image"}
{"id": 6, "source_dataset": "vsr", "category": "Object Localization", "sub_task": "Spatial Position", "question": "Is it there?", "options": [], "answer": "Yes", "image_paths": ["a"], "question_type": "judgement", "input_modality": "single-image"}
{"id": 6, "source_dataset": "vsr", "category": "Object Localization", "sub_task": "Spatial Position", "question": "Is it there?", "options": [], "answer": "Yes", "image_paths": ["a"], "question_type": "judgement", "input_modality": "single-image"}
{"id": 7, "source_dataset": "vsr", "question": ["?"], "image_paths": ["a"]}
{"id": 8, "source_dataset": "vsr", "question": "q?", "image_paths": ["a"], "question_type": "essay"}
[1]
{"id": 9, "source_dataset": "vsr", "question": "Which?\nA. x\nB. y\nD. z", "answer": "D", "image_paths": ["a"], "question_type": "multi-choice", "input_modality": "single-image"}
{"id": 10, "source_dataset": "vsr", "question": "Wh
"#;

#[test]
fn released_lines_and_everything_odd_about_them() {
    let (samples, report) = read("lines.ndjson", RELEASED);
    insta::assert_snapshot!(report);
    let answers: Vec<String> = samples.iter().map(|s| s.answer.to_string()).collect();
    insta::assert_snapshot!(answers.join("\n"));
    assert_eq!(samples[2].shown_question(), "Which way?");
    assert!(samples[2].released.question.ends_with("(b) right"));
    assert!(samples[2].released.options.is_empty());
    assert_eq!(samples[2].options.len(), 2);
    assert_eq!(samples[1].released.unknown["extra"].to_string(), "1.5");
    assert!(
        samples[1]
            .raw
            .as_ref()
            .is_some_and(|raw| raw.contains("1.50"))
    );
    assert_eq!(samples[0].media[1].path, "./v/1.jpg");
    assert_eq!(samples[0].media[1].root, "spatialscore-v3");
}

#[test]
fn keys_depend_on_namespace_source_and_id_alone() {
    let line = |id: &str, question: &str| {
        format!(
            "{{\"id\": {id}, \"source_dataset\": \"vsr\", \"question\": \"{question}\", \"answer\": \"Yes\", \"image_paths\": [\"a\"], \"sub_task\": \"Spatial Position\"}}"
        )
    };
    let key = |text: &str, options: &Options| {
        let sandbox = Sandbox::new();
        let path = sandbox.write("x.ndjson", text);
        open(&path, options).expect("a row").0[0].key
    };
    let plain = Options::default();
    let other = Options {
        namespace: Some("mine".into()),
        ..Options::default()
    };
    assert_eq!(key(&line("1", "a?"), &plain), key(&line("1", "b?"), &plain));
    assert_ne!(key(&line("1", "a?"), &plain), key(&line("2", "a?"), &plain));
    assert_ne!(key(&line("1", "a?"), &plain), key(&line("1", "a?"), &other));
    assert_ne!(
        key(&line("null", "a?"), &plain),
        key(&line("null", "b?"), &plain)
    );
}

const V0: &str = r#"[
 {
  "index": 1,
  "category": "Counting",
  "subcategory": "Object Counting",
  "question_type": "multi-choice",
  "input_modality": "single-image",
  "question": "How many cups? Select from the following choices.\n(A) 2\n(B) 0",
  "answer": "(A)",
  "img_paths": ["./dataset/c/1.png"],
  "source": "cvbench",
  "index_origin": "1",
  "category_origin": "Count"
 },
 {
  "index": 2,
  "category": "Others",
  "subcategory": "Miscellaneous",
  "question_type": "open-ended",
  "input_modality": "multi-images",
  "question": "How far?",
  "answer": " 2.15 meters",
  "img_paths": ["a", "b"],
  "source": "VGBench",
  "index_origin": 2,
  "category_origin": "unknown"
 }
]
"#;

#[test]
fn version_0_rows_get_tasks_where_certain() {
    let (samples, report) = read("v0.json", V0);
    insta::assert_snapshot!(report);
    let first = &samples[0];
    assert_eq!(first.task(), "Object Counting");
    assert_eq!(first.released.options, ["2", "0"]);
    assert_eq!(first.answer, Answer::Option { index: 0 });
    assert_eq!(
        first.shown_question(),
        "How many cups? Select from the following choices."
    );
    assert_eq!(samples[1].released.sub_task, None);
    assert_eq!(samples[1].answer.to_string(), "2.15\u{2009}m");
    let raw = first.raw.as_ref().expect("an imported row");
    assert!(raw.starts_with("{\n  \"index\": 1,") && raw.ends_with("\"Count\"\n }"));
}

#[test]
fn plain_lines_need_only_a_question() {
    let (samples, report) = read(
        "mine.jsonl",
        "{\"question\": \"Is it left?\", \"answer\": \"no\", \"image\": \"a.png\"}\n{\"prompt\": \"Which?\\n(A) x\\n(B) y\", \"answer\": \"B\", \"idx\": 4}\n",
    );
    insta::assert_snapshot!(report);
    assert_eq!(samples[0].answer, Answer::YesNo { value: false });
    assert_eq!(samples[1].answer, Answer::Option { index: 1 });
}

#[test]
fn whole_samples_come_back_as_they_were() {
    let (mut samples, _) = read("lines.ndjson", RELEASED);
    samples[0].parent = Some(samples[1].revision);
    samples[0].provenance.seed = Some(7);
    let text: String = samples
        .iter()
        .map(|s| serde_json::to_string(s).expect("json") + "\n")
        .collect();
    let (back, report) = read("interchange.jsonl", &text);
    assert_eq!(back, samples);
    assert!(
        report.starts_with("interchange.jsonl: 8 rows of format jsonl, 8 samples\n"),
        "{report}"
    );

    let forged = text.replacen("How far is", "How near is", 1);
    let (back, report) = read("interchange.jsonl", &forged);
    assert!(
        report.contains("its hash is not that of its content"),
        "{report}"
    );
    assert_eq!(back[0].revision, back[0].content_hash());
    let newer = text.replacen("\"format\":1", "\"format\":9", 1);
    let (back, report) = read("interchange.jsonl", &newer);
    assert_eq!(back.len(), samples.len() - 1);
    assert!(
        report.contains("row 1, byte 0: format 9 is newer than this program reads (1)"),
        "{report}"
    );
}

#[test]
fn files_that_give_nothing_say_why() {
    let sandbox = Sandbox::new();
    let fails = |path: &Path, options: &Options| {
        let text = open(path, options).expect_err("no records").to_string();
        text.replace(&sandbox.path("").to_string_lossy().into_owned(), "")
    };
    let plain = Options::default();
    let forced = Options {
        format: Some("parquet".into()),
        ..Options::default()
    };
    let messages = [
        fails(&sandbox.path(""), &plain),
        fails(&sandbox.path("missing.json"), &plain),
        fails(&sandbox.write("empty.json", ""), &plain),
        fails(&sandbox.write("list.json", "[]"), &plain),
        fails(&sandbox.write("text.json", "hello\n"), &plain),
        fails(
            &sandbox.write("other.json", "[{\"a\": 1, \"b\": 2}]"),
            &plain,
        ),
        fails(&sandbox.write("utf16.json", b"\xff\xfe{\0"), &plain),
        fails(&sandbox.write("v0.json", V0), &forced),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn limits_are_located_and_cost_no_other_row() {
    let good = "{\"id\": 1, \"question\": \"q?\", \"answer\": \"1\"}";
    let long = format!("{{\"question\": \"{}\"}}", "x".repeat(MAX_RECORD_BYTES));
    let deep = format!(
        "{{\"question\": \"q?\", \"a\": {}1{}}}",
        "[".repeat(128),
        "]".repeat(128)
    );
    let mut text = format!("{good}\n{long}\n{deep}\n").into_bytes();
    text.extend_from_slice(b"{\"question\": \"\xff\"}\n{\"question\": 1e999}\n");
    text.extend_from_slice(good.replace("1,", "2,").as_bytes());
    let (samples, report) = read("limits.jsonl", &text);
    assert_eq!(samples.len(), 2, "{report}");
    insta::assert_snapshot!(report);
}

/// 128 levels are the deepest that may come in: through the store, and out again.
#[test]
fn a_record_of_128_levels_goes_all_the_way() {
    let nested = format!("{}1{}", "[".repeat(127), "]".repeat(127));
    let line = format!("{{\"question\": \"q?\", \"answer\": \"1\", \"a\": {nested}}}\n");
    let sandbox = Sandbox::new();
    sandbox.write("deep.jsonl", &line);
    let run = |arguments: &[&str]| {
        let run = sandbox.run(arguments);
        assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
        run.stdout
    };
    run(&["init", "p.spatialscore"]);
    let report = run(&["import", "p.spatialscore", "deep.jsonl"]);
    assert!(report.contains("1  new"), "{report}");
    let health = run(&["doctor", "p.spatialscore"]);
    assert!(health.starts_with("healthy: 1 samples"), "{health}");
    let all = [
        "export",
        "p.spatialscore",
        "--state",
        "all",
        "--out",
        "out",
        "--format",
        "ndjson",
    ];
    run(&all);
    let out = std::fs::read_dir(sandbox.path("out")).expect("exported");
    let texts: Vec<String> = out
        .map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("text"))
        .collect();
    assert!(texts.iter().any(|text| text.contains(&nested)), "{texts:?}");
}

#[test]
fn every_cut_of_a_file_keeps_the_rows_before_it_and_says_where_it_ends() {
    let lines = "{\"id\": 1, \"question\": \"q?\", \"answer\": \"1\"}\n{\"id\": 2, \"question\": \"é?\", \"answer\": \"2\"}";
    let array = format!("[{}]", lines.replace('\n', ", "));
    let sandbox = Sandbox::new();
    for text in [lines.as_bytes(), array.as_bytes()] {
        let in_array = text.starts_with(b"[");
        let first_ends = text.iter().position(|b| *b == b'}').expect("a row") + 1;
        let last_ends = text.iter().rposition(|b| *b == b'}').expect("a row") + 1;
        for cut in 0..text.len() {
            let path = sandbox.write("cut.jsonl", &text[..cut]);
            let whole = usize::from(cut >= first_ends) + usize::from(cut >= last_ends);
            match Import::open(&path, &Options::default()) {
                Ok(mut import) => {
                    let samples = import.by_ref().count();
                    assert_eq!(samples, whole, "{cut}");
                    let clean = !in_array && cut <= first_ends + 1;
                    assert_eq!(import.report().lost_rows(), !clean, "{cut}");
                }
                Err(ImportError::Empty(_)) => assert_eq!(cut, 0),
                Err(ImportError::NoRecord { first, .. }) => {
                    assert_eq!((whole, first.row), (0, 1), "{cut}");
                    assert_eq!(first.offset, cut as u64, "{first}");
                }
                Err(other) => panic!("cut at {cut}: {other}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        "[\\[\\]{}\",:a-c0-9 \\n\\\\(A)(B)é]{0,400}".prop_map(String::into_bytes),
    ]) {
        let sandbox = Sandbox::new();
        let path = sandbox.write("any", &bytes);
        for format in ["v0", "released", "jsonl"] {
            let options = Options { format: Some(format.into()), ..Options::default() };
            if let Ok(import) = Import::open(&path, &options) {
                for sample in import {
                    prop_assert!(sample.raw.is_some() || sample.format == 1);
                }
            }
        }
    }

    #[test]
    fn no_question_makes_the_options_parser_panic(
        question in "([A-Da-d][.:)] ?|\\([A-Da-d]\\)|[a-zé,.? ]{0,9}|\\n|Options: ?){0,20}",
    ) {
        if let Ok(Some(found)) = spatialscore::record::find_options(&question) {
            prop_assert!(question.get(found.list.clone()).is_some());
            prop_assert!(found.options.len() >= 2);
            prop_assert_eq!(spatialscore::record::rewrite_options(&question, &found.options), question);
        }
    }
}

#[test]
fn the_real_thousand_rows() {
    let Some(path) = data("spatialscore_v0/SpatialScore-Hard-1000.json") else {
        return;
    };
    let mut import = Import::open(&path, &Options::default()).expect("the real file");
    let samples: Vec<Sample> = import.by_ref().collect();
    let report = import.report();
    let count = |reason| report.count(reason);
    assert_eq!(
        (report.format.as_str(), report.rows, report.samples),
        ("v0", 1000, 1000)
    );
    assert_eq!(count(Reason::AmbiguousAnswer), 0);
    assert_eq!(count(Reason::OptionCount), 0);
    let kinds = |of: fn(&Answer) -> bool| samples.iter().filter(|s| of(&s.answer)).count();
    assert_eq!(kinds(|a| matches!(a, Answer::Option { .. })), 800);
    assert_eq!(kinds(|a| matches!(a, Answer::YesNo { .. })), 65);
    let numbers = |a: &Answer| matches!(a, Answer::Count { .. } | Answer::Quantity(_));
    assert_eq!(kinds(numbers), 135);
    assert_eq!(count(Reason::NoTask), 119);
    assert_eq!(report.findings.len(), 1, "{report}");
    let mut by_options = [0; 7];
    for sample in &samples {
        by_options[sample.options.len()] += 1;
        assert!(sample.options.iter().all(|o| !o.text.is_empty()));
        assert_eq!(sample.stem.is_some(), !sample.options.is_empty());
    }
    assert_eq!(by_options, [200, 0, 259, 18, 484, 11, 28]);
    let mut keys: Vec<_> = samples.iter().map(|s| s.key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 1000);
    let text = std::fs::read_to_string(&path).expect("text");
    for sample in &samples {
        let raw = sample.raw.as_deref().expect("an imported row");
        assert!(text.contains(raw));
    }
}

//! Projects that were open before: a small list in the user's configuration folder.

use crate::platform::config;
use crate::ui::screens::start::Recent;
use crate::ui::text::{count, tr, tr_with};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Projects remembered.
const KEPT: usize = 8;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    done: usize,
    all: usize,
    at_ms: i64,
}

fn file() -> Option<PathBuf> {
    Some(config::folder().ok()?.join("recent.json"))
}

fn read() -> Vec<Entry> {
    let text = file()
        .and_then(|f| std::fs::read_to_string(f).ok())
        .unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Puts a project at the head of the list. A list that cannot be written is only less convenient.
pub(super) fn note(path: &Path, (done, all): (usize, usize)) {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut entries = read();
    entries.retain(|e| e.path != path);
    entries.insert(
        0,
        Entry {
            path,
            done,
            all,
            at_ms: jiff::Timestamp::now().as_millisecond(),
        },
    );
    entries.truncate(KEPT);
    if let (Some(file), Ok(text)) = (file(), serde_json::to_string_pretty(&entries)) {
        let _ = std::fs::write(file, text);
    }
}

/// The list for the start screen; projects that are gone are left out.
pub(super) fn list() -> Vec<Recent> {
    read()
        .into_iter()
        .filter(|e| e.path.exists())
        .map(|e| Recent {
            name: e
                .path
                .file_stem()
                .map(|s| s.to_string_lossy().into_owned())
                .unwrap_or_default(),
            remark: tr_with(
                "recent.remark",
                &[("done", &count(e.done)), ("all", &count(e.all))],
            ),
            when: when(e.at_ms),
            path: e.path,
        })
        .collect()
}

/// "Today", "Yesterday", or the day.
fn when(at_ms: i64) -> String {
    let zone = jiff::tz::TimeZone::system();
    let Ok(at) = jiff::Timestamp::from_millisecond(at_ms) else {
        return tr("number.unknown").to_owned();
    };
    let (day, today) = (
        at.to_zoned(zone.clone()).date(),
        jiff::Timestamp::now().to_zoned(zone).date(),
    );
    match today.yesterday() {
        _ if day == today => tr("recent.today").to_owned(),
        Ok(yesterday) if day == yesterday => tr("recent.yesterday").to_owned(),
        _ => day.strftime("%-d %b").to_string(),
    }
}

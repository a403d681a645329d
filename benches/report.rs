//! What every bench target prints: one line of flat JSON for each figure, read by `scripts/figures.awk`. A target
//! says `mod report;` and makes its own input; `make bench` runs it five times and takes the medians.

use std::time::Instant;

/// Prints a figure. `name` says what a person waits for, without quotes; `unit` is short, `rows/s` or `ms`;
/// `better` is `lower` or `higher`.
pub fn figure(name: &str, value: f64, unit: &str, better: &str) {
    println!(r#"{{"name":"{name}","value":{value:.3},"unit":"{unit}","better":"{better}"}}"#);
}

/// The median of several runs of the same work, in milliseconds.
#[allow(dead_code, reason = "not every target repeats work")]
pub fn median_ms(times: usize, mut work: impl FnMut()) -> f64 {
    let took = (0..times).map(|_| {
        let began = Instant::now();
        work();
        began.elapsed().as_secs_f64() * 1e3
    });
    median(took.collect())
}

/// The middle one; NaN of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The most memory that this process had, MB; 0 where the system does not say.
#[allow(dead_code, reason = "not every target counts memory")]
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<f64>()
            .ok()
    });
    kib.map_or(0.0, |kib| kib * 1024.0 / 1e6)
}

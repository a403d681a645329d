//! Whatever a sample says about its proof, evaluating, explaining and checking it ends without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spatialscore::proof::{evaluate, expression};
use spatialscore::question::checks;
use spatialscore::sample::{Sample, nested};

fuzz_target!(|json: &str| {
    let Ok(sample) = nested::from_str::<Sample>(json) else {
        return;
    };
    if let Some(expr) = &sample.proof {
        let _ = evaluate(expr, &sample.evidence);
        let _ = expression(expr);
    }
    let _ = checks::recheck(&sample);
});

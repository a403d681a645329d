#!/bin/sh
# Bytes from outside against the code that reads them: every target of fuzz/ for SECONDS_EACH (60), beginning with
# what the tests and the tour have. Stops at the first input that breaks something and leaves it in target/fuzz.
#
#   make fuzz                          all targets
#   SECONDS_EACH=600 scripts/fuzz.sh records
#
# The counters of libFuzzer are switched on by the stable compiler's own flags, so no nightly and no further tool.
. "$(dirname "$0")/env.sh"
scripts/packages.sh run
host=$(rustc -vV | sed -n 's/^host: //p')
work=$target_dir/fuzz
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
# The target is named so that build scripts and macros are built without the counters, which have no home there.
cargo build --locked --release --manifest-path fuzz/Cargo.toml --target "$host" --target-dir "$work/build"
for target in ${*:-answers records samples pictures clouds}; do
    seeds=$work/$target
    mkdir -p "$seeds"
    [ ! -d "fuzz/seeds/$target" ] || cp -n fuzz/seeds/"$target"/* "$seeds"
    echo "== $target, ${SECONDS_EACH:-60} s"
    "$work/build/$host/release/$target" -max_total_time="${SECONDS_EACH:-60}" -rss_limit_mb=2048 -timeout=10 \
        -print_final_stats=1 -artifact_prefix="$work/$target-" "$seeds" 2>"$work/$target.txt" || {
        tail -n 40 "$work/$target.txt" >&2
        exit 1
    }
    grep -E 'stat::number_of_executed_units|DONE' "$work/$target.txt"
done

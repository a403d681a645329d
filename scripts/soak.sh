#!/bin/sh
# The tests that take long: a thousand kills, power cuts and random cases by the ten thousand, and those marked
# `#[ignore = "soak"]`.
. "$(dirname "$0")/env.sh"
scripts/packages.sh test
export SPATIALSCORE_KILLS="${SPATIALSCORE_KILLS:-1000}"
export SPATIALSCORE_CUTS="${SPATIALSCORE_CUTS:-5000}"
export PROPTEST_CASES="${PROPTEST_CASES:-10000}"
if has_nextest; then
    exec cargo nextest run --locked --profile soak --run-ignored all
fi
exec cargo test --locked --no-fail-fast --lib --bins --tests -- --include-ignored

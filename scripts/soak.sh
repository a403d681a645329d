#!/bin/sh
# Every test at length: a thousand kills, random cases by the ten thousand.
. "$(dirname "$0")/env.sh"
scripts/packages.sh test
export SPATIALSCORE_KILLS="${SPATIALSCORE_KILLS:-1000}"
export PROPTEST_CASES="${PROPTEST_CASES:-10000}"
if has_nextest; then
    exec cargo nextest run --locked --profile soak
fi
exec cargo test --locked --no-fail-fast --lib --bins --tests

#!/bin/sh
# Every test, documentation examples included, and what they came to. Arguments go to the test runner.
#
# The last lines (also in $SPATIALSCORE_SUMMARY, by default target/test-summary.txt) are the skips by reason and
# `N passed, N failed, N skipped`. A test that could not run counts as skipped, not as passed.
. "$(dirname "$0")/env.sh"
scripts/packages.sh test

mkdir -p "$target_dir"
export SPATIALSCORE_SKIPS="${SPATIALSCORE_SKIPS:-$target_dir/test-skips.txt}"
summary=${SPATIALSCORE_SUMMARY:-$target_dir/test-summary.txt}
log=$target_dir/test-log.txt
: >"$SPATIALSCORE_SKIPS"
: >"$log"

# The exit code of a command whose output also goes to the log: a plain pipe would hide it.
logged() {
    { "$@" 2>&1 && : >"$log.ok"; } | tee -a "$log"
    [ -e "$log.ok" ] && rm "$log.ok"
}

rm -f "$log.ok"
good=yes
if has_nextest; then
    logged cargo nextest run --locked "$@" || good=no
else
    logged cargo test --locked --no-fail-fast --lib --bins --tests "$@" || good=no
fi
# Arguments pick tests; then the examples are not asked for.
[ $# -gt 0 ] || logged cargo test --locked --doc || good=no

scripts/summary.sh "$log" "$SPATIALSCORE_SKIPS" >"$summary"
cat "$summary"
[ $good = yes ]

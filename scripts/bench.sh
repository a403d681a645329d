#!/bin/sh
# Figures of what people wait for: runs every bench target five times, prints the medians with machine and commit,
# and fails when one is 1.5 times worse than benches/recorded.json says, or is recorded there and gone.
#
#   make bench            compare
#   make bench RECORD=1   write the medians as the recorded figures, and README's table from them
#
# A bench target makes its own input and prints one line of flat JSON per figure:
#   {"name":"decision to disk, median","value":0.41,"unit":"ms","better":"lower"}
. "$(dirname "$0")/env.sh"
recorded=benches/recorded.json
runs=${RUNS:-5}
work=$target_dir/bench
mkdir -p "$work"

grep -q '^\[\[bench\]\]' Cargo.toml || {
    echo "no bench target in Cargo.toml" >&2
    exit 1
}
scripts/packages.sh run
cargo bench --locked --no-run --bench '*'

processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
cores=$(getconf _NPROCESSORS_ONLN)
memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo 2>/dev/null || true)
machine="${processor:-unknown processor}, $cores cores, ${memory:-unknown memory}, $(uname -s) $(uname -m)"
commit=$(commit)
echo "machine  $machine"
echo "commit   $commit"
echo "runs     $runs, the median of each figure"

: >"$work/runs.jsonl"
run=1
while [ "$run" -le "$runs" ]; do
    # The output is kept whole: a bench that fails must not look like one without figures.
    cargo bench --quiet --locked --bench '*' >"$work/run.txt"
    grep '^{"name":' "$work/run.txt" >>"$work/runs.jsonl" || true
    run=$((run + 1))
done
[ -s "$work/runs.jsonl" ] || {
    echo "no bench printed a figure" >&2
    exit 1
}

awk -f scripts/figures.awk -v mode=median "$work/runs.jsonl" >"$work/figures.jsonl"

verdict=0
if [ "${RECORD:-}" = 1 ]; then
    {
        printf '{\n  "machine": "%s",\n  "commit": "%s",\n  "date": "%s",\n  "runs": %s,\n  "figures": [\n' \
            "$machine" "$commit" "$(date -u +%Y-%m-%d)" "$runs"
        sed -e 's/^/    /' -e '$!s/$/,/' "$work/figures.jsonl"
        printf '  ]\n}\n'
    } >"$work/recorded.json"
    awk -f scripts/figures.awk -v mode=compare "$work/figures.jsonl" "$work/figures.jsonl"
    mv "$work/recorded.json" "$recorded"
    scripts/figures.sh
    echo "recorded in $recorded and README.md"
else
    if [ -e "$recorded" ]; then
        grep '"name":' "$recorded" >"$work/recorded.jsonl" || true
    else
        : >"$work/recorded.jsonl"
    fi
    awk -f scripts/figures.awk -v mode=compare "$work/recorded.jsonl" "$work/figures.jsonl" || verdict=1
fi
exit $verdict

#!/bin/sh
# Bytes from outside against the code that reads them: every target of fuzz/ for MINUTES (1), JOBS (2) beside each other,
# beginning with fuzz/seeds. An input that breaks something is left in the target folder under fuzz/found, and the
# script fails. Then how much of each parser was reached: fuzz/results.md.
#
#   make fuzz                          all targets
#   MINUTES=10 scripts/fuzz.sh ply pcd
#   scripts/fuzz.sh --planted          mistakes planted in a copy of the parsers: each has to be found within a minute
#   scripts/fuzz.sh --coverage         the table again, from the inputs that are there
#
# The counters of libFuzzer are switched on by the stable compiler's own flags, so no nightly and no further tool.
. "$(dirname "$0")/env.sh"
host=$(rustc -vV | sed -n 's/^host: //p')
work=$target_dir/fuzz
programs=$work/build/$host/release
# One thread each, and no backtraces: printing one takes longer than an input may.
export RAYON_NUM_THREADS=1 RUST_BACKTRACE=0

# One target, called by this script: `--one NAME`.
if [ "${1:-}" = --one ]; then
    name=$2
    corpus=$work/corpus/$name
    mkdir -p "$corpus" "$work/found"
    # Files in memory, where there is such a place.
    place=$work
    [ ! -w /dev/shm ] || place=/dev/shm
    TMPDIR=$(mktemp -d "$place/spatialscore-fuzz-XXXXXX")
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
    status=0
    "$programs/$name" -max_total_time="$SECONDS_EACH" -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
        -artifact_prefix="$work/found/$name-" "$corpus" "fuzz/seeds/$name" >"$work/$name.txt" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.txt")
    echo "$name: ${runs:-?} runs, exit $status"
    [ $status = 0 ] || tail -n 40 "$work/$name.txt" >&2
    exit $status
fi

targets() {
    sed -n '/^#/!s/\t.*//p' fuzz/parsers.tsv
}

build() { # flags of the compiler, folder, what of the package
    flags=$1 folder=$2
    shift 2
    # The target is named so that build scripts and macros are built without the counters, which have no home there.
    RUSTFLAGS="--cfg fuzzing $flags" cargo build --locked --release --manifest-path "${manifest:-fuzz/Cargo.toml}" \
        --target "$host" --target-dir "$folder" "$@"
}

build_fuzzers() {
    build "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1" "$work/build" "$@"
}

# The regions and lines of a target's parser that its inputs reach, in percent: `NAME regions lines`.
coverage_of() {
    name=$1
    files=$(sed -n "s/^$name\t//p" fuzz/parsers.tsv)
    rm -f "$work"/coverage-*.profraw
    LLVM_PROFILE_FILE=$work/coverage-%p.profraw "$replay" "$name" "$work/corpus/$name" "fuzz/seeds/$name" >/dev/null
    "$llvm/llvm-profdata" merge -o "$work/coverage.profdata" "$work"/coverage-*.profraw
    # shellcheck disable=SC2086 # a list of files
    "$llvm/llvm-cov" report "$replay" -instr-profile="$work/coverage.profdata" $files |
        awk -v name="$name" '$1 == "TOTAL" { print name, $4 + 0, $10 + 0 }'
}

coverage() {
    llvm=$(rustc --print sysroot)/lib/rustlib/$host/bin
    [ -x "$llvm/llvm-cov" ] || rustup component add llvm-tools
    build -Cinstrument-coverage "$work/coverage" --bin replay --features replay
    replay=$work/coverage/$host/release/replay
    {
        echo "# What the fuzzer did"
        echo
        echo "Written by \`make fuzz MINUTES=…\`. Reached: regions and lines of the files that \`parsers.tsv\` names, by"
        echo "all inputs that are kept. Rows of targets that were not run are as they were."
        echo
        echo "| target | runs | minutes | inputs kept | regions reached | lines reached | found | when |"
        echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
        for name in $(targets); do
            [ -e "$work/$name.txt" ] || {
                grep "^| \`$name\` |" fuzz/results.md || true
                continue
            }
            runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.txt")
            seconds=$(sed -n 's/^Done [0-9]* runs in \([0-9]*\) second.*/\1/p' "$work/$name.txt")
            kept=$(find "$work/corpus/$name" -type f | wc -l)
            found=$(find "$work/found" -name "$name-*" | wc -l)
            coverage_of "$name" | while read -r _ regions lines; do
                echo "| \`$name\` | ${runs:-–} | $((${seconds:-0} / 60)) | $kept | $regions % | $lines % | $found |" \
                    "$(date -u +%Y-%m-%d), $(commit) |"
            done
        done
    } >"$work/results.md"
    mv "$work/results.md" fuzz/results.md
    cat fuzz/results.md
}

# Mistakes as people make them, put into a copy: the fuzzer has to find each within a minute.
planted() {
    copy=$work/planted
    mkdir -p "$copy"
    find "$copy" -mindepth 1 -maxdepth 1 ! -name target -exec rm -rf {} +
    git ls-files -z -- . ':!docs' | xargs -0 cp -p --parents -t "$copy"
    manifest=$copy/fuzz/Cargo.toml
    for patch in fuzz/planted/*.patch; do
        git apply --unsafe-paths --directory="$copy" "$patch"
    done
    names=$(basename -a -s .patch fuzz/planted/*.patch)
    # What does not differ need not be built again.
    mkdir -p "$copy/target"
    [ -d "$copy/target/build" ] || [ ! -d "$work/build" ] || cp -al "$work/build" "$copy/target/build"
    # shellcheck disable=SC2046 # a list of arguments
    (work=$copy/target && build_fuzzers $(printf -- '--bin %s ' $names))
    for name in $names; do
        began=$(date +%s)
        rm -rf "$copy/corpus"
        mkdir -p "$copy/corpus"
        if "$copy/target/build/$host/release/$name" -max_total_time=60 -artifact_prefix="$copy/$name-" "$copy/corpus" \
            "fuzz/seeds/$name" >"$copy/$name.txt" 2>&1; then
            echo "$name: the planted mistake was not found within a minute" >&2
            return 1
        fi
        echo "$name: the planted mistake was found in $(($(date +%s) - began)) s: $(grep -m 1 'panicked\|failed' "$copy/$name.txt")"
    done
}

case ${1:-} in
--planted)
    planted
    exit
    ;;
--coverage)
    coverage
    exit
    ;;
esac

scripts/packages.sh run
build_fuzzers
SECONDS_EACH=$((${MINUTES:-1} * 60))
export SECONDS_EACH
status=0
printf '%s\n' "${@:-$(targets)}" | xargs -P "${JOBS:-2}" -n 1 nice -n 15 "$0" --one || status=$?
coverage
exit $status

#!/bin/sh
# Adds up the closing lines of nextest and cargo test in a log, and the skips that tests recorded.
#
#   scripts/summary.sh LOG SKIPS
#
# Prints `skipped N: reason` for each reason and last `N passed, N failed, N skipped`.
set -eu
log=$1
skips=$2

# One place that skips is one test, however often it said so.
sort -u "$skips" | cut -f 1 | sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/skipped \1: \2/'

escape=$(printf '\033')
sed "s/$escape\[[0-9;]*m//g" "$log" | awk -v said="$(sort -u "$skips" | wc -l)" '
    # Summary [  1.2s] 21 tests run: 19 passed (1 slow), 1 failed, 1 timed out, 2 skipped
    / tests? run: / {
        sub(/.* tests? run: /, "")
        gsub(/\([^)]*\)/, "")
        count($0, ",")
    }
    # test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s
    /^test result: / {
        sub(/^test result: [A-Za-z]*\. /, "")
        count($0, ";")
    }
    # A test binary that did not build or did not end has no closing line.
    /^error(\[E[0-9]+\])?: (could not compile|test failed|creating test list failed)/ { broken = 1 }
    function count(line, separator,    parts, n, i, words) {
        n = split(line, parts, separator)
        for (i = 1; i <= n; i++) {
            split(parts[i], words, " ")
            if (words[2] == "passed") passed += words[1]
            else if (words[2] == "failed" || words[2] == "timed" || words[2] == "exec") failed += words[1]
            else if (words[2] == "ignored" || words[2] == "skipped") ignored += words[1]
        }
    }
    END {
        if (ignored > 0) printf "skipped %d: marked #[ignore]\n", ignored
        if (broken && failed == 0) failed = 1
        printf "%d passed, %d failed, %d skipped\n", passed - said, failed, said + ignored
    }'

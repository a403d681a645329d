#!/bin/sh
# Holds docs/status.md to what exists: each command that it names in backquotes can be run, and no row claims to be
# shown by nothing.
#
#   make NAME              a target of the Makefile
#   scripts/…, .ci/…, docs/…, tests/…, benches/…, assets/…   a file
#   spatialscore NAME …    a subcommand of the program
#   path::of::a::test      a test, by the end of its path; `path::*` is any test below it
. "$(dirname "$0")/env.sh"
status=docs/status.md
work=$target_dir/status
mkdir -p "$work"

# Rows: | n | demand | shown by | figure | date | standing |
sed -n 's/^| *\([0-9][0-9]*\) *|/\1|/p' "$status" >"$work/rows.txt"
[ -s "$work/rows.txt" ] || {
    echo "$status has no rows" >&2
    exit 1
}
# Backquotes, not a command.
# shellcheck disable=SC2016
cut -d '|' -f 3 "$work/rows.txt" | grep -o '`[^`]*`' | tr -d '`' | sort -u >"$work/named.txt" || true
# Names only: `module::test: test`.
cargo test --quiet --locked --lib --bins --tests -- --list 2>/dev/null | sed -n 's/: test$//p' | sort -u >"$work/tests.txt"
[ -s "$work/tests.txt" ] || {
    echo "no test could be listed" >&2
    exit 1
}

bad=0
missing() {
    echo "$status names what is not there: $1" >&2
    bad=1
}
while IFS= read -r name; do
    case $name in
    'make '*)
        target=${name#make }
        grep -q "^${target%% *}:" Makefile || missing "$name"
        ;;
    'spatialscore '*)
        command=${name#spatialscore }
        [ -e "src/cli/${command%% *}.rs" ] || missing "$name"
        ;;
    *'::*') grep -qF -- "${name%\*}" "$work/tests.txt" || missing "$name" ;;
    *::*)
        awk -v name="$name" '
            { at = length($0) - length(name) }
            at >= 0 && substr($0, at + 1) == name && (at == 0 || substr($0, at - 1, 2) == "::") { found = 1 }
            END { exit !found }' "$work/tests.txt" || missing "$name"
        ;;
    *) [ -e "${name%% *}" ] || missing "$name" ;;
    esac
done <"$work/named.txt"

awk -F '|' -v status="$status" '
    { number++; standing = $6; shown = $3; figure = $4; date = $5 }
    $1 + 0 != number { print status ": row " $1 " should be row " number; bad = 1 }
    standing ~ /^ *shown *$/ {
        done++
        if (shown !~ /`/) { print status ": row " $1 " is shown by no command"; bad = 1 }
        if (date !~ /[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]/) { print status ": row " $1 " has no date"; bad = 1 }
        next
    }
    standing ~ /^ *missing: *[^ ]/ { open++; next }
    { print status ": row " $1 " stands neither as shown nor as missing with a reason"; bad = 1 }
    END { printf "%d demands: %d shown, %d missing\n", number, done, open; exit bad }' "$work/rows.txt" || bad=1
exit $bad

#!/bin/sh
# Writes the table of figures in README.md from benches/recorded.json: no figure there is typed by hand.
# With --check: only says whether README agrees.
. "$(dirname "$0")/env.sh"
recorded=benches/recorded.json
work=$target_dir/figures
mkdir -p "$work"

top_field() {
    sed -n "s/^  \"$1\": \"\{0,1\}\([^\"]*\)\"\{0,1\},\$/\1/p" "$recorded"
}

if [ -e "$recorded" ]; then
    {
        grep '"name":' "$recorded" | awk -f scripts/figures.awk -v mode=table
        echo
        echo "Median of $(top_field runs) runs on $(top_field machine); commit $(top_field commit), $(top_field date)."
    } >"$work/table.md"
else
    echo "None recorded yet: \`make bench RECORD=1\` writes them here." >"$work/table.md"
fi

awk -v table="$work/table.md" '
    /<!-- figures:end -->/ { inside = 0; closed = 1 }
    !inside { print }
    /<!-- figures:begin/ {
        inside = 1
        while ((getline line < table) > 0) print line
    }
    END { exit !closed }
' README.md >"$work/README.md" || {
    echo "README.md has no place for the figures" >&2
    exit 1
}
if [ "${1:-}" = --check ]; then
    diff -u README.md "$work/README.md" || {
        echo "README.md and $recorded differ: run scripts/figures.sh" >&2
        exit 1
    }
else
    cat "$work/README.md" >README.md
fi

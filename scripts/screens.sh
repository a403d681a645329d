#!/bin/sh
# Writes the current picture of each screen, in both themes at 1280x800, to docs/screens: the tests named
# `every_screen::…` draw them, and write them where SPATIALSCORE_SCREENS says.
. "$(dirname "$0")/env.sh"
scripts/packages.sh test
mkdir -p docs/screens
SPATIALSCORE_SCREENS=$PWD/docs/screens
export SPATIALSCORE_SCREENS
marker=$target_dir/screens-began
: >"$marker"
cargo test --locked --lib -- every_screen::in_the_ --test-threads 1
# A run that drew nothing is no success.
written=$(find docs/screens -name '*.png' -newer "$marker")
[ -n "$written" ] || {
    echo "no picture was written to docs/screens" >&2
    exit 1
}
echo "$written" | sort

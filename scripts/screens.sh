#!/bin/sh
# Writes the current picture of each screen to docs/screens: the tests that walk every screen save what they look at
# where SPATIALSCORE_SCREENS says.
. "$(dirname "$0")/env.sh"
scripts/packages.sh test
mkdir -p docs/screens
SPATIALSCORE_SCREENS=$PWD/docs/screens
export SPATIALSCORE_SCREENS
marker=$target_dir/screens-began
: >"$marker"
cargo test --locked --lib -- ui::app::every_screen::
# A run that drew nothing is no success.
written=$(find docs/screens -name '*.png' -newer "$marker")
[ -n "$written" ] || {
    echo "no picture was written to docs/screens" >&2
    exit 1
}
echo "$written" | sort

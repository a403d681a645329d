#!/bin/sh
# Builds in release and opens the window, which starts with the built-in tour. Arguments go to the program.
. "$(dirname "$0")/env.sh"
scripts/packages.sh run
exec cargo run --release --locked -- "$@"

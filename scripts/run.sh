#!/bin/sh
# Builds in release and opens the window on the built-in tour. Arguments replace `demo`.
. "$(dirname "$0")/env.sh"
scripts/packages.sh run
[ $# -gt 0 ] || set -- demo
exec cargo run --release --locked -- "$@"

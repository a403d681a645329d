#!/bin/sh
# What can be said of the code without running it. Every warning is an error. Arguments name the parts to do:
#
#   format    rustfmt
#   window    clippy with all features, tests and benches included
#   drawing   clippy with the graphics adapter and no window
#   headless  clippy with neither
#   docs      documentation
. "$(dirname "$0")/env.sh"
[ $# -gt 0 ] || set -- format window drawing headless docs

clippy() {
    cargo clippy --locked --all-targets "$@" -- -D warnings
}
for part in "$@"; do
    case $part in
    format) cargo fmt --check ;;
    window) clippy ;;
    drawing) clippy --no-default-features --features gpu ;;
    headless) clippy --no-default-features ;;
    docs) RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps ;;
    *)
        echo "unknown part: $part" >&2
        exit 2
        ;;
    esac
done

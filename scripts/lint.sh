#!/bin/sh
# Formatting, clippy with warnings as errors for the three feature sets, documentation without warnings.
. "$(dirname "$0")/env.sh"
cargo fmt --check
# The whole of it first: the smaller sets then find most dependencies checked already.
cargo clippy --locked --all-targets -- -D warnings
cargo clippy --locked --all-targets --no-default-features --features gpu -- -D warnings
cargo clippy --locked --all-targets --no-default-features -- -D warnings
RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps

#!/bin/sh
# Licences and sources of everything we depend on, by deny.toml. Uses cargo-deny where it is installed; otherwise
# holds `cargo tree` against the same lists, which covers licences and sources, not advisories.
. "$(dirname "$0")/env.sh"

if cargo deny --version >/dev/null 2>&1; then
    exec cargo deny --locked --all-features check bans licenses sources
fi
echo "cargo-deny is not installed; checking licences and sources with cargo tree" >&2

work=$target_dir/deny
mkdir -p "$work"
# The quoted names between `allow = [` and `]` of [licenses].
awk '/^\[/ { here = $0 == "[licenses]" }
     here && /^allow *= *\[/ { list = 1; next }
     list && /^\]/ { list = 0 }
     list { if (match($0, /"[^"]+"/)) print substr($0, RSTART + 1, RLENGTH - 2) }' deny.toml >"$work/allowed.txt"
cargo tree --locked --all-features --target all --edges normal,build --prefix none \
    --format '{l}	{p}' >"$work/tree.txt"
sort -u "$work/tree.txt" >"$work/licences.txt"

bad=0
awk -F '\t' -f scripts/licences.awk "$work/allowed.txt" "$work/licences.txt" || bad=1

elsewhere=$(sed -n 's/^source = "\(.*\)"$/\1/p' Cargo.lock | sort -u |
    grep -v '^registry+https://github.com/rust-lang/crates.io-index$' || true)
if [ -n "$elsewhere" ]; then
    echo "sources that are not crates.io: $elsewhere" >&2
    bad=1
fi
exit $bad

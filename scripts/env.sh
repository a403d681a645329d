# Sourced by every script: stand at the top of the repository, with what a program that draws expects to find.
# shellcheck shell=sh
set -eu
cd "$(dirname "$0")/.."

# Set and exported by whoever calls; cargo's own default otherwise.
target_dir=${CARGO_TARGET_DIR:-$PWD/target}

# Mesa and libwayland print an error at each start without this folder, and refuse one that others may read.
if [ -z "${XDG_RUNTIME_DIR:-}" ] || [ ! -d "$XDG_RUNTIME_DIR" ]; then
    XDG_RUNTIME_DIR=$target_dir/runtime
    mkdir -p "$XDG_RUNTIME_DIR"
    chmod 0700 "$XDG_RUNTIME_DIR"
    export XDG_RUNTIME_DIR
fi

command -v cargo >/dev/null || {
    echo "cargo is missing: install Rust with rustup (see rust-version in Cargo.toml)" >&2
    exit 1
}

# Where nextest is, tests run beside each other in processes of their own.
has_nextest() {
    cargo nextest --version >/dev/null 2>&1
}

# The commit that a figure or a picture belongs to; a changed tree says so.
commit() {
    git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown
}

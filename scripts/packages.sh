#!/bin/sh
# Installs the Debian packages that are missing, or names them where it may not install.
#
#   scripts/packages.sh run     to build and open the window
#   scripts/packages.sh test    also what the tests drive it with
#
# Nothing of X, Vulkan or GTK is needed to build; the window loads them when it starts. Never fails: on a system
# without apt, or with the same things from elsewhere, the build and the program say what they lack.
set -eu

run='gcc libc6-dev mesa-vulkan-drivers libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0'
# A window and keys without a screen, pictures of it, videos, text in Chinese, and the independent answers in Python.
tests='xvfb xdotool openbox imagemagick ffmpeg fonts-noto-cjk python3'

case ${1:-run} in
run) wanted=$run ;;
test) wanted="$run $tests" ;;
*)
    echo "usage: $0 run|test" >&2
    exit 2
    ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "no apt here; the Debian names of what is needed: $wanted" >&2
    exit 0
fi

missing=
for package in $wanted; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root='env'
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo env'
else
    echo "missing packages; to install them: sudo apt-get install --no-install-recommends$missing" >&2
    exit 0
fi

echo "installing$missing" >&2
install() {
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null >&2
}
# Word splitting is meant below: a list of names.
# shellcheck disable=SC2086
if ! install $missing; then
    # A fresh machine has no package lists, an old one has stale ones; a good one was spared the update.
    $as_root apt-get update -q </dev/null >&2 || true
    # One name that cannot be had must not keep the others away.
    install $missing || for package in $missing; do
        install "$package" || echo "could not install $package; going on without" >&2
    done
fi

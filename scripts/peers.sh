#!/bin/sh
# The same clouds read by us and by the readers that people use today: docs/peers.md says how, and what came of it.
# Everything is fetched from the public packages, in the versions that stand here, into the target folder.
#
#   make peers            print the table
#   make peers RECORD=1   write it to docs/peers.md and benches/peers.json too
. "$(dirname "$0")/env.sh"
work=$target_dir/peers
mkdir -p "$work/clouds"
packages='open3d==0.20.0 vtk==9.7.2 plyfile==1.1.5 trimesh==5.2.0 numpy==2.4.6'

[ "$(cat "$work/packages" 2>/dev/null)" = "$packages" ] || {
    python3 -m venv "$work/venv"
    # shellcheck disable=SC2086 # a list
    "$work/venv/bin/pip" install --quiet $packages
    echo "$packages" >"$work/packages"
}
# Open3D and VTK load these, and do not bring them.
for library in libGL.so.1 libgomp.so.1 libusb-1.0.so.0 libX11.so.6; do
    ldconfig -p | grep -q "$library" || echo "$library is missing: apt-get install libgl1 libgomp1 libusb-1.0-0 libx11-6" >&2
done

cargo build --quiet --locked --release --manifest-path benches/peers/Cargo.toml --target-dir "$work/crates"
# Its path is the one thing wanted of what cargo prints of a bench that it built.
ours=$(cargo bench --locked --no-run --bench cloud 2>&1 | sed -n 's/^ *Executable .*(\(.*\))$/\1/p')
[ -x "$ours" ] || {
    echo "the bench was not built" >&2
    exit 1
}
SPATIALSCORE_BENCH_WRITE=$work/clouds "$ours"
cat >"$work/ours" <<END
#!/bin/sh
SPATIALSCORE_BENCH_OPEN=\$1 exec "$ours"
END
chmod +x "$work/ours"
"$work/venv/bin/python" benches/peers/peers.py "$work/clouds" "$work/ours" \
    "$work/crates/release/spatialscore-peers" ${RECORD:+--record}
rm -rf "$work/clouds"

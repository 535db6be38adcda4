# Where downloads and environments live: one folder, so that deleting it undoes everything.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/domotik"
log="$cache/setup.log"

export UV_CACHE_DIR="$cache/uv/cache" UV_TOOL_DIR="$cache/uv/tools" UV_TOOL_BIN_DIR="$cache/uv/bin"
export UV_PYTHON_INSTALL_DIR="$cache/uv/python" UV_PYTHON_INSTALL_BIN=0
export TMPDIR="$cache/tmp"
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# A company's own certificate is in the system's store, not in uv's. The second name is for older uv.
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1

# Two set-ups at once (two checkouts, or a test started meanwhile) would build the same folder.
open_cache() {
    mkdir -p "$TMPDIR" 2>/dev/null || fail "Can't write to $cache: set XDG_CACHE_HOME to a folder that you own."
    exec 9>"$cache/lock"
    flock --nonblock 9 || { step "Waiting for another set-up to finish …" && flock 9; }
    : >"$log"
}

# Finds or gets the Python that Home Assistant needs: 3.14.2 or newer.
python=
version=

find_python() {
    use_python "$(command -v python3.14 || true)" && return 0
    use_python "$(cat "$cache/python.path" 2>/dev/null || true)" && return 0
    find_uv
    get_python
    echo "$python" >"$cache/python.path"
}

# Running it is the only proof: it may be a shim, or half removed.
use_python() {
    [ -n "$1" ] || return 1
    version="$("$1" -c 'import sys
assert (3, 14, 2) <= sys.version_info < (3, 15)
print("%d.%d.%d" % sys.version_info[:3])' 2>>"$log")" && python="$1"
}

get_python() {
    step "Getting Python 3.14 …"
    uv_python && return 0
    debian_python && use_python "$debian_prefix/usr/bin/python3.14" && return 0
    fail "Can't get Python 3.14: install Python 3.14.2 or newer as python3.14 and run scripts/setup again."
}

# No retries: where its host can't be reached, it never can.
uv_python() {
    UV_HTTP_RETRIES=0 logged timeout 300 "$uv" python install 3.14 &&
        use_python "$("$uv" python find --managed-python 3.14 2>>"$log")"
}

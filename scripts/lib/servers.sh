# Servers that tests and the demo talk to, as Debian's packages bring them: taken from the machine's
# own release into a folder of ours, so nothing is installed and none of them is started by itself.
servers_prefix="$cache/debian/servers"
declare -A server_packages=(
    [faketime]=faketime
    [influxd]=influxdb
    [mosquitto]=mosquitto
    [victoria-metrics]=victoria-metrics
)

# Tests and demo go on without: they say what they leave out, and how to get it.
get_servers() {
    local wanted=() missing= program
    for program in "${!server_packages[@]}"; do
        on_system "$program" && continue
        # The folder is replaced as a whole.
        wanted+=("${server_packages[$program]}")
        fetched "$program" || missing=yes
    done
    [ -n "$missing" ] || return 0
    step "Getting ${wanted[*]} from Debian …"
    local unpacked="$servers_prefix.part" debian_suite debian_installed=/var/lib/dpkg/status
    debian_suite="$(. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-}")"
    debian_unpack "$unpacked" "${wanted[@]}" && rm -rf "$servers_prefix" && mv "$unpacked" "$servers_prefix" ||
        step "Going on without: to have them all, install ${wanted[*]}. Details: $log"
}

on_system() { PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null; }

fetched() { PATH="$servers_prefix/usr/bin:$servers_prefix/usr/sbin" command -v "$1" >/dev/null; }

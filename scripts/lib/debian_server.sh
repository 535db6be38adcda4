# Programs of servers that tests and the demo talk to: the machine's own, else Debian's, in the cache.

# server_program PACKAGE PROGRAM: prints the program's path.
server_program() {
    local folder="$cache/debian/servers/$1"
    PATH="$PATH:/usr/sbin" command -v "$2" && return 0
    [ -e "$folder/complete" ] || debian_server "$1" "$folder" || return 1
    [ -x "$folder/run/$2" ] && echo "$folder/run/$2"
}

# A Debian of another age has another C library: each program is started by the one it came with.
debian_server() {
    local package="$1" folder="$2" libraries loader program
    step "Getting $package from Debian …"
    debian_unpack "$folder" "$package" || return 1
    libraries="$folder/usr/lib/$(debian_triplet "$folder")"
    loader="$(echo "$libraries"/ld-linux*.so.*)"
    # Not every package brings the links that installing it would make.
    PATH="$PATH:/sbin" logged ldconfig -n "$libraries" || return 1
    mkdir -p "$folder/run"
    for program in "$folder"/usr/bin/* "$folder"/usr/sbin/*; do
        [ -f "$program" ] || continue
        printf '#!/bin/sh\nexec "%s" --library-path "%s:%s" "%s" "$@"\n' \
            "$loader" "$libraries" "$folder/usr/lib" "$program" >"$folder/run/${program##*/}"
        chmod +x "$folder/run/${program##*/}"
    done
    touch "$folder/complete"
}

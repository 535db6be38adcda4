# What the user sees: one line per step, one line when it fails. All else goes to the log.
step() { echo "$*" >&2; }

fail() {
    trap - ERR
    [ ! -s "$log" ] || set -- "$* Details: $log"
    step "$*"
    exit 1
}

set -o errtrace
trap 'fail "Set-up stopped unexpectedly (line $LINENO of ${BASH_SOURCE[0]})."' ERR

logged() {
    echo "+ $*" >>"$log"
    "$@" >>"$log" 2>&1
}

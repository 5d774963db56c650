# Sourced by run, test and manage: leaves a virtual environment that holds what $lock lists, and its Python in
# $python. Only the first run, and one after the lock has changed, needs the network.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
python=$root/.venv/bin/python
installed=$root/.venv/installed-$lock # a copy of the lock, made once all of it was installed

# Without its byte code, the program takes three times as long to start.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}"

fail() {
    echo "$*" >&2
    exit 1
}

up_to_date() {
    [ -x "$python" ] && cmp -s "$root/$lock" "$installed"
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

make_venv() {
    base=$(find_python) || fail "LDN Clinic needs Python 3.11 or newer: please install it (on Debian: apt-get install python3 python3-venv)."
    "$base" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv module is missing: please install it (on Debian: apt-get install python3-venv)."
    rm -rf "$root/.venv" # what an interrupted attempt left
    "$base" -m venv "$root/.venv" || fail "Could not make a virtual environment in $root/.venv."
}

install() {
    echo "Installing what $lock lists ..." >&2
    # uv brings its own certificates; this machine's, where it has any, also know a company's proxy.
    if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
        export UV_SYSTEM_CERTS=true
    fi
    "$python" -m pip --version >/dev/null 2>&1 || make_venv
    if ! "$python" -m pip install --quiet --disable-pip-version-check uv==0.13.9 >&2 ||
        ! "$python" -m uv pip install --quiet --python "$python" --require-hashes -r "$root/$lock" >&2; then
        fail "The installation failed; the first start needs a connection to the Python package index."
    fi
    cp "$root/$lock" "$installed"
}

if ! up_to_date; then
    # Two starts at once install one after the other: the lock lives as long as this shell holds file 9.
    mkdir -p "$root/var" 2>/dev/null
    [ -w "$root/var" ] || fail "This user may not write in $root/var."
    exec 9>"$root/var/install.lock"
    locker=$(find_python) && "$locker" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
    up_to_date || install
    exec 9>&-
fi

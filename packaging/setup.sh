#!/bin/sh
# Sets this checkout up and runs it: what `make run`, `make test` and the other targets call.
#
#   packaging/setup.sh run|tour|pictures|translations|test|test-sync|test-pbx|bench|check|lock [arguments]
#
# Nothing outside the checkout is changed without consent. Consent to install system packages is
# AGENT_DESKTOP_INSTALL=yes, or CI=true, or a yes typed at the question; AGENT_DESKTOP_INSTALL=no is a no.
# Exit codes: 0 done, 1 a step failed, 2 wrong use, 3 the system lacks something and the line to type is shown.
set -eu

cd "$(dirname "$0")/.."
venv=.venv
python=$venv/bin/python

say() { printf '%s\n' "$*" >&2; }

stop() {
    code=$1
    shift
    say "$*"
    exit "$code"
}

# ---------------------------------------------------------------- system packages

is_missing() {  # is_missing PROBE : a library, a file, a command, or a Python that can make environments
    case "$1" in
        python) if find_python >/dev/null; then return 1; fi ;;
        *.so.*)
            ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
            # Without a list of libraries there is no telling here; starting Qt tells later.
            libraries=$("$ldconfig" -p 2>/dev/null) || return 1
            case "$libraries" in *"$1"*) return 1 ;; esac
            ;;
        /*) if [ -e "$1" ]; then return 1; fi ;;
        *) if command -v "$1" >/dev/null 2>&1; then return 1; fi ;;
    esac
}

missing_packages() {  # missing_packages KIND… : what the system lacks of these kinds, on one line
    for kind in "$@"; do
        while read -r of package probe; do
            if [ "$of" = "$kind" ] && is_missing "$probe"; then printf '%s ' "$package"; fi
        done <packaging/system-packages.txt
    done
}

has_consent() {
    case "${AGENT_DESKTOP_INSTALL:-}" in
        yes) return 0 ;;
        no) return 1 ;;
    esac
    [ "${CI:-}" = true ] && return 0
    [ -t 0 ] && [ -t 2 ] || return 1
    printf 'Install them now? [y/N] ' >&2
    read -r answer || return 1
    case "$answer" in
        y | Y | yes | Yes) return 0 ;;
        *) return 1 ;;
    esac
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

need_packages() {  # need_packages KIND… : install what is missing, with consent, or say the line and stop
    packages=$(missing_packages "$@")
    if [ -z "$packages" ]; then return; fi
    # shellcheck disable=SC2086 # a list of words
    set -- $packages
    if ! command -v apt-get >/dev/null 2>&1; then
        stop 3 "This system lacks what Debian has in these packages; install the like and try again:
    $*"
    fi
    say "This system lacks these packages, which Agent Desktop needs:
    $*"
    sudo=
    if [ "$(id -u)" -ne 0 ]; then sudo='sudo '; fi
    line="${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends $*"
    if [ -n "$sudo" ] && ! command -v sudo >/dev/null 2>&1; then
        stop 3 "Nothing was installed, for there is no sudo here. Type this as root, then try again:
    apt-get update && apt-get install -y --no-install-recommends $*"
    fi
    if ! has_consent; then
        stop 3 "Nothing was installed. Type this, then try again:
    $line"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 ||
        say "The package lists could not be refreshed; trying with those at hand."
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@" >&2 ||
        stop 3 "The packages could not be installed; the lines above say why."
}

# ---------------------------------------------------------------- Python and its environment

is_usable_python() {  # new enough, and able to make an environment with pip in it
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && is_usable_python "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

stamp_of() {  # stamp_of KIND : changes whenever the environment of that kind has to be made again
    printf '%s\n' "$(pwd)" | cat - pyproject.toml "requirements/$1.txt" | cksum
}

is_fresh() { [ -x "$python" ] && [ "$(cat "$venv/stamp-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]; }

make_environment() {  # make_environment run|dev
    kind=$1
    if is_fresh "$kind"; then return; fi
    # The environment of the tests holds all that running needs.
    if [ "$kind" = run ] && is_fresh dev; then return; fi
    base=$(find_python) || stop 3 "This system's Python is older than 3.11. Install a newer one and name it:
    make run PYTHON=/path/to/python3"
    if is_fresh run; then
        say "Adding to $venv what the tests need."
    else
        say "Making $venv with $base; the first time takes a minute or two."
        "$base" -m venv --clear "$venv"
    fi
    pip="$python -m pip --disable-pip-version-check --quiet"
    # Wheels only: building from source would need compilers and fetch tools that no hash holds.
    $pip install --require-hashes --only-binary :all: -r "requirements/$kind.txt"
    $pip install --no-build-isolation --no-deps --editable .
    stamp_of "$kind" >"$venv/stamp-$kind"
}

# ---------------------------------------------------------------- Qt and the screen

qt_starts() {  # qt_starts PLATFORM : whether Qt's libraries load and a program starts on that platform
    QT_QPA_PLATFORM=$1 "$python" packaging/qt_starts.py >"$venv/qt-$1.log" 2>&1
}

screen_kinds() {  # the kinds of packages that the screens named here need
    if [ -n "${WAYLAND_DISPLAY:-}" ]; then printf 'wayland '; fi
    if [ -n "${DISPLAY:-}" ]; then printf 'x11 '; fi
}

has_screen() {  # a screen that Qt can really open
    if [ "$(uname -s)" = Darwin ]; then return 0; fi
    if [ -n "${WAYLAND_DISPLAY:-}" ] && qt_starts wayland; then return 0; fi
    if [ -n "${DISPLAY:-}" ]; then
        if qt_starts xcb; then return 0; fi
        say "The screen $DISPLAY cannot be opened: $(tail -n 1 "$venv/qt-xcb.log")"
    fi
    return 1
}

prepare() {  # prepare run|dev [KIND…] : everything that a job stands on
    environment=$1
    shift
    need_packages python qt "$@"
    make_environment "$environment"
    qt_starts offscreen || stop 3 "Qt cannot start here: $(cat "$venv/qt-offscreen.log")"
}

# ---------------------------------------------------------------- the jobs

run() {
    # shellcheck disable=SC2046 # a list of words
    prepare run $(screen_kinds)
    if has_screen; then
        exec "$venv/bin/agent-desktop" demo "$@"
    fi
    say "There is no screen here, so the program shows itself in pictures instead."
    tour
}

tour() {
    prepare run
    out=build/tour
    mkdir -p "$out"
    QT_QPA_PLATFORM=offscreen "$venv/bin/agent-desktop" tour --out "$out" "$@" ||
        stop 1 "The tour failed; what it did until then is in $(pwd)/$out."
    say "The pictures are in $(pwd)/$out."
}

pictures() {  # drive the tour in every theme and keep what the documents show
    prepare run
    for theme in light dark contrast; do
        out=build/pictures-$theme
        rm -rf "$out"
        QT_QPA_PLATFORM=offscreen "$venv/bin/agent-desktop" tour --out "$out" --theme "$theme" ||
            stop 1 "The tour in $theme failed; what it did until then is in $(pwd)/$out."
    done
    mkdir -p docs/pictures
    for name in sign-in ringing on-call second-call wrap-up unknown-caller palette floor persons-day lead history \
        timeline record tickets complaint rules; do
        cp build/pictures-light/[0-9][0-9]-"$name".png "docs/pictures/$name.png"
    done
    for theme in dark contrast; do
        cp "build/pictures-$theme"/[0-9][0-9]-on-call.png "docs/pictures/on-call-$theme.png"
    done
    say "The pictures in docs/pictures are of this version."
}

translations() {  # new strings into every catalogue, then the files the program loads
    make_environment dev
    QT_QPA_PLATFORM=offscreen "$python" packaging/translations.py
}

failed=
step() {  # step NAME COMMAND… : run it, and remember if it failed
    name=$1
    shift
    say "── $name"
    if ! "$@"; then failed="$failed, $name"; fi
}

check_types() {
    # Plug-ins are folders and no packages, so their files are named one by one.
    # shellcheck disable=SC2046 # file names of ours, without spaces
    "$venv/bin/mypy" agent_desktop ui/agent_desktop_ui $(find plugins -name '*.py' | sort)
}

run_tests() {
    prepare dev test x11
    step "ruff check" "$venv/bin/ruff" check .
    step "ruff format" "$venv/bin/ruff" format --check .
    step "types" check_types
    step "imports" "$venv/bin/lint-imports" --no-logo
    step "tests" env QT_QPA_PLATFORM=offscreen "$python" -m pytest -n 2 "$@"
    [ -z "$failed" ] || stop 1 "Failed: ${failed#, }."
    say "Everything passed."
}

sync_tests() {  # the tests that take minutes, one after another, so that each has the machine
    prepare dev test x11
    step "long tests" env QT_QPA_PLATFORM=offscreen "$python" -m pytest -m long -o faulthandler_timeout=3600 "$@"
    [ -z "$failed" ] || stop 1 "Failed: ${failed#, }."
    say "Everything passed."
}

pbx_tests() {  # calls on a real Asterisk, unpacked below build/pbx; PBX=skip where there is no Debian mirror
    if [ "${PBX:-}" = skip ]; then
        say "Calls on a real exchange were not tried: PBX=skip."
        return
    fi
    prepare dev
    step "calls on a real exchange" env PBX=run "$python" -m pytest tests/pbx -m "long or not long" \
        -o faulthandler_timeout=1800 "$@"
    [ -z "$failed" ] || stop 1 "Failed: ${failed#, }."
    say "Everything passed."
}

bench() {
    prepare dev
    mkdir -p build
    exec "$python" tests/benchmarks/run.py --out build/bench.json "$@"
}

check_wheel() {  # build the wheel, start it from an empty environment, and ask whether a version is known to be bad
    prepare dev
    rm -rf build/check dist
    "$venv/bin/hatchling" build
    "$python" -m venv build/check
    build/check/bin/python -m pip --disable-pip-version-check --quiet install \
        --require-hashes --only-binary :all: -r requirements/run.txt
    build/check/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-index dist/*.whl
    build/check/bin/python -m pip check
    # From another folder, so that the checkout cannot help.
    (cd / && "$OLDPWD/build/check/bin/agent-desktop" --help >/dev/null)
    say "The wheel in dist/ installs into an empty environment and starts from there."
    sh packaging/audit.sh
}

lock() {  # resolve the versions anew; with KEEP=yes only what pyproject.toml added
    uv=$(command -v uv) || {
        need_packages python
        "$(find_python)" -m venv build/uv
        build/uv/bin/python -m pip --disable-pip-version-check --quiet install uv
        uv=build/uv/bin/uv
    }
    upgrade=--upgrade
    if [ "${KEEP:-}" = yes ]; then upgrade=; fi
    resolve() {
        # shellcheck disable=SC2086 # an empty word must vanish
        "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-build $upgrade \
            --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" "$@"
    }
    resolve pyproject.toml requirements/build.in --output-file requirements/run.txt
    resolve pyproject.toml requirements/build.in --extra dev --constraints requirements/run.txt \
        --output-file requirements/dev.txt
    say "requirements/run.txt and requirements/dev.txt are up to date; run the tests, then commit them."
}

job=${1:-}
[ $# -gt 0 ] && shift
case "$job" in
    run) run "$@" ;;
    tour) tour "$@" ;;
    test) run_tests "$@" ;;
    test-sync) sync_tests "$@" ;;
    test-pbx) pbx_tests "$@" ;;
    pictures) pictures ;;
    translations) translations ;;
    bench) bench "$@" ;;
    check) check_wheel ;;
    lock) lock ;;
    *) stop 2 "usage: packaging/setup.sh run|tour|pictures|translations|test|test-sync|test-pbx|bench|check|lock [arguments]" ;;
esac

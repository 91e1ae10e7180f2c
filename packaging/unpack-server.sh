#!/bin/sh
# Unpacks one of Debian's servers into a folder, for the tests that need the real thing.
#
#   packaging/unpack-server.sh identity-provider|mail-server FOLDER
#
# Nothing is installed, nothing outside FOLDER is changed and nobody has to be root: installed, some would start as
# a service with a password that everybody knows. apt checks what it downloads against Debian's signatures.
set -eu

usage="usage: packaging/unpack-server.sh identity-provider|mail-server FOLDER"
kind=${1:?$usage}
folder=${2:?$usage}
stop() {
    printf '%s\n' "$*" >&2
    exit 3
}

case $kind in
    identity-provider)
        name=glewlwyd program=usr/bin/glewlwyd packages=glewlwyd
        # The simulated installation takes this for its questions; it is not fetched.
        beside=dbconfig-no-thanks unused='^libjs-'
        purpose="The tests of signing in through a provider"
        ;;
    mail-server)
        name=Dovecot program=usr/lib/dovecot/imap packages="dovecot-core dovecot-imapd"
        beside='' unused='^$'
        purpose="The tests of mail that comes in"
        ;;
    *) stop "$usage" ;;
esac

if [ -x "$folder/root/$program" ] && [ -e "$folder/done" ]; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
    stop "$name is unpacked from Debian's or Ubuntu's packages, and this system has no apt-get.
Unpack $packages by hand into $folder/root, so that $folder/root/$program starts, and make $folder/done."
fi
rm -rf "$folder"
mkdir -p "$folder/root" "$folder/lists/partial" "$folder/cache/archives/partial"
folder=$(cd "$folder" && pwd)
log=$folder/log
lists=
# shellcheck disable=SC2086 # lists and packages are lists of words
apt() { # with the system's package lists, or with our own
    apt-get -q $lists -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User= \
        -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@"
}
# What is missing here besides the server: apt knows, and only simulates installing it.
# shellcheck disable=SC2086
plan() { apt install --simulate --no-install-recommends $packages $beside >"$folder/plan" 2>>"$log"; }
fetch() {
    needed=$(awk '$1 == "Inst" { print $2 }' "$folder/plan" | grep -E '^lib' | grep -Ev "$unused" || true)
    # shellcheck disable=SC2086
    (cd "$folder/cache/archives" && apt download $packages $needed >>"$log" 2>&1)
}

# The system's lists may be old or gone, and bringing them up to date needs root; our own need nobody.
if ! { plan && fetch; }; then
    lists="-o Dir::State::lists=$folder/lists"
    # Without that mode apt calls it a success when nothing could be reached.
    apt -o APT::Update::Error-Mode=any update >>"$log" 2>&1 || stop "The package lists could not be fetched: $(tail -n 3 "$log")
$purpose need the network once; try again with it."
    plan || stop "This system's packages have no $name: $(tail -n 3 "$log")
On Ubuntu some are in 'universe'. $purpose need it."
    fetch || stop "$name could not be downloaded: $(tail -n 3 "$log")
$purpose need the network once; try again with it."
fi
for package in "$folder"/cache/archives/*.deb; do dpkg-deb --extract "$package" "$folder/root"; done
rm -rf "$folder/lists" "$folder/cache"
touch "$folder/done"

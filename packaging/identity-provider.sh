#!/bin/sh
# Unpacks Debian's glewlwyd, a real OpenID Connect provider, into a folder, for the tests of signing in with one.
#
#   packaging/identity-provider.sh FOLDER
#
# Nothing is installed, nothing outside FOLDER is changed and nobody has to be root: installed, it would start as
# a service with a password that everybody knows. apt checks what it downloads against Debian's signatures.
set -eu

folder=${1:?usage: packaging/identity-provider.sh FOLDER}
stop() {
    printf '%s\n' "$*" >&2
    exit 3
}

if [ -x "$folder/root/usr/bin/glewlwyd" ] && [ -e "$folder/done" ]; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
    stop "glewlwyd is unpacked from Debian's or Ubuntu's packages, and this system has no apt-get.
Unpack it by hand into $folder/root, so that $folder/root/usr/bin/glewlwyd starts, and make $folder/done."
fi
rm -rf "$folder"
mkdir -p "$folder/root" "$folder/lists/partial" "$folder/cache/archives/partial"
folder=$(cd "$folder" && pwd)
log=$folder/log
lists=
apt() { # with the system's package lists, or with our own
    # shellcheck disable=SC2086 # a list of words
    apt-get -q $lists -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User= \
        -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@"
}
# What is missing here besides glewlwyd: apt knows, and only simulates installing it.
plan() { apt install --simulate --no-install-recommends glewlwyd dbconfig-no-thanks >"$folder/plan" 2>>"$log"; }
fetch() {
    packages=$(awk '$1 == "Inst" { print $2 }' "$folder/plan" | grep -E '^lib' | grep -v '^libjs-')
    # shellcheck disable=SC2086 # a list of words
    (cd "$folder/cache/archives" && apt download glewlwyd $packages >>"$log" 2>&1)
}

# The system's lists may be old or gone, and bringing them up to date needs root; our own need nobody.
if ! { plan && fetch; }; then
    lists="-o Dir::State::lists=$folder/lists"
    # Without that mode apt calls it a success when nothing could be reached.
    apt -o APT::Update::Error-Mode=any update >>"$log" 2>&1 || stop "The package lists could not be fetched: $(tail -n 3 "$log")
The tests of signing in through a provider need the network once; try again with it."
    plan || stop "This system's packages have no glewlwyd: $(tail -n 3 "$log")
On Ubuntu it is in 'universe'. The tests of signing in through a provider need it."
    fetch || stop "glewlwyd could not be downloaded: $(tail -n 3 "$log")
The tests of signing in through a provider need the network once; try again with it."
fi
for package in "$folder"/cache/archives/*.deb; do dpkg-deb --extract "$package" "$folder/root"; done
rm -rf "$folder/lists" "$folder/cache"
touch "$folder/done"

#!/bin/sh
# Unpacks Debian's Dovecot, a real IMAP server, into a folder, for the tests of mail that comes in.
#
#   packaging/mail-server.sh FOLDER
#
# Nothing is installed, nothing outside FOLDER is changed and nobody has to be root. apt checks what it downloads
# against Debian's signatures.
set -eu

folder=${1:?usage: packaging/mail-server.sh FOLDER}
stop() {
    printf '%s\n' "$*" >&2
    exit 3
}

if [ -x "$folder/root/usr/lib/dovecot/imap" ] && [ -e "$folder/done" ]; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
    stop "Dovecot is unpacked from Debian's or Ubuntu's packages, and this system has no apt-get.
Unpack dovecot-core and dovecot-imapd by hand into $folder/root, and make $folder/done."
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
# What is missing here besides Dovecot: apt knows, and only simulates installing it.
plan() { apt install --simulate --no-install-recommends dovecot-imapd >"$folder/plan" 2>>"$log"; }
fetch() {
    packages=$(awk '$1 == "Inst" { print $2 }' "$folder/plan" | grep -E '^lib' || true)
    # shellcheck disable=SC2086 # a list of words
    (cd "$folder/cache/archives" && apt download dovecot-core dovecot-imapd $packages >>"$log" 2>&1)
}

# The system's lists may be old or gone, and bringing them up to date needs root; our own need nobody.
if ! { plan && fetch; }; then
    lists="-o Dir::State::lists=$folder/lists"
    # Without that mode apt calls it a success when nothing could be reached.
    apt -o APT::Update::Error-Mode=any update >>"$log" 2>&1 || stop "The package lists could not be fetched: $(tail -n 3 "$log")
The tests of mail that comes in need the network once; try again with it."
    plan || stop "This system's packages have no dovecot-imapd: $(tail -n 3 "$log")"
    fetch || stop "Dovecot could not be downloaded: $(tail -n 3 "$log")
The tests of mail that comes in need the network once; try again with it."
fi
for package in "$folder"/cache/archives/*.deb; do dpkg-deb --extract "$package" "$folder/root"; done
rm -rf "$folder/lists" "$folder/cache"
touch "$folder/done"

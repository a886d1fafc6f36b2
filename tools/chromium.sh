#!/bin/sh
# Make sure that there is a Chromium for the browser tests: install Debian's where that is possible, else say why not.
set -eu

is_there() {
    for name in chromium chromium-browser google-chrome; do
        if "$name" --version >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

without() {
    printf '%s\n' "The browser tests need Chromium, which is not here and cannot be installed: $*" >&2
    exit 1
}

is_there && exit 0
command -v apt-get >/dev/null || without "there is no apt-get. Install Chromium yourself."
[ "$(id -u)" = 0 ] || without "that takes root. Run: sudo apt-get install chromium"
echo "Installing Chromium for the browser tests ..." >&2
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } >/dev/null 2>&1 || true
is_there || without "apt-get brings none that runs."

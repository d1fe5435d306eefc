#!/bin/sh
# Install what the tests in a browser need besides .venv: Chromium, and a font that has emoji.
# From the packages of Debian or Ubuntu, as root or with sudo; elsewhere say what to install.
set -eu

browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

if found=$(browser); then
    echo "There is a browser for the tests already: $found"
    exit 0
fi
packages="chromium fonts-noto-color-emoji"
if ! command -v apt-get >/dev/null; then
    echo "Without apt-get this script cannot install a browser. Install Chromium or Google Chrome" >&2
    echo "so that 'chromium' or 'google-chrome' is on the PATH, then run 'make test' again." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=sudo
else
    echo "Installing needs root, and sudo is not to be had here. Let somebody run:" >&2
    echo "  apt-get update && apt-get install $packages" >&2
    exit 1
fi
$as_root apt-get update -q
# shellcheck disable=SC2086  # several packages
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $packages
echo "Installed for the tests: $(browser)"

#!/bin/sh
# Install what the browser tests need besides .venv: Chromium, and a font that has emoji.
# Uses the packages of Debian or Ubuntu, as root or with sudo.
set -eu

browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

if found=$(browser); then
    echo "A browser for the tests is installed: $found"
    exit 0
fi
packages="chromium fonts-noto-color-emoji"
if ! command -v apt-get >/dev/null; then
    echo "This script installs a browser with apt-get, which this machine does not have. Install" >&2
    echo "Chromium or Google Chrome, so that 'chromium' or 'google-chrome' is on the PATH." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=sudo
else
    echo "Installing a browser needs root or sudo. Ask an administrator to run:" >&2
    echo "  apt-get update && apt-get install $packages" >&2
    exit 1
fi
$as_root apt-get update -q
# shellcheck disable=SC2086  # several packages
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $packages
echo "Installed for the tests: $(browser)"

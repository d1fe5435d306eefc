#!/bin/sh
# Write the list of all dependencies with their versions and hashes (CycloneDX) to var/sbom.json.
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh
mkdir -p var
.venv/bin/uv export --quiet --frozen --no-dev --all-extras --format cyclonedx1.5 \
    --preview-features sbom-export --output-file var/sbom.json > /dev/null
echo "Written: var/sbom.json"

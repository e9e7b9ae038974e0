# Installs the chosen version with the installer of that release, which checks what it fetches.
set -euo pipefail

installer=$(mktemp)
trap 'rm -f "$installer"' EXIT
curl --fail --silent --show-error --location --retry 3 \
  --output "$installer" "${SERVER%/}/v$VERSION/packages/install.sh"
sh "$installer" --version "$VERSION" --dir "$FOLDER" --server "$SERVER"

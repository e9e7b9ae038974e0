# Decides which version to install, and where: writes `version` and `folder` to GITHUB_OUTPUT.
set -euo pipefail

if [ -n "${VERSION_FILE:-}" ]; then
  [ -f "$VERSION_FILE" ] || { echo "::error::There is no file $VERSION_FILE."; exit 1; }
  VERSION=$(tr -d 'v[:space:]' <"$VERSION_FILE")
fi
if [ "$VERSION" = latest ]; then
  # Which one is the newest needs no trust: what is installed is checked.
  VERSION=$(curl --fail --silent --show-error --location "${SERVER%/}/manifest.json" |
    grep -o '"version": *"[^"]*"' | tail -n 1 | cut -d '"' -f 4)
fi
case $VERSION in
  *[!0-9A-Za-z.-]* | '') echo "::error::\"$VERSION\" is no version of FastForth."; exit 1 ;;
esac
{
  echo "version=$VERSION"
  echo "folder=${RUNNER_TOOL_CACHE:-$HOME}/fastforth/$VERSION"
} >>"$GITHUB_OUTPUT"

# FastForth into PATH, and its errors as annotations where `fastforth test` does not make them itself.
set -euo pipefail

echo "$FOLDER/bin" >>"$GITHUB_PATH"
echo "::add-matcher::$GITHUB_ACTION_PATH/matcher.json"
"$FOLDER/bin/fastforth" --version

#!/bin/sh
# Plays the story and puts what it printed into FILE, between the lines "```console" and "```", with
# [..] for what differs from run to run.
#
#   tests/demo/transcript.sh FILE       with VS_PROGRAM
set -eu

here=$(cd "$(dirname "$0")" && pwd)
file=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$here/story.sh" "$dir/demo" >"$dir/story" || { cat "$dir/story"; exit 1; }

programs=$(cd "$(dirname "${VS_PROGRAM:-$(command -v vs)}")" && pwd)
sed -e "s,$programs,[..],g" -e "s,$dir/demo,[..],g" \
    -e 's/\<[0-9a-f]\{8\}\>/[..]/g' -e 's/\<[0-9a-f]\{32\}\>/[..]/g' \
    -e "s/\([0-9a-f]\{4\} \)\{7\}[0-9a-f]\{4\}/[..]/g" \
    -e 's/^\(  recovery code  *\).*/\1[..]/' "$dir/story" >"$dir/shown"

awk -v shown="$dir/shown" '
    /^```console$/ && !done { print; while ((getline line < shown) > 0) print line; skip = done = 1 }
    /^```$/ { skip = 0 }
    !skip { print }' "$file" >"$dir/new"
cat "$dir/new" >"$file"

#!/bin/sh
# Go's own transparency-log packages check a tree that vs wrote: tests/interop/go/tlogcheck.go.
# Needs Debian's golang-go and golang-golang-x-mod-dev; without them nothing is tested here.
cd "$(dirname "$0")/../.." || exit 1
skip() { echo "1..0 # SKIP $1"; exit 0; }
command -v go >/dev/null || skip 'no go'
[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] || skip 'no golang-golang-x-mod-dev'
writer=${BUILD:-build}/${MODE:-release}/tests/unit/core_log/t_strict_tree
[ -x "$writer" ] || skip "no $writer (make test-programs)"

folder=$(mktemp -d "${TMPDIR:-/tmp}/vs-tlog.XXXXXX") || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/tree"
"$writer" "$folder/tree" >"$folder/writer.log" || { cat "$folder/writer.log"; echo 'Bail out! the tree was not written'; exit 1; }
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$folder/cache GOFLAGS= \
    go build -o "$folder/tlogcheck" ./tests/interop/go/tlogcheck.go >"$folder/go.log" 2>&1 ||
    { sed 's/^/# /' "$folder/go.log"; echo 'Bail out! the checker does not build'; exit 1; }
"$folder/tlogcheck" "$folder/tree"

#!/bin/sh
# Every test there is, in one run of the runner: programs in both builds, shell tests, JavaScript tests.
set -eu
cd "$(dirname "$0")/.."
: "${BUILD:=build}"
exec tests/run $(find "$BUILD/release/tests" "$BUILD/asan/tests" -type f -perm -u+x -name 't_*' | sort) \
    $(find tests -name '*.t' -o -name '*.mjs' ! -path '*/lib/*' | sort)

#!/bin/sh
# Every test there is, in one run of the runner: programs in both builds, shell tests, JavaScript tests.
set -eu
cd "$(dirname "$0")/.."
: "${BUILD:=build}"
VS_PROGRAM=$(realpath "$BUILD/release/vs")
export VS_PROGRAM
# A program whose source is gone does not count.
programs() {
    for source in $(find tests -name 't_*.c' -o -name 'f_*.c' -path 'tests/fuzz/*' | sort); do
        program=$(echo "${source%.c}" | sed 's,/f_\([^/]*\)$,/t_fuzz_\1,')
        echo "$BUILD/release/$program" "$BUILD/asan/$program"
    done
}
exec tests/run $(programs) $(find tests -name '*.t' -o -name '*.mjs' \
    ! -path '*/lib/*' ! -path '*/verifier/*' ! -name verify_remote.mjs | sort)

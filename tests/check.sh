#!/bin/sh
# Every test there is, in one run of the runner: programs in both builds, shell tests, JavaScript tests. The
# longest come first, so that no processor is idle at the end.
set -eu
cd "$(dirname "$0")/.."
: "${BUILD:=build}"
VS_PROGRAM=$(realpath "$BUILD/release/vs")
export VS_PROGRAM
# A program whose source is gone does not count.
programs() {
    for source in $(find tests -name 't_*.c' -o -name 'f_*.c' -path 'tests/fuzz/*' | sort); do
        program=$(echo "${source%.c}" | sed 's,/f_\([^/]*\)$,/t_fuzz_\1,')
        echo "$BUILD/release/$program"
        echo "$BUILD/asan/$program"
    done
}
{
    programs
    find tests -name '*.t' -o -name '*.mjs' ! -path '*/lib/*' ! -path '*/verifier/*' ! -name verify_remote.mjs | sort
} >"$BUILD/tests"
long='sim/sync/t_history cli/kill cli/liar cli/regimes cli/restore cli/fulldisk cli/terminal cli/torn cli/device cli/life
    anomaly/core_record/t_memory anomaly/sync/t_interrupted anomaly/sync/t_fork_oom anomaly/core_vault/t_tamper
    anomaly/core_vault/t_crash cli/https cli/badinput cli/hostile cli/ssh interop/output cli/household cli/locks
    anomaly/core_audit anomaly/sync sim/sync anomaly cli mutants/authority prop/core_casework interop'
first() {
    for name in $long; do
        grep "tests/$name" "$BUILD/tests" || :
    done
    cat "$BUILD/tests"
}
exec tests/run $(first | awk '!seen[$0]++')

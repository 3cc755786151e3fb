#!/bin/sh
# Switches off the checks of core/casework/authority*.c one by one; each time a test must fail. The program
# with the switches is built by `make test-programs` (tests/mutants/authority.pl writes its source).
cd "$(dirname "$0")/../.." || exit 1
folder=${BUILD:-build}/${MODE:-release}/mutants
[ -x "$folder/t_authority" ] || { echo "Bail out! no $folder/t_authority; type: make test-programs"; exit 1; }

count=0 failed=0
check() {
    count=$((count + 1))
    [ "$1" = 0 ] || { printf 'not '; failed=1; }
    echo "ok $count - $2"
}

VS_MUTANT=0 "$folder/t_authority" >/dev/null 2>&1
check $? 'with all checks on the test passes'
number=0
while read -r n line source; do
    number=$n
    ! VS_MUTANT=$n "$folder/t_authority" >/dev/null 2>&1
    check $? "without check $n, $line: $source"
done <"$folder/authority.list"
[ "$number" -ge 40 ]
check $? "$number checks were switched off"
echo "1..$count"
exit $failed

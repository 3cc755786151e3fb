#!/bin/sh
# usage: run.sh SECONDS OUT TARGET...
# Runs libFuzzer programs for some seconds each, from the corpus in tests/fuzz/corpus and from what
# earlier runs found, which stays under OUT. An input that fails is left under OUT and named.
set -u
seconds=$1 out=$2
shift 2
bad=
for program; do
    name=${program##*/}
    mkdir -p "$out/found/$name" "$out/failed"
    "$program" -max_total_time="$seconds" -timeout=10 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="$out/failed/$name-" "$out/found/$name" "tests/fuzz/corpus/$name" 2>"$out/$name.log"
    if [ $? = 0 ]; then
        echo "  ok   $name: $(ls "$out/found/$name" | wc -l) inputs found so far"
    else
        bad="$bad $name"
        tail -n 40 "$out/$name.log"
        echo "  FAIL $name"
    fi
done
[ -z "$bad" ] || { echo "failed:$bad; the inputs are in $out/failed"; exit 1; }

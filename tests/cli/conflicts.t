#!/bin/sh
# What schemas/CONFLICTS.md tells people to type is there: every command, with every option it names.
. "$(dirname "$0")/lib.sh"
page=$root/schemas/CONFLICTS.md
grep -o '`vs [^`]*`' "$page" | tr -d '`' | sort -u >typed
[ "$(wc -l <typed)" -ge 12 ]
ok $? "the page names commands"
while read -r _ command rest; do
    "$VS_PROGRAM" help "$command" >help 2>/dev/null
    ok $? "vs $command"
    for word in $rest; do
        case $word in
        --*) grep -q -- "$word" help; ok $? "vs $command $word" ;;
        esac
    done
done <typed
done_testing

#!/bin/sh
# Checks every #include of the program against tests/layers.txt. Prints the offenders; exit 1 if any.
set -eu
cd "$(dirname "$0")/.."
find cli core sync -name '*.[ch]' | sort | xargs awk '
    FILENAME == ARGV[1] { next }
    /^[[:space:]]*#[[:space:]]*include/ { print FILENAME ":" FNR ":" $2 }
' /dev/null | awk -F: '
    function folder(path) { sub(/\/[^\/]*$/, "", path); return path ~ /^cli/ ? "cli" : path ~ /^sync/ ? "sync" : path }
    NR == FNR {
        if ($0 ~ /^(#|$)/) next
        name = $1; list = substr($0, length(name) + 2)
        n = split(list, parts, " ")
        for (i = 1; i <= n; i++) allowed[name, parts[i]] = 1
        known[name] = 1
        if (name ~ /^<.*\/$/) prefix[name] = 1
        next
    }
    {
        file = $1; line = $2; inc = $3; from = folder(file); ok = 1
        if (inc ~ /^"/) {
            gsub(/"/, "", inc); to = folder(inc)
            if (!(from in known)) ok = 0
            else if (from != to && !((from, to) in allowed)) ok = 0
        } else {
            rule = (inc in known) ? inc : ""
            for (p in prefix) if (index(inc, p) == 1) rule = p
            if (rule != "") {
                top = from; sub(/\/.*/, "", top)
                ok = ((rule, file) in allowed) || ((rule, from) in allowed) || ((rule, top) in allowed)
            }
        }
        if (!ok) { print file ":" line ": may not include " inc; bad = 1 }
    }
    END { exit bad }
' tests/layers.txt -

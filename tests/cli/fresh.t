# A clean clone, an empty HOME, and what README.md says to type (but for apt): it builds, and the first
# commands work as they stand. What README names is there.
. "$(dirname "$0")/lib.sh"

# The n-th block of README.md in the language sh.
block() { awk -v n="$1" '/^```sh$/ { at++; on = 1; next } /^```$/ { on = 0 } on && at == n' "$root/README.md"; }

git -C "$root" rev-parse --git-dir >/dev/null 2>&1 || { echo "1..0 # SKIP not a git repository"; exit 0; }
git clone --quiet "$root" clone >"$out" 2>"$err"
ok $? "the repository is cloned"

# What was built from the same bytes is taken over, so that check does not compile everything once more: a file
# that the clone lacks or has otherwise would differ here, and then all is compiled.
same=yes
for part in Makefile cli core sync schemas tests/layers.txt; do
    diff -rq "$root/$part" "clone/$part" >/dev/null 2>&1 || same=no
done
built=$BUILD/release/obj
if [ $same = yes ] && [ -d "$built/core" ]; then
    mkdir -p clone/build/release/obj
    cp -r "$built/cli" "$built/core" "$built/sync" clone/build/release/obj/
fi

block 3 >typed
grep -q '^make$' typed && grep -q '^vs init ' typed
ok $? "README.md says how to make a first ledger"
(
    unset BUILD MODE MFLAGS VS_PROGRAM
    MAKEFLAGS=-j2
    export MAKEFLAGS
    cd clone && exec sh -eu ../typed
) >"$out" 2>"$err" </dev/null
ok $? "what README.md says to type works"
out_has "Team Voorbeeld holds responsibility since"
out_has "(2026-0001): case opened"
out_has "case closed"
is "$(cd clone && git status --porcelain)" "" "nothing outside build/ is written"
is "$(find home -type f)" "" "nothing is written to HOME"
[ -e clone/build/try/ledger.db ] && [ -e clone/build/try.key ]
ok $? "the ledger and its key are where README.md says"

missing=
for path in $(grep -ho '](\([a-zA-Z][^):]*\))' "$root/README.md" "$root/SECURITY.md" | tr -d '()]' | sort -u); do
    [ -e "clone/$path" ] || missing="$missing $path"
done
is "$missing" "" "every file that README.md and SECURITY.md link to is there"

# The table of commands is that of the program, whole.
"$PWD/clone/build/release/vs" help --json >"$out" 2>"$err"
missing=$(node -e '
    const fs = require("fs"), [help, readme] = process.argv.slice(1).map((f) => fs.readFileSync(f, "utf8"));
    const table = /^## Commands\n\n((?:\|.*\n)+)/m.exec(readme)[1];
    const shown = [...table.matchAll(/`([a-z ]+)`/g)].map((m) => m[1].replace(/^vs /, "")).sort().join("\n");
    const there = JSON.parse(help).commands.map((c) => c.name).sort().join("\n");
    if (shown !== there) console.log(`README:\n${shown}\nprogram:\n${there}`);' "$out" "$root/README.md")
is "$missing" "" "README.md lists the commands that there are"
done_testing

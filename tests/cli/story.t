# The story of `make demo` prints what README.md shows, whatever the zone of the machine; at each of its
# three instants both ledgers answer the same; and a second run starts clean.
. "$(dirname "$0")/lib.sh"
export VS_PROGRAM

# At the end of each moment: what both say is due, as documents status.<who>.<day and hour>.
cat >hook <<'HOOK'
#!/bin/sh
for who in veilig-thuis oosterhout; do
    [ -e "$1/$who/key" ] || continue
    faketime "@$2" "$VS_PROGRAM" --ledger "$1/$who/ledger" --key-file "$1/$who/key" --json status \
        >"$1/../status.$who.$(TZ=UTC date -d "@$2" +%d.%H)" || exit
done
HOOK
chmod +x hook

story() { # zone
    TZ=$1 VS_STORY_HOOK=$trash/hook sh "$root/tests/demo/story.sh" "$trash/demo" >"$out" 2>"$err" </dev/null
    rc=$?
}

# README's transcript, line by line; [..] stands for anything.
shows() {
    node -e '
        const [readme, out] = process.argv.slice(1).map((f) => require("fs").readFileSync(f, "utf8"));
        const want = /^```console\n([^]*?)^```$/m.exec(readme)[1].split("\n"), got = out.split("\n");
        const plain = (s) => s.replace(/[.*+?^${}()|\\[\]]/g, "\\$&");
        const fits = (w, g) => new RegExp("^" + w.split("[..]").map(plain).join(".+") + "$").test(g);
        for (let i = 0; i < Math.max(want.length, got.length); i++) {
            if (i < want.length && i < got.length && fits(want[i], got[i])) continue;
            console.error(`line ${i + 1} of the story (make transcript, if this is meant):`);
            console.error(`README: ${want[i]}\nstory:  ${got[i]}`);
            process.exit(1);
        }' "$root/README.md" "$out" 2>"$err" || { sed 's/^/# /' "$err"; return 1; }
}

mkdir demo
echo kept >demo/other
story '<+13>-13'
is_rc 0 "the story plays"
[ "$rc" = 0 ] || done_testing
is "$(head -n 1 "$out")" "Every command below runs under faketime: its clock starts at Thursday 2 April \
2026 16:10 (Europe/Amsterdam) and only goes forward." "the first line says how time passes"
shows
ok $? "README.md shows what the story prints"

# The three instants, asked of both ledgers after the last sync.
now='2026-04-14 09:30:00'
before='2026-04-02 16:35' between='2026-04-08 12:00' after='2026-04-09 09:00'
for who in veilig-thuis oosterhout; do
    case $who in
    oosterhout) ref=ST-0098 ;;
    *) ref=VT-2026-0417 ;;
    esac
    ask() { run --ledger "demo/$who/ledger" --key-file "demo/$who/key" --json "$@"; }
    for at in "$before" "$between"; do
        ask who $ref --at "$at"
        is_rc 0 "$who at $at"
        is "$(json .schema)" vs.who/1 "$who at $at: a document"
        is "$(json .holders.length)/$(json .holders.0.name)/$(json .holders.0.role)" \
            "1/Veilig Thuis West-Brabant/vt" "$who at $at: one holder"
        is "$(json .holders.0.since)" 2026-04-02T14:30:00Z "$who at $at: since the report"
        is "$(json .holders.0.because.0.kind)" opened "$who at $at: because it opened the case"
        is "$(json .state)/$(json .certainty)" open/certain "$who at $at: certain"
    done
    ask who $ref --at "$after"
    is_rc 0 "$who at $after"
    is "$(json .holders.length)/$(json .holders.0.name)/$(json .holders.0.role)" \
        "1/Sociaal team Oosterhout/local_team" "$who at $after: one holder"
    is "$(json .holders.0.since)" 2026-04-08T22:00:00Z "$who at $after: since midnight here"
    is "$(json .state)/$(json .certainty)" open/certain "$who at $after: certain"
    is "$(json .holders.0.because.0.days.counted)" '["2026-04-07","2026-04-08"]' "$who: days counted"
    is "$(json .holders.0.because.0.days.skipped)" \
        '[{"date":"2026-04-03","reason":"good-friday"},{"date":"2026-04-04","reason":"saturday"},{"date":"2026-04-05","reason":"sunday"},{"date":"2026-04-06","reason":"easter-monday"}]' \
        "$who: days skipped"
    is "$(json .holders.0.because.0.rule)/$(json .holders.0.because.0.basis)/$(json .agreement.id)" \
        after_delay/agreement/west-brabant-2022 "$who: the rule and its source"
    is "$(json .calendar.id)" nl-atw "$who: the calendar"
    ask who $ref --at '2026-04-02 16:29'
    is "$(json .state)/$(json .holders.length)" no-case/0 "$who: nobody before the report"
    # The moment of the move, to the second.
    ask who $ref --at 2026-04-08T21:59:59Z
    is "$(json .holders.0.role)" vt "$who: until midnight"
    ask who $ref --at 2026-04-08T22:00:00Z
    is "$(json .holders.0.role)" local_team "$who: from midnight"
done
id=$(json .case)
who=veilig-thuis
ask who VT-2026-0417
is "$(json .case)" "$id" "both speak of the same case"

# What was due at the three moments, as they knew it then.
due() { # who, day.hour: kinds with their instants
    node -e '
        const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        if (d.schema !== "vs.status/1" || d.open !== 1) throw new Error("not one open case");
        console.log(d.due.map((x) => `${x.kind} ${x.when ?? "-"}`).sort().join(", "));' "status.$1.$2"
}
moves='answer 2026-04-08T22:00:00Z' assessment='assessment 2026-04-13T22:00:00Z'
for when in 02.14 08.10; do
    is "$(due oosterhout $when)" "$moves, transfer 2026-04-08T22:00:00Z, waiting -" "oosterhout on $when"
    is "$(due veilig-thuis $when)" "$moves, $assessment, transfer 2026-04-08T22:00:00Z" "veilig-thuis on $when"
done
for who in veilig-thuis oosterhout; do
    is "$(due $who 09.07)" "waiting -" "$who on 09.07"
    is "$(due $who 14.09)" "" "$who at the end: nothing is due"
done

# A second run, in another zone, starts clean and touches nothing else.
touch demo/veilig-thuis/left demo/oosterhout/ledger/left
story '<-07>7'
is_rc 0 "the story plays again"
shows
ok $? "in another zone it prints the same"
[ ! -e demo/veilig-thuis/left ] && [ ! -e demo/oosterhout/ledger/left ]
ok $? "what the first run left is gone"
is "$(cat demo/other)" kept "what is not the story's is untouched"
is "$(find home -type f | wc -l)" 0 "nothing is written to the HOME of who runs it"
is "$(ls -A demo | tr '\n' ' ')" "hub oosterhout other post veilig-thuis " "nothing but its folders"
done_testing

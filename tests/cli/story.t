# The story of `make demo` prints what README.md shows, whatever the zone of the machine; at each of its
# instants all ledgers answer the same; and a second run starts clean.
. "$(dirname "$0")/lib.sh"
export VS_PROGRAM

# At the end of each moment: what both say is due, as documents status.<who>.<day and hour>.
cat >hook <<'HOOK'
#!/bin/sh
for who in veilig-thuis oosterhout breda igj; do
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
now='2026-04-24 09:30:00'
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
        is "$(json .holders.0.since | cut -c 1-17)" 2026-04-02T14:30: "$who at $at: since the report"
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

# 4. Disputed from the escalation on, settled from nine o'clock on.
for who in veilig-thuis oosterhout; do
    ask who "$id" --at '2026-04-15 12:00'
    is_rc 21 "$who: disputed"
    is "$(json .certainty)/$(json .holders.0.role)/$(json .missing)" 'disputed/local_team/["dispute"]' "$who: by what is missing"
    is "$(json .holders.0.certainty_since.since | cut -c1-16)/$(json .holders.0.certainty_since.before)" \
        2026-04-15T07:00/certain "$who: and since when it is disputed"
    is "$(json .escalations.0.reason)/$(json .escalations.length)" difference_of_view/1 "$who: the escalation is open"
    ask who "$id" --at '2026-04-16 08:59'
    is_rc 21 "$who: disputed until nine"
    ask who "$id" --at '2026-04-16 09:00'
    is_rc 0 "$who: settled"
    is "$(json .certainty)/$(json .holders.length)/$(json .holders.0.role)" certain/1/vt "$who: Veilig Thuis from nine"
    is "$(json .holders.0.since)/$(json .holders.0.because.0.kind)" 2026-04-16T07:00:00Z/settled "$who: because both signed"
    is "$(json .escalations)" '[]' "$who: which ended the escalation"
done

# 5. The auditor gives the same answers, and has not a word of the dossier.
for at in "$before" "$between" "$after" '2026-04-15 12:00' '2026-04-16 09:00'; do
    for who in igj oosterhout; do
        ask who "$id" --at "$at"
        node -e '
            const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
            console.log(d.state, d.certainty, d.holders.map((h) => [h.org, h.since]).join());' "$out" >"answer.$who"
    done
    cmp -s answer.igj answer.oosterhout
    ok $? "the auditor answers the same at $at"
done
who=igj
ask show "$id"
is "$(json .ref)" undefined "no reference"
ok "$(grep -c '"content": "present"' "$out")" "no content is there"
is "$(json .parties.length)" 3 "three parties"
ask log "$id"
ok "$(grep -c '"content": "present"' "$out")" "nor in its log"
words='VT-2026-0417|ST-0098|VT-2026-0431|Voorbeeld|Verzonnenweg|neighbours heard|released yesterday'
for command in "show $id" "log $id" "who $id" list status due "org list"; do
    for form in '' --json; do
        # shellcheck disable=SC2086
        run --ledger demo/igj/ledger --key-file demo/igj/key $form $command
        cat "$out" "$err"
    done
done >said
git --git-dir=demo/igj/ledger/git cat-file --batch-all-objects --batch >objects 2>/dev/null
ok $? "what it fetched can be looked through"
[ "$(wc -c <objects)" -gt 20000 ]
ok $? "and is something"
cat $(find demo/igj -type f) >files
for what in said objects files; do
    ! grep -qaE "$words" $what
    ok $? "no word of the dossier in what the auditor has: $what"
done
who=oosterhout
ask show "$id"
grep -qE "$words" "$out"
ok $? "where it was disclosed, they are there"

# 6. Two acts that did not know of each other: the same to all three.
who=veilig-thuis
ask who VT-2026-0431
second=$(json .case)
for who in veilig-thuis oosterhout breda; do
    ask who "$second" --at '2026-04-23 13:30'
    is_rc 21 "$who: people must decide"
    is "$(json .certainty)/$(json .holders.length)" contested/2 "$who: both hold it"
    node -e '
        const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        console.log(d.holders.map((h) => h.name).sort().join(), d.findings.map((f) => f.name).join());' "$out" >"answer.$who"
    is "$(cat "answer.$who")" "Sociaal team Oosterhout,Team Zorg voor elkaar Breda withdrawn-too-late" "$who: who, and what came too late"
    ask who "$second" --at '2026-04-23 14:00'
    is_rc 0 "$who: settled from two o'clock"
    is "$(json .certainty)/$(json .holders.0.name)" "certain/Sociaal team Oosterhout" "$who: by whom"
    is "$(json .holders.0.certainty_since.before)" contested "$who: and not from the beginning"
    ask log "$second"
    is "$(grep -cE '"type": "(case.open|handover.offer|handover.accept|handover.withdraw)"' "$out")" 6 "$who: every act is there"
    is "$(grep -c '"state": "void"' "$out")" 0 "$who: and none is void"
done
who=breda
ask org list
grep -q '"alias": "oosterhout"' "$out"
is $? 1 "Breda has no card of Oosterhout"
grep -q 'Sociaal team Oosterhout' "$out"
ok $? "it was introduced"

# 7. What the host did changed nothing, and everybody is in sync again.
for who in veilig-thuis oosterhout breda; do
    ask sync
    is_rc 0 "$who: clean"
    is "$(json .refused)" 0 "$who: nothing is refused"
    ask log "$second"
    is "$(grep -c '"type": "note"' "$out")" 1 "$who: what was held back has come"
done

# What was due at the three moments, as they knew it then.
due() { # who, day.hour: kinds with their instants
    node -e '
        const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        if (d.schema !== "vs.status/1" || d.open !== 1) throw new Error("not one open case");
        console.log(d.due.map((x) => `${x.kind} ${x.when ?? "-"}`).sort().join(", "));' "status.$1.$2"
}
moves='answer 2026-04-08T22:00:00Z' assessment='assessment 2026-04-13T22:00:00Z'
for when in 02.14 08.10; do
    is "$(due oosterhout $when)" "$moves, $assessment, transfer 2026-04-08T22:00:00Z, waiting -" "oosterhout on $when"
    is "$(due veilig-thuis $when)" "$moves, $assessment, transfer 2026-04-08T22:00:00Z" "veilig-thuis on $when"
done
for who in veilig-thuis oosterhout; do
    is "$(due $who 09.07)" "waiting -" "$who on 09.07"
    is "$(due $who 14.09)" "" "$who on 14.09: nothing is due"
done
is "$(due oosterhout 15.08)" "escalation -, escalation -, settle -" "oosterhout on 15.08: it is to be settled"
settle() { # who: kinds of what is due about the second case while it was contested
    node -e '
        const d = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        console.log(d.due.filter((x) => x.case === process.argv[2]).map((x) => `${x.kind} ${x.by.name}`).sort().join(", "));' \
        "status.$1.23.11" "$second"
}
for who in veilig-thuis oosterhout breda; do
    is "$(settle $who)" "settle Sociaal team Oosterhout, settle Team Zorg voor elkaar Breda" "$who: who has to do what"
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
is "$(ls -A demo | tr '\n' ' ')" "breda hub igj oosterhout other post veilig-thuis " "nothing but its folders"
done_testing

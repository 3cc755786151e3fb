#!/bin/sh
# The main job as a story in seven acts: a case changes hands between two organisations, they
# differ and settle it, an auditor looks at it, two act at once, and the host cheats.
#
#   tests/demo/story.sh FOLDER      with VS_PROGRAM, or the `vs` of the PATH
#
# Each organisation is one folder with its HOME, its ledger and its key file; beside them lie the hub
# with the git repository that both use, and the post. Whatever an earlier run left of these is
# removed first; nothing else is touched, and what this run makes stays. `make demo` runs this in
# build/demo; tests/cli/story.t compares what it prints with README.md, and looks at both ledgers at
# the end of each moment: it sets VS_STORY_HOOK.
set -eu

[ $# = 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
program=${VS_PROGRAM:-$(command -v vs)} || { echo "$0: no program vs; set VS_PROGRAM" >&2; exit 2; }
programs=$(cd "$(dirname "$program")" && pwd)
mkdir -p "$1"
demo=$(cd "$1" && pwd)
cd "$demo"
rm -rf veilig-thuis oosterhout breda igj hub post
mkdir -p veilig-thuis/home oosterhout/home breda/home igj/home hub/home post

# The clock of the story, in seconds since 1970. It only goes forward, also from command to command.
now=0

end_of_moment() {
    [ -z "${VS_STORY_HOOK:-}" ] || "$VS_STORY_HOOK" "$demo" "$now"
}

at() { # 'YYYY-MM-DD HH:MM' in the Netherlands, in summer time
    [ "$now" = 0 ] || end_of_moment
    then=$(date -d "$1 +0200" +%s)
    [ "$then" -gt "$now" ] || { echo "$0: $1 is not later" >&2; exit 1; }
    # Some seconds into the minute: how long a command takes then changes nothing that is printed.
    now=$((then + 10))
    printf '\n# %s\n' "$(LC_ALL=C TZ=UTC-2 date -d "@$now" '+%A %-d %B %Y, %H:%M')"
}

# Prints a command behind the prompt of who types it, runs it in that organisation's folder, and
# prints what it printed; that is in "$demo/post/screen" until the next one. An exit code other than
# 0 is meant where it is given, and then it is printed too.
types() { # who, command line, [exit code]
    printf '%s$ %s\n' "$1" "$2"
    code=0
    (
        cd "$1"
        exec env -u VS_LANG -u XDG_DATA_HOME -u XDG_CONFIG_HOME HOME="$demo/$1/home" LC_ALL=C.UTF-8 \
            VS_LEDGER="$demo/$1/ledger" VS_KEY_FILE="$demo/$1/key" PATH="$programs:$PATH" \
            faketime "@$now" sh -c "$2"
    ) >"$demo/post/screen" 2>&1 </dev/null || code=$?
    cat post/screen
    if [ "$code" != "${3:-0}" ]; then
        echo "$0: this command ended with exit code $code" >&2
        exit 1
    fi
    [ "$code" = 0 ] || echo "[exit code $code]"
    now=$((now + 20))
}
quietly() { types "$@" >/dev/null; }

veilig_thuis() { types veilig-thuis "$@"; }
oosterhout() { types oosterhout "$@"; }
breda() { types breda "$@"; }
igj() { types igj "$@"; }
hub() { types hub "$@"; }

fingerprint() { sed -n 's/^fingerprint.*: //p' post/screen; }

echo "Every command below runs under faketime: its clock starts at Thursday 2 April 2026 16:10" \
    "(Europe/Amsterdam) and only goes forward."

printf '\n== 1. Two organisations get to know each other ==\n'

at '2026-04-02 16:10'
veilig_thuis "vs init --name 'Veilig Thuis West-Brabant' --key-file key"
oosterhout "vs init --name 'Sociaal team Oosterhout' --code gm0826 --key-file key"

at '2026-04-02 16:15'
echo "# The cards go by mail; each reads the fingerprint of its own to the other by telephone."
veilig_thuis "vs card > ../post/veilig-thuis.json"
of_veilig_thuis=$(fingerprint)
oosterhout "vs card > ../post/oosterhout.json"
of_oosterhout=$(fingerprint)
veilig_thuis "vs org add ../post/oosterhout.json --as oosterhout --fingerprint '$of_oosterhout'"
oosterhout "vs org add ../post/veilig-thuis.json --as veilig-thuis --fingerprint '$of_veilig_thuis'"

at '2026-04-02 16:20'
echo "# Both use one git repository, and both adopt the agreement of their region."
hub "git init --quiet --bare vs.git"
veilig_thuis "vs remote add hub ../hub/vs.git"
oosterhout "vs remote add hub ../hub/vs.git"
veilig_thuis "vs agreement adopt west-brabant-2022 --as vt"
oosterhout "vs agreement adopt west-brabant-2022 --as local_team"
veilig_thuis "vs sync"
oosterhout "vs sync"
veilig_thuis "vs sync"

printf '\n== 2. Veilig Thuis takes in a report and hands the case over ==\n'

cat >veilig-thuis/report.txt <<'TEXT'
The general practitioner reports family Voorbeeld (invented), Verzonnenweg 1, Oosterhout: two
children, neighbours heard threats twice this week. The mother wants help and is safe tonight.
TEXT

at '2026-04-02 16:30'
veilig_thuis "vs open --ref VT-2026-0417 --text report.txt"

at '2026-04-02 16:40'
veilig_thuis "vs handover VT-2026-0417 --to oosterhout --mode written"
veilig_thuis "vs sync"

printf '\n== 3. Oosterhout has a waiting list, and responsibility moves all the same ==\n'

at '2026-04-02 16:55'
oosterhout "vs sync"
oosterhout "vs status"
oosterhout "vs show VT-2026-0417"
oosterhout "vs waitlist VT-2026-0417 start"
oosterhout "vs sync"

at '2026-04-08 12:00'
veilig_thuis "vs status"

at '2026-04-09 09:00'
echo "# Two working days have passed, with Easter between. Who was responsible before, between, after?"
oosterhout "vs who VT-2026-0417 --at '2026-04-02 16:35'"
oosterhout "vs who VT-2026-0417 --at '2026-04-08 12:00'"
oosterhout "vs who VT-2026-0417 --at '2026-04-09 09:00'"

at '2026-04-09 09:30'
echo "# Veilig Thuis synchronises too, and gives the same answers."
veilig_thuis "vs sync"
veilig_thuis "vs who VT-2026-0417 --at '2026-04-02 16:35'"
veilig_thuis "vs who VT-2026-0417 --at '2026-04-08 12:00'"
veilig_thuis "vs who VT-2026-0417 --at '2026-04-09 09:00'"

at '2026-04-14 10:00'
echo "# A colleague has time: the case leaves the waiting list. The holder stays who it was."
oosterhout "vs accept VT-2026-0417 --pick-up --ref ST-0098"
oosterhout "vs sync"

at '2026-04-14 11:00'
veilig_thuis "vs sync"
veilig_thuis "vs log VT-2026-0417"

printf '\n== 4. Oosterhout sees it differently, and both settle it ==\n'

cat >oosterhout/view.txt <<'TEXT'
The father was released yesterday. This asks for more than a local team can do.
TEXT

at '2026-04-15 09:00'
oosterhout "vs escalate ST-0098 --reason difference-of-view --text view.txt"
oosterhout "vs sync"

at '2026-04-15 10:00'
echo "# The agreement does not say what a difference of view does: so the answer is disputed, not guessed."
veilig_thuis "vs sync"
veilig_thuis "vs who VT-2026-0417" 21

at '2026-04-16 14:00'
echo "# They talked: Veilig Thuis takes it back, from nine o'clock this morning. Both sign for that."
veilig_thuis "vs settle VT-2026-0417 --outcome me --from '2026-04-16 09:00'"
veilig_thuis "vs sync"
oosterhout "vs sync"
oosterhout "vs status"
oosterhout "vs settle ST-0098 --agree"
oosterhout "vs sync"
veilig_thuis "vs sync"
veilig_thuis "vs who VT-2026-0417"
veilig_thuis "vs assess VT-2026-0417 --outcome investigation"
veilig_thuis "vs sync"

printf '\n== 5. An auditor sees who held it when, and not a word of the dossier ==\n'

at '2026-04-20 10:00'
igj "vs init --name 'Inspectie Gezondheidszorg en Jeugd' --key-file key"
igj "vs card > ../post/igj.json"
of_igj=$(fingerprint)
veilig_thuis "vs org add ../post/igj.json --as igj --fingerprint '$of_igj'"
oosterhout "vs org add ../post/igj.json --as igj --fingerprint '$of_igj'"
igj "vs org add ../post/veilig-thuis.json --as veilig-thuis --fingerprint '$of_veilig_thuis'"
igj "vs org add ../post/oosterhout.json --as oosterhout --fingerprint '$of_oosterhout'"
igj "vs remote add hub ../hub/vs.git"
igj "vs sync"
veilig_thuis "vs sync"

at '2026-04-20 11:00'
veilig_thuis "vs disclose VT-2026-0417 --to igj --facts"
veilig_thuis "vs sync"
igj "vs sync"
igj "vs verify"
igj "vs list"
case=$(sed -n 's/^\([0-9a-f]\{8\}\) .*/\1/p' post/screen | head -n 1)
igj "vs who $case --at '2026-04-10 12:00'"
igj "vs show $case"

printf '\n== 6. Two teams act at once, and neither can know it ==\n'

at '2026-04-22 09:00'
echo "# Breda has joined in the same way. It exchanged cards with Veilig Thuis alone."
quietly breda "vs init --name 'Team Zorg voor elkaar Breda' --code gm0758 --key-file key"
quietly breda "vs card > ../post/breda.json"
of_breda=$(fingerprint)
quietly veilig-thuis "vs org add ../post/breda.json --as breda --fingerprint '$of_breda'"
quietly breda "vs org add ../post/veilig-thuis.json --as veilig-thuis --fingerprint '$of_veilig_thuis'"
quietly breda "vs remote add hub ../hub/vs.git"
quietly breda "vs agreement adopt west-brabant-2022 --as local_team"
quietly breda "vs sync"
quietly veilig-thuis "vs sync"

cat >veilig-thuis/report.txt <<'TEXT'
The school reports a child (invented) that moves between two homes, in Oosterhout and in Breda.
TEXT
veilig_thuis "vs open --ref VT-2026-0431 --text report.txt"
veilig_thuis "vs handover VT-2026-0431 --to oosterhout --mode telephone"
veilig_thuis "vs sync"
oosterhout "vs sync"

at '2026-04-23 10:00'
echo "# The line of Oosterhout is down. A colleague accepts; nobody else can see that yet."
oosterhout "vs accept VT-2026-0431 --ref ST-0103"

at '2026-04-23 11:00'
echo "# Veilig Thuis hears nothing, withdraws, and turns to Breda, which accepts."
veilig_thuis "vs withdraw VT-2026-0431"
veilig_thuis "vs handover VT-2026-0431 --to breda --mode telephone"
veilig_thuis "vs sync"
breda "vs sync"
breda "vs accept VT-2026-0431 --ref BR-77"
breda "vs sync"

at '2026-04-23 13:00'
echo "# The line is back. Nothing is lost, and nobody's act is made undone: both signed, both hold it."
oosterhout "vs sync"
veilig_thuis "vs sync"
breda "vs sync"
breda "vs who BR-77" 21
veilig_thuis "vs log VT-2026-0431"
veilig_thuis "vs status"

at '2026-04-23 15:00'
echo "# Three telephone calls later: Oosterhout keeps it, from two o'clock."
oosterhout "vs settle ST-0103 --outcome me --from '2026-04-23 14:00'"
oosterhout "vs sync"
breda "vs sync"
breda "vs settle BR-77 --agree"
breda "vs sync"
veilig_thuis "vs sync"
veilig_thuis "vs who VT-2026-0431"
echo "# What happened before two o'clock stays what it was."
veilig_thuis "vs who VT-2026-0431 --at '2026-04-23 13:30'" 21

printf '\n== 7. Somebody tampers with the remote ==\n'

# The branch of Veilig Thuis is the one that its next sync moves.
refs() { git -C hub/vs.git for-each-ref --format='%(refname:short) %(objectname)'; }
printf '[user]\n\tname = hub\n\temail = hub@invalid\n' >hub/home/.gitconfig
quietly oosterhout "vs sync"
quietly breda "vs sync"
quietly veilig-thuis "vs sync"
quietly oosterhout "vs sync"
refs >post/refs
at '2026-04-24 09:00'
echo 'The school will call on Monday.' >veilig-thuis/note.txt
veilig_thuis "vs note VT-2026-0431 --text note.txt"
veilig_thuis "vs sync"
branch=$(refs | grep -vFxf post/refs | cut -d ' ' -f 1)

at '2026-04-24 10:00'
echo "# The host changes four bytes of what Veilig Thuis published last."
hub "git clone --quiet --branch $branch vs.git copy"
leaf=$(git -C hub/copy diff --name-only HEAD~1 -- tile/entries | tail -n 1)
hub "printf EVIL | dd of=copy/$leaf bs=1 seek=300 conv=notrunc status=none"
hub "git -C copy commit --quiet --all --message 'nothing to see' && git -C copy push --quiet"
oosterhout "vs sync" 20

at '2026-04-24 10:10'
echo "# It sets the branch back, as if the last days had not been."
hub "git -C vs.git branch --force $branch $branch~4"
oosterhout "vs sync" 23

at '2026-04-24 10:20'
echo "# It puts the signature of another key under the checkpoint."
other=$(refs | grep -v "^$branch " | head -n 1 | cut -d ' ' -f 1)
hub "git -C copy reset --quiet --hard HEAD~1"
hub "git -C copy show origin/$other:checkpoint | sed -n '5s/.* //p' > signature"
hub "sed -i \"5s|[^ ]*\$|\$(cat signature)|\" copy/checkpoint"
hub "git -C copy commit --quiet --all --message 'nothing either' && git -C copy push --quiet --force"
oosterhout "vs sync" 20
oosterhout "vs who ST-0103"

at '2026-04-24 11:00'
echo "# Nothing that the host did changed an answer. The owner's next sync puts right a branch that is gone, was set back or lost a file."
veilig_thuis "vs sync"
oosterhout "vs sync"
breda "vs sync"
end_of_moment
rm post/screen

printf '\nEverything stays in %s. To go on in it as one of them, set in a shell:\n' "$demo"
echo "  export PATH=$programs:\$PATH"
for who in veilig-thuis oosterhout breda igj; do
    echo "  export HOME=$demo/$who/home VS_LEDGER=$demo/$who/ledger VS_KEY_FILE=$demo/$who/key"
done
echo "and then, for instance: vs status; vs show VT-2026-0417 (Oosterhout calls it ST-0098); vs help"

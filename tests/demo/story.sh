#!/bin/sh
# The main job as a story in three acts: a case changes hands between two organisations.
#
#   tests/demo/story.sh FOLDER      with VS_PROGRAM, or the `vs` of the PATH
#
# Each organisation is one folder with its HOME, its ledger and its key file; beside them lie the hub
# with the git repository that both use, and the post. Whatever an earlier run left of these four is
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
rm -rf veilig-thuis oosterhout hub post
mkdir -p veilig-thuis/home oosterhout/home hub/home post

# The clock of the story, in seconds since 1970. It only goes forward, also from command to command.
now=0

end_of_moment() {
    [ -z "${VS_STORY_HOOK:-}" ] || "$VS_STORY_HOOK" "$demo" "$now"
}

at() { # 'YYYY-MM-DD HH:MM' in the Netherlands, in summer time
    [ "$now" = 0 ] || end_of_moment
    then=$(date -d "$1 +0200" +%s)
    [ "$then" -gt "$now" ] || { echo "$0: $1 is not later" >&2; exit 1; }
    now=$then
    printf '\n# %s\n' "$(LC_ALL=C TZ=UTC-2 date -d "@$now" '+%A %-d %B %Y, %H:%M')"
}

# Prints a command behind the prompt of who types it, runs it in that organisation's folder, and
# prints what it printed; that is in "$demo/post/screen" until the next one.
types() { # who, command line
    printf '%s$ %s\n' "$1" "$2"
    if ! (
        cd "$1"
        exec env -u VS_LANG -u XDG_DATA_HOME -u XDG_CONFIG_HOME HOME="$demo/$1/home" LC_ALL=C.UTF-8 \
            VS_LEDGER="$demo/$1/ledger" VS_KEY_FILE="$demo/$1/key" PATH="$programs:$PATH" \
            faketime "@$now" sh -c "$2"
    ) >"$demo/post/screen" 2>&1 </dev/null; then
        cat post/screen
        echo "$0: this command failed" >&2
        exit 1
    fi
    cat post/screen
    now=$((now + 20))
}

veilig_thuis() { types veilig-thuis "$1"; }
oosterhout() { types oosterhout "$1"; }

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
types hub "git init --quiet --bare vs.git"
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
end_of_moment
rm post/screen

printf '\nEverything stays in %s. To go on in it as one of the two, set in a shell:\n' "$demo"
echo "  export PATH=$programs:\$PATH"
for who in veilig-thuis oosterhout; do
    echo "  export HOME=$demo/$who/home VS_LEDGER=$demo/$who/ledger VS_KEY_FILE=$demo/$who/key"
done
echo "and then, for instance: vs status; vs show VT-2026-0417 (Oosterhout calls it ST-0098); vs help"

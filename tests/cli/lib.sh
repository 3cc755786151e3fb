# Shell tests of the program, in TAP. Source this first: it makes an own trash folder, leaves nobody's
# settings in the environment, and removes the folder at the end unless something failed.
#
#   . "$(dirname "$0")/lib.sh"
#   run who ab12 --json        runs vs; $out, $err (files) and $rc are what came of it
#   is_rc 21 "contested"       one check
#   done_testing               the plan; the last line
set -u
: "${VS_PROGRAM:=$PWD/build/release/vs}"
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${BUILD:=build}" "${MODE:=release}"
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
clock=$BUILD/$MODE/tests/cli/clock.so
[ -f "$clock" ] || { echo "Bail out! $clock is not built"; exit 1; }
trash=$(mktemp -d "${TMPDIR:-/tmp}/vs-cli.XXXXXX")
cd "$trash" || exit 1
unset VS_LEDGER VS_KEY_FILE VS_LANG NO_COLOR XDG_DATA_HOME XDG_RUNTIME_DIR LANGUAGE VISUAL EDITOR
HOME=$trash/home TZ=UTC LC_ALL=C.UTF-8
export HOME TZ LC_ALL
mkdir home
out=$trash/out err=$trash/err rc=0 checks=0 failures=0
now='2026-04-02 14:10:00' # UTC: Thursday 2 April 2026 16:10 in the Netherlands

# Runs vs at $now (clock.so.c); standard input is empty.
run()
{
    LD_PRELOAD=$clock CLOCK=$now "$VS_PROGRAM" "$@" >"$out" 2>"$err" </dev/null
    rc=$?
}

# Runs vs for an organisation: its own ledger and key file in the trash folder.
as()
{
    who=$1
    shift
    run --ledger "$trash/$who" --key-file "$trash/$who.key" "$@"
}

ok()
{
    checks=$((checks + 1))
    if [ "$1" = 0 ]; then
        echo "ok $checks - $2"
    else
        failures=$((failures + 1))
        echo "not ok $checks - $2"
        sed 's/^/# out: /' "$out" | head -20
        sed 's/^/# err: /' "$err" | head -20
    fi
}

# has FILE TEXT: some line of a small file has the text. Without a process: grep takes ten times as long.
has()
{
    while IFS= read -r has_line || [ -n "$has_line" ]; do
        case $has_line in *"$2"*) return 0 ;; esac
    done <"$1"
    return 1
}

is_rc() { [ "$rc" = "$1" ]; ok $? "$2 (exit $rc, want $1)"; }
is() { [ "$1" = "$2" ]; ok $? "$3 (got '$1', want '$2')"; }
out_has() { grep -qF -- "$1" "$out"; ok $? "stdout has: $1"; }
err_has() { has "$err" "$1"; ok $? "stderr has: $1"; }
out_lacks() { ! grep -qF -- "$1" "$out"; ok $? "stdout lacks: $1"; }
err_lacks() { ! has "$err" "$1"; ok $? "stderr lacks: $1"; }
is_empty() { [ ! -s "$1" ]; ok $? "$2"; }

# Refused: exit code, the code of the JSON error, and three parts in text.
refused()
{
    want=$1 code=$2
    shift 2
    "$@" >/dev/null 2>&1
    is_rc "$want" "refused: $*"
    err_has "  because: "
    err_has "  try: "
    "$@" --json >/dev/null 2>&1
    has "$err" "\"code\": \"$code\""
    ok $? "code $code: $*"
    is_empty "$out" "nothing on stdout: $*"
}

# A member of the JSON document in $out: json .holders.0.name; of all in a list: json '.findings.*.kind'
json()
{
    perl "$root/tests/cli/json.pl" "$out" "$1"
}

# Two organisations with each other's cards, one remote, one agreement (with the word one-sided only
# vt has adopted it), in sync.
two_organisations()
{
    git init -q --bare --template= "$trash/hub.git" # without the examples of hooks, which tests would copy
    as vt init --name 'Veilig Thuis West-Brabant'
    as ost init --name 'Sociaal team Oosterhout'
    for who in vt ost; do
        as $who card
        cp "$out" "$trash/$who.card"
        as $who card --json
        json .fingerprint >"$trash/$who.fp"
        as $who remote add hub "$trash/hub.git"
    done
    as vt org add ost.card --as oosterhout --fingerprint "$(cat ost.fp)"
    as ost org add vt.card --as vt --fingerprint "$(cat vt.fp)"
    as vt agreement adopt west-brabant-2022 --as vt
    [ "${1:-}" = one-sided ] || as ost agreement adopt west-brabant-2022 --as local_team
    as vt sync
    as ost sync
    as vt sync
}

done_testing()
{
    echo "1..$checks"
    cd /
    if [ "$failures" = 0 ]; then
        rm -rf "$trash"
    else
        echo "# kept: $trash"
    fi
    [ "$failures" = 0 ]
    exit $?
}

# The frame: help, options, errors, closed and full outputs, language, completion.
. "$(dirname "$0")/lib.sh"

run
is_rc 0 "no command and no ledger shows help"
out_has "handover, overdracht"
out_lacks "__complete"
run version
is "$(cat "$out")" "vs 0.1.0 (format vs1)" "version"
run version --json
is "$(json .schema)" "vs.version/1" "its document"
run --json version
is "$(json .format)" "vs1" "options before the command"
run help --json
is "$(json .schema)" "vs.help/1" "help as a document"
for topic in concepts life agreements environment exit-codes json times devices; do
    run help $topic
    is_rc 0 "topic $topic"
    [ -s "$out" ]
    ok $? "topic $topic says something"
done
run help exit-codes
out_has "  130  interrupted"
run help org
out_has "org add"
run org --help
is_rc 0 "the same, asked in the other way"
out_has "org add"
run who --help
out_has "--known-at"
out_has "Exit codes"
run who -h
out_lacks "Exit codes"

refused 2 usage run hnadover
run hnadover
err_has "vs handover"
refused 2 usage run org
refused 2 usage run org frob
refused 2 usage run who
refused 2 usage run who ab12 --nope
refused 2 usage run handover ab12
refused 2 usage run who ab12 ab13
refused 2 usage run waitlist ab12 begin
refused 2 usage run close ab12 --reason because
refused 1 not-found run help frob
refused 10 no-ledger run --ledger none who ab12
refused 10 no-ledger run list
refused 2 needs-input run --ledger none init --name X
run --ledger none init --name X
err_has "--key-file"
[ ! -e none ]
ok $? "nothing was made"

as alone init --name Alone
as alone
is_rc 0 "no command shows the status"
out_has "Alone: 0 open cases"
err_has "vs help"
as alone --json
is "$(json .schema)" "vs.status/1" "also as a document"
run --ledger alone
is_rc 0 "no command asks for no passphrase"
out_has "vs status"
as alone --help
out_has "handover, overdracht"
run --json
is "$(json .schema)" "vs.help/1" "help as a document without a ledger"

LD_PRELOAD=$clock CLOCK=$now "$VS_PROGRAM" version >/dev/full 2>"$err"
rc=$?
is_rc 1 "a full disk is an error"
err_has "no space left"
"$VS_PROGRAM" --ledger a --key-file k init --name X >&- 2>"$err"
rc=$?
is_rc 1 "closed standard output is refused"
[ ! -e a ] && [ ! -e k ]
ok $? "before anything is done"
! ldd "$VS_PROGRAM" | grep -E 'libgit2|libcrypto|libssh2'
ok $? "the program starts without what only a sync needs"
{ "$VS_PROGRAM" help --json 2>"$err"; echo $? >code; } | head -1 >/dev/null
is "$(cat code)" 0 "a reader that goes away is no error"
is_empty "$err" "and nothing is said"

run --lang nl show
err_has "vs: kan de casus niet tonen"
err_has "  want: dit argument ontbreekt: 'CASE'"
VS_LANG=nl
export VS_LANG
run help
out_has "een casus aan een andere organisatie overdragen"
run show --json
err_has '"detail": "this argument is missing"'
run --lang en help
out_has "hand a case over"
unset VS_LANG
refused 2 usage run --lang de help

run __complete -- ha
is "$(cat "$out")" "handover" "completes commands"
run __complete -- org ''
is "$(tr '\n' ' ' <"$out")" "add list show succeed " "completes verbs"
run __complete -- handover x --mode w
is "$(tr '\n' ' ' <"$out")" "written warm " "completes choices"
run __complete -- waitlist x ''
is "$(tr '\n' ' ' <"$out")" "start end " "completes arguments"
run __complete -- who --kn
is "$(cat "$out")" "--known-at" "completes options"
for shell in bash zsh fish; do
    case $shell in bash) file=vs.bash ;; zsh) file=_vs ;; fish) file=vs.fish ;; esac
    if command -v $shell >/dev/null; then
        $shell -n "$root/cli/completion/$file"
        ok $? "the $shell script is well formed"
    fi
done
done_testing

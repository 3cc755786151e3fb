# A person at a terminal: passphrases, the question of vs org add, the editor, Ctrl-C, the width.
. "$(dirname "$0")/lib.sh"

# Runs vs on a terminal: `at_terminal STEPS ARGUMENTS`, one step a line (pty.pl). $out is the screen.
at_terminal()
{
    printf '%s\n' "$1" >"$trash/steps"
    shift
    perl "$root/tests/cli/pty.pl" "$trash/steps" env LD_PRELOAD="$clock" CLOCK="$now" "$VS_PROGRAM" "$@" \
        >"$out" 2>"$err" </dev/null
    rc=$?
}
sane() { is "$(cat "$err")" "echo on" "the terminal is as it was: $1"; }

# A passphrase is asked twice for a new ledger, once afterwards, and never shown.
at_terminal 'expect New passphrase: 
type correct horse battery
expect The same again: 
type correct horse battery' --ledger typed init --name Typed
is_rc 0 "init asks for a passphrase, twice"
sane "init"
out_lacks "correct horse"
out_has "recovery code"
code=$(sed -n 's/^ *recovery code *\([0-9A-Z-]*\).*/\1/p' "$out")
at_terminal "expect Passphrase: 
type $code" --ledger typed list
is_rc 0 "the recovery code opens it too, typed where the passphrase is asked"
at_terminal "expect New passphrase: 
type $code
expect The same again: 
type $code" --ledger coded init --name Coded
is_rc 1 "and is no passphrase for another"
at_terminal 'expect Passphrase: 
type correct horse battery' --ledger typed list
is_rc 0 "and opens with it"
out_has "0 open"
sane "list"
at_terminal 'expect Passphrase: 
type correct horse buttery' --ledger typed list
is_rc 12 "a wrong passphrase"
out_has "  because: "
sane "wrong passphrase"
at_terminal 'expect Passphrase: 
type ' --ledger typed list
is_rc 2 "no passphrase"
at_terminal 'expect Passphrase: 
press C' --ledger typed list
is_rc 130 "Ctrl-C where a passphrase is asked"
sane "Ctrl-C"
export CTRL_C=1
at_terminal '' --ledger typed list
unset CTRL_C
is_rc 130 "Ctrl-C at the moment before the program waits for it"
sane "Ctrl-C a moment before"
at_terminal '' --ledger typed --no-input list
is_rc 2 "--no-input asks nothing on a terminal either"
at_terminal '' --ledger typed
is_rc 0 "vs alone asks nothing"
out_has "vs status"
# Another passphrase: the former one opens it no more, the recovery code still does.
at_terminal 'expect Passphrase: 
type correct horse battery
expect New passphrase: 
type wrong donkey charger
expect The same again: 
type wrong donkey charger' --ledger typed ledger passphrase
is_rc 0 "another passphrase"
out_has "and no more with what opened it"
sane "another passphrase"
at_terminal 'expect Passphrase: 
type correct horse battery' --ledger typed list
is_rc 12 "the former one opens it no more"
cp typed/ledger.key kept.key
cp typed/ledger.key.old typed/ledger.key
at_terminal 'expect Passphrase: 
type correct horse battery' --ledger typed list
is_rc 12 "nor through what was kept of the file before"
cp kept.key typed/ledger.key
at_terminal 'expect Passphrase: 
type wrong donkey charger
expect New passphrase: 
type wrong donkey charger
expect The same again: 
type wrong donkey charger' --ledger typed ledger passphrase
is_rc 1 "the same passphrase is none that is new"
out_has "this is what opens the ledger now: give another"
at_terminal 'expect Passphrase: 
type wrong donkey charger' --ledger typed list
is_rc 0 "the new one does"
at_terminal "expect Passphrase: 
type $code" --ledger typed ledger passphrase --new-key-file "$trash/typed.key"
is_rc 0 "a lost passphrase: by the recovery code, to a key file"
at_terminal 'expect Passphrase: 
type wrong donkey charger' --ledger typed list
is_rc 12 "what was lost opens it no more"
run --ledger typed --key-file "$trash/typed.key" list
is_rc 0 "the key file does"
at_terminal 'expect New passphrase: 
type correct horse battery
expect The same again: 
type correct horse battery' --ledger typed --key-file "$trash/typed.key" ledger passphrase
is_rc 0 "and back to a passphrase"
run --ledger typed --key-file "$trash/typed.key" list
is_rc 12 "without the key file"
at_terminal 'expect Passphrase: 
type correct horse battery' --ledger typed list
is_rc 0 "as at first"
at_terminal 'expect New passphrase: 
type tooshort' --ledger short init --name Short
is_rc 1 "a passphrase that is too short"
out_has "12"
sane "too short"
at_terminal 'expect New passphrase: 
type correct horse battery
expect The same again: 
type correct horse buttery' --ledger differ init --name Differ
is_rc 1 "two passphrases that differ"
sane "differ"
at_terminal 'expect New passphrase: 
type correct horse battery
expect The same again: 
press C' --ledger stopped init --name Stopped
is_rc 130 "Ctrl-C at the second one"
sane "Ctrl-C at init"
is "$(find . -maxdepth 1 -name short -o -maxdepth 1 -name differ -o -maxdepth 1 -name stopped)" "" \
    "and no ledger was made"

# The fingerprint of a card: its last two groups, as the partner reads them out.
as vt init --name 'Veilig Thuis West-Brabant'
as ost init --name 'Sociaal team Oosterhout'
as ost card --json
json .fingerprint >ost.fp
as ost card
cp "$out" ost.card
ends=$(cut -c31-39 ost.fp)
as vt org list
cp "$out" before
org_add() { at_terminal "$1" --ledger vt --key-file vt.key org add ost.card --as oosterhout; }
org_add 'expect Sociaal team Oosterhout
expect two groups that they read out: 
type 0000 0000'
is_rc 20 "other groups than those of the card"
sane "other groups"
org_add 'expect read out: 
type '
is_rc 20 "no groups"
org_add 'expect read out: 
type y'
is_rc 20 "yes is no answer"
org_add 'expect read out: 
press C'
is_rc 130 "Ctrl-C at the question"
sane "Ctrl-C at the question"
as vt org list
cmp -s "$out" before
ok $? "nothing changed so far"
out_lacks Oosterhout
org_add "expect $(cat ost.fp)
expect read out: 
type  $(echo "$ends" | tr 'a-f ' 'A-F-') "
is_rc 0 "the groups of the card, in capitals and with a hyphen"
as vt org list
out_has "oosterhout            Sociaal team Oosterhout"
refused 2 needs-input as vt org add ost.card --as again

# Free text: the user's editor, on a file that nobody else can read and that is gone afterwards.
cat >editor <<'END'
#!/bin/sh
{ pwd; stat -c '%a %n' . "$1"; } >"$TRASH/editor.saw"
case $(cat "$TRASH/editor.does") in
write) echo 'wat er gezegd is' >>"$1"; : >"$1~"; : >.something.swp ;;
leave) ;;
fail) echo 'half' >>"$1"; exit 1 ;;
esac
END
chmod +x editor
EDITOR=$trash/editor TRASH=$trash
export EDITOR TRASH
as vt open --ref 2026-0131
edit()
{
    echo "$1" >editor.does
    at_terminal '' --ledger vt --key-file vt.key note 2026-0131
}
gone() { [ ! -e "$(head -n 1 editor.saw)" ]; ok $? "the editor's folder is gone: $1"; }
edit write
is_rc 0 "a note written in the editor"
is "$(sed -n 2,3p editor.saw | tr '\n' ' ')" "700 . 600 text " "where nobody else can read it"
gone "written"
edit leave
is_rc 1 "an empty text stops the command"
gone "left as it was"
edit fail
[ "$rc" != 0 ]
ok $? "an editor that fails stops the command"
gone "failed"
as vt show 2026-0131
is "$(grep -c 'wat er gezegd is' "$out")" 1 "what was written is there, once"
out_lacks "half"
out_lacks "left out"

# Answers are wrapped to the width of a terminal and nowhere else; colour is for terminals.
long='Veilig Thuis with a name that is rather long for one line of a small terminal'
as long init --name "$long"
as long open --ref 2026-0132
at_terminal 'columns 50' --ledger long --key-file long.key --lang nl help who
is "$(sed "s/$(printf '\033')\[[0-9;]*m//g" "$out" | tr -d '\r' | grep -v '^  vs ' | grep -E '^.{51}')" "" "no line of help is wider than the terminal"
as long close 2026-0132 --reason safe
as long open --ref 2026-0133 --household 'a label that is rather long too'
TERM=xterm
export TERM
for question in due status list 'log 2026-0133' 'show 2026-0133' 'who 2026-0133'; do
    at_terminal 'columns 50' --ledger long --key-file long.key $question
    is "$(sed "s/$(printf '\033')\[[0-9;]*m//g" "$out" | tr -d '\r' | grep -E '^.{51}')" "" \
        "nor of vs $question"
done
at_terminal '' --ledger long --key-file long.key who 2026-0133
grep -q "$(printf '\033')" "$out"
ok $? "colour on a terminal"
NO_COLOR=1
export NO_COLOR
at_terminal '' --ledger long --key-file long.key who 2026-0133
! grep -q "$(printf '\033')" "$out"
ok $? "none with NO_COLOR"
done_testing

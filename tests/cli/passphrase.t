# Another key for the ledger: for the root keys too, never half, and not the one that opens it already.
# Passphrases, which are asked, are in terminal.t.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/kill_lib.sh"

git init -q --bare "$trash/hub.git"
as vt init --name 'Veilig Thuis West-Brabant'
as vt card
cp "$out" vt.card
as vt remote add hub "$trash/hub.git"
as vt sync
refused 1 invalid as vt ledger passphrase --new-key-file "$trash/vt.key"
refused 1 no-root as vt ledger passphrase --new-key-file "$trash/other.key" --root "$trash/nowhere"
cp vt.key same.key
as vt ledger passphrase --new-key-file "$trash/same.key"
is_rc 1 "nor a copy of it"
err_has "this is what opens the ledger now: give another"

# Killed at every call that changes the disk: one of the two opens it, and the former one no more
# once the new one does; the same command does what is left.
opens() { run --ledger "$trash/vt" --key-file "$trash/$1" list; [ "$rc" = 0 ]; }
cp -a vt before
mkdir keys
KILL_COUNT=$trash/count
killed_as vt ledger passphrase --new-key-file "$trash/keys/new"
KILL_COUNT=
is_rc 0 "never killed"
last=$(cat count) wrong= at=1
while [ "$at" -le "$last" ]; do
    rm -rf vt keys
    cp -a before vt
    mkdir keys
    KILL_AT=$at
    killed_as vt ledger passphrase --new-key-file "$trash/keys/new"
    KILL_AT=
    [ -f keys/new ] || : >keys/new
    opens vt.key && former=yes || former=no
    opens keys/new && new=yes || new=no
    [ "$former" != "$new" ] || wrong="$wrong $at($former,$new)"
    cp vt/ledger.key.old kept.key 2>/dev/null
    if [ "$new" = yes ] && [ -f kept.key ]; then
        cp vt/ledger.key now.key
        cp kept.key vt/ledger.key
        opens vt.key && wrong="$wrong $at(kept)"
        cp now.key vt/ledger.key
    elif [ "$new" = no ]; then
        [ -s keys/new ] || rm keys/new
        as vt ledger passphrase --new-key-file "$trash/keys/new"
        opens keys/new || wrong="$wrong $at(again)"
        opens vt.key && wrong="$wrong $at(still)"
    fi
    at=$((at + 1))
done
[ "$last" -gt 5 ]
ok $? "$last calls change the disk"
is "$wrong" "" "killed at each of them: never both, never none"

# The folder of root keys goes with it; a copy of it does when it is named.
rm -rf vt
cp -a before vt
cp -a vt/root copy
as vt ledger passphrase --new-key-file "$trash/new.key" --json
is "$(json .opens_with)/$(json .removed)/$(json .root)" "key-file/1/true" "and the root keys"
for who in vt2 vt3; do
    as $who init --join vt.card
    as $who remote add hub "$trash/hub.git"
    as $who sync
done
refused 12 wrong-key as vt2 device add --self --root "$trash/vt/root" --root-key-file "$trash/vt.key"
as vt2 device add --self --root "$trash/vt/root" --root-key-file "$trash/new.key"
is_rc 0 "which open with the new key"
as vt2 sync
as vt3 sync
refused 12 wrong-key as vt3 device add --self --root "$trash/copy" --root-key-file "$trash/new.key"
run --ledger "$trash/vt" --key-file "$trash/new.key" ledger passphrase --new-key-file "$trash/new.key" --root "$trash/copy"
is_rc 0 "a copy is brought in step, with the same key"
out_has "So does the folder of root keys: $trash/copy"
as vt3 device add --self --root "$trash/copy" --root-key-file "$trash/new.key"
is_rc 0 "and opens with it"
done_testing

# vs verify: what it says of a sound ledger, a new one, one whose mark was lost, and one case of it; that
# it writes nothing and needs no right to; that it agrees with the verifier that we did not write.
. "$(dirname "$0")/lib.sh"

refused 10 no-ledger run --ledger nowhere --key-file none.key verify
as vt init --name Alleen
as vt verify
is_rc 0 "a new ledger"
is "$(cat "$out")" "Verified: 1 organisation, 1 log, 2 entries, 0 cases; nothing wrong." "in one sentence"
refused 1 not-found as vt verify nothing
rm -rf vt vt.key

two_organisations
echo 'het verhaal van Bo' >text
as vt open --ref 2026-7 --text text
now='2026-04-02 14:20:00'
as vt handover 2026-7 --to oosterhout
as vt sync
now='2026-04-02 14:30:00'
as ost sync
now='2026-04-02 14:40:00'
as vt sync
as ost accept 2026-7
now='2026-04-02 14:50:00'
as ost sync
as vt sync

# --- sound -----------------------------------------------------------------------------------------
before=$(find ost vt -type f ! -name '*-shm' | sort | xargs cat | sha256sum)
for who in vt ost; do
    as $who verify
    is_rc 0 "$who: sound"
    is "$(sed 's/[0-9]* entries/N entries/' "$out")" \
        "Verified: 2 organisations, 2 logs, N entries, 1 case; nothing wrong." "$who: in one sentence"
    is_empty "$err" "$who: nothing else is said"
done
is "$(find ost vt -type f ! -name '*-shm' | sort | xargs cat | sha256sum)" "$before" "nothing was written"
as vt verify --json
is "$(json .ok)/$(json .organisations)/$(json .feeds)/$(json .cases)/$(json .findings)/$(json .found)" \
    'true/2/2/1/[]/{"remark":0,"incomplete":0,"wrong":0,"forked":0}' "as a document"
is "$(json .acts)" undefined "acts are told of with a case only"
leaves=$(json .leaves) contents=$(json .contents) cosignatures=$(json .cosignatures)
as vt --lang nl controleer
is_rc 0 "in Dutch"

# The same remote under the other verifier: as many logs and entries, nothing wrong.
node "$root/tests/interop/verify_remote.mjs" hub.git vt.card ost.card >"$out" 2>"$err"
is "$? $(json .ok)" "0 true" "the verifier that we did not write finds nothing either"
is "$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1]));
    console.log(r.feeds.length, r.feeds.reduce((n, f) => n + f.verified, 0))' "$out")" "2 $leaves" \
    "and counts the same logs and entries"
is "$([ "$contents" -gt 3 ] && [ "$cosignatures" -gt 3 ] && echo yes)" yes "contents and cosignatures were checked"

# --- one case --------------------------------------------------------------------------------------
as vt verify 2026-7
is_rc 0 "one case"
out_has "case opened, Veilig Thuis West-Brabant, by its own clock Thu 2 April 2026 16:10"
out_has "cosigned by Sociaal team Oosterhout; known to Sociaal team Oosterhout"
out_has "before Thu 2 April 2026 16:30 (Sociaal team Oosterhout)"
is "$(tail -1 "$out" | cut -c1-25)" "Verified: 2 organisations" "ends with the sentence"
as vt verify 2026-7 --json
is "$(json .ref)/$(json .acts.0.type)/$(json .acts.0.before.at)/$(json .acts.1.type)/$(json .acts.1.before.at)" \
    "2026-7/case.open/2026-04-02T14:30:00Z/handover.offer/2026-04-02T14:30:00Z" "bounded from above by the partner"
is "$(json .acts.3.type)/$(json .acts.3.by.name)/$(json .acts.3.before.at)" \
    "handover.accept/Sociaal team Oosterhout/2026-04-02T14:50:00Z" "the acceptance by the other one"
is "$(json .acts.3.after.at)" "2026-04-02T14:10:00Z" "and from below by an anchor"
accepted=$(json .acts.3.event)

# --- whoever may only read ---------------------------------------------------------------------------
cp -r vt reader
chmod -R a-w reader
if [ "$(id -u)" = 0 ]; then
    # root may write everywhere; as somebody else, who owns nothing
    mkdir shared && cp -r vt shared/vt && cp vt.key shared/vt.key && cp "$VS_PROGRAM" shared/vs
    chown -R 65534:65534 shared && chmod -R u-w shared/vt && chmod a+rx "$trash" shared
    setpriv --reuid 65534 --regid 65534 --clear-groups \
        shared/vs --ledger shared/vt --key-file shared/vt.key verify >"$out" 2>"$err" </dev/null
    rc=$?
else
    run --ledger reader --key-file vt.key verify
fi
is_rc 0 "a reader who cannot write"
out_has "nothing wrong."
chmod -R u+w reader

# --- what is not here --------------------------------------------------------------------------------
cp -r vt marked
rm marked/ledger.mark
run --ledger marked --key-file vt.key verify
is_rc 23 "a lost mark"
out_has "incomplete: the mark beside the ledger is lost"
out_has "  next: vs sync: it compares this ledger with your own branch"
out_has "; nothing wrong, 1 thing not here."
run --ledger marked --key-file vt.key verify --json
is "$(json .ok)/$(json .findings.0.kind)/$(json .findings.0.severity)" "false/head-mark/incomplete" "as a document"
as bre init --name Breda
as bre card
cp "$out" bre.card
as bre card --json
as vt org add bre.card --as breda --fingerprint "$(json .fingerprint)"
as vt verify
is_rc 23 "a partner of whom nothing came yet"
out_has "incomplete: Breda, log "
out_has ": a log cannot be had"
as vt verify 2026-7
is_rc 0 "which is no party of the case"

# --- what is not what it was -------------------------------------------------------------------------
cp -r vt torn
size=$(stat -c %s torn/ledger.db)
printf 'XXXXXXXX' | dd of=torn/ledger.db bs=1 seek=$((size - 2048)) conv=notrunc 2>/dev/null
run --ledger torn --key-file vt.key verify
is_rc 20 "bytes of the file were changed"
cp -r vt old
now='2026-04-02 15:00:00'
as vt note 2026-7 --text text
as vt note 2026-7 --text text
cp vt/ledger.mark old/ledger.mark
run --ledger old --key-file vt.key verify
is_rc 20 "the ledger was put back"
is "$([ -n "$accepted" ] && echo yes)" yes "(the acceptance has an id)"
done_testing

#!/bin/sh
# Stock ssh-keygen accepts the SSH signatures of the golden vectors, and refuses the changed ones.
set -u
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
count=0

ok() { # status, name
    count=$((count + 1))
    if [ "$1" = 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; fi
}

# Each vector becomes three files: payload, armor (as sent, then a line feed), allowed_signers.
node -e '
const fs = require("fs"), [file, dir] = process.argv.slice(1), unhex = (h) => Buffer.from(h, "hex");
const v = JSON.parse(fs.readFileSync(file)), all = v.positive[0].allowed_signers;
for (const kind of ["positive", "negative"]) v[kind].forEach((x, i) => {
    fs.writeFileSync(`${dir}/${kind}.${i}.payload`, unhex(x.payload));
    fs.writeFileSync(`${dir}/${kind}.${i}.sig`, Buffer.concat([unhex(x.armor), Buffer.from("\n")]));
    fs.writeFileSync(`${dir}/${kind}.${i}.name`, x.name);
});
fs.writeFileSync(`${dir}/signers`, unhex(all));
' schemas/vectors/sshsig.json "$dir"
ok $? "the vectors are read"

principal=$(cut -d' ' -f1 "$dir/signers")
for sig in "$dir"/positive.*.sig; do
    base=${sig%.sig}
    ssh-keygen -Y verify -f "$dir/signers" -I "$principal" -n git -s "$sig" <"$base.payload" >/dev/null 2>&1
    ok $? "ssh-keygen accepts: $(cat "$base.name")"
done
for sig in "$dir"/negative.*.sig; do
    base=${sig%.sig}
    case $(cat "$base.name") in
    'another key' | 'space in the base64') continue ;; # ssh-keygen knows the right key, and skips spaces
    esac
    ssh-keygen -Y verify -f "$dir/signers" -I "$principal" -n git -s "$sig" <"$base.payload" >/dev/null 2>&1
    [ $? -ne 0 ]
    ok $? "ssh-keygen refuses: $(cat "$base.name")"
done
echo "1..$count"

# The man page, help and the command table say the same.
. "$(dirname "$0")/lib.sh"
page=$root/cli/man/vs.1

run help --json
node -e '
    const doc = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const page = require("fs").readFileSync(process.argv[2], "utf8").split("\n");
    const bad = [];
    const inPage = new Map(); // command -> options
    let now = "";
    for (const line of page) {
        let m;
        if ((m = line.match(/^\.It Cm ([a-z ]+?)(?: Ar .*)?$/))) inPage.set(now = m[1].trim(), []);
        else if ((m = line.match(/^\.It (?:Fl . , )?Fl Fl ([a-z-]+)/)))
            (inPage.get(now) ?? inPage.set("", inPage.get("") ?? []).get("")).push(m[1]);
        else if (/^\.Sh ENVIRONMENT/.test(line)) now = "end";
    }
    const same = (what, a, b) => {
        if (a.join() !== b.join()) bad.push(`${what}: table ${a.join(" ")}, page ${b.join(" ")}`);
    };
    same("commands", doc.commands.map(c => c.name), [...inPage.keys()].filter(Boolean));
    same("options", doc.options.map(o => o.name), inPage.get("") ?? []);
    for (const c of doc.commands)
        same(c.name, c.options.map(o => o.name), inPage.get(c.name) ?? []);
    for (const c of doc.commands)
        if (c.dutch && !page.includes(`.Cm ${c.dutch} .`)) bad.push(`${c.name}: not ${c.dutch}`);
    console.error(bad.join("\n"));
    process.exit(bad.length ? 1 : 0);' "$out" "$page" 2>"$err"
ok $? "the same commands, options and Dutch names"

for code in $(sed -n 's/^ *X([A-Z_]*, \([0-9]*\),.*/\1/p' "$root/cli/exit.h"); do
    grep -qx "\.It $code" "$page"
    ok $? "the page has exit code $code"
    run help exit-codes
    grep -q "^ *$code  " "$out"
    ok $? "help has exit code $code"
done
for name in VS_LEDGER VS_KEY_FILE VS_LANG VISUAL EDITOR XDG_RUNTIME_DIR NO_COLOR TERM; do
    grep -qx "\.It Ev $name" "$page"
    ok $? "the page has $name"
    run help environment
    out_has "$name"
done
done_testing

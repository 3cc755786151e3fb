# Every text of the program has a Dutch translation, and cli/po/vs.pot is what the sources give.
. "$(dirname "$0")/lib.sh"

"$root/cli/po/extract.sh" "$trash/now.pot" 2>"$err"
ok $? "the texts can be extracted"
is_empty "$err" "without a warning"
cmp -s "$trash/now.pot" "$root/cli/po/vs.pot"
ok $? "vs.pot is up to date (make po)"
msgfmt --check -o /dev/null "$root/cli/po/nl.po" 2>"$err"
ok $? "nl.po is well formed"
# Compares both ways: untranslated, missing and unclear entries are errors.
{ printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'; cat "$trash/now.pot"; } >"$trash/ref.pot"
msgcmp "$root/cli/po/nl.po" "$trash/ref.pot" >"$out" 2>"$err"
ok $? "every text is translated"
done_testing

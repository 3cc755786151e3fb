#!/bin/sh
# usage: extract.sh FILE    writes every msgid of the program to FILE, in a fixed order. Those of core are
# what people are told of an agreement: what it leaves open, and where it contradicts itself.
set -eu
cd "$(dirname "$0")/../.."
xgettext --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=P_:1,2 \
    --flag=_:1:pass-c-format --flag=N_:1:pass-c-format \
    --flag=vs_print:2:c-format --flag=vs_note:2:c-format --flag=vs_warn:2:c-format \
    --flag=vs_print_style:3:c-format --flag=vs_fail:4:c-format \
    --add-comments=TRANSLATORS --omit-header --add-location=file --output="$1" \
    $(LC_ALL=C ls cli/*.[ch]) core/casework/agreement_open.def core/casework/agreement_meaning.c \
    core/casework/agreement_people.c core/casework/agreement_rules.c

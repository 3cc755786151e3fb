/*
 * The C side of tests/interop/agreements.mjs. With the argument "--judge" it reads lines
 * "agreement <JSON>" or "calendar <JSON>" and answers each with a line: "ok", "shape <path>" (not
 * what the schema accepts), "meaning <path>" (contradicts itself), or the code of another error.
 * With "--canonical" the answer is the canonical bytes of the document (one line by their nature).
 * Without arguments it tests itself on what is shipped.
 */
#include <stdlib.h>

#include "core/casework/agreement.h"
#include "tests/tap.h"

#define LINE_MAX_LEN (1024 * 1024)

static void
judge(char answer[256], struct vs_str line)
{
    struct vs_agreement *agreement = NULL;
    struct vs_calendar *calendar = NULL;
    struct vs_err err = {0};
    enum vs_code rc = VS_E_USAGE;

    if (vs_str_starts(line, "agreement ")) {
        rc = vs_agreement_load(&agreement, line.p + 10, line.len - 10, &err);
    } else if (vs_str_starts(line, "calendar ")) {
        rc = vs_calendar_load(&calendar, line.p + 9, line.len - 9, &err);
    }
    vs_agreement_free(agreement);
    vs_calendar_free(calendar);
    if (rc == VS_OK) {
        snprintf(answer, 256, "ok");
    } else if (rc == VS_E_AGREEMENT_FORMAT || rc == VS_E_CALENDAR_FORMAT) {
        snprintf(answer, 256, "shape %s", err.subject);
    } else if (rc == VS_E_AGREEMENT_MEANING || rc == VS_E_CALENDAR_MEANING) {
        snprintf(answer, 256, "meaning %s", err.subject);
    } else {
        snprintf(answer, 256, "%s %s: %.80s", vs_code_name(rc), err.subject, err.detail);
    }
}

static void
print_canonical(struct vs_str line)
{
    struct vs_agreement *agreement = NULL;
    struct vs_calendar *calendar = NULL;

    if (vs_str_starts(line, "agreement ") &&
        vs_agreement_load(&agreement, line.p + 10, line.len - 10, NULL) == VS_OK) {
        printf("%.*s\n", (int)agreement->canonical.len, agreement->canonical.p);
    } else if (vs_str_starts(line, "calendar ") &&
               vs_calendar_load(&calendar, line.p + 9, line.len - 9, NULL) == VS_OK) {
        printf("%.*s\n", (int)calendar->canonical.len, calendar->canonical.p);
    } else {
        puts("refused");
    }
    vs_agreement_free(agreement);
    vs_calendar_free(calendar);
}

static int
answer_lines(bool canonical)
{
    static char line[LINE_MAX_LEN];
    char answer[256];

    while (fgets(line, sizeof(line), stdin)) {
        struct vs_str text = {line, strcspn(line, "\n")};

        if (canonical) {
            print_canonical(text);
        } else {
            judge(answer, text);
            puts(answer);
        }
    }
    return 0;
}

int
main(int argc, char **argv)
{
    struct vs_str bytes;
    char answer[256];

    if (argc == 2) {
        return answer_lines(strcmp(argv[1], "--canonical") == 0);
    }
    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        struct vs_agreement *agreement = NULL;
        struct vs_buf line;

        vs_buf_init(&line, LINE_MAX_LEN);
        OK(vs_agreement_load(&agreement, bytes.p, bytes.len, NULL) == VS_OK, "profile %zu loads",
           i);
        vs_buf_add_text(&line, "agreement ");
        vs_buf_add_str(&line, agreement ? agreement->canonical : VS_STR(""));
        judge(answer, vs_buf_str(&line));
        IS_TEXT(answer, "ok", "and is judged so");
        vs_agreement_free(agreement);
        vs_buf_release(&line);
    }
    judge(answer, VS_STR("calendar {\"schema\":\"vs.calendar/2\"}"));
    IS_TEXT(answer, "shape schema", "a calendar of another schema is not");
    return tap_done();
}

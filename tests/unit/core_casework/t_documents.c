/*
 * The C side of tests/interop/agreements.mjs. With the argument "--judge" it reads lines
 * "agreement <JSON>" or "calendar <JSON>" and answers each with a line: "ok", "shape <path>" (not
 * what the schema accepts), "meaning <path>" (contradicts itself), or the code of another error.
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

static int
judge_lines(void)
{
    static char line[LINE_MAX_LEN];
    char answer[256];

    while (fgets(line, sizeof(line), stdin)) {
        judge(answer, (struct vs_str){line, strcspn(line, "\n")});
        puts(answer);
    }
    return 0;
}

int
main(int argc, char **argv)
{
    struct vs_str bytes;
    char answer[256];

    if (argc == 2 && strcmp(argv[1], "--judge") == 0) {
        return judge_lines();
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

/* Every code has its words; errors have three parts; output is clean. */
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "core/base/mem.h"
#include "core/casework/authority.h"
#include "tests/tap.h"

static bool
is_exit(int wanted)
{
    const char *name, *meaning;
    bool found = false;

    for (size_t i = 0; i < vs_exit_count(); i++) {
        int number;

        vs_exit_row(i, &number, &name, &meaning);
        found |= number == wanted && meaning && meaning[0];
    }
    return found;
}

static void
codes(void)
{
    for (int code = 0; code < VS_CODE_COUNT; code++) {
        const struct vs_text *text = vs_text_of((enum vs_code)code);

        OK((int)text->code == code, "%s: has words", vs_code_name((enum vs_code)code));
        OK(text->because && text->because[0] && text->hint && text->hint[0], "both of them");
        OK(is_exit((int)text->exit), "its exit code %d is in the table", (int)text->exit);
    }
    IS_INT(vs_text_of((enum vs_code)9999)->code, VS_E_INTERNAL, "what is no code is a fault");
}

static void
reasons(void)
{
    for (unsigned i = 0; vs_authority_reason(i); i++) {
        const char *reason = vs_authority_reason(i);

        OK(strcmp(vs_say_reason(reason), reason) != 0, "%s: has words", reason);
    }
}

static char *
error_text_of(bool json, const struct vs_err *err, const char *hint, const char *typed)
{
    struct vs_out out;
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);

    vs_out_init(&out, stdout, file);
    out.json = json;
    vs_text_error(&out, "cannot do it", err, hint, typed);
    fclose(file);
    return text;
}

static char *
error_text(bool json, const struct vs_err *err, const char *hint)
{
    return error_text_of(json, err, hint, NULL);
}

/* What a hint says of the case that was typed. */
static void
hints(void)
{
    static const struct {
        const char *typed;
        const char *last;
    } rows[] = {
        {NULL, "  try: vs show CASE, vs log CASE\n"},
        {"VT-1", "  try: vs show VT-1, vs log VT-1\n"},
        {"a b; rm", "  try: vs show 'a b; rm', vs log 'a b; rm'\n"},
        {"it's", "  try: vs show CASE, vs log CASE\n"},
        {"-n", "  try: vs show CASE, vs log CASE\n"},
        {"CASE", "  try: vs show CASE, vs log CASE\n"},
        {"a\033[2J", "  try: vs show CASE, vs log CASE\n"},
    };
    struct vs_err err = {0};

    (void)vs_fail(&err, VS_E_NOT_FOUND, NULL, "no");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = error_text_of(false, &err, "vs show CASE, vs log CASE", rows[i].typed);
        const char *last = strstr(text, "  try:");

        IS_TEXT(last ? last : "", rows[i].last, "a hint about %s",
                rows[i].typed ? rows[i].typed : "no case");
        free(text);
    }
}

static void
errors(void)
{
    struct vs_err err = {0};
    struct vs_json *doc = NULL;
    char *text;

    (void)vs_fail(&err, VS_E_NOT_FOUND, "a\033[2Jb", "no case\nbegins with this");
    text = error_text(false, &err, NULL);
    IS_TEXT(text,
            "vs: cannot do it\n"
            "  because: no case?begins with this: 'a?[2Jb'\n"
            "  try: vs list, or vs sync if a partner made it\n",
            "three parts, cleaned");
    free(text);
    (void)vs_fail(&err, VS_E_USAGE, "--x", "there is no such option here");
    text = error_text(false, &err, "vs help who");
    IS_TEXT(text,
            "vs: cannot do it\n  because: there is no such option here: '--x'\n"
            "  try: vs help who\n",
            "what says it itself");
    free(text);
    (void)vs_fail(&err, VS_E_NOT_AUTHORISED, "not-holder", "void");
    text = error_text(false, &err, NULL);
    OK(strstr(text, "because: the organisation does not hold this case (not-holder)\n"),
       "the reason of the fold in words");
    free(text);
    text = error_text(true, &err, NULL);
    OK(vs_json_parse(&doc, text, strlen(text), VS_JSON_LOOSE, NULL) == VS_OK, "one document");
    OK(vs_str_is(vs_json_get_str(doc, "schema"), "vs.error/1"), "its schema");
    OK(vs_str_is(vs_json_get_str(doc, "code"), "not-authorised"), "its code");
    vs_json_free(doc);
    free(text);
    vs_mem_fail_at(1);
    text = error_text(true, &err, NULL);
    vs_mem_fail_at(0);
    OK(vs_json_parse(&doc, text, strlen(text), VS_JSON_LOOSE, NULL) == VS_OK &&
           vs_str_is(vs_json_get_str(doc, "code"), "not-authorised"),
       "also without memory");
    vs_json_free(doc);
    free(text);
}

/* What core says of a document of the wrong shape is known to the catalogue: in English it comes
 * back as it was. */
static void
shapes(void)
{
    static const char *const details[] = {
        "must be an object",
        "must be one of: working_day, day, week, hour",
        "must be a list of 0 to 32",
        "must be a whole number from 1 to 366",
        "must be a real date YYYY-MM-DD from 1970-01-01 to 2099-12-31",
        "must be 1 to 40 of a-z, 0-9, '-' and '_', beginning with a letter or digit",
        "must be 1 to 64 of a-z, 0-9 and '-', beginning with a letter or digit",
        "must be a text of 1 to 200 characters without control characters other than newline and "
        "tab",
        "must be a text of 1 to 1000 characters without control characters other than newline and "
        "tab, or an object with one in each language: \"nl\" and \"en\"",
        "is not a member that the format knows",
    };
    static const char *const others[] = {"", "is missing here", "must be an", "must be a list of 3",
                                         "is closed already"};
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    for (size_t i = 0; i < sizeof details / sizeof *details; i++) {
        OK(vs_say_shape(&buf, details[i]) && vs_str_is(vs_buf_str(&buf), details[i]), "%s",
           details[i]);
        vs_buf_clear(&buf);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        OK(!vs_say_shape(&buf, others[i]) && buf.len == 0, "not a shape: '%s'", others[i]);
    }
    vs_buf_release(&buf);
}

static void
clean(const char *from, const char *to, bool lines, const char *what)
{
    struct vs_buf buf;

    vs_buf_init(&buf, 1000);
    vs_clean(&buf, vs_str(from), lines);
    IS_TEXT(buf.p ? (const char *)buf.p : "", to, "%s", what);
    vs_buf_release(&buf);
}

static void
cleaning(void)
{
    clean("caf\xc3\xa9 \xe2\x82\xac", "caf\xc3\xa9 \xe2\x82\xac", false, "letters stay");
    clean("a\tb\rc\033d\x7f", "a?b?c?d?", true, "controls go");
    clean("a\nb", "a\nb", true, "lines stay");
    clean("a\nb", "a?b", false, "or not");
    clean("x\xe2\x80\xaey", "x?y", true, "what turns text round");
    clean("x\xc2\x9by", "x?y", true, "C1 controls");
    clean("\xff\xc0\xaf\xe2\x82", "?????", true, "what is not UTF-8");
    IS_INT(vs_columns(VS_STR("caf\xc3\xa9")), 4, "columns of accents");
    IS_INT(vs_columns(VS_STR("e\xcc\x81")), 1, "combining");
    IS_INT(vs_columns(VS_STR("\xe6\xbc\xa2")), 2, "wide");
    OK(vs_is_utf8(VS_STR("caf\xc3\xa9")), "UTF-8");
    OK(!vs_is_utf8((struct vs_str){"a\0b", 3}), "no NUL");
    OK(!vs_is_utf8(VS_STR("\xf4\x90\x80\x80")), "nothing above U+10FFFF");
    OK(!vs_is_utf8(VS_STR("\xc0\x80")), "nothing overlong");
}

static void
writing(void)
{
    struct vs_out out;
    struct vs_err err = {0};
    FILE *full = fopen("/dev/full", "w");
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);

    vs_out_init(&out, full, stderr);
    vs_print(&out, "x\n");
    IS_INT(vs_out_finish(&out, &err), VS_E_NO_SPACE, "a full disk is an error");
    fclose(full);
    vs_out_init(&out, file, stderr);
    out.width = 20;
    vs_print_wrapped(&out, "  a ", "one two three four five six\n\nseven");
    OK(vs_out_finish(&out, &err) == VS_OK, "written");
    fclose(file);
    IS_TEXT(text, "  a one two three four\n    five six\n\n    seven\n", "wrapped");
    free(text);
}

int
main(void)
{
    codes();
    reasons();
    errors();
    hints();
    shapes();
    cleaning();
    writing();
    return tap_done();
}

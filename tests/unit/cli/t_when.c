/* Times for people and from people; ids as people type them. */
#include "cli/when.h"

#include <string.h>

#include "cli/id.h"
#include "core/base/enc.h"
#include "tests/tap.h"

static vs_instant clock_now;

static vs_instant
now(void *payload)
{
    (void)payload;
    return clock_now;
}

static void
shows(const char *rfc, enum vs_when_form form, const char *want)
{
    char text[VS_WHEN_LEN];
    vs_instant instant = 0;

    OK(vs_instant_parse(&instant, vs_str(rfc)), "%s", rfc);
    vs_when_text(text, instant, form);
    IS_TEXT(text, want, "%s", want);
}

static enum vs_code
act_at(vs_instant *at, const char *typed)
{
    static const struct vs_opt option = {"at", 0, VS_OPT_INSTANT, false, "TIME", NULL, "x", false};
    struct vs_env env = {now, NULL, NULL};
    struct vs_cli cli = {.env = &env};
    struct vs_err err = {0};
    vs_instant clock;

    if (typed) {
        cli.args.given[0].opt = &option;
        cli.args.given[0].value = typed;
        cli.args.given_count = 1;
    }
    return vs_when_act(at, &clock, &cli, &err);
}

static void
acts(void)
{
    vs_instant at = 0;

    OK(vs_instant_parse(&clock_now, VS_STR("2026-04-02T14:10:00Z")), "the clock");
    OK(act_at(&at, NULL) == VS_OK && at == clock_now, "now");
    OK(act_at(&at, "2026-04-02 09:30") == VS_OK && at == clock_now - 24000, "local time");
    OK(act_at(&at, "2026-04-02T09:30:00+02:00") == VS_OK && at == clock_now - 24000, "offset");
    IS_INT(act_at(&at, "2026-04-02"), VS_E_TIME_BARE_DATE, "a bare date");
    IS_INT(act_at(&at, "2026-04-02 16:13"), VS_E_TIME_FUTURE, "three minutes ahead");
    OK(act_at(&at, "2026-04-02 16:12") == VS_OK && at == clock_now, "two minutes are now");
    IS_INT(act_at(&at, "2025-03-30 02:30"), VS_E_TIME_NO_SUCH, "skipped");
    IS_INT(act_at(&at, "2025-10-26 02:30"), VS_E_TIME_TWICE, "shown twice");
    OK(act_at(&at, "2025-10-26T02:30:00+01:00") == VS_OK, "twice, with its offset");
    IS_INT(act_at(&at, "yesterday"), VS_E_TIME_FORMAT, "no time");
}

static void
ids(void)
{
    struct vs_id_range range;
    struct vs_hash id;
    char text[VS_ID_LEN_MAX], whole[VS_HASH_TEXT_LEN + 1];

    for (unsigned i = 0; i < sizeof(id.b); i++) {
        id.b[i] = (uint8_t)(0xab + i);
    }
    vs_id_short(text, &id);
    IS_TEXT(text, "abacadae", "eight digits");
    OK(vs_id_parse(&range, VS_STR("abac")) && vs_id_in(&range, &id) && !range.whole, "a prefix");
    OK(vs_id_parse(&range, VS_STR("ABACA")) && vs_id_in(&range, &id), "in capitals, odd");
    OK(vs_id_parse(&range, VS_STR("abacb")) && !vs_id_in(&range, &id), "another");
    OK(!vs_id_parse(&range, VS_STR("aba")), "too short");
    OK(!vs_id_parse(&range, VS_STR("xyzzy")), "no hex");
    vs_hash_text(whole, &id);
    OK(vs_id_parse(&range, vs_str(whole)) && range.whole && vs_id_in(&range, &id), "base64url");
}

int
main(void)
{
    shows("2026-04-08T22:00:00Z", VS_WHEN_FULL, "Thu 9 April 2026 00:00");
    shows("2026-04-08T22:00:00Z", VS_WHEN_NO_YEAR, "Thu 9 April 00:00");
    shows("2026-04-08T22:00:00Z", VS_WHEN_CLOCK, "00:00");
    shows("2026-04-08T22:00:00Z", VS_WHEN_DAY, "Thu 9 April 2026");
    shows("2026-01-08T22:05:09Z", VS_WHEN_SHORT, "2026-01-08 23:05");
    acts();
    ids();
    return tap_done();
}

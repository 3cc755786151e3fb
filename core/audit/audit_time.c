/* The order in time of the leaves of a feed (FORMAT.md 5.4). */
#include <stdio.h>
#include <string.h>

#include "core/audit/audit_feed.h"
#include "core/base/json.h"

/* "3 days and 4 hours", in the two largest units that there are. */
static void
span_text(char out[60], vs_instant span)
{
    static const struct {
        vs_instant seconds;
        const char *one, *more;
    } units[] = {{86400, "day", "days"},
                 {3600, "hour", "hours"},
                 {60, "minute", "minutes"},
                 {1, "second", "seconds"}};
    size_t at = 0, len;

    while (at < 3 && span < units[at].seconds) {
        at++;
    }
    for (unsigned told = 0; told < 2 && at < 4; told++, at++) {
        long long number = (long long)(span / units[at].seconds);

        if (number == 0) {
            break;
        }
        len = told == 0 ? 0 : strlen(out);
        (void)snprintf(out + len, 60 - len, "%s%lld %s", told == 0 ? "" : " and ", number,
                       number == 1 ? units[at].one : units[at].more);
        span %= units[at].seconds;
    }
}

/* Whether the facts say that this leaf is an older one, recorded again. */
static enum vs_code
says_again(bool *again, struct vs_str facts, struct vs_err *err)
{
    struct vs_json *doc = NULL;
    enum vs_code code = vs_json_parse(&doc, facts.p, facts.len, VS_JSON_FACTS, err);

    *again = code == VS_OK && vs_json_get(doc, "was") != NULL;
    vs_json_free(doc);
    return code == VS_E_NO_MEMORY ? code : VS_OK;
}

bool
vs_audit_gives_time(enum vs_event_state state, vs_instant made)
{
    if (made < 0 || made > VS_INSTANT_MAX) { /* a row that was changed: told of where it is read */
        return false;
    }
    return state == VS_EVENT_OPENED || (state == VS_EVENT_NEWER && made > 0);
}

enum vs_code
vs_audit_time(struct vs_audit_feed *f, const struct vs_audit_place *at, vs_instant made,
              struct vs_str facts, struct vs_err *err)
{
    char is[VS_INSTANT_TEXT_LEN + 1], was[VS_INSTANT_TEXT_LEN + 1], span[60];
    struct vs_audit_place place = *at;
    struct vs_dating earlier;
    struct vs_err why = {0};
    bool again;
    enum vs_code code;

    if (!vs_dating_next(&earlier, &f->dating, VS_LEAF_INDEX(at->leaf), made)) {
        return VS_OK;
    }
    code = says_again(&again, facts, &why);
    if (code != VS_OK) {
        return vs_audit_trouble(err, &why, code);
    }
    place.earlier = &earlier;
    place.made = made;
    vs_instant_text(is, made);
    vs_instant_text(was, earlier.made);
    span_text(span, earlier.made - made);
    return vs_audit_found(f->a, VS_FOUND_DATED_BACK, &place, err,
                          "dated %s, %s before entry %llu, which stands before it and is dated "
                          "%s%s",
                          is, span, (unsigned long long)earlier.leaf, was,
                          again ? "; recorded again after a restore, as it says itself" : "");
}

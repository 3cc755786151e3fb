/* Adoptions, their ends and successions that are not what they say, and offers that name them. */
#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/log/hash.h"
#include "core/record/directory.h"
#include "tests/cli/liar/liar.h"

/* Of what is written again and again. */
#define MANY 300

static enum vs_code
keep_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *why)
{
    (void)why;
    *(struct vs_adoption_row *)payload = *row;
    return VS_OK;
}

/* The adoption that an organisation published last. */
static struct vs_adoption_row
last_adoption(int64_t org)
{
    struct vs_adoption_row row;

    memset(&row, 0, sizeof row);
    MUST(vs_adoption_each(store->ledger, org, keep_adoption, &row, &err));
    return row;
}

/* An adoption of `text`, under this name and hash, in a role from a day on. */
static void
adopt(const char *name, const struct vs_hash *profile, const char *role, const char *from,
      struct vs_str text)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];

    vs_instant_text(at, now);
    vs_hash_text(hash, profile);
    snprintf(facts, sizeof facts,
             "{\"content\":\"json\",\"from\":\"%s\",\"made\":\"%s\",\"profile\":\"%s\","
             "\"profile_hash\":\"%s\",\"role\":\"%s\",\"type\":\"adopt\",\"v\":1}",
             from, at, name, hash, role);
    say_directory(facts, text);
}

/* What this organisation adopted last, `times` more, in a role (NULL: the same) from a day on. */
static void
adopt_again(const char *role, const char *from, int times)
{
    struct vs_adoption_row row = last_adoption(store->self.id);
    struct vs_buf text;

    vs_buf_init(&text, VS_AGREEMENT_BYTES_MAX);
    MUST(vs_profile_get(store->ledger, &text, &row.profile, &err));
    for (int i = 0; i < times; i++) {
        adopt(row.name, &row.profile, role ? role : row.role, from, vs_buf_str(&text));
    }
    vs_buf_release(&text);
}

static void
adopt_false(void)
{
    struct vs_hash wrong = any_hash(4);

    adopt("mine", &wrong, "vt", "2020-01-01", VS_STR("{\"a\":\"profile of another hash\"}"));
}

/* Canonical JSON with its right hash, and no agreement. */
static void
adopt_nothing(void)
{
    struct vs_hash is;

    vs_sha256(&is, no_rules.p, no_rules.len);
    adopt("mine", &is, "vt", "2020-01-01", no_rules);
}

/* The text that this organisation adopted, adopted again and again. */
static void
adopt_many(void)
{
    adopt_again(NULL, "2020-01-01", MANY);
}

/* The same once, in the role of the other side, since long ago. */
static void
adopt_anothers_role(void)
{
    adopt_again("vt", "1990-01-01", 1);
}

/* It is to succeed more organisations than there are. */
static void
succeed_many(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], org[VS_HASH_TEXT_LEN + 1];
    struct vs_hash invented = any_hash(0);

    vs_instant_text(at, now);
    for (uint32_t i = 0; i < MANY; i++) {
        vs_put_u32(invented.b, i);
        vs_hash_text(org, &invented);
        snprintf(facts, sizeof facts,
                 "{\"from\":\"2026-01-01\",\"made\":\"%s\",\"org\":\"%s\","
                 "\"side\":\"predecessor\",\"type\":\"succeed\",\"v\":1}",
                 at, org);
        say_directory(facts, (struct vs_str){NULL, 0});
    }
}

/* The end of an adoption that there is not, as if it concerned everything since 1970. */
static void
end_nothing(void)
{
    char facts[600], at[VS_INSTANT_TEXT_LEN + 1], hash[VS_HASH_TEXT_LEN + 1];
    struct vs_hash none = any_hash(8);

    vs_instant_text(at, now);
    vs_hash_text(hash, &none);
    snprintf(facts, sizeof facts,
             "{\"adoption\":\"%s\",\"end\":\"1970-01-01\",\"made\":\"%s\","
             "\"type\":\"adopt.end\",\"v\":1}",
             hash, at);
    say_directory(facts, (struct vs_str){NULL, 0});
}

/* An offer under the text that adopt-nothing adopted. */
static void
offer_nothing(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);
    struct vs_event_under under;

    memset(&under, 0, sizeof under);
    snprintf(under.profile, sizeof under.profile, "mine");
    vs_sha256(&under.profile_hash, no_rules.p, no_rules.len);
    under.giver_adoption = any_hash(5);
    under.receiver_adoption = any_hash(6);
    event.to = other_org().org;
    event.under = &under;
    event.under_count = 1;
    record(&event);
}

/* An offer under what both adopted last, whether or not that has ended. */
static void
offer_ended(void)
{
    struct vs_event event = event_of(VS_EV_OFFER);
    struct vs_org_row org = other_org();
    struct vs_adoption_row own = last_adoption(store->self.id), theirs = last_adoption(org.id);
    struct vs_event_under under;

    memset(&under, 0, sizeof under);
    memcpy(under.profile, own.name, strnlen(own.name, VS_PROFILE_ID_MAX));
    under.profile_hash = own.profile;
    under.giver_adoption = own.hash;
    under.receiver_adoption = theirs.hash;
    event.to = org.org;
    event.under = &under;
    event.under_count = 1;
    event.has_calendar = true;
    event.calendar = newest(VS_EV_OFFER)->event->calendar;
    record(&event);
}

const struct liar_lie liar_adopt[] = {
    {"adopt-false", adopt_false},
    {"adopt-nothing", adopt_nothing},
    {"adopt-many", adopt_many},
    {"adopt-anothers-role", adopt_anothers_role},
    {"succeed-many", succeed_many},
    {"end-nothing", end_nothing},
    {"offer-nothing", offer_nothing},
    {"offer-ended", offer_ended},
    {NULL, NULL},
};

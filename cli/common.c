#include "cli/common.h"

#include <stdio.h>
#include <string.h>

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/session.h"
#include "core/casework/zone.h"
#include "core/ledger/orgs.h"
#include "core/record/rules.h"

#define PARTNERS_MAX 6 /* named in one warning */

/* What is in common on one day, with the roles of either side. */
struct texts {
    const struct vs_agreement *agreements[VS_EVENT_UNDER_MAX];
    struct vs_rule_text v[VS_EVENT_UNDER_MAX];
    char roles[VS_EVENT_UNDER_MAX][2][sizeof(((struct vs_adoption_row *)0)->role)];
    size_t count;
};

static enum vs_code
keep(void *payload, const struct vs_rule_text *text, struct vs_err *err)
{
    struct texts *texts = payload;
    char(*roles)[sizeof(texts->roles[0][0])] = texts->roles[texts->count];

    (void)err;
    (void)snprintf(roles[0], sizeof(roles[0]), "%.*s", (int)text->giver_role.len,
                   text->giver_role.p);
    (void)snprintf(roles[1], sizeof(roles[1]), "%.*s", (int)text->receiver_role.len,
                   text->receiver_role.p);
    texts->agreements[texts->count] = text->agreement;
    texts->v[texts->count++] =
        (struct vs_rule_text){text->agreement, vs_str(roles[0]), vs_str(roles[1])};
    return VS_OK;
}

static enum vs_code
find(struct texts *texts, struct vs_store *store, const struct vs_act_offer *offer, vs_date day,
     struct vs_err *err)
{
    texts->count = 0;
    return vs_act_offer_rules(store, offer, day, keep, texts, err);
}

/* In what any of them differ: of those that differ one differs from the first. */
static unsigned
differences(const struct texts *texts, bool is_return)
{
    unsigned differ = 0;

    for (size_t i = 1; i < texts->count; i++) {
        differ |= vs_fold_rules_differ(&texts->v[0], &texts->v[i], is_return);
    }
    return differ;
}

/* "a, b and c"; two texts of one id with the beginning of their hashes. */
static void
add_names(struct vs_buf *out, const struct vs_agreement *const *agreements, size_t count)
{
    char hash[VS_ID_LEN_MAX];
    bool same = false;

    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            same |= vs_str_eq(agreements[i]->id, agreements[k]->id);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && i + 1 == count) {
            vs_buf_addf(out, " %s ", _("and"));
        } else if (i > 0) {
            vs_buf_addf(out, ", ");
        }
        vs_buf_add_str(out, agreements[i]->id);
        if (same) {
            vs_id_short(hash, &agreements[i]->hash);
            vs_buf_addf(out, " (%s)", hash);
        }
    }
}

static const struct {
    enum vs_rule_part part;
    const char *missing;
} parts[] = {
    {VS_PART_MOVE, "transfer"},   {VS_PART_WAITLIST, "waitlist"}, {VS_PART_REFUSAL, "refusal"},
    {VS_PART_DISPUTE, "dispute"}, {VS_PART_RETURN, "return"},
};

/* "when responsibility passes, what a refusal does" */
static void
add_parts(struct vs_buf *out, unsigned differ)
{
    const char *before = "";

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (differ & parts[i].part) {
            vs_buf_addf(out, "%s%s", before, vs_say_missing(parts[i].missing));
            before = ", ";
        }
    }
}

/* --- which of them ---------------------------------------------------------------------------- */

static enum vs_code
refuse_name(struct vs_cli *cli, const struct texts *texts, const char *name, bool several,
            struct vs_err *err)
{
    static char hint[400]; /* read when the failure is printed, at the end of the program */
    char id[VS_ID_LEN_MAX];
    size_t len = 0;

    for (size_t i = 0; i < texts->count && len < sizeof hint; i++) {
        const struct vs_agreement *agreement = texts->v[i].agreement;
        int more;

        vs_id_short(id, &agreement->hash);
        more = snprintf(hint + len, sizeof hint - len, "%s--agreement %.*s", i > 0 ? ", " : "",
                        several ? (int)strlen(id) : (int)agreement->id.len,
                        several ? id : agreement->id.p);
        len += more > 0 ? (size_t)more : 0;
    }
    cli->hint = texts->count > 0 ? hint : _("vs agreement list");
    return several ? vs_fail(err, VS_E_AMBIGUOUS, name, "%s", _("different texts are called so"))
                   : vs_fail(err, VS_E_NOT_FOUND, name, "%s",
                             _("it is no agreement that both adopted and that is in force today"));
}

enum vs_code
vs_common_named(struct vs_act_offer *offer, struct vs_hash named[VS_EVENT_UNDER_MAX],
                struct vs_cli *cli, struct vs_store *store, struct vs_err *err)
{
    struct texts texts;
    const char *name = vs_opt_value_at(&cli->args, "agreement", 0);
    enum vs_code code = VS_OK;

    if (!name) {
        return VS_OK;
    }
    code = find(&texts, store, offer, vs_zone_date(vs_store_now(store)), err);
    for (size_t n = 0; code == VS_OK && name;
         name = vs_opt_value_at(&cli->args, "agreement", ++n)) {
        const struct vs_agreement *found = NULL;
        bool several = false;
        struct vs_id_range range;
        bool is_id = vs_id_parse(&range, vs_str(name));

        for (size_t i = 0; i < texts.count; i++) {
            const struct vs_agreement *agreement = texts.v[i].agreement;

            if (vs_str_is(agreement->id, name) || (is_id && vs_id_in(&range, &agreement->hash))) {
                several |= found != NULL;
                found = agreement;
            }
        }
        if (!found || several || offer->only_count == VS_EVENT_UNDER_MAX) {
            return refuse_name(cli, &texts, name, several, err);
        }
        named[offer->only_count++] = found->hash;
    }
    offer->only = named;
    return code;
}

/* --- warnings --------------------------------------------------------------------------------- */

static void
warn(struct vs_cli *cli, struct vs_buf *text)
{
    if (vs_buf_check(text, "agreements", NULL) == VS_OK) {
        vs_warn(&cli->out, "%s\n", (const char *)text->p);
    }
    vs_buf_release(text);
}

void
vs_common_warn(struct vs_cli *cli, struct vs_store *store, const struct vs_act_offer *offer)
{
    bool is_return = offer->kind == VS_OFFER_RETURN;
    struct texts texts;
    unsigned differ;
    struct vs_buf buf;

    if (find(&texts, store, offer, vs_zone_date(vs_store_now(store)), NULL) != VS_OK) {
        return;
    }
    differ = differences(&texts, is_return);
    if (!differ) {
        return;
    }
    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_buf_addf(&buf, "%s ", _("both of you adopted several agreements that hold today:"));
    add_names(&buf, texts.agreements, texts.count);
    vs_buf_addf(&buf, ". %s ", _("They do not say the same, about:"));
    add_parts(&buf, differ);
    vs_buf_add_text(&buf, ". ");
    vs_buf_add_text(&buf, differ & VS_PART_MOVE
                              ? _("So it is undetermined who is responsible until the receiver "
                                  "accepts, or all sign one outcome (vs settle)")
                              : _("Where that is asked it is not certain who is responsible"));
    warn(cli, &buf);
    vs_note(&cli->out, "%s\n",
            is_return ? _("next: to let one of them count, vs withdraw CASE, then vs return CASE "
                          "--agreement ID")
                      : _("next: to let one of them count, vs withdraw CASE, then vs handover CASE "
                          "--to ORG --agreement ID"));
    vs_note(&cli->out, "%s\n",
            _("one that is not meant for the two of you is ended by who adopted it: vs agreement "
              "end ID"));
}

/* Partners with which the agreement and one other one do not say the same. */
struct adopted {
    struct vs_store *store;
    struct vs_hash pair[2]; /* the new one, and the other */
    const struct vs_agreement *other;
    vs_date day;
    unsigned differ;
    struct vs_hash orgs[PARTNERS_MAX];
    size_t count; /* of all of them */
};

static enum vs_code
compare_with(void *payload, const struct vs_org_row *org, struct vs_err *err)
{
    struct adopted *adopted = payload;
    struct vs_act_offer offer = {.to = org->id, .only = adopted->pair, .only_count = 2};
    struct texts texts;
    unsigned differ;
    enum vs_code code;

    if (org->id == adopted->store->self.id) {
        return VS_OK;
    }
    code = find(&texts, adopted->store, &offer, adopted->day, err);
    differ = differences(&texts, false);
    for (size_t i = 0; i < texts.count; i++) {
        struct vs_str giver = texts.v[i].giver_role;

        texts.v[i].giver_role = texts.v[i].receiver_role; /* what they hand over to us */
        texts.v[i].receiver_role = giver;
    }
    differ |= differences(&texts, false);
    if (code == VS_OK && differ) {
        adopted->differ |= differ;
        if (adopted->count < PARTNERS_MAX) {
            adopted->orgs[adopted->count] = org->org;
        }
        adopted->count++;
    }
    return code;
}

static void
warn_adopted(struct vs_cli *cli, const struct adopted *adopted,
             const struct vs_agreement *agreement)
{
    const struct vs_agreement *pair[2] = {agreement, adopted->other};
    size_t shown = adopted->count < PARTNERS_MAX ? adopted->count : PARTNERS_MAX;
    struct vs_buf buf;

    vs_buf_init(&buf, VS_PRINT_MAX);
    vs_say_orgs(&buf, adopted->store, adopted->orgs, shown, _("and"));
    vs_buf_add_text(&buf, adopted->count > shown ? ", ..." : "");
    vs_buf_addf(&buf, " %s ", _("and you both adopted:"));
    add_names(&buf, pair, 2);
    vs_buf_addf(&buf, ". %s ", _("They do not say the same, about:"));
    add_parts(&buf, adopted->differ);
    vs_buf_addf(&buf, ". %s",
                _("A handover between you that rests on both is undetermined where they differ: "
                  "let it rest on one (vs handover --agreement ID), or end one of them (vs "
                  "agreement end ID)"));
    warn(cli, &buf);
}

struct adopting {
    struct vs_cli *cli;
    struct vs_store *store;
    const struct vs_agreement *agreement;
    vs_date from;
};

static vs_date
later(vs_date a, vs_date b)
{
    return a > b ? a : b;
}

static enum vs_code
compare_own(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    const struct adopting *adopting = payload;
    const struct vs_agreement *agreement = adopting->agreement;
    struct adopted adopted = {.store = adopting->store};
    enum vs_code code;

    if (vs_hash_eq(&row->profile, &agreement->hash) ||
        vs_rules_agreement(adopting->store, &adopted.other, &row->profile, NULL) != VS_OK) {
        return VS_OK;
    }
    adopted.pair[0] = agreement->hash;
    adopted.pair[1] = row->profile;
    adopted.day =
        later(later(adopting->from, row->since), vs_zone_date(vs_store_now(adopting->store)));
    adopted.day = later(adopted.day, later(agreement->from.earliest, adopted.other->from.earliest));
    code = vs_org_each(adopting->store->ledger, compare_with, &adopted, err);
    if (code == VS_OK && adopted.count > 0) {
        warn_adopted(adopting->cli, &adopted, agreement);
    }
    return code;
}

void
vs_common_warn_adopted(struct vs_cli *cli, struct vs_store *store,
                       const struct vs_agreement *agreement, vs_date from)
{
    struct adopting adopting = {cli, store, agreement, from};

    if (vs_adoption_each(store->ledger, store->self.id, compare_own, &adopting, NULL) != VS_OK) {
        vs_warn(&cli->out, "%s\n",
                _("which agreements partners adopted could not be read: vs "
                  "doctor"));
    }
}

/* --- in an answer ----------------------------------------------------------------------------- */

size_t
vs_common_texts(const struct vs_agreement *texts[VS_EVENT_UNDER_MAX], struct vs_store *store,
                const struct vs_fold *fold, const struct vs_fold_offer *offer)
{
    const struct vs_event *event = fold->entries[offer->event].in->event;
    size_t count = 0;

    for (size_t k = 0; event && k < event->under_count; k++) {
        if (offer->rule.candidates >> k & 1 &&
            vs_rules_agreement(store, &texts[count], &event->under[k].profile_hash, NULL) ==
                VS_OK) {
            count++;
        }
    }
    return count;
}

bool
vs_common_differ(const struct vs_fold_offer *offer, const char *missing)
{
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        if (strcmp(parts[k].missing, missing) == 0) {
            return offer->rule.differ & parts[k].part;
        }
    }
    return false;
}

void
vs_common_say(struct vs_buf *out, struct vs_store *store, const struct vs_fold *fold,
              const struct vs_fold_offer *offer)
{
    const struct vs_agreement *texts[VS_EVENT_UNDER_MAX];
    struct vs_buf names;

    vs_buf_init(&names, VS_PRINT_MAX);
    add_names(&names, texts, vs_common_texts(texts, store, fold, offer));
    if (vs_buf_check(&names, "answer", NULL) == VS_OK) {
        vs_buf_addf(out, _(": the handover rests on %s, and they do not say the same"),
                    (const char *)names.p);
    }
    vs_buf_release(&names);
}

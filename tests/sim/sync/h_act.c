/* What honest people do: acts that the program allows. */
#include "tests/sim/sync/h_life.h"

#include "core/casework/authority.h"

static struct h_org *
any_org(struct h_life *life)
{
    return &life->world.orgs[life->world.orgs[h_draw(life, life->world.count)].party];
}

/* Any event of the fold of this type. */
static bool
any_event(struct h_life *life, struct vs_hash *out, const struct vs_fold *fold,
          enum vs_event_type type)
{
    size_t start = fold->entry_count ? h_draw(life, fold->entry_count) : 0;

    for (size_t i = 0; i < fold->entry_count; i++) {
        const struct vs_fold_event *in = fold->entries[(start + i) % fold->entry_count].in;

        if (in->event && in->event->type == type) {
            *out = in->id;
            return true;
        }
    }
    return false;
}

static void
draw_settlement(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold)
{
    struct vs_hash id;

    if (h_draw(life, 3) > 0 && any_event(life, &id, fold, VS_EV_SETTLE)) {
        uint32_t at = vs_fold_find(fold, &id);
        const struct vs_event *event = fold->entries[at].in->event;

        draft->is_agreement = true;
        draft->agrees = event->is_agreement ? event->agrees : id;
        return;
    }
    draft->outcome_closed = h_draw(life, 4) == 0;
    draft->outcome = any_org(life)->id;
    draft->from = draft->at - (vs_instant)h_draw(life, 3 * 86400);
    if (h_draw(life, 2)) {
        h_draw_resolved(life, draft, fold);
    }
}

void
h_draw_event(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold,
             vs_instant now)
{
    static const enum vs_event_type types[] = {VS_EV_OFFER,          VS_EV_OFFER,
                                               VS_EV_OFFER,          VS_EV_ACCEPT,
                                               VS_EV_ACCEPT,         VS_EV_PICKUP,
                                               VS_EV_PICKUP,         VS_EV_REFUSE,
                                               VS_EV_REFUSE,         VS_EV_WITHDRAW,
                                               VS_EV_WAIT_START,     VS_EV_WAIT_END,
                                               VS_EV_WAIT_END,       VS_EV_ESCALATE,
                                               VS_EV_SETTLE,         VS_EV_SETTLE,
                                               VS_EV_CLOSE,          VS_EV_REOPEN,
                                               VS_EV_PARTY_ADD,      VS_EV_PARTY_ADD,
                                               VS_EV_ASSESS,         VS_EV_CONTACT,
                                               VS_EV_NOTE,           VS_EV_JOIN,
                                               VS_EV_PARTY_REMOVE,   VS_EV_TRAJECTORY_START,
                                               VS_EV_TRAJECTORY_END, VS_EV_MONITORING_START,
                                               VS_EV_MONITORING_END, VS_EV_ESCALATE_ANSWER};

    memset(draft, 0, sizeof(*draft));
    draft->type = types[h_draw(life, sizeof(types) / sizeof(types[0]))];
    draft->at = now - (h_draw(life, 3) ? 0 : (vs_instant)h_draw(life, 4 * 86400));
    switch ((unsigned)draft->type) {
    case VS_EV_OFFER:
        draft->to = any_org(life)->id;
        draft->kind = h_draw(life, 4) ? VS_OFFER_HANDOVER : VS_OFFER_RETURN;
        draft->at = now;
        break;
    case VS_EV_ACCEPT:
    case VS_EV_REFUSE:
    case VS_EV_WITHDRAW:
    case VS_EV_WAIT_START:
        draft->has_re = any_event(life, &draft->re, fold, VS_EV_OFFER);
        break;
    case VS_EV_WAIT_END:
        draft->has_re = any_event(life, &draft->re, fold, VS_EV_WAIT_START);
        if (draft->has_re) {
            draft->re = fold->entries[vs_fold_find(fold, &draft->re)].in->event->re;
        }
        break;
    case VS_EV_ESCALATE:
        draft->level = 1;
        draft->reason = (unsigned)h_draw(life, 2);
        if (h_draw(life, 3) == 0 && any_event(life, &draft->next_of, fold, VS_EV_ESCALATE)) {
            const struct vs_event *lower =
                fold->entries[vs_fold_find(fold, &draft->next_of)].in->event;

            draft->has_next_of = true;
            draft->level = 1 + lower->level % 4;
            draft->has_re = lower->has_re;
            draft->re = lower->re;
            break;
        }
        draft->has_re = h_draw(life, 3) && any_event(life, &draft->re, fold, VS_EV_OFFER);
        break;
    case VS_EV_ESCALATE_ANSWER:
        draft->has_re = any_event(life, &draft->re, fold, VS_EV_ESCALATE);
        draft->reply = (unsigned)h_draw(life, 3);
        break;
    case VS_EV_PICKUP:
        draft->has_re = h_draw(life, 3) && any_event(life, &draft->re, fold, VS_EV_OFFER);
        break;
    case VS_EV_SETTLE:
        draw_settlement(life, draft, fold);
        break;
    case VS_EV_PARTY_ADD:
    case VS_EV_PARTY_REMOVE:
        draft->party.org = any_org(life)->id;
        draft->party.role = h_draw(life, 3) ? VS_PARTY_FULL : VS_PARTY_FACTS;
        break;
    default:
        break;
    }
}

/* Whatever the record layer refuses is no act; anything else but a refusal is strange. */
static bool
legal(struct h_life *life, const struct h_org *org, enum vs_code code, const struct vs_err *err)
{
    switch ((int)code) {
    case VS_OK:
        return true;
    case VS_E_NOT_AUTHORISED:
    case VS_E_TIME_FUTURE:
    case VS_E_TIME_TOO_EARLY:
    case VS_E_NO_INBOX_KEY:
    case VS_E_EVENT_FORMAT:
    case VS_E_EXISTS:
        return false;
    default:
        if (!h_is_liar(life, org)) {
            h_broken(life, "an act is recorded or refused", "%s: %s: %.40s: %.100s", org->alias,
                     vs_code_name(code), err->subject, err->detail);
        }
        return false;
    }
}

static void
open_case(struct h_life *life, struct h_org *org)
{
    struct vs_err err = {0};
    bool takes = h_draw(life, 6) > 0;

    if (legal(life, org,
              h_open(org, &life->cases[life->case_count], takes, h_draw(life, 2) ? "words" : NULL,
                     &err),
              &err)) {
        life->case_count++;
        life->counts->acts[VS_EV_OPEN]++;
        h_say(life, org, "opens case %u%s", life->case_count, takes ? "" : " for nobody");
    }
}

static const struct h_org *
party_of(const struct h_life *life, const struct vs_hash *id)
{
    for (unsigned i = 0; i < life->world.count; i++) {
        if (vs_hash_eq(&life->world.orgs[i].id, id)) {
            return &life->world.orgs[i];
        }
    }
    return NULL;
}

static void
say_act(struct h_life *life, struct h_org *org, unsigned number, const struct vs_event *draft)
{
    const struct h_org *other = NULL;
    char text[VS_INSTANT_TEXT_LEN + 1];

    switch ((unsigned)draft->type) {
    case VS_EV_OFFER:
        other = party_of(life, &draft->to);
        break;
    case VS_EV_SETTLE:
        other =
            draft->is_agreement || draft->outcome_closed ? NULL : party_of(life, &draft->outcome);
        break;
    case VS_EV_PARTY_ADD:
    case VS_EV_PARTY_REMOVE:
        other = party_of(life, &draft->party.org);
        break;
    default:
        break;
    }
    vs_instant_text(text, draft->at);
    h_say(life, org, "case %u: %s%s%s%s, at %s", number + 1, vs_event_type_name(draft->type),
          draft->is_agreement                                                         ? " (agrees)"
          : draft->type == VS_EV_ESCALATE_ANSWER && draft->reply == VS_REPLY_DECISION ? " (decides)"
                                                                                      : "",
          other ? " " : "", other ? other->alias : "", text);
}

/* Would everybody call it valid? The program asks the same before it writes. */
static bool
is_allowed(struct h_org *org, const struct vs_casefile *file, struct vs_event *draft)
{
    const char *reason = NULL;
    struct vs_err err = {0};

    draft->case_id = *vs_casefile_id(file);
    draft->made = org->env.now(org->env.payload);
    if (draft->at > draft->made) {
        draft->made = draft->at;
    }
    h_must(vs_authority_check(&reason, vs_casefile_fold(file), draft, &org->id, &err), &err,
           "authority");
    return !reason;
}

static enum vs_code
record(struct h_life *life, struct h_org *org, unsigned number, struct vs_event *draft,
       struct vs_err *err)
{
    struct vs_hash id;

    if (draft->type == VS_EV_OFFER) {
        return h_offer(org, &id, &life->cases[number], party_of(life, &draft->to), draft->kind,
                       err);
    }
    if (draft->type == VS_EV_PARTY_REMOVE) {
        return h_remove(org, &id, &life->cases[number], &draft->party.org, err);
    }
    return h_act(org, &id, &life->cases[number], draft, h_draw(life, 3) ? NULL : "words", err);
}

/* An answer to a handover to us, whatever has become of that. */
static bool
draw_answer(struct h_life *life, struct vs_event *draft, const struct vs_fold *fold,
            const struct vs_hash *us, vs_instant now)
{
    static const enum vs_event_type types[] = {VS_EV_ACCEPT, VS_EV_PICKUP,     VS_EV_REFUSE,
                                               VS_EV_ACCEPT, VS_EV_WAIT_START, VS_EV_WAIT_END};
    size_t start = fold->offer_count ? (size_t)h_draw(life, fold->offer_count) : 0;

    memset(draft, 0, sizeof(*draft));
    draft->type = types[h_draw(life, sizeof(types) / sizeof(types[0]))];
    draft->at = now;
    draft->has_re = true;
    for (size_t i = 0; i < fold->offer_count; i++) {
        const struct vs_fold_offer *offer = &fold->offers[(start + i) % fold->offer_count];

        if (vs_hash_eq(&offer->to_org, us)) {
            draft->re = fold->entries[offer->event].in->id;
            return true;
        }
    }
    return false;
}

/* Something that follows from what is there, first; else anything that is allowed. */
static bool
draw_act(struct h_life *life, struct vs_event *draft, struct h_org *org,
         const struct vs_casefile *file)
{
    const struct vs_fold *fold = vs_casefile_fold(file);
    vs_instant now = life->world.now + org->skew;
    bool found = false;

    if (h_draw(life, 2)) {
        found = h_draw_decision(life, draft, fold, &org->id, now) && is_allowed(org, file, draft);
    }
    for (unsigned tries = 0; !found && tries < 3; tries++) {
        found = draw_answer(life, draft, fold, &org->id, now) && is_allowed(org, file, draft);
    }
    for (unsigned tries = 0; !found && tries < 40; tries++) {
        h_draw_event(life, draft, fold, now);
        found = is_allowed(org, file, draft);
    }
    return found;
}

/* False: it was refused. */
static bool
act(struct h_life *life, struct h_org *org, unsigned number, struct vs_event *draft)
{
    struct vs_err err = {0};

    if (!legal(life, org, record(life, org, number, draft, &err), &err)) {
        return false;
    }
    life->counts->acts[draft->type]++;
    say_act(life, org, number, draft);
    h_check_case(life, org, number);
    return true;
}

/* Who has decided settles, in the same hour or later. */
static void
settle_decided(struct h_life *life, struct h_org *org, unsigned number)
{
    struct vs_casefile *file;
    struct vs_event draft;
    struct vs_err err = {0};
    bool found;

    h_must(h_case(org, &file, &life->cases[number], &err), &err, "a case");
    found = h_draw_decision(life, &draft, vs_casefile_fold(file), &org->id,
                            life->world.now + org->skew) &&
            is_allowed(org, file, &draft);
    vs_casefile_free(file);
    if (found) {
        act(life, org, number, &draft);
    }
}

void
h_act_step(struct h_life *life, struct h_org *org)
{
    struct vs_event draft;
    struct vs_casefile *file;
    unsigned number = 0;
    bool found;

    if (life->case_count == 0 || (life->case_count < H_CASES_MAX && h_draw(life, 16) == 0)) {
        open_case(life, org);
        return;
    }
    file = h_any_case(life, org, &number);
    for (unsigned i = 1; !file && i < life->world.count; i++) {
        /* It has no case; somebody who has one acts. */
        org = &life->world.orgs[(org->n + 1) % life->world.count];
        if (h_plan_has(life->plan, org) && org->n != life->plan->hermit) {
            file = h_any_case(life, org, &number);
        }
    }
    found = file && draw_act(life, &draft, org, file);
    vs_casefile_free(file);
    if (found && act(life, org, number, &draft) && draft.type == VS_EV_ESCALATE_ANSWER &&
        draft.reply == VS_REPLY_DECISION) {
        life->counts->decisions++;
        if (h_draw(life, 3)) {
            settle_decided(life, org, number);
        }
    }
}

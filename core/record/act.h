/*
 * Own acts: an event becomes a leaf of this device's feed. All of these belong inside a transaction
 * of the store (vs_store_begin ... vs_store_commit) and change nothing when they fail.
 *
 * An act is judged first, by the same code that will judge it in every other ledger: what the fold
 * would call void is refused here with VS_E_NOT_AUTHORISED, the reason of fold.md as the detail.
 */
#ifndef VS_CORE_RECORD_ACT_H
#define VS_CORE_RECORD_ACT_H

#include "core/casework/agreement.h"
#include "core/casework/event.h"
#include "core/casework/fold.h"
#include "core/ledger/channels.h"
#include "core/record/store.h"

/* The content of an act, all optional; `text` is canonical JSON made by vs_act. */
struct vs_act_text {
    struct vs_str ref;       /* own reference, where a case is filed */
    struct vs_str text;      /* narrative, reason in words, note */
    struct vs_str household; /* own label of the household, where a case is filed */
};

/*
 * Opens a case: makes its key, writes case.open and seals the key to the other devices of our own
 * organisation. *case_leaf and *id (its leaf hash) name it from then on.
 */
enum vs_code vs_act_open(struct vs_store *store, int64_t *case_leaf, struct vs_hash *id,
                         vs_instant at, bool takes, const struct vs_act_text *text,
                         struct vs_err *err) VS_MUST_USE;

/* The same with what `draft` says besides: at, takes, origin, acute. Its parties are filled in. */
enum vs_code vs_act_open_as(struct vs_store *store, int64_t *case_leaf, struct vs_hash *id,
                            struct vs_event *draft, const struct vs_act_text *text,
                            struct vs_err *err) VS_MUST_USE;

/*
 * Any other event of a case. `draft` holds type, at, and the members of its type; made, heads and
 * case_id are filled in here. *id is the leaf hash.
 *   VS_E_TIME_FUTURE      at is more than two minutes ahead of the clock
 *   VS_E_TIME_TOO_EARLY   at lies before what the act rests on
 *   VS_E_DATED_AHEAD      this device wrote here under a clock that was ahead: what it adds would
 * wait VS_E_NOT_AUTHORISED   it would be void; subject = the reason
 */
enum vs_code vs_act(struct vs_store *store, struct vs_hash *id, int64_t case_leaf,
                    struct vs_event *draft, const struct vs_act_text *text,
                    struct vs_err *err) VS_MUST_USE;

/* The same with content of bytes, which types like `introduce` carry. */
enum vs_code vs_act_bytes(struct vs_store *store, struct vs_hash *id, int64_t case_leaf,
                          struct vs_event *draft, struct vs_str bytes,
                          struct vs_err *err) VS_MUST_USE;

/*
 * Offers the case to another organisation (kind handover or return): names the adoptions in force,
 * the calendar, makes the addressee a party and seals the case key to each of its devices. Nothing
 * common adopted is allowed: then only an acceptance can move it, and *rules says 0.
 *   VS_E_NO_INBOX_KEY     the addressee's keys are not known: sync first
 */
struct vs_act_offer {
    int64_t to; /* row of the organisation */
    enum vs_offer_kind kind;
    unsigned mode; /* VS_WORDS_MODE */
    vs_instant at;
    const struct vs_event *told; /* what the receiver has to know: why .. monitor; may be NULL */
    const struct vs_hash *only;  /* profiles on which it is to stand, and what takes over from them;
                                    NULL: all that both adopted */
    size_t only_count;
};
enum vs_code vs_act_offer(struct vs_store *store, struct vs_hash *id, size_t *rules,
                          int64_t case_leaf, const struct vs_act_offer *offer,
                          const struct vs_act_text *text, struct vs_err *err) VS_MUST_USE;

/*
 * The agreements on which an offer to `to`, made on the day `day`, would stand by what is known now
 * and that are in force then, surely or perhaps: `each` gets them one by one, borrowed, in the
 * order of their hashes. Of `offer` count `to`, `kind` and `only`.
 */
enum vs_code vs_act_offer_rules(struct vs_store *store, const struct vs_act_offer *offer,
                                vs_date day,
                                enum vs_code (*each)(void *payload, const struct vs_rule_text *text,
                                                     struct vs_err *err),
                                void *payload, struct vs_err *err) VS_MUST_USE;

/*
 * Tells the parties of a case who `org` is: its identity and roster, once a case. vs_act_offer does
 * so by itself where there is a third party, for the addressee and about it. *written: it was news.
 */
enum vs_code vs_act_introduce(struct vs_store *store, int64_t case_leaf, int64_t org, bool *written,
                              struct vs_err *err) VS_MUST_USE;

/* Introduces the other parties of a case to `org`, and `org` to them. Nothing to do between two. */
enum vs_code vs_act_introductions(struct vs_store *store, int64_t case_leaf, int64_t org,
                                  struct vs_err *err) VS_MUST_USE;

/*
 * Seals the keys of a case, one an epoch, to every device of a party that has not been given them:
 * Kc to a full party, Kr to one that sees the facts only. A ledger that has Kr only shares it with
 * the other devices of its own organisation, whatever `role` says; for others VS_E_NOT_AUTHORISED.
 *   VS_E_NO_INBOX_KEY: no key of it is known
 */
enum vs_code vs_act_invite(struct vs_store *store, int64_t case_leaf, int64_t org,
                           enum vs_party_role role, struct vs_err *err) VS_MUST_USE;

/*
 * Discloses a case to an organisation that takes no part in it: the facts alone, or all of it
 * (party.add, the key to each of its devices, introductions). What it sees cannot be taken back.
 *   VS_E_EXISTS           it is a party already and sees as much
 *   VS_E_INVALID          it is our own
 *   VS_E_NO_INBOX_KEY     its keys are not known: sync first
 *   VS_E_NOT_AUTHORISED   not-holder: holders disclose, of facts also who ever held the case
 */
struct vs_act_disclosure {
    int64_t org; /* row */
    enum vs_party_role role;
    vs_instant at;
};
enum vs_code vs_act_disclose(struct vs_store *store, struct vs_hash *id, int64_t case_leaf,
                             const struct vs_act_disclosure *to, const struct vs_act_text *text,
                             struct vs_err *err) VS_MUST_USE;

/* An event in a channel that is not the one to write under: the first of a new epoch (epochs.h). */
enum vs_code vs_act_in(struct vs_store *store, struct vs_hash *id, int64_t case_leaf,
                       struct vs_event *draft, const struct vs_channel_row *channel,
                       struct vs_err *err) VS_MUST_USE;

/*
 * Removes a party: `party.remove`, and a new key for those who stay, unless it is we who leave:
 * then a holder makes the key at its next sync. What was written before stays readable to it.
 */
enum vs_code vs_act_remove(struct vs_store *store, struct vs_hash *id, int64_t case_leaf,
                           const struct vs_hash *party, vs_instant at,
                           const struct vs_act_text *text, struct vs_err *err) VS_MUST_USE;

#endif

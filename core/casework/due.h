/*
 * What is due of a case, by when and for whom, from its fold.
 *
 * What is due changes with time alone, too: an offer moves, a term ends. So it is told in spans, as
 * the answers over time are: every row says from when until when it stands if nothing else is
 * recorded, and whoever keeps the rows needs no fold to know what is due at a later instant.
 */
#ifndef VS_CORE_CASEWORK_DUE_H
#define VS_CORE_CASEWORK_DUE_H

#include "core/casework/answer.h"

enum vs_due_kind {
    VS_DUE_ANSWER,   /* an offer waits for an answer of `org`, who has accepted it not yet; `when`:
                        its move by rule or never */
    VS_DUE_TRANSFER, /* moves by its rule at `when` unless somebody acts */
    VS_DUE_ASSESSMENT, /* the term of the holder's assessment ends at `when` */
    VS_DUE_TRAJECTORY, /* its trajectory has lasted as long as it may at `when` */
    VS_DUE_WAITING,    /* `org` has it on its waiting list since `since` */
    VS_DUE_CONFIRM,    /* `org` holds and nothing shows that it knows */
    VS_DUE_SIGN,       /* a settlement waits for the signature of `org` */
    VS_DUE_SETTLE,     /* contested, disputed or undetermined: `org` is one of those concerned */
    VS_DUE_ESCALATION, /* an open escalation that concerns `org`, and that no open one has taken up
                          a level; of one writer the first 16, others only before itself. Not of
                          who agreed or disagreed, and has nothing more to do about it */
    VS_DUE_PICK_UP,    /* nobody has taken the case up */
    VS_DUE_STILL_OPEN, /* an offer of `org` that is still open although its source has passed */
    VS_DUE_REFUSED,    /* the addressee refused an offer of `org`, and by the rule that does not end
                          it; `when`: its move by rule or never; `event`: the refusal */
    VS_DUE_FIRST_CONTACT, /* with the household: the agreement's term, or the day that an offer asks
                           */
    VS_DUE_CONTACT,       /* the interval of contacts ends at `when` */
    VS_DUE_MONITORING,    /* that of monitoring */
    VS_DUE_FEEDBACK,      /* to the reporter */
    VS_DUE_TERM,          /* another term of the agreement: `term` */
    VS_DUE_REFUSE_BY,     /* a refusal by `org` is to be given by `when` */
    VS_DUE_RETURN_BY,     /* so is a return */
    VS_DUE_REPLY,         /* an escalation is to be answered by `org` */
    VS_DUE_HAND_ON,       /* a refusal ended the offer of `org`, who holds the case still: until an
                             act of its own that knows the refusal; `event`: the refusal */
    VS_DUE_TAKE_UP,       /* `org` accepted an offer that moves when it picks it up */
    VS_DUE_KINDS
};

struct vs_due {
    enum vs_due_kind kind;
    struct vs_hash org;   /* who has to act or should know */
    struct vs_hash other; /* the other organisation, zero if none */
    vs_instant since;     /* when it began */
    vs_instant when;      /* the instant after the last one in time, unknown days of the calendar
                             taken for free; VS_INSTANT_NEVER: none, or beyond the calendar */
    vs_instant earliest;  /* the same, unknown days taken for working days: equal if none matters */
    vs_date missing;      /* the first day that made the difference, VS_DATE_NEVER */
    uint32_t event;       /* entry of the cause, VS_FOLD_NONE */
    uint32_t offer;       /* index into the fold's offers, VS_FOLD_NONE */
    const struct vs_agreement *agreement; /* that sets the term, NULL */
    struct vs_str term;                   /* its id there; empty */
    enum vs_nature nature; /* of the term: statutory ones are told apart from agreed ones */
    bool start_unknown;    /* the text says how long, and not from when it counts: `earliest` counts
                              from `first`, `when` from `since` */
    vs_instant first;      /* the earliest that a source counts from: the report, or `since` */
    /* What the end was counted by, to be told; length.n is 0 where nothing was. */
    struct vs_delay length;
    const struct vs_calendar *calendar; /* NULL: none is needed, or it is not here */
    const struct vs_term *set_by;       /* of `agreement`; NULL */
    const struct vs_limit *limit;       /* likewise, of a refusal, a return, an answer; NULL */
    const struct vs_level *level;       /* likewise, of an answer; NULL */
    vs_instant kept;  /* of a term: recorded instant of the act that kept it, VS_INSTANT_NEVER */
    uint32_t kept_by; /* its entry, VS_FOLD_NONE */
    bool answered;    /* of VS_DUE_ESCALATION: it is the turn of `org`, its writer, whom the others
                         have answered, or who has said what was decided */
    bool unseen; /* nothing that is recorded shows whether the term was kept: it stands until `when`
                  */
    vs_instant from;  /* the row stands from here, or from where the question began */
    vs_instant until; /* until here; VS_INSTANT_NEVER: until something is recorded */
    bool lead;        /* the first of its organisation in this case: count these to count cases */
    bool told;        /* another row says the same to people (a case is to be settled; one
                         escalation): to be shown to programs only */
};
struct vs_dues {
    struct vs_due *rows; /* by earliest, kind, org, event, from */
    size_t count;
    vs_instant known_until; /* beyond it the rows are not worked out: VS_INSTANT_NEVER but in cases
                               with hundreds of turns ahead */
};

/* A role that an organisation has under an agreement that ours adopted too. */
struct vs_due_duty {
    struct vs_hash org;
    struct vs_str role;
    const struct vs_agreement *agreement;
    const struct vs_calendar *calendar; /* NULL: not here */
    vs_date since, ended;               /* the days on which both adopted it: [since, ended) */
};
struct vs_due_rules {
    struct vs_hash self; /* of two rows that say the same the reader's own is shown */
    const struct vs_due_duty *duties;
    size_t count;
};

/*
 * What is due in the case from `now` on. Release with vs_dues_release.
 *
 * Terms of an agreement stand under `rules` (NULL: none). A term counts under the agreement that
 * was in force on the day on which it began, for every organisation that had its role on that day;
 * of several such agreements the one adopted last. Only a report begins what counts from one, and a
 * trajectory begins with an assessment only if that decides on one. Where the act that it begins
 * with was done by an organisation of that role, it is that one's alone; assessment, trajectory and
 * feedback are nobody else's in any case. Where the text does not say from when it counts, what
 * ends with the trajectory begins with it, and what ends with the assessment with the report. Where
 * the case goes to another (a settlement may give it, too) contact is for who receives it,
 * monitoring for who does not. It ends with the first act that keeps it
 * (`at` of that act not before the beginning) when that was recorded, with the closing of the case
 * unless it begins with a closing or monitoring goes on, and, if it binds a holder (it began with
 * the report, an assessment or a trajectory; or with the transfer to it), as soon as that one holds
 * no more (a statutory one that was past by then goes on until it is kept or the case closed);
 * feedback to the reporter is owed all the same. A term that repeats begins again with
 * every act that keeps it.
 *
 * What an offer and an escalation about it are to be answered by, and the first contact that it
 * asks for, follow from the offer and the agreement that it stands on, whatever the reader adopted.
 */
enum vs_code vs_dues_make(struct vs_dues *out, const struct vs_fold *fold, vs_instant now,
                          const struct vs_due_rules *rules, struct vs_err *err) VS_MUST_USE;
void vs_dues_release(struct vs_dues *dues);

/* From when a row asks its organisation for something: at once where its act is waited for, of a
 * term when it has passed; VS_INSTANT_NEVER. */
vs_instant vs_due_asks(const struct vs_due *row);

const char *vs_due_kind_name(enum vs_due_kind kind);

/* --- how terms were kept ---------------------------------------------------------------------- */

enum vs_term_state {
    VS_TERM_RUNS,
    VS_TERM_PAST,          /* and was not kept so far */
    VS_TERM_KEPT,          /* in time */
    VS_TERM_RECORDED_LATE, /* in time by the claim of who kept it, recorded after its end */
    VS_TERM_LATE,
    VS_TERM_LAPSED, /* it bound nobody any more before it was kept: handed over, closed, withdrawn
                     */
    VS_TERM_UNSEEN  /* over, and nothing that is recorded shows whether it was kept */
};
struct vs_kept_term {
    struct vs_due due;
    enum vs_term_state state;
    bool perhaps; /* the state depends on days that the calendar does not know: it may be better */
};
struct vs_kept_terms {
    struct vs_kept_term *rows; /* by when they began */
    size_t count;
};

/*
 * Every term of the case as it stands at `now`, the kept and the missed ones too; of refusals and
 * returns only those that were given. Findings, no more: a missed term moves nothing. Release with
 * vs_kept_terms_release.
 */
enum vs_code vs_kept_terms_make(struct vs_kept_terms *out, const struct vs_fold *fold,
                                vs_instant now, const struct vs_due_rules *rules,
                                struct vs_err *err) VS_MUST_USE;
void vs_kept_terms_release(struct vs_kept_terms *terms);

const char *vs_term_state_name(enum vs_term_state state); /* "runs", "recorded-late", ... */

#endif

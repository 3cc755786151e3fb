/*
 * Agreement profiles as data (schemas/agreements, schema schemas/agreement.schema.json, described
 * in schemas/AGREEMENTS.md): what a text says about responsibility, each rule with its basis and
 * source, and `unknown` where the text says nothing or is not known.
 *
 * All strings are borrowed from the profile and live as long as it.
 */
#ifndef VS_CORE_CASEWORK_AGREEMENT_H
#define VS_CORE_CASEWORK_AGREEMENT_H

#include "core/casework/calendar.h"

#define VS_AGREEMENT_BYTES_MAX (128u * 1024) /* canonical or not; fits the content of one leaf */

enum vs_agreement_kind {
    VS_KIND_AGREEMENT,
    VS_KIND_VISION,  /* a compass; carries no transfer rule */
    VS_KIND_COVENANT /* likewise */
};

enum vs_basis_kind {
    VS_BASIS_AGREEMENT,  /* the text says so */
    VS_BASIS_PRACTICE,   /* it is done so */
    VS_BASIS_CONVENTION, /* ours, named (C1 to C11) */
    VS_BASIS_UNKNOWN     /* the value is unknown */
};

/* Words for people, in Dutch and in English: the same words twice where the file has them in one
 * language only; both empty where it has none. */
struct vs_prose {
    struct vs_str nl, en;
};

struct vs_basis {
    enum vs_basis_kind kind;
    struct vs_str convention; /* "C9" if the kind is convention, else empty */
    struct vs_str source;     /* id in `sources`, or empty */
    struct vs_str annex;      /* id in `annexes`, or empty */
    struct vs_str article;    /* where in the text, "article 4, second paragraph"; or empty */
    struct vs_prose note;     /* or empty */
};

enum vs_move_kind {
    VS_MOVE_UNKNOWN,
    VS_MOVE_AFTER_DELAY,
    VS_MOVE_AT_ACCEPTANCE,
    VS_MOVE_AT_PICKUP
};
enum vs_counts_from {
    VS_FROM_UNKNOWN,
    VS_FROM_SENT,    /* the recorded instant of the offer */
    VS_FROM_RECEIVED /* its delivery */
};
enum vs_waitlist_effect {
    VS_WAITLIST_UNKNOWN,
    VS_WAITLIST_NONE,       /* each owns its waiting list: no effect on the transfer */
    VS_WAITLIST_GIVER_HOLDS /* the giver stays responsible while the receiver has it waiting */
};
enum vs_refusal_effect {
    VS_REFUSAL_UNKNOWN,
    VS_REFUSAL_NONE,   /* the delay runs on */
    VS_REFUSAL_CANCELS /* a refusal before the move ends the offer */
};
enum vs_dispute_effect {
    VS_DISPUTE_UNKNOWN,
    VS_DISPUTE_NONE,
    VS_DISPUTE_SUSPENDS /* an escalation about the offer before the move stops the delay */
};
enum vs_early_accept {
    VS_EARLY_MOVES, /* C10: an acceptance before the end of the delay moves at once */
    VS_EARLY_NONE   /* it moves at the end of the delay all the same */
};
enum vs_version_rule {
    VS_VERSION_OF_OFFER, /* C2: the text of the offer's recorded date decides to the end */
    VS_VERSION_NEW_RULE  /* a successor that the offer names takes over from its first day */
};
/* With VS_VERSION_NEW_RULE: from when the successor's delay counts for an offer under way. */
enum vs_new_delay {
    VS_NEW_DELAY_UNKNOWN,
    VS_NEW_DELAY_HANDOVER, /* from the handover, but it moves nothing before the first day */
    VS_NEW_DELAY_FIRST_DAY /* from the first day of the successor */
};

/* A term within which something is to be done. Moves nothing. */
enum vs_limit_kind {
    VS_LIMIT_UNKNOWN,
    VS_LIMIT_NONE, /* the text says that there is none */
    VS_LIMIT_DELAY
};
struct vs_limit {
    enum vs_limit_kind kind;
    struct vs_delay delay; /* of VS_LIMIT_DELAY */
    struct vs_basis basis;
    struct vs_basis counting_basis;
};

/* When responsibility passes. `delay` and `counts_from` mean something for AFTER_DELAY only. */
struct vs_move {
    enum vs_move_kind kind;
    struct vs_delay delay;
    enum vs_counts_from counts_from;
    struct vs_basis basis;
    struct vs_basis counting_basis;
    struct vs_basis counts_from_basis;
};

/* The rules of handing over from one role to another. */
struct vs_transfer {
    struct vs_str from, to; /* roles */
    struct vs_move move;
    struct vs_move giving_back; /* of a return from `to` to `from`; UNKNOWN if the text is silent */
    enum vs_waitlist_effect waitlist;
    enum vs_refusal_effect refusal;
    enum vs_dispute_effect dispute;
    enum vs_early_accept early_accept;
    enum vs_version_rule version;
    enum vs_new_delay new_delay;  /* of VS_VERSION_NEW_RULE */
    struct vs_limit refusal_term; /* within how long after the handover a refusal is to be given */
    struct vs_limit return_term;  /* within how long after the transfer a return is to be given */
    struct vs_basis waitlist_basis;
    struct vs_basis refusal_basis;
    struct vs_basis dispute_basis;
    struct vs_basis early_accept_basis;
    struct vs_basis version_basis;
    struct vs_basis new_delay_basis;
};

/* A date of a text that may be known only within limits; VS_DATE_NEVER = no upper limit known,
 * INT32_MIN = no lower limit known. Exact when both are equal. */
struct vs_date_range {
    vs_date earliest, latest;
    struct vs_basis basis;
};

enum vs_term_start {
    VS_TERM_FROM_UNKNOWN,
    VS_TERM_FROM_RECEIPT,          /* of the report: the opening of the case */
    VS_TERM_FROM_ASSESSMENT,       /* the decision after the assessment */
    VS_TERM_FROM_TRAJECTORY_START, /* trajectory.start */
    VS_TERM_FROM_HANDOVER,         /* handover.offer */
    VS_TERM_FROM_TRANSFER,         /* the instant at which responsibility passed */
    VS_TERM_FROM_ACCEPTANCE,       /* handover.accept */
    VS_TERM_FROM_ESCALATION,       /* escalate */
    VS_TERM_FROM_CLOSING           /* close */
};

/* What fulfils a term: an event of the role that has to keep it. */
enum vs_term_end {
    VS_TERM_ENDS_UNKNOWN,
    VS_TERM_ENDS_ASSESS,
    VS_TERM_ENDS_TRAJECTORY_END,
    VS_TERM_ENDS_CONTACT,
    VS_TERM_ENDS_MONITORING,
    VS_TERM_ENDS_ACCEPT,
    VS_TERM_ENDS_HANDOVER,
    VS_TERM_ENDS_CLOSING,
    VS_TERM_ENDS_NOTHING /* nothing that the log records */
};

/* "assessment", "trajectory", "first_contact", "contact", "monitoring", "feedback", ...: a term
 * that one role has to keep. Never moves responsibility. */
struct vs_term {
    struct vs_str id;
    struct vs_str role;
    bool known; /* false: the value is unknown, `delay` means nothing */
    struct vs_delay delay;
    enum vs_term_start start;
    enum vs_term_end end;
    bool repeats; /* an interval: it starts again at each fulfilment */
    struct vs_basis basis;
    struct vs_basis counting_basis;
    struct vs_basis start_basis;
    struct vs_basis end_basis;
};

struct vs_agreement_role {
    struct vs_str role; /* "vt", "local_team", ... */
    struct vs_str name; /* for people */
};

enum vs_holder_during {
    VS_DURING_UNKNOWN,
    VS_DURING_UNCHANGED,
    VS_DURING_GIVER,
    VS_DURING_RECEIVER
};

enum vs_answered_by {
    VS_ANSWERED_UNKNOWN,
    VS_ANSWERED_GIVER,
    VS_ANSWERED_RECEIVER,
    VS_ANSWERED_BOTH
};

enum vs_decides {
    VS_DECIDES_UNKNOWN,
    VS_DECIDES_NOBODY, /* nobody alone: both have to agree, or the next level is asked */
    VS_DECIDES_GIVER,
    VS_DECIDES_RECEIVER,
    VS_DECIDES_ROLE /* whoever adopted the agreement in `decider` */
};

/* One step of the escalation ladder. The next one is the level after it. */
struct vs_level {
    uint32_t level;                  /* 1, 2, ... */
    struct vs_prose giver;           /* who speaks for the giver, in words; empty: not known */
    struct vs_prose receiver;        /* who speaks for the receiver; likewise */
    struct vs_limit answer;          /* within how long the escalation is to be answered */
    enum vs_answered_by answered_by; /* who has to answer it */
    enum vs_decides decides;
    struct vs_str decider;        /* the role of VS_DECIDES_ROLE, else empty */
    struct vs_prose decides_text; /* who that is, in words; or empty */
    enum vs_holder_during during;
    struct vs_basis basis; /* of the level itself */
    struct vs_basis answered_by_basis;
    struct vs_basis decides_basis;
    struct vs_basis during_basis;
};

/* --- what a handover has to be like ---------------------------------------------------------- */

/* Bits of a condition: outcomes of an assessment in the order of VS_AFTER_..., unsafety likewise.
 */
enum vs_after {
    VS_AFTER_DIRECT_HANDOVER,
    VS_AFTER_CONDITIONS_SERVICE,
    VS_AFTER_INVESTIGATION,
    VS_AFTER_CHILD_PROTECTION_BOARD,
    VS_AFTER_CERTIFIED_INSTITUTION,
    VS_AFTER_CARE_PROVIDER,
    VS_AFTER_MULTIDISCIPLINARY_TEAM,
    VS_AFTER_INVOLVED_PERSONS,
    VS_AFTER_END_OF_INVOLVEMENT,
    VS_AFTER_OTHER,
    VS_AFTER_COUNT
};
enum vs_unsafety {
    VS_UNSAFETY_ACUTE,
    VS_UNSAFETY_STRUCTURAL,
    VS_UNSAFETY_NONE,
    VS_UNSAFETY_UNCLEAR,
    VS_UNSAFETY_COUNT
};
enum vs_mode {
    VS_MODE_WRITTEN,
    VS_MODE_TELEPHONE,
    VS_MODE_WARM,
    VS_MODE_MEETING,
    VS_MODE_OTHER,
    VS_MODE_COUNT
};

/* A case that the text hands over in one way. With neither bit set it is prose only, and no
 * program can tell whether a handover is one of these cases. */
struct vs_mode_case {
    struct vs_prose when;
    unsigned after;    /* 1u << enum vs_after, any of these; 0: whatever the outcome */
    unsigned unsafety; /* 1u << enum vs_unsafety, likewise */
    enum vs_mode mode;
};

/* What a handover has to hold: members of handover.offer, and `text`: that it has content. */
enum vs_field {
    VS_FIELD_REASON,
    VS_FIELD_AFTER,
    VS_FIELD_UNSAFETY,
    VS_FIELD_CONDITIONS,
    VS_FIELD_CONDITIONS_DIGEST,
    VS_FIELD_MONITOR,
    VS_FIELD_INFORMED,
    VS_FIELD_INFORMED_AT,
    VS_FIELD_OTHERS,
    VS_FIELD_FIRST_CONTACT,
    VS_FIELD_WAITLIST,
    VS_FIELD_TEXT,
    VS_FIELD_REF,
    VS_FIELD_COUNT
};

enum vs_monitoring { VS_MONITORING_UNKNOWN, VS_MONITORING_NOBODY, VS_MONITORING_ROLE };

/* --- who is bound and who looks on ----------------------------------------------------------- */

enum vs_adoption_rule {
    VS_ADOPTION_UNKNOWN,
    VS_ADOPTION_EACH, /* each member adopts the text for itself */
    VS_ADOPTION_JOINTLY
};

/* A part of the text with a date and a decider of its own. */
struct vs_annex {
    struct vs_str id, title;
    struct vs_prose decided_by;       /* who may change it; empty: not known */
    struct vs_str version, on;        /* or empty; `on` is the date of the decision */
    struct vs_date_range from, until; /* without limits where nothing is said */
    struct vs_str source;
    struct vs_prose note;
};

/* One organisation, or one municipality whose organisation is not known (then empty), of a role. */
struct vs_member {
    struct vs_str municipality, organisation; /* at least one is known */
    struct vs_str code;                       /* of a public register, or empty */
    struct vs_date_range from, until;         /* without limits where nothing is said */
    struct vs_str source;
    struct vs_prose note;
};

/* Somebody whom the agreement lets look at cases, without a part in any. */
struct vs_auditor {
    struct vs_str role;
    struct vs_str name;
    struct vs_basis basis;
};

/*
 * What is done, where it is known: beside the text, never instead of it. With `departs`, one value
 * of the rules from `giver` to `receiver` is another one in practice, so that the fold can be asked
 * for the answer by practice too (vs_practice_apply).
 */
enum vs_practice_rule {
    VS_PRACTICE_WAITLIST,
    VS_PRACTICE_REFUSAL,
    VS_PRACTICE_DISPUTE,
    VS_PRACTICE_EARLY_ACCEPT,
    VS_PRACTICE_MOVE
};
struct vs_practice {
    struct vs_prose note;
    struct vs_str who, source;        /* who: a member's name; empty: everybody */
    struct vs_date_range from, until; /* without limits where nothing is said */
    bool departs;
    struct vs_str giver, receiver; /* roles */
    enum vs_practice_rule rule;
    int value;           /* of enum vs_waitlist_effect, vs_refusal_effect, ... as `rule` says */
    struct vs_move move; /* of VS_PRACTICE_MOVE */
};

struct vs_agreement_data; /* of agreement.c */

struct vs_agreement {
    struct vs_str id;     /* "west-brabant-2022" */
    struct vs_str title;  /* of the text, in its own language */
    struct vs_str region; /* "west-brabant" */
    enum vs_agreement_kind kind;
    struct vs_date_range from; /* the first day in force */
    struct vs_date_range
        until;              /* the last day in force; both limits VS_DATE_NEVER: no end stated */
    struct vs_str calendar; /* id of the calendar, "nl-atw"; empty if unknown */
    struct vs_basis calendar_basis;
    struct vs_str replaces[8];
    size_t replaces_count;
    const struct vs_agreement_role *roles;
    size_t role_count;
    const struct vs_transfer *transfers;
    size_t transfer_count;
    const struct vs_term *terms;
    size_t term_count;
    enum vs_adoption_rule adoption;
    struct vs_basis adoption_basis;
    const struct vs_annex *annexes;
    size_t annex_count;
    bool modes_known; /* false: nothing says which case is handed over in which way */
    struct vs_basis modes_basis;
    const struct vs_mode_case *modes;
    size_t mode_count;
    bool contents_known; /* false: nothing says what a handover has to hold */
    struct vs_basis contents_basis;
    const enum vs_field *fields; /* in the order of the text */
    size_t field_count;
    enum vs_monitoring monitoring;
    struct vs_str monitor; /* the role of VS_MONITORING_ROLE, else empty */
    struct vs_basis monitoring_basis;
    const struct vs_auditor *auditors;
    size_t auditor_count;
    bool escalation_known;     /* false: there may be a ladder, its steps are not known */
    uint32_t escalation_about; /* bits: the reasons (VS_WORDS_ESCALATE) for which the text has its
                                  ladder; 0: it does not say */
    struct vs_basis escalation_basis;
    const struct vs_level *levels;
    size_t level_count;
    const struct vs_practice *practices;
    size_t practice_count;
    struct vs_str
        canonical;       /* canonical JSON (VS_JSON_CONTENT); its SHA-256 is the profile's hash */
    struct vs_hash hash; /* zero until the caller has computed and set it */
    const struct vs_json *doc; /* the whole document, for what is only shown */
    struct vs_agreement_data *data;
};

/*
 * Reads a profile from JSON, pretty (a file) or canonical (the content of an adoption). *out is
 * owned by the caller. Errors as vs_calendar_load: VS_E_JSON_SYNTAX, VS_E_AGREEMENT_FORMAT (not
 * what agreement.schema.json accepts), VS_E_AGREEMENT_MEANING (well formed, but contradicts
 * itself), with the path of the member ("transfer[0].waitlist.value") and what would be right.
 */
enum vs_code vs_agreement_load(struct vs_agreement **out, const void *bytes, size_t len,
                               struct vs_err *err) VS_MUST_USE;
void vs_agreement_free(struct vs_agreement *agreement);

/* The basis of a rule of the document, and the words of a member: for what is only shown
 * (reporting, retention). */
struct vs_basis vs_agreement_basis(const struct vs_json *rule);
struct vs_prose vs_agreement_prose(const struct vs_json *object, const char *name);

/* The title, author and address of a source by its id; empty strings where there is none. */
struct vs_source {
    struct vs_str id;
    struct vs_prose title;
    struct vs_str by, address;
};
struct vs_source vs_agreement_source(const struct vs_agreement *agreement, struct vs_str id);

enum vs_in_force {
    VS_NOT_IN_FORCE,
    VS_POSSIBLY_IN_FORCE, /* the date lies where the text's own dates are not known exactly */
    VS_SURELY_IN_FORCE
};
enum vs_in_force vs_agreement_in_force(const struct vs_agreement *agreement, vs_date date);

/* True if the agreement names this role. */
bool vs_agreement_has_role(const struct vs_agreement *agreement, struct vs_str role);

/* True if the agreement lets this role look at the facts of cases without a part in any. */
bool vs_agreement_is_auditor(const struct vs_agreement *agreement, struct vs_str role);

/* Member `index` of the organisations of `role`; false at the end, or if there is no such role. */
bool vs_agreement_member(struct vs_member *member, const struct vs_agreement *agreement,
                         struct vs_str role, size_t index);

/* The annex of this id, or NULL. */
const struct vs_annex *vs_agreement_annex(const struct vs_agreement *agreement, struct vs_str id);

/* False: nothing says from when it is in force, so it is taken to be so as long as the text. */
bool vs_annex_is_dated(const struct vs_annex *annex);

/* Whether a rule is in force on a day on which the agreement is: surely if it stands in the text
 * itself, else as its annex is. The rules that are folded stand in annexes that last as long as the
 * text; those about how a handover is done (modes, contents, monitoring) may not. */
enum vs_in_force vs_agreement_rule_in_force(const struct vs_agreement *agreement,
                                            const struct vs_basis *basis, vs_date date);

/* Whether its ladder is for an escalation of this reason (VS_WORDS_ESCALATE): as it says, or if it
 * does not say. */
bool vs_agreement_escalates(const struct vs_agreement *agreement, unsigned reason);

/* The level of the ladder, or NULL if it has none of this number. */
const struct vs_level *vs_agreement_level(const struct vs_agreement *agreement, uint32_t level);

/* True where only an acceptance moves responsibility, this way and back (a return without a rule of
 * its own is such): there a refusal ends the handover, whatever `refusal` says (FOLD.md 4). */
bool vs_refusal_only_ends(const struct vs_transfer *transfer);

/*
 * The first case of `modes` with a condition that holds for a handover after this outcome
 * (1u << enum vs_after; 0: not known) with this unsafety (bits; 0: not known; both: acute and
 * structural); NULL if none does. A condition about something that is not known does not hold.
 */
const struct vs_mode_case *vs_agreement_mode(const struct vs_agreement *agreement, unsigned after,
                                             unsigned unsafety);

/*
 * The rules for an offer by an organisation of role `giver` to one of role `receiver`, or NULL: the
 * agreement does not regulate this direction (C11: acceptance only). For a return (`is_return`) the
 * result is the entry of the *opposite* direction, whose `giving_back` is the rule; its kind
 * VS_MOVE_UNKNOWN means that the return has no rule of its own.
 */
const struct vs_transfer *vs_agreement_transfer(const struct vs_agreement *agreement,
                                                struct vs_str giver, struct vs_str receiver,
                                                bool is_return);

/* True if both say the same about every value that decides (not about basis, source and note). */
bool vs_move_same(const struct vs_move *a, const struct vs_move *b);
bool vs_transfer_same(const struct vs_transfer *a, const struct vs_transfer *b);

/* The rules of `transfer` with the value that is practised (its basis: practice). False, and a
 * plain copy, if this practice does not depart from these rules. */
bool vs_practice_apply(struct vs_transfer *out, const struct vs_transfer *transfer,
                       const struct vs_practice *practice);

/* The term of this id for this role, or NULL if the agreement has none. */
const struct vs_term *vs_agreement_term(const struct vs_agreement *agreement, const char *id,
                                        struct vs_str role);

/*
 * The deadline of a known term that began at `start` (of a report: its receipt). The last instant
 * in time is the one before count.latest. VS_E_INVALID if the value of the term is unknown. Release
 * the count with vs_count_release.
 */
enum vs_code vs_term_deadline(struct vs_count *out, const struct vs_term *term,
                              const struct vs_calendar *calendar, vs_instant start,
                              struct vs_err *err) VS_MUST_USE;

/* --- what is left open ----------------------------------------------------------------------- */

enum vs_open {
#define VS_OPEN(NAME, open, convention) VS_OPEN_##NAME,
#include "core/casework/agreement_open.def"
#undef VS_OPEN
    VS_OPEN_COUNT
};

/*
 * One thing that the text leaves open ("nothing says what a refusal does"), or that a convention of
 * ours fills in for it. `path` and `about` live until the call returns; `words` is a constant
 * English text, translated by whoever shows it.
 */
struct vs_open_question {
    enum vs_open what;
    const char *path;           /* of the member: "transfer[0].refusal" */
    struct vs_prose about;      /* "vt -> local_team", "assessment (vt)", a title; may be empty */
    const struct vs_term *term; /* that it is about, or NULL */
    unsigned level;             /* the step of the ladder that it is about, or 0 */
    const char *words;          /* without a stop */
    struct vs_str convention;   /* "C9"; empty: really open */
};

/* Everything that the text leaves open, in the order of the format. */
void vs_agreement_check(const struct vs_agreement *agreement,
                        void (*each)(void *payload, const struct vs_open_question *question),
                        void *payload);

/* True if `old` is among the texts that `agreement` ends: its id stands in `replaces`. */
bool vs_agreement_replaces(const struct vs_agreement *agreement, const struct vs_agreement *old);

/* Of the texts in `list` (bit i: list[i]) those that no other of them has ended on `day`: it is
 * surely in force and replaces the first, which does not replace it in turn. All of them, if none
 * would be left (FOLD.md 3). */
uint32_t vs_agreements_left(const struct vs_agreement *const *list, uint32_t bits, vs_date day);

/*
 * True if both are agreements of one region, other texts than each other, and are surely in force
 * on the same day although neither, or each, replaces the other: then nobody could say which one
 * counts. The first such day is set.
 */
bool vs_agreement_overlap(vs_date *day, const struct vs_agreement *a, const struct vs_agreement *b);

/* The stable words of the values, as in the file: "after_delay", "giver_holds", "convention", ...
 */
const char *vs_agreement_kind_name(enum vs_agreement_kind kind);
const char *vs_basis_name(enum vs_basis_kind kind);
const char *vs_move_name(enum vs_move_kind kind);
const char *vs_counts_from_name(enum vs_counts_from from);
const char *vs_waitlist_name(enum vs_waitlist_effect effect);
const char *vs_refusal_name(enum vs_refusal_effect effect);
const char *vs_dispute_name(enum vs_dispute_effect effect);
const char *vs_early_accept_name(enum vs_early_accept early);
const char *vs_term_start_name(enum vs_term_start start);
const char *vs_term_end_name(enum vs_term_end end);
const char *vs_version_rule_name(enum vs_version_rule version);
const char *vs_practice_rule_name(enum vs_practice_rule rule);
const char *vs_practice_value_name(const struct vs_practice *practice); /* of one that departs */
const char *vs_new_delay_name(enum vs_new_delay delay);
const char *vs_limit_name(enum vs_limit_kind kind);
const char *vs_answered_by_name(enum vs_answered_by by);
const char *vs_after_name(enum vs_after after);
const char *vs_unsafety_name(enum vs_unsafety unsafety);
const char *vs_mode_name(enum vs_mode mode);
const char *vs_field_name(enum vs_field field);
const char *vs_in_force_name(enum vs_in_force in_force); /* "surely", "possibly", "not" */

/* --- what is shipped ------------------------------------------------------------------------ */

/* Every profile that comes with the program: the bytes of its file. False at the end. */
bool vs_shipped_agreement(struct vs_str *bytes, size_t index);

#endif

/* The inside of a profile, for agreement.c and agreement_*.c only. */
#ifndef VS_CORE_CASEWORK_AGREEMENT_PRIV_H
#define VS_CORE_CASEWORK_AGREEMENT_PRIV_H

#include "core/casework/agreement.h"

/* Ceilings, as in agreement.schema.json. */
#define VS_ROLES_MAX     32
#define VS_TRANSFERS_MAX 64
#define VS_TERMS_MAX     32
#define VS_LEVELS_MAX    16
#define VS_PRACTICES_MAX 64
#define VS_REPLACES_MAX  8
#define VS_ANNEXES_MAX   32
#define VS_MEMBERS_MAX   400
#define VS_MODES_MAX     64
#define VS_AUDITORS_MAX  16

struct vs_agreement_data {
    struct vs_json *doc;
    struct vs_buf canonical;
    struct vs_agreement_role roles[VS_ROLES_MAX];
    struct vs_transfer transfers[VS_TRANSFERS_MAX];
    struct vs_term terms[VS_TERMS_MAX];
    struct vs_level levels[VS_LEVELS_MAX];
    struct vs_practice practices[VS_PRACTICES_MAX];
    struct vs_annex annexes[VS_ANNEXES_MAX];
    struct vs_mode_case modes[VS_MODES_MAX];
    struct vs_auditor auditors[VS_AUDITORS_MAX];
    enum vs_field fields[VS_FIELD_COUNT];
};

/* The shape of a file, and the words of its values in the order of their enums. */
struct vs_shape;
extern const struct vs_shape vs_agreement_shape;
extern const char *const vs_words_kind[];
extern const char *const vs_words_basis[];
extern const char *const vs_words_move[];
extern const char *const vs_words_counts_from[];
extern const char *const vs_words_waitlist[];
extern const char *const vs_words_refusal[];
extern const char *const vs_words_dispute[];
extern const char *const vs_words_early[];
extern const char *const vs_words_version[];
extern const char *const vs_words_unit[];
extern const char *const vs_words_counting[];
extern const char *const vs_words_nature[];
extern const char *const vs_words_start[];
extern const char *const vs_words_during[];
extern const char *const vs_words_practice[];
extern const char *const vs_words_new_delay[];
extern const char *const vs_words_end[];
extern const char *const vs_words_adoption[];
extern const char *const vs_words_limit[];
extern const char *const vs_words_answered_by[];
extern const char *const vs_words_after[];
extern const char *const vs_words_unsafety[];
extern const char *const vs_words_mode[];
extern const char *const vs_words_field[];
extern const char *const *const vs_practice_values[]; /* by enum vs_practice_rule */

/* `from` and `until` of an object: a member that is not there has no limits at all; one without
 * dates as well. */
void vs_agreement_read_period(struct vs_date_range *from, struct vs_date_range *until,
                              const struct vs_json *object);

/* Contradictions in a document of the right shape: VS_E_AGREEMENT_MEANING, the path of the member
 * and what would be right. Bases, names and dates (agreement_meaning.c), then those of
 * agreement_people.c and agreement_rules.c. */
enum vs_code vs_agreement_meaning(const struct vs_agreement *agreement,
                                  struct vs_err *err) VS_MUST_USE;
enum vs_code vs_agreement_members_meaning(const struct vs_agreement *agreement,
                                          struct vs_err *err) VS_MUST_USE;
enum vs_code vs_agreement_rules_meaning(const struct vs_agreement *agreement,
                                        struct vs_err *err) VS_MUST_USE;

/* `from` and `until` of an object as the loader read them. */
enum vs_code vs_agreement_period_meaning(const struct vs_json *object,
                                         const struct vs_date_range *from,
                                         const struct vs_date_range *until, const char *path,
                                         struct vs_err *err) VS_MUST_USE;

/* Fails with the path and what would be right there. */
enum vs_code vs_agreement_wrong(struct vs_err *err, const char *expected, const char *path, ...)
    __attribute__((format(printf, 3, 4)));

#endif

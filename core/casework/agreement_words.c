/* The stable words of the values of a profile (agreement.h). */
#include "core/casework/agreement_priv.h"

const char *const *const vs_practice_values[] = {vs_words_waitlist, vs_words_refusal,
                                                 vs_words_dispute, vs_words_early, vs_words_move};

const char *
vs_agreement_kind_name(enum vs_agreement_kind kind)
{
    return vs_words_kind[kind];
}

const char *
vs_basis_name(enum vs_basis_kind kind)
{
    return vs_words_basis[kind];
}

const char *
vs_move_name(enum vs_move_kind kind)
{
    return vs_words_move[kind];
}

const char *
vs_counts_from_name(enum vs_counts_from from)
{
    return vs_words_counts_from[from];
}

const char *
vs_waitlist_name(enum vs_waitlist_effect effect)
{
    return vs_words_waitlist[effect];
}

const char *
vs_refusal_name(enum vs_refusal_effect effect)
{
    return vs_words_refusal[effect];
}

const char *
vs_dispute_name(enum vs_dispute_effect effect)
{
    return vs_words_dispute[effect];
}

const char *
vs_early_accept_name(enum vs_early_accept early)
{
    return vs_words_early[early];
}

const char *
vs_term_start_name(enum vs_term_start start)
{
    return vs_words_start[start];
}

const char *
vs_term_end_name(enum vs_term_end end)
{
    return vs_words_end[end];
}

const char *
vs_version_rule_name(enum vs_version_rule version)
{
    return vs_words_version[version];
}

const char *
vs_practice_rule_name(enum vs_practice_rule rule)
{
    return vs_words_practice[rule];
}

const char *
vs_practice_value_name(const struct vs_practice *practice)
{
    return vs_practice_values[practice->rule][practice->value];
}

const char *
vs_new_delay_name(enum vs_new_delay delay)
{
    return vs_words_new_delay[delay];
}

const char *
vs_limit_name(enum vs_limit_kind kind)
{
    return vs_words_limit[kind];
}

const char *
vs_answered_by_name(enum vs_answered_by by)
{
    return vs_words_answered_by[by];
}

const char *
vs_after_name(enum vs_after after)
{
    return vs_words_after[after];
}

const char *
vs_unsafety_name(enum vs_unsafety unsafety)
{
    return vs_words_unsafety[unsafety];
}

const char *
vs_mode_name(enum vs_mode mode)
{
    return vs_words_mode[mode];
}

const char *
vs_field_name(enum vs_field field)
{
    return vs_words_field[field];
}

const char *
vs_in_force_name(enum vs_in_force in_force)
{
    static const char *const names[] = {"not", "possibly", "surely"};

    return names[in_force];
}

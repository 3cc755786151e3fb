#include "core/casework/handover.h"

#include <string.h>

/* The number that the agreement has for a word of an event: both lists share their words. */
static unsigned
bit_of(const char *word, const char *(*name)(unsigned), unsigned count)
{
    for (unsigned i = 0; word && i < count; i++) {
        if (strcmp(word, name(i)) == 0) {
            return 1u << i;
        }
    }
    return 0;
}

static const char *
after_name(unsigned i)
{
    return vs_after_name((enum vs_after)i);
}

static const char *
unsafety_name(unsigned i)
{
    return vs_unsafety_name((enum vs_unsafety)i);
}

static unsigned
unsafety_bits(const struct vs_event *offer)
{
    const char *word = vs_word_said(VS_WORDS_UNSAFETY, offer->unsafety);

    if (word && strcmp(word, "both") == 0) {
        return 1u << VS_UNSAFETY_ACUTE | 1u << VS_UNSAFETY_STRUCTURAL;
    }
    return bit_of(word, unsafety_name, VS_UNSAFETY_COUNT);
}

const struct vs_mode_case *
vs_handover_other_mode(const struct vs_agreement *agreement, const struct vs_event *offer,
                       vs_date date)
{
    unsigned after =
        bit_of(vs_word_said(VS_WORDS_ASSESS, offer->after), after_name, VS_AFTER_COUNT);
    const struct vs_mode_case *found = vs_agreement_mode(agreement, after, unsafety_bits(offer));
    const char *mode = vs_word(VS_WORDS_MODE, offer->mode);

    if (vs_agreement_rule_in_force(agreement, &agreement->modes_basis, date) !=
        VS_SURELY_IN_FORCE) {
        return NULL;
    }
    return found && mode && strcmp(vs_mode_name(found->mode), mode) != 0 ? found : NULL;
}

/* Whether it says so; what cannot be told here is not said to be missing. */
static bool
says(const struct vs_event *offer, enum vs_field field, struct vs_handover_content content)
{
    switch (field) {
    case VS_FIELD_REASON:
        return offer->why > 0;
    case VS_FIELD_AFTER:
        return offer->after > 0;
    case VS_FIELD_UNSAFETY:
        return offer->unsafety > 0;
    case VS_FIELD_CONDITIONS:
        return offer->conditions != VS_FLAG_UNSAID;
    case VS_FIELD_CONDITIONS_DIGEST:
        return offer->has_conditions_digest || offer->conditions == VS_FLAG_NO;
    case VS_FIELD_MONITOR:
        return offer->has_monitor;
    case VS_FIELD_INFORMED:
        return offer->informed != VS_FLAG_UNSAID;
    case VS_FIELD_INFORMED_AT:
        return offer->has_informed_at || offer->informed == VS_FLAG_NO;
    case VS_FIELD_OTHERS:
        return offer->others != 0;
    case VS_FIELD_FIRST_CONTACT:
        return offer->has_first_contact;
    case VS_FIELD_WAITLIST:
        return offer->waitlist != VS_FLAG_UNSAID;
    case VS_FIELD_TEXT:
        return content.text != VS_FLAG_NO;
    case VS_FIELD_REF:
        return content.ref != VS_FLAG_NO;
    case VS_FIELD_COUNT:
        break;
    }
    return true;
}

unsigned
vs_handover_lacks(const struct vs_agreement *agreement, const struct vs_event *offer,
                  struct vs_handover_content content, vs_date date)
{
    unsigned lacks = 0;

    if (vs_agreement_rule_in_force(agreement, &agreement->contents_basis, date) !=
        VS_SURELY_IN_FORCE) {
        return 0;
    }
    for (size_t i = 0; i < agreement->field_count; i++) {
        if (!says(offer, agreement->fields[i], content)) {
            lacks |= 1u << agreement->fields[i];
        }
    }
    return lacks;
}

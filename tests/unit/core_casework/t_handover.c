/* What an agreement asks of a handover, against what the handover says. */
#include "core/casework/handover.h"

#include "tests/tap.h"
#include "tests/unit/core_casework/h_shipped.h"

static unsigned
said(enum vs_word_list list, const char *word)
{
    return 1u + (unsigned)vs_word_find(list, vs_str(word));
}

static const struct vs_handover_content nothing = {VS_FLAG_NO, VS_FLAG_NO};
static const struct vs_handover_content words = {VS_FLAG_YES, VS_FLAG_NO};
static const struct vs_handover_content sealed = {VS_FLAG_UNSAID, VS_FLAG_UNSAID};

/* The example asks for after, unsafety, conditions, monitor, informed and text, in an annex that is
 * in force from 1 March 2026 on. */
static void
test_contents(const struct vs_agreement *a)
{
    const unsigned all = 1u << VS_FIELD_AFTER | 1u << VS_FIELD_UNSAFETY |
                         1u << VS_FIELD_CONDITIONS | 1u << VS_FIELD_MONITOR |
                         1u << VS_FIELD_INFORMED | 1u << VS_FIELD_TEXT;
    vs_date date = h_date("2026-03-01");
    struct vs_event offer = {.type = VS_EV_OFFER};

    IS_INT(vs_handover_lacks(a, &offer, nothing, date), all, "an offer that says nothing");
    IS_INT(vs_handover_lacks(a, &offer, nothing, h_date("2026-02-28")), 0,
           "the day before its annex is in force nothing is asked");
    IS_INT(vs_handover_lacks(a, &offer, words, date), all & ~(1u << VS_FIELD_TEXT), "with a text");
    IS_INT(vs_handover_lacks(a, &offer, sealed, date), all & ~(1u << VS_FIELD_TEXT),
           "what cannot be read here is not said to be missing");
    offer.after = said(VS_WORDS_ASSESS, "investigation");
    offer.unsafety = said(VS_WORDS_UNSAFETY, "none");
    offer.informed = VS_FLAG_NO;
    offer.has_monitor = true;
    IS_INT(vs_handover_lacks(a, &offer, words, date), 1u << VS_FIELD_CONDITIONS,
           "a no is an answer: only whether there are conditions is missing");
    offer.conditions = VS_FLAG_YES;
    IS_INT(vs_handover_lacks(a, &offer, words, date), 0, "nothing is missing");
}

static const char *
asked(const struct vs_agreement *a, const struct vs_event *offer, const char *date)
{
    const struct vs_mode_case *other = vs_handover_other_mode(a, offer, h_date(date));

    return other ? vs_mode_name(other->mode) : "none";
}

/* Acute: warm; after an investigation or conditions service: a meeting; other outcomes: written. */
static void
test_modes(const struct vs_agreement *a)
{
    struct vs_event offer = {.type = VS_EV_OFFER};

    offer.mode = (unsigned)vs_word_find(VS_WORDS_MODE, VS_STR("written"));
    IS_TEXT(asked(a, &offer, "2026-04-01"), "none", "of an offer that says nothing no case holds");
    offer.after = said(VS_WORDS_ASSESS, "investigation");
    IS_TEXT(asked(a, &offer, "2026-04-01"), "meeting", "after an investigation: a meeting");
    IS_TEXT(asked(a, &offer, "2026-02-28"), "none", "not before its annex is in force");
    offer.unsafety = said(VS_WORDS_UNSAFETY, "both");
    IS_TEXT(asked(a, &offer, "2026-04-01"), "warm", "acute comes first, both is acute too");
    offer.mode = (unsigned)vs_word_find(VS_WORDS_MODE, VS_STR("warm"));
    IS_TEXT(asked(a, &offer, "2026-04-01"), "none", "done as it is asked");
    offer.unsafety = said(VS_WORDS_UNSAFETY, "structural");
    offer.after = said(VS_WORDS_ASSESS, "direct_handover");
    IS_TEXT(asked(a, &offer, "2026-04-01"), "written", "warm where the text says written");
    offer.after = said(VS_WORDS_ASSESS, "other");
    IS_TEXT(asked(a, &offer, "2026-04-01"), "none",
            "what the text has only words for is not judged");
}

int
main(void)
{
    struct vs_agreement *example = h_shipped_agreement("voorbeeld");
    struct vs_agreement *silent = h_shipped_agreement("west-brabant-2022");
    struct vs_event offer = {.type = VS_EV_OFFER};

    if (OK(example && silent, "the example and a text that is silent are shipped")) {
        test_contents(example);
        test_modes(example);
        IS_INT(vs_handover_lacks(silent, &offer, nothing, h_date("2026-04-01")), 0,
               "a text that asks for nothing lacks nothing");
        OK(!vs_handover_other_mode(silent, &offer, h_date("2026-04-01")), "nor another mode");
    }
    vs_agreement_free(example);
    vs_agreement_free(silent);
    return tap_done();
}

/* What an agreement leaves open, and what conventions fill in for it (agreement_text.h). */
#include "cli/agreement_tell.h"
#include "cli/agreement_text.h"

#include <string.h>

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "core/casework/chain.h"

struct opening {
    struct vs_telling t;
    struct vs_json *list;
    bool conventions; /* tell those, else what is really open */
    size_t told;
    char about[160]; /* the beginning of what the last one was about, to see whether it is new */
};

static void
set_document(struct vs_json *list, const struct vs_open_question *question)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "path", question->path);
    vs_json_set_text(doc, "words", question->words);
    if (question->level > 0) {
        vs_json_set_int(doc, "level", question->level);
    }
    if (question->about.en.len > 0) {
        vs_json_set_str(doc, "about", vs_say_prose(question->about));
    }
    if (question->convention.len > 0) {
        vs_json_set_str(doc, "convention", question->convention);
    }
    vs_json_add(list, doc);
}

static void
add_about(struct vs_telling *t, const struct vs_open_question *question)
{
    if (question->term) {
        vs_tell_add(t, vs_tell_term_name(question->term->id));
        vs_buf_addf(&t->line, " (%.*s)", (int)question->term->role.len, question->term->role.p);
    } else if (strncmp(question->path, "retention[", 10) == 0) {
        vs_tell_add(t, vs_tell_kept(question->about));
    } else if (question->about.en.len > 0) {
        vs_tell_prose(t, question->about);
    } else {
        vs_buf_add_text(&t->line, _("the text"));
    }
}

static void
tell_question(void *payload, const struct vs_open_question *question)
{
    struct opening *opening = payload;
    struct vs_telling *t = &opening->t;
    char about[sizeof opening->about] = "";

    if (!opening->conventions) {
        set_document(opening->list, question);
    }
    if ((question->convention.len > 0) != opening->conventions) {
        return;
    }
    if (opening->told++ == 0) {
        vs_tell_heading(t, opening->conventions ? _("What a convention fills in for the text")
                                                : _("What the text leaves open"));
    }
    (void)snprintf(about, sizeof about, "%u%.*s", question->level, (int)question->about.en.len,
                   question->about.en.p);
    if (strcmp(about, opening->about) != 0) {
        (void)snprintf(opening->about, sizeof opening->about, "%s", about);
        if (question->level > 0) {
            vs_buf_addf(&t->line, _("level %u"), question->level);
        } else {
            add_about(t, question);
        }
        vs_tell_line(t, "  ");
    }
    vs_buf_addf(&t->line, "%s", vs_tr(question->words));
    if (opening->conventions) {
        vs_buf_addf(&t->line, " (%.*s)", (int)question->convention.len, question->convention.p);
    }
    vs_buf_addf(&t->line, " [%s]", question->path);
    vs_tell_line(t, INDENT "- ");
}

/* Each convention that was named, in a sentence. */
static void
tell_convention(void *payload, const struct vs_open_question *question)
{
    uint32_t *told = payload;

    for (unsigned i = 0; i < VS_CONVENTIONS; i++) {
        if (vs_str_is(question->convention, vs_convention_name((enum vs_convention)i))) {
            *told |= 1u << i;
        }
    }
}

struct vs_json *
vs_agreement_print_open(struct vs_out *out, const struct vs_agreement *agreement)
{
    struct opening opening = {.t = {.out = out, .agreement = agreement}};
    uint32_t named = 0;

    opening.list = vs_json_new_array();
    vs_buf_init(&opening.t.line, VS_PRINT_MAX);
    vs_agreement_check(agreement, tell_question, &opening);
    opening.conventions = true;
    opening.told = 0;
    opening.about[0] = 0;
    vs_agreement_check(agreement, tell_question, &opening);
    vs_agreement_check(agreement, tell_convention, &named);
    for (unsigned i = 0; i < VS_CONVENTIONS; i++) {
        const char *name = vs_convention_name((enum vs_convention)i);

        if (named & 1u << i && vs_say_convention(name)) {
            vs_buf_addf(&opening.t.line, "%s: %s", name, vs_say_convention(name));
            vs_tell_line(&opening.t, "  ");
        }
    }
    vs_buf_release(&opening.t.line);
    return opening.list;
}

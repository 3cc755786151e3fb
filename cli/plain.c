/* What core says of a failure, as people read it (text.h). */
#include <string.h>

#include "cli/i18n.h"
#include "cli/text.h"
#include "cli/when.h"
#include "core/log/checkpoint.h"

#define DEVICE_SHOWN 12 /* as vs device list shows it */

/* The details of core that people meet: in the catalogue, so that they can be translated. A detail
 * that begins with a verb speaks of what is named before it. */
__attribute__((unused)) static const char *const core_details[] = {
    N_("no case has this reference or id"),
    N_("no organisation of this name is known here"),
    N_("no device of this organisation is called so"),
    N_("nothing that this device recorded is known here yet"),
    N_("nothing of it was known then"),
    N_("there is no remote of this name"),
    N_("there is a remote of this name"),
    N_("an address is a folder, ssh://, user@host:path or https://"),
    N_("is no address of a remote"),
    N_("the agreement knows no such role"),
    N_("this text is adopted in this role already"),
    N_("this is our own card"),
    N_("this organisation is known by that alias"),
    N_("a case is disclosed to another organisation"),
    N_("it sees the whole case already"),
    N_("it sees the facts already"),
    N_("there is a ledger in this folder"),
    N_("there is something in this folder"),
    N_("there are root keys already"),
    N_("is there already"),
    N_("is not there"),
    N_("is closed already"),
    N_("is in the roster already"),
    N_("is not one of this organisation"),
    N_("is a symbolic link"),
    N_("is not a regular file"),
    N_("is not a backup of vs"),
    N_("is not a backup of vs, or was cut off"),
    /* core/base/json.c, of a file that is no JSON */
    N_("the text there is not UTF-8"),
    N_("it ends too early: a bracket, a brace or a quote is not closed"),
    N_("something follows after its end"),
    N_("the name of a member stands there twice"),
    N_("a string there has a zero character"),
    N_("the number there is too large"),
    N_("what stands there cannot come next: often a comma, a colon or a quote is missing before "
       "it, or is one too many"),
    N_("the outermost value is not an object"),
    N_("more than 8 levels deep"),
};

const char *
vs_say_detail(const char *detail)
{
    return vs_tr(detail);
}

bool
vs_is_predicate(const char *detail)
{
    static const char *const verbs[] = {"is ", "has ", "had ", "was ", "cannot ", "needs "};

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strncmp(detail, verbs[i], strlen(verbs[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* A whole instant of the log at this place: 2026-04-02T14:10:00Z. */
static bool
take_instant(struct vs_buf *out, struct vs_str *text)
{
    vs_instant instant;
    char when[VS_WHEN_LEN];

    if (text->len < VS_INSTANT_TEXT_LEN ||
        !vs_instant_parse(&instant, (struct vs_str){text->p, VS_INSTANT_TEXT_LEN})) {
        return false;
    }
    vs_when_text(when, instant, VS_WHEN_FULL);
    vs_buf_add_text(out, when);
    text->p += VS_INSTANT_TEXT_LEN;
    text->len -= VS_INSTANT_TEXT_LEN;
    return true;
}

/* The name of a log in full: the machine that writes it is called by its beginning. */
static bool
take_origin(struct vs_buf *out, struct vs_str *text)
{
    size_t prefix = sizeof VS_ORIGIN_PREFIX - 1;
    size_t digits = 0;

    if (text->len < prefix + DEVICE_SHOWN || memcmp(text->p, VS_ORIGIN_PREFIX, prefix) != 0) {
        return false;
    }
    while (prefix + digits < text->len &&
           memchr("0123456789abcdef", text->p[prefix + digits], 16)) {
        digits++;
    }
    if (digits < DEVICE_SHOWN) {
        return false;
    }
    vs_buf_addf(out, _("machine %.12s"), text->p + prefix);
    text->p += prefix + digits;
    text->len -= prefix + digits;
    return true;
}

void
vs_plain(struct vs_buf *out, struct vs_str text, bool instants)
{
    while (text.len > 0) {
        if (take_origin(out, &text) || (instants && take_instant(out, &text))) {
            continue;
        }
        vs_buf_add(out, text.p, 1);
        text.p++;
        text.len--;
    }
}

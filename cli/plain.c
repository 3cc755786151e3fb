/* What core says of a failure, as people read it (text.h). */
#include <string.h>

#include "cli/i18n.h"
#include "cli/text.h"
#include "cli/when.h"
#include "core/log/checkpoint.h"

#define DEVICE_SHOWN 12 /* as vs device list shows it */

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

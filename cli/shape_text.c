/* What a document of the wrong shape should be (core/casework/shape.c), in the language of the
 * person: core says it in English, with the numbers and words of the format in it. */
#include "cli/text.h"

#include <stdio.h>
#include <string.h>

#include "cli/i18n.h"

#define VALUES 3

/* Each "%s" is what the format names there. */
static const char *const shapes[] = {
    N_("must be an object"),
    N_("must be true or false"),
    N_("must be one of: %s"),
    N_("must be a list of %s to %s"),
    N_("must be a whole number from %s to %s"),
    N_("must be a real date YYYY-MM-DD from %s to %s"),
    N_("must be %s to %s of a-z, 0-9, '-' and '_', beginning with a letter or digit"),
    N_("must be %s to %s of a-z, 0-9 and '-', beginning with a letter or digit"),
    N_("must be a text of %s to %s characters without control characters other than newline and "
       "tab, or an object with one in each language: %s"),
    N_("must be a text of %s to %s characters without control characters other than newline and "
       "tab"),
    N_("is missing"),
    N_("is not a member that the format knows"),
    N_("is a repeat; name each once"),
    N_("is nested too deeply"),
};

/* True if the text is the pattern, with what stands for each of its "%s". */
static bool
fits(struct vs_str values[VALUES], const char *pattern, const char *text)
{
    for (size_t i = 0;; i++) {
        const char *hole = strstr(pattern, "%s");
        size_t len = hole ? (size_t)(hole - pattern) : strlen(pattern);
        const char *next, *end;
        char after[8];

        if (strncmp(text, pattern, len) != 0) {
            return false;
        }
        if (!hole) {
            return text[len] == '\0';
        }
        if (i == VALUES) {
            return false;
        }
        /* A value reaches to the words behind it; where there are none, to the end. */
        text += len;
        pattern = hole + 2;
        next = strstr(pattern, "%s");
        (void)snprintf(after, sizeof after, "%.*s",
                       (int)(next && next - pattern < 7 ? next - pattern : 7), pattern);
        end = after[0] ? strstr(text, after) : text + strlen(text);
        if (!end) {
            return false;
        }
        values[i] = (struct vs_str){text, (size_t)(end - text)};
        text = end;
    }
}

bool
vs_say_shape(struct vs_buf *out, const char *detail)
{
    struct vs_str values[VALUES] = {{0}};

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const char *words = vs_tr(shapes[i]);
        const char *hole;

        if (!fits(values, shapes[i], detail)) {
            continue;
        }
        for (size_t value = 0; value < VALUES && (hole = strstr(words, "%s")) != NULL; value++) {
            vs_buf_add(out, words, (size_t)(hole - words));
            vs_buf_add_str(out, values[value]);
            words = hole + 2;
        }
        vs_buf_add_text(out, words);
        return true;
    }
    return false;
}

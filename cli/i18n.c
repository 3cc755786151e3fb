#include "cli/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum vs_lang lang_now = VS_LANG_EN;
static bool bound;

enum vs_lang
vs_i18n_lang(void)
{
    return lang_now;
}

static enum vs_lang
lang_wanted(const char *flag)
{
    static const char *const names[] = {"VS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

    if (flag && *flag) {
        return strncmp(flag, "nl", 2) == 0 ? VS_LANG_NL : VS_LANG_EN;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value && *value) {
            return strncmp(value, "nl", 2) == 0 ? VS_LANG_NL : VS_LANG_EN;
        }
    }
    return VS_LANG_EN;
}

/* Whether <folder>/nl/LC_MESSAGES/vs.mo is there; then gettext is told so. */
static bool
bind_at(const char *folder)
{
    char path[4200];

    if (snprintf(path, sizeof path, "%s/nl/LC_MESSAGES/vs.mo", folder) >= (int)sizeof path ||
        access(path, R_OK) != 0) {
        return false;
    }
    return bindtextdomain("vs", folder) && bind_textdomain_codeset("vs", "UTF-8") &&
           textdomain("vs");
}

static void
bind_translation(void)
{
    char program[4000];
    char folder[4100];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;

    if (len <= 0) {
        return;
    }
    program[len] = '\0';
    slash = strrchr(program, '/');
    if (!slash) {
        return;
    }
    *slash = '\0';
    /* gettext translates nothing in the locale "C"; any other will do, since LANGUAGE then
     * chooses. C.UTF-8 is there on every Debian without having been generated. */
    if (!setlocale(LC_MESSAGES, "C.UTF-8") || setenv("LANGUAGE", "nl", 1) != 0) {
        return;
    }
    (void)snprintf(folder, sizeof folder, "%s/locale", program);
    bound = bind_at(folder);
    if (!bound) {
        (void)snprintf(folder, sizeof folder, "%s/../share/locale", program);
        bound = bind_at(folder);
    }
}

void
vs_i18n_init(const char *flag)
{
    lang_now = lang_wanted(flag);
    if (lang_now == VS_LANG_NL && !bound) {
        bind_translation();
    }
}

const char *
vs_tr(const char *text)
{
    return lang_now == VS_LANG_NL && bound && *text ? gettext(text) : text;
}

const char *
vs_tr_number(const char *one, const char *many, unsigned long n)
{
    if (lang_now == VS_LANG_NL && bound) {
        return ngettext(one, many, n);
    }
    return n == 1 ? one : many;
}

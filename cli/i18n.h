/*
 * The language in which the program speaks to a person: English (the msgids themselves) or Dutch
 * (cli/po/nl.po, through gettext). Commands, options, JSON, ids and codes are never translated.
 *
 * In source, _("...") is translated where it stands, N_("...") marks a text of a table that is
 * translated where it is used, and P_(one, many, n) chooses by number. A test fails when a msgid
 * has no Dutch translation.
 */
#ifndef VS_CLI_I18N_H
#define VS_CLI_I18N_H

#define _(text)          vs_tr(text)
#define N_(text)         text
#define P_(one, many, n) vs_tr_number((one), (many), (unsigned long)(n))

enum vs_lang { VS_LANG_EN, VS_LANG_NL };

/*
 * Chooses the language: `flag` (of --lang), else VS_LANG, else LC_ALL, LC_MESSAGES, LANG. NULL and
 * empty values are passed over; what is neither nl nor en counts as en, except in `flag`, which the
 * option parser has checked. The translation is looked for beside the program
 * (<folder of the program>/locale, then ../share/locale), so it needs no generated locale and may
 * be installed anywhere. May be called more than once.
 */
void vs_i18n_init(const char *flag);
enum vs_lang vs_i18n_lang(void);

/* The translation of a msgid, or the msgid. Never NULL for a text. The empty text stays empty. */
const char *vs_tr(const char *text) __attribute__((format_arg(1)));
const char *vs_tr_number(const char *one, const char *many, unsigned long n)
    __attribute__((format_arg(1), format_arg(2)));

#endif

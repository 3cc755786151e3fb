#include "cli/opt.h"

#include <string.h>

#include "cli/i18n.h"
#include "cli/out.h"
#include "core/base/enc.h"
#include "core/base/instant.h"

const struct vs_opt vs_opt_global[] = {
    {"ledger", 0, VS_OPT_PATH, false, "DIR", NULL, N_("the folder of the ledger (or VS_LEDGER)"),
     false},
    {"key-file", 0, VS_OPT_PATH, false, "FILE", NULL,
     N_("open the ledger with this key file (or VS_KEY_FILE) instead of a passphrase"), false},
    {"json", 0, VS_OPT_FLAG, false, NULL, NULL, N_("print one JSON document"), false},
    {"lang", 0, VS_OPT_CHOICE, false, "LANG", "en|nl", N_("English or Dutch (or VS_LANG)"), false},
    {"no-input", 0, VS_OPT_FLAG, false, NULL, NULL, N_("never ask anything"), false},
    {"quiet", 'q', VS_OPT_FLAG, false, NULL, NULL, N_("print results and errors only"), false},
    {"help", 'h', VS_OPT_FLAG, false, NULL, NULL, N_("show help (-h shows less)"), false},
    {NULL, 0, VS_OPT_FLAG, false, NULL, NULL, NULL, false},
};

const struct vs_opt *
vs_opt_in(const struct vs_opt *table, const char *name, size_t len, char letter)
{
    for (const struct vs_opt *opt = table; opt && opt->name; opt++) {
        if (name ? strlen(opt->name) == len && memcmp(opt->name, name, len) == 0
                 : letter && opt->letter == letter) {
            return opt;
        }
    }
    return NULL;
}

/* The words of the format have underscores; a person may type hyphens. */
static bool
same_choice(const char *choice, const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (choice[i] != word[i] && !(choice[i] == '_' && word[i] == '-')) {
            return false;
        }
    }
    return true;
}

bool
vs_choice_has(const char *choices, const char *word)
{
    size_t len = strlen(word);

    while (choices && len > 0) {
        const char *bar = strchr(choices, '|');
        size_t width = bar ? (size_t)(bar - choices) : strlen(choices);

        if (width == len && same_choice(choices, word, len)) {
            return true;
        }
        choices = bar ? bar + 1 : NULL;
    }
    return false;
}

/* One option or argument as it stands in argv. */
struct token {
    const char *name; /* of a long option, not terminated; NULL */
    size_t name_len;
    char letter;       /* of a short option; 0 */
    const char *value; /* of `--name=value` or `-xvalue`; NULL */
    const char *word;  /* a positional argument; NULL for an option */
};

/* Walks argv; the state between two tokens is the word and the place within joined letters. */
struct walk {
    const char *const *argv;
    int argc;
    int next;
    const char *letters; /* rest of joined letters; NULL */
    bool only_words;     /* behind `--` */
};

/* A whole id may begin with a dash, one in 64 does: base64url has it as a digit. No option is as
 * long. */
static bool
is_id(const char *word)
{
    struct vs_hash id;

    return vs_hash_parse(&id, vs_str(word));
}

static bool
walk_next(struct walk *walk, struct token *token)
{
    const char *word;

    memset(token, 0, sizeof *token);
    if (walk->letters && *walk->letters) {
        token->letter = *walk->letters++;
        return true;
    }
    walk->letters = NULL;
    if (!walk->only_words && walk->next < walk->argc && strcmp(walk->argv[walk->next], "--") == 0) {
        walk->only_words = true;
        walk->next++;
    }
    if (walk->next >= walk->argc) {
        return false;
    }
    word = walk->argv[walk->next++];
    if (walk->only_words || word[0] != '-' || word[1] == '\0' || is_id(word)) {
        token->word = word;
    } else if (word[1] == '-') {
        const char *equals = strchr(word, '=');

        token->name = word + 2;
        token->name_len = equals ? (size_t)(equals - token->name) : strlen(token->name);
        token->value = equals ? equals + 1 : NULL;
    } else {
        token->letter = word[1];
        walk->letters = word + 2;
    }
    return true;
}

/* The value of an option that takes one: joined to it, or the next word; NULL if there is none. */
static const char *
walk_value(struct walk *walk, const struct token *token)
{
    if (token->value) {
        return token->value;
    }
    if (walk->letters && *walk->letters) {
        const char *value = walk->letters;

        walk->letters = NULL;
        return value;
    }
    return walk->next < walk->argc ? walk->argv[walk->next++] : NULL;
}

static enum vs_code
check_argv(int argc, const char *const *argv, struct vs_err *err)
{
    for (int i = 1; i < argc; i++) {
        if (strlen(argv[i]) > VS_ARG_LEN_MAX) {
            return vs_fail(err, VS_E_USAGE, NULL, _("an argument is longer than %d bytes"),
                           VS_ARG_LEN_MAX);
        }
        if (!vs_is_utf8(vs_str(argv[i]))) {
            return vs_fail(err, VS_E_USAGE, NULL, "%s", _("an argument is not UTF-8"));
        }
    }
    return VS_OK;
}

enum vs_code
vs_opt_words(const char **words, size_t *count, size_t max, int argc, const char *const *argv,
             vs_opt_find find, struct vs_err *err)
{
    struct walk walk = {argv, argc, 1, NULL, false};
    struct token token;
    enum vs_code code = check_argv(argc, argv, err);

    *count = 0;
    if (code != VS_OK) {
        return code;
    }
    while (walk_next(&walk, &token)) {
        if (token.word) {
            if (*count < max) {
                words[(*count)++] = token.word;
            }
            continue;
        }
        const struct vs_opt *opt = find(token.name, token.name_len, token.letter);
        if (opt && opt->kind != VS_OPT_FLAG) {
            (void)walk_value(&walk, &token);
        }
    }
    return VS_OK;
}

static enum vs_code
check_value(const struct vs_opt *opt, const char *value, struct vs_err *err)
{
    vs_date date = 0;
    uint64_t number = 0;

    if (value[0] == '\0') {
        return vs_fail(err, VS_E_USAGE, opt->name, _("the value of --%s is empty"), opt->name);
    }
    if (opt->kind == VS_OPT_CHOICE && !vs_choice_has(opt->choices, value)) {
        return vs_fail(err, VS_E_USAGE, value, _("--%s takes one of %s"), opt->name, opt->choices);
    }
    if (opt->kind == VS_OPT_NUMBER && !vs_decimal(&number, vs_str(value), 999999)) {
        return vs_fail(err, VS_E_USAGE, value, _("--%s takes a number"), opt->name);
    }
    if (opt->kind == VS_OPT_DATE && !vs_date_parse(&date, vs_str(value))) {
        return vs_fail(err, VS_E_USAGE, value, _("--%s takes a date such as 2026-04-02"),
                       opt->name);
    }
    return VS_OK;
}

static enum vs_code
take_option(struct vs_args *out, struct walk *walk, const struct token *token,
            const struct vs_opt *opts, struct vs_err *err)
{
    char shown[64] = "";
    const struct vs_opt *opt = vs_opt_in(opts, token->name, token->name_len, token->letter);
    const char *value = NULL;

    if (!opt) {
        opt = vs_opt_in(vs_opt_global, token->name, token->name_len, token->letter);
    }
    if (token->name) {
        size_t len = token->name_len < 40 ? token->name_len : 40;

        shown[0] = shown[1] = '-';
        memcpy(shown + 2, token->name, len);
    } else {
        shown[0] = '-';
        shown[1] = token->letter;
    }
    if (!opt) {
        return vs_fail(err, VS_E_USAGE, shown, "%s", _("there is no such option here"));
    }
    if (opt->kind == VS_OPT_FLAG && token->value) {
        return vs_fail(err, VS_E_USAGE, shown, "%s", _("this option takes no value"));
    }
    if (opt->kind != VS_OPT_FLAG) {
        enum vs_code code;

        value = walk_value(walk, token);
        if (!value) {
            return vs_fail(err, VS_E_USAGE, shown, _("this option needs a value: %s"), opt->value);
        }
        if ((code = check_value(opt, value, err)) != VS_OK) {
            return code;
        }
    }
    if (!opt->repeats && vs_opt_given(out, opt->name) && opt->kind != VS_OPT_FLAG) {
        return vs_fail(err, VS_E_USAGE, shown, "%s", _("this option was given twice"));
    }
    if (out->given_count == VS_ARGS_MAX) {
        return vs_fail(err, VS_E_USAGE, shown, "%s", _("too many options"));
    }
    out->given[out->given_count].opt = opt;
    out->given[out->given_count++].value = value;
    return VS_OK;
}

/* Whether as many arguments were given as the command takes, each a possible one. */
static enum vs_code
check_args(const struct vs_args *given, const struct vs_arg *args, struct vs_err *err)
{
    size_t n = 0;

    for (const struct vs_arg *arg = args; arg && arg->name; arg++) {
        if (n >= given->count) {
            if (!arg->optional) {
                return vs_fail(err, VS_E_USAGE,
                               arg->kind == VS_OPT_CHOICE ? arg->choices : arg->name, "%s",
                               _("this argument is missing"));
            }
            continue;
        }
        do {
            if (given->pos[n][0] == '\0' && !arg->repeats) {
                return vs_fail(err, VS_E_USAGE, arg->name, "%s", _("this argument is empty"));
            }
            if (arg->kind == VS_OPT_CHOICE && !vs_choice_has(arg->choices, given->pos[n])) {
                return vs_fail(err, VS_E_USAGE, given->pos[n], _("expected one of %s"),
                               arg->choices);
            }
            n++;
        } while (arg->repeats && n < given->count);
    }
    if (n < given->count) {
        return vs_fail(err, VS_E_USAGE, given->pos[n], "%s", _("one argument too many"));
    }
    return VS_OK;
}

enum vs_code
vs_opt_parse(struct vs_args *out, int argc, const char *const *argv, size_t skip,
             const struct vs_opt *opts, const struct vs_arg *args, struct vs_err *err)
{
    struct walk walk = {argv, argc, 1, NULL, false};
    struct token token;
    enum vs_code code = check_argv(argc, argv, err);

    memset(out, 0, sizeof *out);
    while (code == VS_OK && walk_next(&walk, &token)) {
        if (!token.word) {
            code = take_option(out, &walk, &token, opts, err);
        } else if (skip > 0) {
            skip--;
        } else if (out->count == VS_ARGS_MAX) {
            code = vs_fail(err, VS_E_USAGE, NULL, "%s", _("too many arguments"));
        } else {
            out->pos[out->count++] = token.word;
        }
    }
    /* Who asks for help need not have typed the rest. */
    if (code == VS_OK && !vs_opt_given(out, "help")) {
        code = check_args(out, args, err);
        for (const struct vs_opt *opt = opts; code == VS_OK && opt && opt->name; opt++) {
            if (opt->required && !vs_opt_given(out, opt->name)) {
                code = opt->choices
                           ? vs_fail(err, VS_E_USAGE, opt->name, _("--%s %s is missing: one of %s"),
                                     opt->name, opt->value, opt->choices)
                           : vs_fail(err, VS_E_USAGE, opt->name, _("--%s %s is missing"), opt->name,
                                     opt->value ? opt->value : "");
            }
        }
    }
    return code;
}

static const struct vs_given *
given_at(const struct vs_args *args, const char *name, size_t n)
{
    for (size_t i = 0; i < args->given_count; i++) {
        if (strcmp(args->given[i].opt->name, name) == 0 && n-- == 0) {
            return &args->given[i];
        }
    }
    return NULL;
}

bool
vs_opt_given(const struct vs_args *args, const char *name)
{
    return given_at(args, name, 0) != NULL;
}

const char *
vs_opt_value(const struct vs_args *args, const char *name)
{
    return vs_opt_value_at(args, name, 0);
}

const char *
vs_opt_value_at(const struct vs_args *args, const char *name, size_t n)
{
    const struct vs_given *given = given_at(args, name, n);

    return given ? given->value : NULL;
}

uint64_t
vs_opt_number(const struct vs_args *args, const char *name, uint64_t otherwise)
{
    const char *text = vs_opt_value(args, name);
    uint64_t value = 0;

    return text && vs_decimal(&value, vs_str(text), 999999) ? value : otherwise;
}

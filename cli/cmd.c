#include "cli/cmd.h"

#include <string.h>

#include "cli/i18n.h"

/* Options that mean the same in every command that has them. */
static const struct vs_opt shared_at = {
    "at",
    0,
    VS_OPT_INSTANT,
    false,
    "TIME",
    NULL,
    N_("when it happened; now if left out (vs help times)"),
    false,
};
static const struct vs_opt shared_text = {
    "text",
    0,
    VS_OPT_PATH,
    false,
    "FILE",
    NULL,
    N_("read the text from this file; - is standard input"),
    false,
};
static const struct vs_opt shared_edit = {
    "edit", 'e', VS_OPT_FLAG, false, NULL, NULL, N_("write the text in your editor"), false,
};
static const struct vs_opt shared_dry_run = {
    "dry-run", 'n', VS_OPT_FLAG, false, NULL, NULL, N_("say what would be done, and do nothing"),
    false,
};

const struct vs_opt *
vs_cmd_opt_at(const struct vs_cmd *cmd, size_t n)
{
    const struct vs_opt *shared[] = {
        cmd->flags & VS_CMD_AT ? &shared_at : NULL,
        cmd->flags & VS_CMD_TEXT ? &shared_text : NULL,
        cmd->flags & VS_CMD_TEXT ? &shared_edit : NULL,
        cmd->flags & VS_CMD_DRY_RUN ? &shared_dry_run : NULL,
    };

    for (const struct vs_opt *opt = cmd->opts; opt && opt->name; opt++) {
        if (n-- == 0) {
            return opt;
        }
    }
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        if (shared[i] && n-- == 0) {
            return shared[i];
        }
    }
    return NULL;
}

/* How many of `words` the name takes: 0 when it is not the name, else 1 or 2. */
static size_t
name_words(const char *name, const char *const *words, size_t count)
{
    const char *space = name ? strchr(name, ' ') : NULL;

    if (!name || count == 0) {
        return 0;
    }
    if (!space) {
        return strcmp(name, words[0]) == 0 ? 1 : 0;
    }
    return count > 1 && strlen(words[0]) == (size_t)(space - name) &&
                   strncmp(name, words[0], strlen(words[0])) == 0 &&
                   strcmp(space + 1, words[1]) == 0
               ? 2
               : 0;
}

const struct vs_cmd *
vs_cmd_find(const char *const *words, size_t count, size_t *used)
{
    for (size_t i = 0; i < vs_cmd_count(); i++) {
        *used = name_words(vs_cmd_at(i)->name, words, count);
        if (*used == 0) {
            *used = name_words(vs_cmd_at(i)->dutch, words, count);
        }
        if (*used > 0) {
            return vs_cmd_at(i);
        }
    }
    *used = 0;
    return NULL;
}

bool
vs_cmd_is_noun(const char *word)
{
    size_t len = strlen(word);

    for (size_t i = 0; i < vs_cmd_count(); i++) {
        if (len > 0 && strncmp(vs_cmd_at(i)->name, word, len) == 0 &&
            vs_cmd_at(i)->name[len] == ' ') {
            return true;
        }
    }
    return false;
}

const struct vs_opt *
vs_cmd_any_opt(const char *name, size_t len, char letter)
{
    const struct vs_opt *found = vs_opt_in(vs_opt_global, name, len, letter);

    for (size_t i = 0; i < vs_cmd_count() && !found; i++) {
        const struct vs_opt *opt;

        for (size_t n = 0; !found && (opt = vs_cmd_opt_at(vs_cmd_at(i), n)) != NULL; n++) {
            bool same = name ? strlen(opt->name) == len && memcmp(opt->name, name, len) == 0
                             : letter && opt->letter == letter;

            found = same ? opt : NULL;
        }
    }
    return found;
}

#define WORD_MAX 24

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Edits between two short words: insert, delete, replace, swap neighbours (optimal alignment). */
static unsigned
distance(const char *a, const char *b)
{
    unsigned d[WORD_MAX + 1][WORD_MAX + 1];
    size_t m = strlen(a);
    size_t n = strlen(b);

    if (m > WORD_MAX || n > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (unsigned)(i + j);
                continue;
            }
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
                            d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[m][n];
}

static unsigned
distance_to(const struct vs_cmd *cmd, const char *word)
{
    unsigned near = distance(cmd->name, word);
    size_t len = strlen(word);

    if (cmd->dutch) {
        near = least(near, distance(cmd->dutch, word));
    }
    /* The beginning of a name is meant as that name, but not taken for it. */
    if (len >= 2 && (strncmp(cmd->name, word, len) == 0 ||
                     (cmd->dutch && strncmp(cmd->dutch, word, len) == 0))) {
        near = least(near, 1);
    }
    return near;
}

size_t
vs_cmd_suggest(const struct vs_cmd **out, size_t max, const char *word)
{
    size_t count = 0;
    unsigned limit = strlen(word) < 4 ? 1 : 2;

    for (unsigned want = 0; want <= limit; want++) {
        for (size_t i = 0; i < vs_cmd_count(); i++) {
            if (!(vs_cmd_at(i)->flags & VS_CMD_HIDDEN) && count < max &&
                distance_to(vs_cmd_at(i), word) == want) {
                out[count++] = vs_cmd_at(i);
            }
        }
    }
    return count;
}

static void
usage_choices(struct vs_buf *buf, const char *choices)
{
    vs_buf_add_text(buf, "{");
    for (; *choices; choices++) {
        if (*choices == '|') {
            vs_buf_add_text(buf, " | ");
        } else {
            vs_buf_add_byte(buf, (uint8_t)*choices);
        }
    }
    vs_buf_add_text(buf, "}");
}

void
vs_cmd_usage(struct vs_buf *buf, const struct vs_cmd *cmd)
{
    const struct vs_opt *opt;

    vs_buf_add_text(buf, cmd->name);
    for (const struct vs_arg *arg = cmd->args; arg && arg->name; arg++) {
        vs_buf_add_text(buf, arg->optional ? " [" : " ");
        if (arg->choices) {
            usage_choices(buf, arg->choices);
        } else {
            vs_buf_add_text(buf, arg->name);
        }
        vs_buf_add_text(buf, arg->repeats ? "..." : "");
        vs_buf_add_text(buf, arg->optional ? "]" : "");
    }
    for (size_t n = 0; (opt = vs_cmd_opt_at(cmd, n)) != NULL; n++) {
        vs_buf_add_text(buf, opt->required ? " " : " [");
        vs_buf_addf(buf, "--%s", opt->name);
        if (opt->value) {
            vs_buf_addf(buf, " %s", opt->value);
        }
        vs_buf_add_text(buf, opt->repeats ? "..." : "");
        vs_buf_add_text(buf, opt->required ? "" : "]");
    }
}

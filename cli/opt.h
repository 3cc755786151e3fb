/*
 * Options from tables. A command names its options in a `struct vs_opt` array; nothing else in the
 * program looks at argv.
 *
 * Grammar: `vs [options] command [verb] [options and arguments]`. Options may stand before and
 * after the command; `--name value`, `--name=value`, `-x value`, `-xvalue`; letters of flags may be
 * joined
 * (`-qn`). Names are never abbreviated. After `--` everything is an argument. `-` alone is an
 * argument or a value (standard input). An option that is not marked as repeating may be given
 * once.
 */
#ifndef VS_CLI_OPT_H
#define VS_CLI_OPT_H

#include "core/base/bytes.h"

enum vs_opt_kind {
    VS_OPT_FLAG,    /* takes no value */
    VS_OPT_TEXT,    /* any text that is not empty */
    VS_OPT_PATH,    /* a path; `-` where the help says so */
    VS_OPT_INSTANT, /* cli/when.h reads it */
    VS_OPT_DATE,    /* YYYY-MM-DD, checked by the parser */
    VS_OPT_ORG,     /* an alias or the beginning of an id; cli/id.h */
    VS_OPT_CASE,    /* the beginning of an id, or the organisation's own reference */
    VS_OPT_CHOICE,  /* one of `choices`, checked by the parser */
    VS_OPT_NUMBER   /* a decimal from 0 to 999999, checked by the parser */
};

struct vs_opt {
    const char *name; /* without the dashes; NULL ends a table */
    char letter;      /* 0 = none */
    enum vs_opt_kind kind;
    bool repeats;
    const char *value;   /* how help names the value ("ORG"); NULL for a flag */
    const char *choices; /* "written|telephone|warm"; NULL unless VS_OPT_CHOICE */
    const char *help;    /* msgid, no final stop */
    bool required;       /* the command cannot do without it */
};

/* One positional argument, for usage texts, completion and the count. NULL name ends a table. */
struct vs_arg {
    const char *name; /* "CASE" */
    enum vs_opt_kind kind;
    bool optional;
    bool repeats; /* only the last */
    const char *choices;
};

#define VS_ARGS_MAX    64   /* positional arguments, and options given: each at most so many */
#define VS_ARG_LEN_MAX 4096 /* bytes of one argument */

struct vs_given {
    const struct vs_opt *opt;
    const char *value; /* borrowed from argv; NULL for a flag */
};

struct vs_args {
    const char *pos[VS_ARGS_MAX]; /* borrowed from argv, without the command's own words */
    size_t count;
    struct vs_given given[VS_ARGS_MAX];
    size_t given_count;
};

/* The options of every command; they are listed in cli/opt.c. */
extern const struct vs_opt vs_opt_global[];

/*
 * Pass one: splits argv (from argv[1]) into words and options, looking an option up with `find`
 * only to learn whether it takes a value; unknown options are kept and refused in pass two. Gives
 * the positional words in order. VS_E_USAGE when there are too many or one is too long or not
 * UTF-8.
 */
typedef const struct vs_opt *(*vs_opt_find)(const char *name, size_t len, char letter);
enum vs_code vs_opt_words(const char **words, size_t *count, size_t max, int argc,
                          const char *const *argv, vs_opt_find find,
                          struct vs_err *err) VS_MUST_USE;

/*
 * Pass two: parses argv against `opts` and vs_opt_global (either may be NULL), leaving out the
 * first `skip` positional words (the command's name), and checks the number of arguments against
 * `args`. On VS_E_USAGE err->subject is the offending word and err->detail, translated, what is
 * wrong.
 */
enum vs_code vs_opt_parse(struct vs_args *out, int argc, const char *const *argv, size_t skip,
                          const struct vs_opt *opts, const struct vs_arg *args,
                          struct vs_err *err) VS_MUST_USE;

/* What was given. `name` without dashes. The value of the first one given; NULL when not given. */
bool vs_opt_given(const struct vs_args *args, const char *name);
const char *vs_opt_value(const struct vs_args *args, const char *name);
/* The n-th value of a repeating option, from 0; NULL behind the last. */
const char *vs_opt_value_at(const struct vs_args *args, const char *name, size_t n);
uint64_t vs_opt_number(const struct vs_args *args, const char *name, uint64_t otherwise);

/* The option called so in a table, by name or letter; NULL. */
const struct vs_opt *vs_opt_in(const struct vs_opt *table, const char *name, size_t len,
                               char letter);

/* Whether `word` is one of "a|b|c"; a hyphen counts as an underscore. */
bool vs_choice_has(const char *choices, const char *word);

#endif

/*
 * What a person reads about a code: the sentence ("because"), the advice ("try"), and the exit
 * code. Core knows only codes; this table is the only place that puts them in words. A test fails
 * when a code of core/base/codes.def has no entry.
 */
#ifndef VS_CLI_TEXT_H
#define VS_CLI_TEXT_H

#include "cli/exit.h"
#include "cli/out.h"

struct vs_text {
    enum vs_code code;
    enum vs_exit exit;
    const char *because; /* msgid: a sentence without stop */
    const char *hint;    /* msgid: a command or an advice; never NULL */
};

/* The entry of a code; never NULL (an unknown code gives that of VS_E_INTERNAL). */
const struct vs_text *vs_text_of(enum vs_code code);
enum vs_exit vs_text_exit(enum vs_code code);

/*
 * Says that something failed, in three parts on stderr, or as one JSON document under --json:
 *
 *     vs: cannot hand the case over
 *       because: there is no such case: 'ab12' (no case begins with this)
 *       try: vs list
 *
 * `cannot` is the first line's text, translated ("cannot hand the case over"); `hint` replaces the
 * hint of the table, NULL = the table's. `typed` is how the person named the case, NULL = not at
 * all: a hint in words has it where it says CASE, so that it can be typed as it stands.
 */
void vs_text_error(struct vs_out *out, const char *cannot, const struct vs_err *err,
                   const char *hint, const char *typed);

/* The detail of a failure in the language of the person, as far as it is in the catalogue. */
const char *vs_say_detail(const char *detail);

/* What a document of the wrong shape should be (core/casework/shape.h), translated and appended;
 * false, and nothing appended, if the detail is no such thing. */
bool vs_say_shape(struct vs_buf *out, const char *detail);

/* True if the (untranslated) detail says something of what is named: "is closed already". */
bool vs_is_predicate(const char *detail);

/* Appends what core says as people read it: the name of a log becomes "machine 1a2b3c4d5e6f", and,
 * if `instants`, a whole instant in UTC becomes local time. */
void vs_plain(struct vs_buf *out, struct vs_str text, bool instants);

/* How many exit codes there are, and the n-th row of their table; the meaning is a msgid. */
size_t vs_exit_count(void);
void vs_exit_row(size_t n, int *number, const char **name, const char **meaning);

#endif

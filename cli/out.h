/*
 * What the program writes: results on stdout, everything else on stderr.
 *
 * With --json there is exactly one JSON document on stdout (or, when the command failed, one on
 * stderr), and the functions for text do nothing, so that a command may say both without asking.
 * Everything printed as text is cleaned first: control characters and characters that reorder text
 * become '?', because names and notes come from others. Colour only marks what words say too.
 */
#ifndef VS_CLI_OUT_H
#define VS_CLI_OUT_H

#include <stdarg.h>
#include <stdio.h>

#include "cli/wrap.h"
#include "core/base/json.h"

#define VS_PRINT_MAX 1048576U /* bytes of one text */

/*
 * A mark in a text says that no card confirmed whose name stands before it: a control character,
 * VS_MARK_LEN hexadecimal digits, the same character. Printed it becomes " [not confirmed,
 * 1a2b3c4d]": at each place, or at the first in an output. What others wrote is cleaned before it
 * is put into a text with marks, so nobody makes one but vs_label_org.
 */
#define VS_MARK_EACH  '\x1e'
#define VS_MARK_ONCE  '\x1f'
#define VS_MARK_LEN   8
#define VS_MARKED_MAX 64

struct vs_out {
    FILE *results; /* stdout; borrowed */
    FILE *notes;   /* stderr; borrowed */
    bool json;
    bool quiet;
    bool colour_results;
    bool colour_notes;
    bool terminal;        /* results go to one */
    unsigned width;       /* its columns, 80 when there is none */
    unsigned notes_width; /* of the terminal that notes go to, 0 when they go elsewhere */
    bool wraps;           /* long lines of results go on below (vs_out_wrap) */
    struct vs_wrap wrap;
    int write_errno;                         /* the first failure to write results; 0 = none */
    bool broken_pipe;                        /* the reader went away: stop printing, say nothing */
    char marked[VS_MARKED_MAX][VS_MARK_LEN]; /* told of so far that nothing confirms its name */
    size_t marked_count;
};

enum vs_style { VS_STYLE_STRONG, VS_STYLE_GOOD, VS_STYLE_WARN, VS_STYLE_BAD, VS_STYLE_FAINT };

/* Colour when the stream is a terminal, NO_COLOR is empty or unset, and TERM is not "dumb". */
void vs_out_init(struct vs_out *out, FILE *results, FILE *notes);

/* Text of the result. Nothing under --json. */
void vs_print(struct vs_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void vs_print_style(struct vs_out *out, enum vs_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * A paragraph of the result, wrapped at the width: `first` stands before the first line, as many
 * spaces before the others; a newline in the text begins a new line.
 */
void vs_print_wrapped(struct vs_out *out, const char *first, const char *text);

/* As vs_print_wrapped, for answers: wrapped on a terminal only, since elsewhere a line is one
 * statement that other programs and people compare. */
void vs_print_clause(struct vs_out *out, const char *first, const char *text);

/* From here on, on a terminal, lines of results that are too long go on below (cli/wrap.h): for
 * what people read, not for what they copy. */
void vs_out_wrap(struct vs_out *out);

/* Text that is clean already, to stderr; on a terminal long lines go on below. */
void vs_out_notes(struct vs_out *out, struct vs_str text);

/* What is now true, and other remarks: stderr, nothing with -q or --json. */
void vs_note(struct vs_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Something that a person should know although the command goes on: stderr, also with -q. */
void vs_warn(struct vs_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Prints the one document of a command under --json and frees it; without --json only frees it. The
 * first member must be "schema" (vs_out_document makes it). Takes `doc`, also when it fails.
 */
enum vs_code vs_out_json(struct vs_out *out, struct vs_json *doc, struct vs_err *err) VS_MUST_USE;

/* An object with `"schema": schema`; may be NULL, which vs_out_json reports. */
struct vs_json *vs_out_document(const char *schema);

/*
 * Flushes. VS_E_IO or VS_E_NO_SPACE when results could not be written; a reader that went away
 * (EPIPE) is no error.
 */
enum vs_code vs_out_finish(struct vs_out *out, struct vs_err *err) VS_MUST_USE;

/* Appends `text` cleaned as described above; a newline stays only if `lines`. */
void vs_clean(struct vs_buf *buf, struct vs_str text, bool lines);

/* As vs_clean, with the marks in words. */
void vs_clean_marked(struct vs_out *out, struct vs_buf *buf, struct vs_str text, bool lines);

/* The columns that `text` takes: code points, combining marks not counted, wide ones twice. */
unsigned vs_columns(struct vs_str text);

/* Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF, and no
 * NUL. */
bool vs_is_utf8(struct vs_str text);

#endif

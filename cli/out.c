#include "cli/out.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/i18n.h"
#include "cli/term.h"

static bool
wants_colour(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    int fd = fileno(stream);

    return fd >= 0 && isatty(fd) && (!no_color || !*no_color) && term && *term &&
           strcmp(term, "dumb") != 0;
}

void
vs_out_init(struct vs_out *out, FILE *results, FILE *notes)
{
    memset(out, 0, sizeof *out);
    out->results = results;
    out->notes = notes;
    out->colour_results = wants_colour(results);
    out->colour_notes = wants_colour(notes);
    out->terminal = fileno(results) >= 0 && isatty(fileno(results));
    out->width = vs_term_width(fileno(results));
    if (fileno(notes) >= 0 && isatty(fileno(notes))) {
        out->notes_width = vs_term_width(fileno(notes));
    }
}

/* Decodes one code point of text that may be malformed; a bad byte gives itself as 0xfffd. */
static uint32_t
next_point(struct vs_str text, size_t *at)
{
    const uint8_t *p = (const uint8_t *)text.p + *at;
    size_t left = text.len - *at;
    unsigned more = *p < 0x80   ? 0
                    : *p < 0xc2 ? 9
                    : *p < 0xe0 ? 1
                    : *p < 0xf0 ? 2
                    : *p < 0xf5 ? 3
                                : 9;
    uint32_t point;

    if (more == 0) {
        (*at)++;
        return *p;
    }
    if (more == 9 || left <= more) {
        (*at)++;
        return 0xfffd;
    }
    point = *p & (0x3fU >> more);
    for (unsigned i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            (*at)++;
            return 0xfffd;
        }
        point = point << 6 | (p[i] & 0x3fU);
    }
    *at += more + 1;
    return point;
}

bool
vs_is_utf8(struct vs_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t begin = at;
        uint32_t point = next_point(text, &at);
        size_t len = at - begin;
        size_t least = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

        if (point == 0 || len != least || point > 0x10ffff ||
            (point >= 0xd800 && point <= 0xdfff)) {
            return false;
        }
    }
    return true;
}

/* What could move the cursor, hide text, or make it read in another order. */
static bool
is_unsafe(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x061c ||
           (point >= 0x200b && point <= 0x200f && point != 0x200c && point != 0x200d) ||
           (point >= 0x2028 && point <= 0x202e) || (point >= 0x2060 && point <= 0x206f) ||
           point == 0xfeff || (point >= 0xfff9 && point <= 0xfffd) ||
           (point >= 0xe0000 && point <= 0xe007f);
}

void
vs_clean(struct vs_buf *buf, struct vs_str text, bool lines)
{
    for (size_t at = 0; at < text.len;) {
        size_t begin = at;
        uint32_t point = next_point(text, &at);

        if (point == '\n' && lines) {
            vs_buf_add_byte(buf, '\n');
        } else if (is_unsafe(point)) {
            vs_buf_add_byte(buf, '?');
        } else {
            vs_buf_add(buf, text.p + begin, at - begin);
        }
    }
}

/* The length of the mark that begins at `at`, 0 if none does. */
static size_t
mark_at(struct vs_str text, size_t at)
{
    const char *p = text.p + at;

    if ((*p != VS_MARK_EACH && *p != VS_MARK_ONCE) || text.len - at < VS_MARK_LEN + 2 ||
        p[VS_MARK_LEN + 1] != *p) {
        return 0;
    }
    for (size_t i = 1; i <= VS_MARK_LEN; i++) {
        if (!((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'a' && p[i] <= 'f'))) {
            return 0;
        }
    }
    return VS_MARK_LEN + 2;
}

/* Whether the mark of this id has been printed; from now on it has. */
static bool
was_told(struct vs_out *out, const char *id)
{
    for (size_t i = 0; i < out->marked_count; i++) {
        if (memcmp(out->marked[i], id, VS_MARK_LEN) == 0) {
            return true;
        }
    }
    if (out->marked_count < VS_MARKED_MAX) {
        memcpy(out->marked[out->marked_count++], id, VS_MARK_LEN);
    }
    return false;
}

void
vs_clean_marked(struct vs_out *out, struct vs_buf *buf, struct vs_str text, bool lines)
{
    size_t begin = 0;

    for (size_t at = 0; at < text.len;) {
        size_t len = mark_at(text, at);

        if (len == 0) {
            at++;
            continue;
        }
        vs_clean(buf, (struct vs_str){text.p + begin, at - begin}, lines);
        if (!was_told(out, text.p + at + 1) || text.p[at] == VS_MARK_EACH) {
            vs_buf_addf(buf, " [%s, %.*s]", _("not confirmed"), VS_MARK_LEN, text.p + at + 1);
        }
        at += len;
        begin = at;
    }
    vs_clean(buf, (struct vs_str){text.p + begin, text.len - begin}, lines);
}

unsigned
vs_columns(struct vs_str text)
{
    unsigned columns = 0;

    for (size_t at = 0; at < text.len;) {
        uint32_t point = next_point(text, &at);
        bool mark = (point >= 0x300 && point <= 0x36f) || point == 0x200c || point == 0x200d ||
                    (point >= 0xfe00 && point <= 0xfe0f);
        bool wide = (point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
                    (point >= 0xac00 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xfaff) ||
                    (point >= 0xfe30 && point <= 0xfe6f) || (point >= 0xff00 && point <= 0xff60) ||
                    (point >= 0x1f300 && point <= 0x1faff) ||
                    (point >= 0x20000 && point <= 0x3fffd);

        columns += mark ? 0 : wide ? 2 : 1;
    }
    return columns;
}

static void
write_bytes(struct vs_out *out, const void *bytes, size_t len)
{
    if (len == 0 || out->broken_pipe || out->write_errno) {
        return;
    }
    errno = 0;
    if (fwrite(bytes, 1, len, out->results) != len) {
        out->broken_pipe = errno == EPIPE;
        out->write_errno = out->broken_pipe ? 0 : errno ? errno : EIO;
    }
}

/* What is written of `bytes` now, wrapped; with NULL, what was kept back. */
static void
write_wrapped(struct vs_out *out, const void *bytes, size_t len)
{
    struct vs_buf lines;

    vs_buf_init(&lines, 2 * VS_PRINT_MAX);
    if (bytes) {
        vs_wrap_feed(&out->wrap, &lines, (struct vs_str){bytes, len});
    } else {
        vs_wrap_flush(&out->wrap, &lines);
    }
    if (vs_buf_check(&lines, "text", NULL) == VS_OK) {
        write_bytes(out, lines.p, lines.len);
    } else if (!out->write_errno) {
        out->write_errno = ENOMEM;
    }
    vs_buf_release(&lines);
}

static void
write_results(struct vs_out *out, const void *bytes, size_t len)
{
    if (out->wraps && len > 0) {
        write_wrapped(out, bytes, len);
    } else {
        write_bytes(out, bytes, len);
    }
}

void
vs_out_wrap(struct vs_out *out)
{
    out->wraps = out->terminal && !out->json;
    out->wrap = (struct vs_wrap){.width = out->width};
}

/* Keeps what the first failed write said: a later one may well succeed. */
static void
flush_results(struct vs_out *out)
{
    if (out->wraps) {
        write_wrapped(out, NULL, 0);
    }
    errno = 0;
    if (!out->broken_pipe && !out->write_errno && fflush(out->results) != 0) {
        out->broken_pipe = errno == EPIPE;
        out->write_errno = out->broken_pipe ? 0 : errno ? errno : EIO;
    }
}

static const char *
style_begin(enum vs_style style)
{
    switch (style) {
    case VS_STYLE_STRONG:
        return "\033[1m";
    case VS_STYLE_GOOD:
        return "\033[32m";
    case VS_STYLE_WARN:
        return "\033[33m";
    case VS_STYLE_BAD:
        return "\033[31m";
    case VS_STYLE_FAINT:
        return "\033[2m";
    }
    return "";
}

/* Formats and cleans; false when there was no memory. */
__attribute__((format(printf, 3, 0))) static bool
format_clean(struct vs_out *out, struct vs_buf *clean, const char *format, va_list args)
{
    char small[512];
    char *text = small;
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(small, sizeof small, format, args);
    if (len >= (int)sizeof small) {
        struct vs_buf big;

        vs_buf_init(&big, VS_PRINT_MAX);
        vs_buf_add_zeros(&big, (size_t)len + 1);
        text = NULL;
        if (vs_buf_check(&big, "text", NULL) == VS_OK) {
            (void)vsnprintf((char *)big.p, (size_t)len + 1, format, again);
            vs_clean_marked(out, clean, (struct vs_str){(char *)big.p, (size_t)len}, true);
        }
        vs_buf_release(&big);
    } else if (len >= 0) {
        vs_clean_marked(out, clean, (struct vs_str){text, (size_t)len}, true);
    }
    va_end(again);
    return vs_buf_check(clean, "text", NULL) == VS_OK;
}

void
vs_print(struct vs_out *out, const char *format, ...)
{
    struct vs_buf clean;
    va_list args;

    if (out->json) {
        return;
    }
    vs_buf_init(&clean, VS_PRINT_MAX);
    va_start(args, format);
    if (format_clean(out, &clean, format, args)) {
        write_results(out, clean.p, clean.len);
    } else if (!out->write_errno) {
        out->write_errno = ENOMEM;
    }
    va_end(args);
    vs_buf_release(&clean);
}

void
vs_print_style(struct vs_out *out, enum vs_style style, const char *format, ...)
{
    struct vs_buf clean;
    va_list args;

    if (out->json) {
        return;
    }
    vs_buf_init(&clean, VS_PRINT_MAX);
    va_start(args, format);
    if (format_clean(out, &clean, format, args)) {
        const char *begin = out->colour_results ? style_begin(style) : "";

        write_results(out, begin, strlen(begin));
        write_results(out, clean.p, clean.len);
        write_results(out, "\033[0m", *begin ? 4 : 0);
    } else if (!out->write_errno) {
        out->write_errno = ENOMEM;
    }
    va_end(args);
    vs_buf_release(&clean);
}

static void
print_words(struct vs_out *out, const char *first, const char *text, unsigned columns_max)
{
    unsigned indent = vs_columns(vs_str(first));
    unsigned width = columns_max > indent + 20 ? columns_max : indent + 20;
    unsigned column = indent;
    bool at_start = true;

    vs_print(out, "%s", first);
    while (*text) {
        size_t len = strcspn(text, " \n");
        unsigned columns = vs_columns((struct vs_str){text, len});

        if (len > 0) {
            if (!at_start && column + 1 + columns > width) {
                vs_print(out, "\n%*s", (int)indent, "");
                column = indent;
                at_start = true;
            }
            vs_print(out, "%s%.*s", at_start ? "" : " ", (int)len, text);
            column += columns + (at_start ? 0 : 1);
            at_start = false;
        }
        text += len;
        if (*text == '\n') {
            vs_print(out, "\n%*s", text[1] && text[1] != '\n' ? (int)indent : 0, "");
            column = indent;
            at_start = true;
        }
        text += *text != '\0';
    }
    vs_print(out, "\n");
}

/* The marks become words before the columns are counted. */
static void
print_wrapped(struct vs_out *out, const char *first, const char *text, unsigned columns_max)
{
    struct vs_buf clean;

    if (out->json) {
        return;
    }
    vs_buf_init(&clean, VS_PRINT_MAX);
    vs_clean_marked(out, &clean, vs_str(text), true);
    vs_buf_add_byte(&clean, '\0');
    if (vs_buf_check(&clean, "text", NULL) == VS_OK) {
        print_words(out, first, (const char *)clean.p, columns_max);
    } else if (!out->write_errno) {
        out->write_errno = ENOMEM;
    }
    vs_buf_release(&clean);
}

void
vs_print_wrapped(struct vs_out *out, const char *first, const char *text)
{
    print_wrapped(out, first, text, out->width);
}

void
vs_print_clause(struct vs_out *out, const char *first, const char *text)
{
    print_wrapped(out, first, text, out->terminal ? out->width : UINT_MAX);
}

void
vs_out_notes(struct vs_out *out, struct vs_str text)
{
    struct vs_wrap wrap = {.width = out->notes_width};
    struct vs_buf lines;

    vs_buf_init(&lines, 2 * VS_PRINT_MAX);
    if (out->notes_width > 0) {
        vs_wrap_feed(&wrap, &lines, text);
        vs_wrap_flush(&wrap, &lines);
    }
    if (out->notes_width > 0 && vs_buf_check(&lines, "text", NULL) == VS_OK) {
        text = vs_buf_str(&lines);
    }
    (void)fwrite(text.p, 1, text.len, out->notes);
    vs_buf_release(&lines);
}

__attribute__((format(printf, 3, 0))) static void
print_note(struct vs_out *out, const char *prefix, const char *format, va_list args)
{
    struct vs_buf clean;

    vs_buf_init(&clean, VS_PRINT_MAX);
    vs_buf_add_text(&clean, prefix);
    if (format_clean(out, &clean, format, args)) {
        /* Results printed so far come first, also when both go to one place. */
        flush_results(out);
        if (!out->broken_pipe) { /* who went away wants no footnotes either */
            vs_out_notes(out, vs_buf_str(&clean));
        }
    }
    vs_buf_release(&clean);
}

void
vs_note(struct vs_out *out, const char *format, ...)
{
    va_list args;

    if (out->json || out->quiet) {
        return;
    }
    va_start(args, format);
    print_note(out, "", format, args);
    va_end(args);
}

void
vs_warn(struct vs_out *out, const char *format, ...)
{
    va_list args;

    if (out->json) {
        return;
    }
    va_start(args, format);
    print_note(out, "vs: ", format, args);
    va_end(args);
}

struct vs_json *
vs_out_document(const char *schema)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "schema", schema);
    return doc;
}

enum vs_code
vs_out_json(struct vs_out *out, struct vs_json *doc, struct vs_err *err)
{
    struct vs_buf text;
    enum vs_code code = VS_OK;

    if (out->json) {
        vs_buf_init(&text, 256U << 20);
        code = vs_json_print(&text, doc, 2, err);
        if (code == VS_OK) {
            vs_buf_add_byte(&text, '\n');
            code = vs_buf_check(&text, "json", err);
        }
        if (code == VS_OK) {
            write_results(out, text.p, text.len);
        }
        vs_buf_release(&text);
    }
    vs_json_free(doc);
    return code;
}

enum vs_code
vs_out_finish(struct vs_out *out, struct vs_err *err)
{
    flush_results(out);
    if (out->write_errno == 0) {
        return VS_OK;
    }
    return vs_fail_errno(err, out->write_errno, NULL, _("standard output"));
}

#include "cli/wrap.h"

#include "cli/out.h"

/* Without the escape sequences, each of which ends with its first letter. */
static unsigned
columns_of(const char *word, size_t len)
{
    unsigned columns = 0;
    size_t begin = 0;

    for (size_t i = 0; i < len; i++) {
        if (word[i] != '\033') {
            continue;
        }
        columns += vs_columns((struct vs_str){word + begin, i - begin});
        while (i < len && !(word[i] >= 'A' && word[i] <= 'Z') &&
               !(word[i] >= 'a' && word[i] <= 'z')) {
            i++;
        }
        begin = i < len ? i + 1 : len;
    }
    return columns + vs_columns((struct vs_str){word + begin, len - begin});
}

static void
add_spaces(struct vs_buf *out, unsigned count)
{
    while (count-- > 0) {
        vs_buf_add_byte(out, ' ');
    }
}

void
vs_wrap_flush(struct vs_wrap *wrap, struct vs_buf *out)
{
    unsigned columns = columns_of(wrap->word, wrap->len);

    if (wrap->len == 0) {
        return;
    }
    if (!wrap->begun && columns > 0) {
        unsigned indent = wrap->column + wrap->spaces;

        wrap->hang = indent + 4 < wrap->width / 2 ? indent + 4 : 4;
        wrap->begun = true;
    } else if (wrap->spaces > 0 && columns > 0 && wrap->column > wrap->hang &&
               wrap->column + wrap->spaces + columns > wrap->width) {
        vs_buf_add_byte(out, '\n');
        wrap->column = 0;
        wrap->spaces = wrap->hang;
    }
    add_spaces(out, wrap->spaces);
    vs_buf_add(out, wrap->word, wrap->len);
    wrap->column += wrap->spaces + columns;
    wrap->spaces = 0;
    wrap->len = 0;
}

void
vs_wrap_feed(struct vs_wrap *wrap, struct vs_buf *out, struct vs_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == ' ') {
            vs_wrap_flush(wrap, out);
            wrap->spaces++;
        } else if (text.p[i] == '\n') {
            vs_wrap_flush(wrap, out);
            vs_buf_add_byte(out, '\n');
            wrap->column = 0;
            wrap->spaces = 0;
            wrap->begun = false;
        } else {
            if (wrap->len == sizeof wrap->word) {
                vs_wrap_flush(wrap, out);
            }
            wrap->word[wrap->len++] = text.p[i];
        }
    }
}

/* Lines that are made piece by piece go on below where the terminal ends. */
#include "cli/wrap.h"

#include <string.h>

#include "tests/tap.h"

static void
wraps(unsigned width, const char *text, const char *want, const char *what)
{
    /* In pieces of every size: where a piece ends changes nothing. */
    for (size_t piece = 1; piece <= strlen(text); piece++) {
        struct vs_wrap wrap = {.width = width};
        struct vs_buf out;

        vs_buf_init(&out, 10000);
        for (size_t at = 0; at < strlen(text); at += piece) {
            size_t left = strlen(text) - at;

            vs_wrap_feed(&wrap, &out, (struct vs_str){text + at, left < piece ? left : piece});
        }
        vs_wrap_flush(&wrap, &out);
        if (vs_buf_check(&out, "wrap", NULL) != VS_OK || strcmp((const char *)out.p, want) != 0) {
            IS_TEXT(out.p ? (const char *)out.p : "", want, "%s, in pieces of %zu", what, piece);
        }
        vs_buf_release(&out);
    }
    OK(true, "%s", what);
}

int
main(void)
{
    wraps(12, "one two\n", "one two\n", "what fits stays");
    wraps(12, "one two four five\n", "one two four\n    five\n", "it goes on further in");
    wraps(12, "  a b c d e f\n  g\n", "  a b c d e\n    f\n  g\n", "than the line began");
    wraps(12, "a    b      c\n", "a    b\n    c\n", "spaces within a line stay");
    wraps(12, "abcdefghijklmnop\n", "abcdefghijklmnop\n", "a word is never divided");
    wraps(12, "a abcdefghijklmnop b\n", "a abcdefghijklmnop\n    b\n", "nor moved for nothing");
    wraps(12, "\033[31mone\033[0m two \033[1mfour\033[0m five\n",
          "\033[31mone\033[0m two \033[1mfour\033[0m\n    five\n", "colours take no columns");
    wraps(12,
          "\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n",
          "\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n",
          "columns are counted, not bytes");
    wraps(12, "one\n\n  two\n", "one\n\n  two\n", "empty lines stay");
    wraps(16, "\033[1mone\n\033[0m  a b c d e f g h\n",
          "\033[1mone\n\033[0m  a b c d e f g\n      h\n",
          "a colour that ends behind a line begins no other");
    wraps(12, "one two", "one two", "what no newline ends is written too");
    return tap_done();
}

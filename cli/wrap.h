/*
 * Lines that are made piece by piece, broken between words for a terminal: what does not fit goes
 * on below, four columns further in than the line began. Words are never divided, spaces within a
 * line stay, and escape sequences take no columns.
 */
#ifndef VS_CLI_WRAP_H
#define VS_CLI_WRAP_H

#include "core/base/bytes.h"

struct vs_wrap {
    unsigned width;
    unsigned column; /* written of this line */
    unsigned hang;   /* where its other lines begin */
    unsigned spaces; /* before the word that is being collected */
    bool begun;      /* something of this line is written */
    char word[256];
    size_t len;
};

/* Appends to `out` what can be written so far; the last word may still grow. */
void vs_wrap_feed(struct vs_wrap *wrap, struct vs_buf *out, struct vs_str text);

/* Appends the last word too: nothing follows it. */
void vs_wrap_flush(struct vs_wrap *wrap, struct vs_buf *out);

#endif

/*
 * The cases of which schemas/vectors/fold.json is made: what happens in each, one act after the
 * other, and under which texts.
 */
#ifndef VS_TESTS_VECTORS_CORE_CASEWORK_H_PLAYS_H
#define VS_TESTS_VECTORS_CORE_CASEWORK_H_PLAYS_H

#include "tests/unit/core_casework/h_case.h"

enum h_play_texts {
    SHIPPED,
    EXAMPLE,
    EXAMPLE_AND_NEXT,
    EXAMPLE_AND_LATE /* the next one, which the receiver adopted only on 3 October */
};

struct h_play {
    const char *name;
    void (*play)(struct h_case *c);
    enum h_play_texts texts;
    int ends_at;           /* index in the feed of the end of an adoption; 0: none */
    enum h_device ends_on; /* by whom it is, and of which device the feed */
};

extern const struct h_play h_plays[];
extern const size_t h_play_count;

#endif

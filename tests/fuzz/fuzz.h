/*
 * What a fuzz target is made of: LLVMFuzzerTestOneInput, which gets any bytes and must return 0.
 * It looks for more than crashes: FUZZ_CHECK states what has to hold for every input. The same
 * target is linked with libFuzzer (`make fuzz`) and with tests/fuzz/standalone.c, which replays the
 * corpora of all targets as ordinary tests; for that each has a name of its own, FUZZ_TARGET.
 * Targets are deterministic and keep no state between inputs.
 */
#ifndef VS_TESTS_FUZZ_FUZZ_H
#define VS_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
#ifdef FUZZ_TARGET
    __asm__(FUZZ_TARGET)
#endif
        ;

#define FUZZ_CHECK(cond)                                                                           \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #cond);              \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif

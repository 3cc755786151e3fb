/*
 * Files of the project that become part of the program: SQL, agreements, calendars. The path is
 * given from the root of the repository; the Makefile makes every object that uses VS_EMBED depend
 * on schemas/. VS_EMBED(name, path) defines a static function name() that gives the bytes as a
 * struct vs_str.
 */
#ifndef VS_CORE_BASE_EMBED_H
#define VS_CORE_BASE_EMBED_H

#include "core/base/bytes.h"

#define VS_EMBED(name, path)                                                                       \
    __asm__(".section .rodata\n"                                                                   \
            ".balign 8\n"                                                                          \
            "vs_embedded_" #name ":\n"                                                             \
            ".incbin \"" path "\"\n"                                                               \
            "vs_embedded_end_" #name ":\n"                                                         \
            ".byte 0\n"                                                                            \
            ".previous\n");                                                                        \
    extern const char vs_embedded_##name[] __attribute__((visibility("hidden")));                  \
    extern const char vs_embedded_end_##name[] __attribute__((visibility("hidden")));              \
    static struct vs_str name(void)                                                                \
    {                                                                                              \
        return (struct vs_str){vs_embedded_##name,                                                 \
                               (size_t)(vs_embedded_end_##name - vs_embedded_##name)};             \
    }

#endif

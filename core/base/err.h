/*
 * Errors: a code that programs can compare, and what the code was about, kept by the caller.
 *
 * Every function that can fail returns an `enum vs_code` (VS_OK is 0) and takes a `struct vs_err *`
 * last, which may be NULL. The lowest function that knows what went wrong fills it in; functions
 * above pass it on untouched. The words that a person reads are chosen in cli/text.c.
 */
#ifndef VS_CORE_BASE_ERR_H
#define VS_CORE_BASE_ERR_H

enum vs_code {
    VS_OK = 0,
#define VS_CODE(name, text) VS_E_##name,
#include "core/base/codes.def"
#undef VS_CODE
    VS_CODE_COUNT
};

struct vs_err {
    enum vs_code code;
    int sys;           /* errno, or a library's own code; 0 when there is none */
    char subject[160]; /* the thing: a path, an id, a field's name */
    char detail[320];  /* what was wrong with it, in plain English, no final stop */
};

#define VS_MUST_USE __attribute__((warn_unused_result))

/*
 * Fills `err` (if not NULL) and returns `code`, so that `return vs_fail(err, ...)` reads naturally.
 * `subject` may be NULL. Texts too long for their field are cut, never refused.
 */
enum vs_code vs_fail(struct vs_err *err, enum vs_code code, const char *subject, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* As vs_fail, for a failed system call: keeps `errnum`; ENOMEM and ENOSPC/EDQUOT get their own
 * code. */
enum vs_code vs_fail_errno(struct vs_err *err, int errnum, const char *subject, const char *what);

/* Allocation failed: VS_E_NO_MEMORY without any further allocation. */
enum vs_code vs_fail_memory(struct vs_err *err);

/* Forgets an error that the caller has dealt with. */
void vs_err_clear(struct vs_err *err);

/* The stable string of a code ("not-found"), "ok" for VS_OK. Never NULL. */
const char *vs_code_name(enum vs_code code);

#endif

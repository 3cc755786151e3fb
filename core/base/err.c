#include "core/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
    [VS_OK] = "ok",
#define VS_CODE(name, text) [VS_E_##name] = (text),
#include "core/base/codes.def"
#undef VS_CODE
};

_Static_assert(sizeof(names) / sizeof(names[0]) == VS_CODE_COUNT, "a name for every code");

enum vs_code
vs_fail(struct vs_err *err, enum vs_code code, const char *subject, const char *format, ...)
{
    if (err) {
        va_list args;

        err->code = code;
        err->sys = 0;
        snprintf(err->subject, sizeof(err->subject), "%s", subject ? subject : "");
        va_start(args, format);
        vsnprintf(err->detail, sizeof(err->detail), format, args);
        va_end(args);
    }
    return code;
}

enum vs_code
vs_fail_errno(struct vs_err *err, int errnum, const char *subject, const char *what)
{
    enum vs_code code = VS_E_IO;
    char text[128];

    if (errnum == ENOMEM) {
        code = VS_E_NO_MEMORY;
    } else if (errnum == ENOSPC || errnum == EDQUOT) {
        code = VS_E_NO_SPACE;
    }
    vs_fail(err, code, subject, "%s: %s", what, strerror_r(errnum, text, sizeof(text)));
    if (err) {
        err->sys = errnum;
    }
    return code;
}

enum vs_code
vs_fail_memory(struct vs_err *err)
{
    return vs_fail(err, VS_E_NO_MEMORY, NULL, "out of memory");
}

void
vs_err_clear(struct vs_err *err)
{
    if (err) {
        memset(err, 0, sizeof(*err));
    }
}

const char *
vs_code_name(enum vs_code code)
{
    return (unsigned)code < VS_CODE_COUNT ? names[code] : "unknown";
}

#include "sync/libgit2.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

struct vs_libgit2 vs_libgit2;

/* Where each function is kept, and what the library calls it. */
static const struct {
    const char *name;
    size_t at;
} functions[] = {
#define FUNCTION(name) {"git_" #name, offsetof(struct vs_libgit2, name)},
    VS_LIBGIT2_EACH(FUNCTION)
#undef FUNCTION
};

enum vs_code
vs_libgit2_load(const char *file, struct vs_err *err)
{
    static void *library;
    struct vs_libgit2 found;

    if (library) {
        return VS_OK;
    }
    /* Never closed: it has threads' data and handlers of its own. */
    void *opened = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!opened) {
        const char *why = dlerror();

        return vs_fail(err, VS_E_INTERNAL, "libgit2", "cannot be loaded: %s",
                       why ? why : "no reason given");
    }
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        void *function = dlsym(opened, functions[i].name);

        if (!function) {
            (void)dlclose(opened);
            return vs_fail(err, VS_E_INTERNAL, "libgit2", "%s has no %s", file, functions[i].name);
        }
        memcpy((char *)&found + functions[i].at, &function, sizeof(function));
    }
    vs_libgit2 = found;
    library = opened;
    return VS_OK;
}

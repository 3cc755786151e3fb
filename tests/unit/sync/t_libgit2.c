/*
 * The library that is taken in when it is needed: one that is not there, or is another, is said and
 * leaves nothing behind; the right one is found.
 */
#include "sync/libgit2.h"
#include "tests/tap.h"

int
main(void)
{
    struct vs_err err = {0};

    IS_INT(vs_libgit2_load("libgit2.so.0.none", &err), VS_E_INTERNAL,
           "a library that is not there");
    OK(strstr(err.detail, "cannot be loaded: libgit2.so.0.none") != NULL, "is named: %s",
       err.detail);
    IS_INT(vs_libgit2_load("libsqlite3.so.0", &err), VS_E_INTERNAL, "another library");
    OK(strstr(err.detail, "has no git_libgit2_init") != NULL, "is none: %s", err.detail);
    OK(vs_libgit2.libgit2_init == NULL, "nothing of it is kept");
    IS_INT(vs_libgit2_load(VS_LIBGIT2, &err), VS_OK, "the library is found");
    IS_INT(vs_libgit2_load("libgit2.so.0.none", &err), VS_OK, "once is enough");
    OK(git_libgit2_init() > 0, "and its functions are called by their names");
    return tap_done();
}

/* Which leaves of a log are dated back: schemas/vectors/dated-back.json. */
#include "core/log/dating.h"
#include "tests/tap.h"
#include "tests/vectors/core_log/h_vectors.h"

/* How many are found, each compared with the list that the vector gives. */
static size_t
look(const struct vs_json *v, const char *name)
{
    const struct vs_json *leaves = vs_json_get(v, "leaves"), *list = vs_json_get(v, "found");
    struct vs_dating latest = {0}, earlier;
    size_t found = 0;

    for (size_t i = 0; i < vs_json_size(leaves); i++) {
        const struct vs_json *leaf = vs_json_at(leaves, i);
        vs_instant made = 0;

        OK(vs_instant_parse(&made, vector_text(leaf, "made")), "%s: an instant", name);
        if (vs_dating_next(&earlier, &latest, vector_int(leaf, "leaf"), made)) {
            const struct vs_json *want = vs_json_at(list, found++);

            OK(want && vector_int(want, "leaf") == vector_int(leaf, "leaf") &&
                   vector_int(want, "earlier") == earlier.leaf,
               "%s: leaf %llu before leaf %llu", name, (unsigned long long)latest.leaf,
               (unsigned long long)earlier.leaf);
        }
    }
    return found;
}

static void
positive(const struct vs_json *v, const char *name)
{
    IS_INT(look(v, name), 0, "%s", name);
}

static void
negative(const struct vs_json *v, const char *name, const char *reason)
{
    size_t count = vs_json_size(vs_json_get(v, "found"));

    IS_INT(look(v, name), count, "%s: so many", name);
    OK(count > 0 && strcmp(reason, "dated-back") == 0, "%s: %s", name, reason);
}

int
main(void)
{
    vectors_each("dated-back", positive, negative);
    return tap_done();
}

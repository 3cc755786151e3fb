/*
 * A device that runs another program: writes things that vs itself never writes into the feed of a
 * ledger, below every check, and signs them like anything else. `vs sync` then publishes them.
 *
 *   liar LEDGER KEY-FILE LIE CASE [OTHER]
 *
 * CASE as for vs; OTHER is an alias of an organisation, or another case, as the lie asks. The ids
 * of the leaves that were written go to standard output, one a line. `liar` alone lists the lies.
 */
#include <stdio.h>
#include <string.h>

#include "tests/cli/liar/liar.h"

static const struct liar_lie *const rooms[] = {
    liar_leaves,   liar_order,     liar_authority, liar_introduce, liar_adopt,
    liar_calendar, liar_directory, liar_invite,    liar_content,
};

#define ROOMS (sizeof rooms / sizeof rooms[0])

static const struct liar_lie *
find(const char *name)
{
    for (size_t room = 0; room < ROOMS; room++) {
        for (const struct liar_lie *lie = rooms[room]; lie->name; lie++) {
            if (strcmp(lie->name, name) == 0) {
                return lie;
            }
        }
    }
    return NULL;
}

int
main(int argc, char **argv)
{
    struct vs_key_source key = {VS_KEY_FILE, {NULL, 0}};
    const struct liar_lie *lie;

    if (argc < 5) {
        for (size_t room = 0; room < ROOMS; room++) {
            for (lie = rooms[room]; lie->name; lie++) {
                printf("%s\n", lie->name);
            }
        }
        return argc == 1 ? 0 : 2;
    }
    lie = find(argv[3]);
    if (!lie) {
        fprintf(stderr, "liar: no such lie: %s\n", argv[3]);
        return 2;
    }
    other = argv[5];
    key.value = vs_str(argv[2]);
    MUST(vs_process_harden(&err));
    MUST(vs_store_open(&store, argv[1], &key, true, &vs_env_machine, &err));
    now = vs_store_now(store);
    MUST(vs_casefile_find(store, &the_case, argv[4], &err));
    MUST(vs_casefile_load(&file, store, the_case, VS_INSTANT_NEVER, &err));
    case_id = *vs_casefile_id(file);
    MUST(vs_store_begin(store, &err));
    lie->tell();
    MUST(vs_store_commit(store, &err));
    vs_casefile_free(file);
    vs_store_close(store);
    return 0;
}

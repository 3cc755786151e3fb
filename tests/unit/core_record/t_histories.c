/* Which leaf follows which in a forked feed, whichever history came first. */
#include "core/record/histories.h"

#include <string.h>

#include "core/base/mem.h"
#include "tests/tap.h"

static struct vs_standing
leaf(int64_t row, uint64_t index, unsigned char id)
{
    struct vs_standing out;

    memset(&out, 0, sizeof(out));
    out.row = row;
    out.index = index;
    out.readable = true;
    memset(out.id.b, id, sizeof(out.id.b));
    return out;
}

/* "1>2 1>3 ...": what each leaf that counts follows, by id. */
static const char *
orders(struct vs_standing *list, size_t count, const struct vs_history *rows, size_t row_count)
{
    static char text[400];
    struct vs_hash *pool = NULL;
    size_t len = 0;

    text[0] = '\0';
    if (vs_histories(list, count, rows, row_count, &pool, NULL) != VS_OK) {
        return "failed";
    }
    for (unsigned id = 1; id < 20; id++) {
        for (size_t i = 0; i < count; i++) {
            if (!list[i].used || list[i].id.b[0] != id) {
                continue;
            }
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%u", id);
            for (size_t k = 0; k < list[i].after_count; k++) {
                len +=
                    (size_t)snprintf(text + len, sizeof(text) - len, "<%u", list[i].after[k].b[0]);
            }
            len += (size_t)snprintf(text + len, sizeof(text) - len, " ");
        }
    }
    vs_free(pool);
    return text;
}

/* A leaf of both histories, of which a closing fixes one: not cut, whichever came first. */
static void
cut_in_both(void)
{
    struct vs_history rows[] = {{1, 0, 0}, {2, 1, 4}};

    for (unsigned fixed = 0; fixed < 2; fixed++) {
        struct vs_standing list[] = {leaf(1, 4, 3), leaf(1, 6, 4), leaf(2, 4, 5), leaf(2, 6, 4)};
        struct vs_hash *pool = NULL;

        for (size_t i = 0; i < 4; i++) {
            list[i].cut = list[i].row != 1 + (int64_t)fixed;
        }
        OK(vs_histories(list, 4, rows, 2, &pool, NULL) == VS_OK, "two histories");
        for (size_t i = 0; i < 4; i++) {
            OK(list[i].cut == (list[i].id.b[0] == (fixed ? 3 : 5)) && list[i].place == i,
               "leaf %u: cut only where no closing fixes it (%u)", list[i].id.b[0], fixed);
        }
        vs_free(pool);
    }
}

int
main(void)
{
    /* Leaves 1 and 2 are of both, then 3 4 in one history and 5 6 in the other. */
    struct vs_history rows[] = {{1, 0, 0}, {2, 1, 4}};
    struct vs_standing a_first[] = {leaf(1, 0, 1), leaf(1, 3, 2), leaf(1, 4, 3),
                                    leaf(1, 6, 4), leaf(2, 4, 5), leaf(2, 7, 6)};
    struct vs_standing b_first[] = {leaf(2, 6, 4), leaf(1, 7, 6), leaf(2, 4, 3),
                                    leaf(1, 4, 5), leaf(1, 3, 2), leaf(1, 0, 1)};
    /* Leaf 4 stands in both, at its place, behind 3 and behind 5. */
    struct vs_standing twice[] = {leaf(1, 0, 1), leaf(1, 4, 3), leaf(1, 6, 4), leaf(2, 4, 5),
                                  leaf(2, 6, 4)};
    /* A copy of leaf 3 at another place is no leaf, and nothing follows it. */
    struct vs_standing copy[] = {leaf(1, 0, 1), leaf(1, 4, 3), leaf(2, 5, 3), leaf(2, 6, 7)};
    /* A third history that parts from the second, and one with nothing of the case before it. */
    struct vs_history three[] = {{1, 0, 0}, {2, 1, 4}, {3, 2, 6}};
    struct vs_standing deep[] = {leaf(1, 2, 1), leaf(1, 4, 2), leaf(2, 5, 3), leaf(3, 6, 4),
                                 leaf(2, 6, 5)};
    struct vs_history alone[] = {{1, 0, 0}, {2, 1, 0}};
    struct vs_standing none[] = {leaf(1, 0, 1), leaf(2, 0, 2), leaf(2, 1, 3)};
    struct vs_standing branches[] = {leaf(1, 0, 1), leaf(1, 4, 3), leaf(2, 4, 5)};
    struct vs_hash *pool = NULL;

    cut_in_both();
    IS_TEXT(orders(a_first, 6, rows, 2), "1 2<1 3<2 4<3 5<2 6<5 ", "each follows its own history");
    IS_TEXT(orders(b_first, 6, rows, 2), "1 2<1 3<2 4<3 5<2 6<5 ", "whichever came first");
    IS_TEXT(orders(twice, 5, rows, 2), "1 3<1 4<3<5 5<1 ", "a leaf of both follows both");
    copy[2].readable = false;
    IS_TEXT(orders(copy, 4, rows, 2), "1 3<1 7<1 ", "a copy in a wrong place is not one of them");
    IS_TEXT(orders(deep, 5, three, 3), "1 2<1 3<1 4<3 5<3 ", "a history that parts from another");
    IS_TEXT(orders(none, 3, alone, 2), "1 2 3<2 ", "histories that share nothing");
    OK(vs_histories(branches, 3, rows, 2, &pool, NULL) == VS_OK &&
           branches[0].branch == branches[1].branch && branches[2].branch != branches[0].branch &&
           branches[2].after && branches[0].after,
       "leaves of which neither follows the other are of two branches");
    vs_free(pool);
    IS_TEXT(orders(none, 0, alone, 2), "", "no leaves");
    for (unsigned long n = 1; n <= 4; n++) {
        vs_mem_fail_at(n);
        IS_INT(vs_histories(branches, 3, rows, 2, &pool, NULL), VS_E_NO_MEMORY,
               "out of memory at allocation %lu", n);
        vs_mem_fail_at(0);
        OK(!pool, "and nothing is left");
    }
    return tap_done();
}

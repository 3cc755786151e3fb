/* What the worlds of the simulation look at: a case as an organisation has it (h_world.h). */
#include <stdlib.h>

#include "core/ledger/cases.h"
#include "core/record/directory.h"
#include "tests/sim/sync/h_world.h"

enum vs_code
h_case(struct h_org *org, struct vs_casefile **out, const struct vs_hash *case_id,
       struct vs_err *err)
{
    int64_t case_leaf;
    enum vs_code code = vs_leaf_find(org->store->ledger, &case_leaf, case_id, err);

    *out = NULL;
    return code == VS_OK ? vs_casefile_load(out, org->store, case_leaf, VS_INSTANT_NEVER, err)
                         : code;
}

bool
h_dump(struct h_org *org, struct vs_buf *out, const struct vs_hash *case_id)
{
    struct vs_casefile *file;
    struct vs_err err = {0};
    enum vs_code code = h_case(org, &file, case_id, &err);

    if (code == VS_E_NOT_FOUND) {
        return false;
    }
    h_must(code, &err, "a case");
    vs_fold_dump(out, vs_casefile_fold(file));
    vs_casefile_free(file);
    h_must(vs_buf_check(out, "a dump", &err), &err, "a dump");
    return true;
}

/* Until when an organisation that is no party any more knows a case is its own: two that have the
 * same leaves differ in it, and the law that their tenures are equal is not about it. */
static void
add_answer(struct vs_buf *out, struct vs_str doc)
{
    static const char member[] = "\"known_until\":";
    const char *from = memmem(doc.p, doc.len, member, sizeof(member) - 1);
    const char *behind = from ? memchr(from, ',', doc.len - (size_t)(from - doc.p)) : NULL;

    if (behind) {
        vs_buf_add(out, doc.p, (size_t)(from - doc.p));
        behind++;
        doc.len -= (size_t)(behind - doc.p);
        doc.p = behind;
    }
    vs_buf_add_str(out, doc);
}

static enum vs_code
add_tenure(void *payload, const struct vs_tenure_row *row, struct vs_err *err)
{
    struct vs_buf *out = payload;

    (void)err;
    vs_buf_addf(out, "%lld %lld %s %s ", (long long)row->since, (long long)row->until, row->state,
                row->certainty);
    add_answer(out, row->doc);
    vs_buf_add_text(out, "\n");
    return VS_OK;
}

static enum vs_code
add_row(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct vs_buf *out = payload;

    (void)err;
    vs_buf_addf(out, "%lld %lld %lld %d %lld\n", (long long)row->opened, (long long)row->changed,
                (long long)row->events, row->open, (long long)row->pending);
    return VS_OK;
}

bool
h_tenures(struct h_org *org, struct vs_buf *out, const struct vs_hash *case_id)
{
    struct vs_err err = {0};
    int64_t case_leaf;
    enum vs_code code = vs_leaf_find(org->store->ledger, &case_leaf, case_id, &err);

    if (code == VS_E_NOT_FOUND) {
        return false;
    }
    h_must(code, &err, "a case");
    h_must(vs_casefile_one(org->store->ledger, case_leaf, add_row, out, &err), &err, "a case");
    h_must(vs_tenure_each(org->store->ledger, case_leaf, add_tenure, out, &err), &err, "tenures");
    h_must(vs_buf_check(out, "tenures", &err), &err, "tenures");
    return true;
}

static const char *
alias_of(const struct h_world *world, const struct vs_hash *id)
{
    for (unsigned i = 0; i < world->count; i++) {
        if (vs_hash_eq(&world->orgs[i].id, id)) {
            return world->orgs[i].alias;
        }
    }
    return "?";
}

const char *
h_who(struct h_org *org, const struct vs_hash *case_id, vs_instant at)
{
    static char text[256];
    struct vs_casefile *file;
    struct vs_answer answer;
    struct vs_err err = {0};
    size_t len;
    enum vs_code code = h_case(org, &file, case_id, &err);

    if (code == VS_E_NOT_FOUND) {
        return "no case";
    }
    h_must(code, &err, "a case");
    h_must(vs_answer_at(&answer, vs_casefile_fold(file), at, &err), &err, "an answer");
    len = (size_t)snprintf(text, sizeof(text), "%s", vs_answer_state_name(answer.state));
    if (answer.state == VS_STATE_OPEN) {
        len = 0;
        for (size_t i = 0; i < answer.holder_count; i++) {
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s ",
                                    alias_of(org->world, &answer.holders[i].org));
        }
        snprintf(text + len, sizeof(text) - len, "%s", vs_certainty_name(answer.certainty));
    }
    vs_answer_release(&answer);
    vs_casefile_free(file);
    return text;
}

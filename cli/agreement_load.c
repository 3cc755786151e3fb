/* Agreements by name (agreement_load.h). */
#include "cli/agreement_load.h"

#include <string.h>

#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/term.h"
#include "core/log/hash.h"
#include "core/record/rules.h"

enum vs_code
vs_agreement_from(struct vs_agreement **out, struct vs_str bytes, struct vs_err *err)
{
    enum vs_code code = vs_agreement_load(out, bytes.p, bytes.len, err);

    if (code == VS_OK) {
        vs_sha256(&(*out)->hash, (*out)->canonical.p, (*out)->canonical.len);
    }
    return code;
}

enum vs_code
vs_agreement_from_file(struct vs_agreement **out, const char *path, struct vs_err *err)
{
    struct vs_buf bytes;
    enum vs_code code;

    vs_buf_init(&bytes, VS_AGREEMENT_BYTES_MAX);
    code = vs_read_file(&bytes, path, VS_AGREEMENT_BYTES_MAX, err);
    if (code == VS_OK) {
        code = vs_agreement_from(out, vs_buf_str(&bytes), err);
    }
    vs_buf_release(&bytes);
    return code;
}

/* How to go on from a name that is none: with those that begin so, if there are any. */
static void
hint_name(struct vs_cli *cli, const char *begun)
{
    static char hint[400]; /* read when the failure is printed, at the end of the program */

    if (*begun) {
        (void)snprintf(hint, sizeof hint, _("%s (vs agreement list)"), begun);
        cli->hint = hint;
    } else {
        cli->hint = _("vs agreement list; vs sync, if a partner adopted it; one of your region is "
                      "named by its file, such as ./NAME.json");
    }
}

/* By the id of one that came with the program, or from a file. */
static enum vs_code
load_named(struct vs_agreement **out, struct vs_cli *cli, const char *name, struct vs_err *err)
{
    struct vs_str bytes;
    char begun[300] = "";

    *out = NULL;
    if (vs_is_path(name)) {
        return vs_agreement_from_file(out, name, err);
    }
    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        enum vs_code code = vs_agreement_from(out, bytes, err);

        if (code != VS_OK || vs_str_is((*out)->id, name)) {
            return code;
        }
        if (name[0] && (*out)->id.len > strlen(name) &&
            memcmp((*out)->id.p, name, strlen(name)) == 0 &&
            strlen(begun) + (*out)->id.len + 3 < sizeof begun) {
            strcat(begun, *begun ? ", " : "");
            strncat(begun, (*out)->id.p, (*out)->id.len);
        }
        vs_agreement_free(*out);
        *out = NULL;
    }
    hint_name(cli, begun);
    return vs_fail(err, VS_E_NOT_FOUND, name, "%s",
                   _("no agreement of this name came with vs, or was adopted by a partner that is "
                     "known here"));
}

struct finding {
    struct vs_store *store;
    const char *name;
    struct vs_id_range range;
    bool is_id;
    struct vs_agreement *found;
    bool several;
};

static enum vs_code
find_adopted(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct finding *finding = payload;
    const struct vs_agreement *held;
    enum vs_code code;

    if (strcmp(row->name, finding->name) != 0 &&
        !(finding->is_id && vs_id_in(&finding->range, &row->profile))) {
        return VS_OK;
    }
    if (finding->found) {
        finding->several |= !vs_hash_eq(&finding->found->hash, &row->profile);
        return VS_OK;
    }
    code = vs_rules_agreement(finding->store, &held, &row->profile, err);
    if (code == VS_OK) {
        code = vs_agreement_from(&finding->found, held->canonical, err);
    }
    return code == VS_E_NOT_FOUND || vs_rules_no_agreement(code) ? VS_OK : code;
}

enum vs_code
vs_agreement_named(struct vs_agreement **out, struct vs_cli *cli, struct vs_store *store,
                   const char *name, struct vs_err *err)
{
    struct finding finding = {.store = store, .name = name};
    enum vs_code code = load_named(out, cli, name, err);

    if (code != VS_E_NOT_FOUND || !store || vs_is_path(name)) {
        return code;
    }
    finding.is_id = vs_id_parse(&finding.range, vs_str(name));
    code = vs_adoption_each(store->ledger, 0, find_adopted, &finding, err);
    if (code == VS_OK && finding.several) {
        cli->hint = _("vs agreement list; name the text by the beginning of its hash");
        code = vs_fail(err, VS_E_AMBIGUOUS, name, "%s", _("different texts are called so"));
    } else if (code == VS_OK && !finding.found) {
        code = load_named(out, cli, name, err); /* for what it says of it */
    }
    if (code != VS_OK) {
        vs_agreement_free(finding.found);
        return code;
    }
    *out = finding.found;
    return VS_OK;
}

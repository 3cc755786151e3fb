/*
 * What organisations are called (session.h). A name is what its bearer says of itself: only a card
 * that people compared binds it to anybody. One that was never compared is marked, and names that
 * read alike are told apart wherever they stand.
 */
#include <string.h>

#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/session.h"
#include "core/ledger/orgs.h"

#define NAME_SHOWN  120 /* bytes of a name that nobody here compared */
#define KNOWN_NAMES 512 /* more are taken for alike */
#define SAID_LABELS 16  /* organisations of which a page of answers is full */

/* The names of the ledger that was opened last, own and pinned ones first. */
static struct {
    const struct vs_store *store;
    size_t count;
    bool cut;
    struct known_name {
        struct vs_hash org;
        uint64_t skeleton;
        bool confirmed;
    } names[KNOWN_NAMES];
} known;

/* What the last organisations are called, of a store that only reads: it sees one state. */
static struct {
    size_t next; /* whose place the next one takes */
    struct said_label {
        int64_t id; /* row; 0: free */
        struct vs_hash org;
        char label[VS_LABEL_LEN];
    } labels[SAID_LABELS];
} said;

/* And the roles that they adopted last: whoever adopts often makes no long page slow. */
static struct {
    size_t next;
    struct said_role {
        bool used;
        struct vs_hash org;
        char role[sizeof((struct vs_adoption_row){0}.role)]; /* empty: none */
    } roles[SAID_LABELS];
} acting;

/* The letter without its accent, for U+00C0 to U+00FF. */
static char
plain_letter(unsigned char second)
{
    static const char letters[] =
        "aaaaaaaceeeeiiiidnooooo.ouuuuypsaaaaaaaceeeeiiiidnooooo.ouuuuypy";

    return letters[second & 0x3f];
}

/*
 * A number that is the same for names that a hasty eye takes for the same: of letters and digits
 * only, without case and accents, with 1 and l read as i, 0 as o, rn as m, vv as w. False if the
 * name has letters of another alphabet, which may look like anything.
 */
static bool
skeleton_of(uint64_t *out, const char *name)
{
    char flat[256];
    size_t len = 0;
    bool ours = true;

    for (const unsigned char *at = (const unsigned char *)name; *at && len + 1 < sizeof flat;
         at++) {
        char c = (char)*at;

        if (*at == 0xc3 && at[1]) {
            c = plain_letter(*++at);
        } else if (*at >= 0x80) {
            ours = false;
        }
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        c = c == '1' || c == 'l' || c == '|' ? 'i' : c == '0' ? 'o' : c;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            flat[len++] = c;
        }
        if (len > 1 && flat[len - 2] == 'r' && flat[len - 1] == 'n') {
            flat[--len - 1] = 'm';
        } else if (len > 1 && flat[len - 2] == 'v' && flat[len - 1] == 'v') {
            flat[--len - 1] = 'w';
        }
    }
    *out = 0xcbf29ce484222325U; /* FNV-1a */
    for (size_t i = 0; i < len; i++) {
        *out = (*out ^ (unsigned char)flat[i]) * 0x100000001b3U;
    }
    return ours;
}

static enum vs_code
keep_name(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    (void)payload;
    (void)err;
    if (known.count == KNOWN_NAMES) {
        known.cut = true;
        return VS_OK;
    }
    known.names[known.count].org = row->org;
    known.names[known.count].confirmed = row->own || row->pinned;
    (void)skeleton_of(&known.names[known.count].skeleton, row->name);
    known.count++;
    return VS_OK;
}

void
vs_label_forget(void)
{
    known.store = NULL;
    memset(&said, 0, sizeof said);
    memset(&acting, 0, sizeof acting);
}

/* Whether the table has the names of this ledger, this organisation's among them: in a sync new
 * ones come. */
static bool
is_known(const struct vs_store *store, const struct vs_hash *org)
{
    for (size_t i = 0; known.store == store && i < known.count; i++) {
        if (vs_hash_eq(&known.names[i].org, org)) {
            return true;
        }
    }
    return known.store == store && known.cut;
}

/* Whether another organisation bears a name that reads like this one; of those whose card was
 * compared, if `confirmed`. */
static bool
is_alike(struct vs_store *store, const struct vs_org_row *row, bool confirmed)
{
    uint64_t skeleton;
    bool ours = skeleton_of(&skeleton, row->name);

    if (!is_known(store, &row->org)) {
        known.store = store;
        known.count = 0;
        known.cut = vs_org_each(store->ledger, keep_name, NULL, NULL) != VS_OK;
    }
    for (size_t i = 0; i < known.count; i++) {
        const struct known_name *other = &known.names[i];

        if (other->skeleton == skeleton && !vs_hash_eq(&other->org, &row->org) &&
            (other->confirmed || !confirmed)) {
            return true;
        }
    }
    return !confirmed && (!ours || known.cut);
}

/* At most NAME_SHOWN bytes, never half a letter. */
static int
shown_length(const char *name)
{
    size_t len = strlen(name);

    if (len > NAME_SHOWN) {
        len = NAME_SHOWN;
        while (len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80) {
            len--;
        }
    }
    return (int)len;
}

static void
say_org(char out[VS_LABEL_LEN], struct vs_store *store, const struct vs_org_row *row)
{
    char id[VS_ID_LEN_MAX];

    vs_id_short(id, &row->org);
    if (!row->name[0]) {
        (void)snprintf(out, VS_LABEL_LEN, "%s", id);
    } else if (!row->own && !row->pinned) {
        char mark = is_alike(store, row, false) ? VS_MARK_EACH : VS_MARK_ONCE;

        (void)snprintf(out, VS_LABEL_LEN, "%.*s%s%c%s%c", shown_length(row->name), row->name,
                       row->name[shown_length(row->name)] ? "..." : "", mark, id, mark);
    } else if (!row->own && is_alike(store, row, true)) {
        (void)snprintf(out, VS_LABEL_LEN, "%s (%s)", row->name, row->alias);
    } else {
        (void)snprintf(out, VS_LABEL_LEN, "%s", row->name);
    }
    if (!store->writable) {
        struct said_label *label = &said.labels[said.next];

        said.next = (said.next + 1) % SAID_LABELS;
        label->id = row->id;
        label->org = row->org;
        memcpy(label->label, out, VS_LABEL_LEN);
    }
}

/* By the row, or by the id where that is 0. */
static bool
was_said(char out[VS_LABEL_LEN], const struct vs_store *store, int64_t id,
         const struct vs_hash *org)
{
    for (size_t i = 0; !store->writable && i < SAID_LABELS && said.labels[i].id != 0; i++) {
        if (id ? said.labels[i].id == id : vs_hash_eq(&said.labels[i].org, org)) {
            memcpy(out, said.labels[i].label, VS_LABEL_LEN);
            return true;
        }
    }
    return false;
}

void
vs_label_org(char out[VS_LABEL_LEN], struct vs_store *store, const struct vs_hash *org)
{
    struct vs_org_row row;

    if (was_said(out, store, 0, org)) {
        return;
    }
    if (vs_org_by_hash(store->ledger, &row, org, NULL) == VS_OK) {
        say_org(out, store, &row);
    } else {
        char id[VS_ID_LEN_MAX];

        vs_id_short(id, org);
        (void)snprintf(out, VS_LABEL_LEN, "%s", id);
    }
}

void
vs_label_org_row(char out[VS_LABEL_LEN], struct vs_store *store, int64_t id)
{
    struct vs_org_row row;

    if (was_said(out, store, id, NULL)) {
        return;
    }
    if (vs_org_by_id(store->ledger, &row, id, NULL) == VS_OK) {
        say_org(out, store, &row);
    } else {
        (void)snprintf(out, VS_LABEL_LEN, "?");
    }
}

static enum vs_code
keep_role(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    struct said_role *last = payload;

    (void)err;
    if (row->ended == VS_DATE_NEVER) {
        memcpy(last->role, row->role, sizeof last->role);
    }
    return VS_OK;
}

/* The role that the organisation adopted last and did not end, empty if there is none. */
static const char *
role_of(struct vs_store *store, const struct vs_hash *org)
{
    struct said_role *found;
    struct vs_org_row row;

    for (size_t i = 0; !store->writable && i < SAID_LABELS && acting.roles[i].used; i++) {
        if (vs_hash_eq(&acting.roles[i].org, org)) {
            return acting.roles[i].role;
        }
    }
    found = &acting.roles[acting.next];
    acting.next = (acting.next + 1) % SAID_LABELS;
    *found = (struct said_role){.used = true, .org = *org};
    if (vs_org_by_hash(store->ledger, &row, org, NULL) != VS_OK ||
        vs_adoption_each(store->ledger, row.id, keep_role, found, NULL) != VS_OK) {
        found->role[0] = '\0';
    }
    return found->role;
}

void
vs_json_role(struct vs_json *object, struct vs_store *store, const struct vs_hash *org)
{
    const char *role = role_of(store, org);

    if (role[0]) {
        vs_json_set_text(object, "role", role);
    }
}

void
vs_warn_unconfirmed(struct vs_cli *cli, const struct vs_org_row *to)
{
    if (!to->own && !to->pinned) {
        vs_warn(&cli->out,
                _("a partner introduced %s, and its card was not compared here: telephone before "
                  "you send it more (vs org add CARD --as NAME)\n"),
                to->name);
    }
}

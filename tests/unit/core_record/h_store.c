#include "tests/unit/core_record/h_store.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/base/secret.h"
#include "core/ledger/cases.h"
#include "core/log/hash.h"
#include "core/log/leaf.h"

void
h_must(enum vs_code code, const struct vs_err *err, const char *what)
{
    if (code != VS_OK) {
        printf("not ok - %s: %s: %s: %s\n", what, vs_code_name(code), err->subject, err->detail);
        fflush(stdout);
        exit(2);
    }
}

/* --- the world -----------------------------------------------------------------------------------
 */

static void
draw(void *payload, void *out, size_t len)
{
    struct h_world *world = payload;
    uint8_t *at = out;

    while (len > 0) {
        uint8_t seed[16];
        struct vs_hash block;
        size_t take = len < sizeof(block.b) ? len : sizeof(block.b);

        vs_put_u64(seed, world->seed);
        vs_put_u64(seed + 8, world->drawn++);
        vs_sha256(&block, seed, sizeof(seed));
        memcpy(at, block.b, take);
        at += take;
        len -= take;
    }
}

static vs_instant
now(void *payload)
{
    return ((struct h_world *)payload)->now;
}

void
h_world_start(struct h_world *world, uint64_t seed)
{
    const char *folder = getenv("TMPDIR");
    struct vs_err err = {0};

    memset(world, 0, sizeof(*world));
    H_MUST(vs_process_harden(&err));
    world->now = H_START;
    world->seed = seed;
    world->env = (struct vs_env){now, draw, world};
    snprintf(world->root, sizeof(world->root), "%.200s/vs-record.XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(world->root)) {
        exit(2);
    }
}

__attribute__((format(printf, 1, 2))) static void
shell(const char *format, ...)
{
    char command[1200];
    va_list args;

    va_start(args, format);
    vsnprintf(command, sizeof(command), format, args);
    va_end(args);
    if (system(command) != 0) {
        printf("not ok - %s\n", command);
        exit(2);
    }
}

void
h_remove(const char *path)
{
    shell("rm -rf '%s'", path);
}

void
h_copy_folder(const char *from, const char *to)
{
    shell("rm -rf '%s' && cp -a '%s' '%s'", to, from, to);
}

bool
h_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

void
h_world_end(struct h_world *world)
{
    h_remove(world->root);
}

/* --- organisations -------------------------------------------------------------------------------
 */

void
h_org_prepare(struct h_org *org, struct h_world *world, const char *name)
{
    struct vs_err err = {0};

    memset(org, 0, sizeof(*org));
    org->world = world;
    org->name = name;
    snprintf(org->dir, sizeof(org->dir), "%s/%s", world->root, name);
    snprintf(org->key_path, sizeof(org->key_path), "%s/%s.key", world->root, name);
    org->key = (struct vs_key_source){VS_KEY_FILE, vs_str(org->key_path)};
    H_MUST(vs_key_file_make(org->key_path, &world->env, &err));
}

enum vs_code
h_org_try_create(struct h_org *org, struct vs_err *err)
{
    struct vs_store_making making = {org->dir, NULL,     org->name,
                                     NULL,     org->key, VS_KEY_COST_INTERACTIVE};
    char recovery[VS_RECOVERY_TEXT_LEN + 1];

    return vs_store_create(&org->store, recovery, &making, &org->world->env, err);
}

void
h_org_create(struct h_org *org, struct h_world *world, const char *name)
{
    struct vs_err err = {0};

    h_org_prepare(org, world, name);
    H_MUST(h_org_try_create(org, &err));
}

void
h_org_close(struct h_org *org)
{
    vs_store_close(org->store);
    org->store = NULL;
}

void
h_org_open(struct h_org *org)
{
    struct vs_err err = {0};

    H_MUST(vs_store_open(&org->store, org->dir, &org->key, true, &org->world->env, &err));
}

void
h_org_reopen(struct h_org *org)
{
    h_org_close(org);
    h_org_open(org);
}

void
h_pin(struct h_org *a, struct h_org *b)
{
    struct vs_err err = {0};
    struct vs_org_row row;
    struct vs_card card;
    struct vs_buf bytes;

    vs_buf_init(&bytes, VS_CARD_MAX);
    H_MUST(vs_directory_card(a->store, &bytes, &err));
    H_MUST(vs_card_parse(&card, vs_buf_str(&bytes), &err));
    H_MUST(vs_store_begin(b->store, &err));
    H_MUST(vs_directory_pin(b->store, &card, a->name, &row, &err));
    H_MUST(vs_store_commit(b->store, &err));
    vs_card_release(&card);
    vs_buf_release(&bytes);
}

void
h_adopt(struct h_org *org, const char *profile, const char *role, const char *from)
{
    struct vs_agreement *agreement = NULL;
    struct vs_err err = {0};
    struct vs_str bytes;
    vs_date date;

    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        H_MUST(vs_agreement_load(&agreement, bytes.p, bytes.len, &err));
        if (vs_str_is(agreement->id, profile)) {
            break;
        }
        vs_agreement_free(agreement);
        agreement = NULL;
    }
    if (!agreement || !vs_date_parse(&date, vs_str(from))) {
        printf("not ok - no profile %s\n", profile);
        exit(2);
    }
    vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_directory_adopt(org->store, agreement, role, date, NULL, &err));
    H_MUST(vs_store_commit(org->store, &err));
    vs_agreement_free(agreement);
}

void
h_adopt_own(struct h_org *org, const char *digits, const char *role, vs_date from)
{
    struct vs_agreement *agreement = NULL;
    struct vs_str bytes = {NULL, 0};
    char *copy = NULL;
    struct vs_err err = {0};

    for (size_t i = 0; vs_shipped_agreement(&bytes, i); i++) {
        H_MUST(vs_agreement_load(&agreement, bytes.p, bytes.len, &err));
        if (vs_str_is(agreement->id, "west-brabant-2022")) {
            break;
        }
        vs_agreement_free(agreement);
    }
    copy = vs_calloc(1, bytes.len + 1);
    memcpy(copy, bytes.p, bytes.len);
    for (char *at = copy; (at = strstr(at, "west-brabant-2022")) != NULL; at++) {
        memcpy(at + strlen("west-brabant-"), digits, 4);
    }
    vs_agreement_free(agreement);
    H_MUST(vs_agreement_load(&agreement, copy, bytes.len, &err));
    vs_sha256(&agreement->hash, agreement->canonical.p, agreement->canonical.len);
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_directory_adopt(org->store, agreement, role, from, NULL, &err));
    H_MUST(vs_store_commit(org->store, &err));
    vs_agreement_free(agreement);
    vs_free(copy);
}

void
h_row(struct vs_org_row *out, struct h_org *org, const struct h_org *other)
{
    struct vs_err err = {0};

    H_MUST(vs_org_by_hash(org->store->ledger, out, &other->store->self.org, &err));
}

/* --- the host ------------------------------------------------------------------------------------
 */

struct delivery {
    struct h_org *from, *to;
    struct vs_feed_row feed; /* in the ledger of `to` */
    uint64_t most;
};

static enum vs_code
one_leaf(void *payload, int64_t id, const struct vs_hash *hash, struct vs_str raw,
         vs_instant received, struct vs_err *err)
{
    struct delivery *delivery = payload;

    (void)id;
    (void)hash;
    (void)received;
    return vs_take_leaf(delivery->to->store, &delivery->feed, raw, delivery->to->world->now, err);
}

/* H_MUST where the error is a parameter. */
#define MUST(call) h_must((call), err, #call)

static enum vs_code
one_feed(void *payload, const struct vs_feed_row *row, struct vs_err *err)
{
    struct delivery *delivery = payload;
    struct vs_ledger *to = delivery->to->store->ledger;
    struct vs_buf file;
    uint64_t from, end;

    if (vs_feed_by_hash(to, &delivery->feed, &row->feed, err) != VS_OK ||
        delivery->feed.own != VS_FEED_FOREIGN || delivery->feed.tree.size >= row->tree.size) {
        return VS_OK;
    }
    from = delivery->feed.tree.size;
    end = row->tree.size - from > delivery->most ? from + delivery->most : row->tree.size;
    while (from < end) {
        uint64_t batch = end - from > 1000 ? from + 1000 : end;

        MUST(vs_store_begin(delivery->to->store, err));
        MUST(vs_leaf_each(delivery->from->store->ledger, VS_LEAF_ID(row->id, from),
                          VS_LEAF_ID(row->id, batch), one_leaf, delivery, err));
        MUST(vs_feed_update(to, &delivery->feed, err));
        if (batch == row->tree.size) {
            vs_buf_init(&file, VS_CHECKPOINT_FILE_MAX);
            MUST(vs_feed_file_get(delivery->from->store->ledger, &file, row->id, err));
            MUST(vs_feed_file_set(to, delivery->feed.id, vs_buf_str(&file), err));
            vs_buf_release(&file);
        }
        MUST(vs_store_commit(delivery->to->store, err));
        from = batch;
    }
    return VS_OK;
}

static enum vs_code
one_content(void *payload, int64_t leaf, struct vs_err *err)
{
    struct delivery *delivery = payload;
    struct vs_feed_row there, here;
    struct vs_buf cipher;
    enum vs_code code;

    vs_buf_init(&cipher, VS_CONTENT_FILE_MAX);
    MUST(vs_feed_by_id(delivery->to->store->ledger, &here, VS_LEAF_FEED(leaf), err));
    code = vs_feed_by_hash(delivery->from->store->ledger, &there, &here.feed, err);
    if (code == VS_OK) {
        code = vs_content_get(delivery->from->store->ledger, &cipher,
                              VS_LEAF_ID(there.id, VS_LEAF_INDEX(leaf)), err);
    }
    if (code == VS_OK) {
        code = vs_take_content(delivery->to->store, leaf, vs_buf_str(&cipher), err);
    }
    vs_buf_release(&cipher);
    return code == VS_E_NOT_FOUND ? VS_OK : code;
}

void
h_deliver(struct h_org *from, struct h_org *to, uint64_t most, bool contents)
{
    struct delivery delivery;
    struct vs_err err = {0};

    memset(&delivery, 0, sizeof(delivery));
    delivery.from = from;
    delivery.to = to;
    delivery.most = most;
    H_MUST(vs_feed_each(from->store->ledger, 0, one_feed, &delivery, &err));
    H_MUST(vs_store_begin(to->store, &err));
    H_MUST(vs_take_invitations(to->store, &err));
    if (contents) {
        H_MUST(vs_event_each_absent(to->store->ledger, 0, one_content, &delivery, &err));
    }
    H_MUST(vs_store_commit(to->store, &err));
}

void
h_sync(struct h_org *a, struct h_org *b)
{
    for (int i = 0; i < 3; i++) {
        h_deliver(a, b, UINT64_MAX, true);
        h_deliver(b, a, UINT64_MAX, true);
        (void)h_acks(b);
        (void)h_acks(a);
    }
}

/* --- acts ----------------------------------------------------------------------------------------
 */

int64_t
h_case_open(struct h_org *org, const char *ref, const char *text, struct vs_hash *id)
{
    struct vs_act_text content = {.ref = ref ? vs_str(ref) : (struct vs_str){NULL, 0},
                                  .text = text ? vs_str(text) : (struct vs_str){NULL, 0}};
    struct vs_err err = {0};
    int64_t leaf = -1;

    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_act_open(org->store, &leaf, id, org->world->now, true, &content, &err));
    H_MUST(vs_store_commit(org->store, &err));
    return leaf;
}

enum vs_code
h_try(struct h_org *org, int64_t case_leaf, struct vs_event *draft, const char *text,
      struct vs_hash *id, struct vs_err *err)
{
    struct vs_act_text content = {.text = text ? vs_str(text) : (struct vs_str){NULL, 0}};
    struct vs_hash own;
    enum vs_code code = vs_store_begin(org->store, err);

    if (code == VS_OK) {
        code = vs_act(org->store, id ? id : &own, case_leaf, draft, &content, err);
    }
    if (code == VS_OK) {
        return vs_store_commit(org->store, err);
    }
    vs_store_rollback(org->store);
    return code;
}

void
h_simple(struct h_org *org, int64_t case_leaf, enum vs_event_type type, const struct vs_hash *re,
         struct vs_hash *id)
{
    struct vs_err err = {0};
    struct vs_event draft;

    memset(&draft, 0, sizeof(draft));
    draft.type = type;
    draft.at = org->world->now;
    if (re) {
        draft.has_re = true;
        draft.re = *re;
    }
    h_must(h_try(org, case_leaf, &draft, NULL, id, &err), &err, vs_event_type_name(type));
}

size_t
h_offer(struct h_org *org, int64_t case_leaf, const struct h_org *to, struct vs_hash *id)
{
    struct vs_act_offer offer = {.kind = VS_OFFER_HANDOVER, .at = org->world->now};
    struct vs_err err = {0};
    struct vs_org_row row;
    size_t rules = 0;

    h_row(&row, org, to);
    offer.to = row.id;
    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_act_offer(org->store, id, &rules, case_leaf, &offer, NULL, &err));
    H_MUST(vs_store_commit(org->store, &err));
    return rules;
}

void
h_disclose(struct h_org *from, const struct vs_hash *id, const struct h_org *to,
           enum vs_party_role role)
{
    struct vs_act_disclosure disclosure = {0, role, from->world->now};
    struct vs_err err = {0};
    struct vs_hash event;
    struct vs_org_row row;

    h_row(&row, from, to);
    disclosure.org = row.id;
    H_MUST(vs_store_begin(from->store, &err));
    H_MUST(vs_act_disclose(from->store, &event, h_case(from, id), &disclosure, NULL, &err));
    H_MUST(vs_store_commit(from->store, &err));
}

size_t
h_acks(struct h_org *org)
{
    struct vs_err err = {0};
    size_t written = 0;

    H_MUST(vs_store_begin(org->store, &err));
    H_MUST(vs_duty_acks(org->store, &written, &err));
    H_MUST(vs_store_commit(org->store, &err));
    return written;
}

/* --- asking --------------------------------------------------------------------------------------
 */

void
h_place(struct vs_invitation *box, struct h_org *org, int64_t channel)
{
    struct vs_feed_row feed;
    struct vs_err err;

    h_must(vs_feed_by_id(org->store->ledger, &feed, VS_LEAF_FEED(channel), &err), &err, "feed");
    box->feed = feed.feed;
    box->index = VS_LEAF_INDEX(channel);
}

int64_t
h_case(struct h_org *org, const struct vs_hash *id)
{
    char text[VS_HASH_TEXT_LEN + 1];
    struct vs_err err = {0};
    int64_t leaf = -1;

    vs_hash_text(text, id);
    return vs_casefile_find(org->store, &leaf, text, &err) == VS_OK ? leaf : -1;
}

const char *
h_answer(struct h_org *org, int64_t case_leaf, vs_instant at, vs_instant known_at)
{
    static char texts[2][400];
    static unsigned turn;
    char *text = texts[turn++ % 2];
    struct vs_casefile *file = NULL;
    struct vs_answer answer;
    struct vs_err err = {0};
    size_t len;
    enum vs_code code = vs_casefile_load(&file, org->store, case_leaf, known_at, &err);

    if (code == VS_E_NOT_FOUND) {
        return "unknown";
    }
    h_must(code, &err, "load");
    H_MUST(vs_answer_at(&answer, vs_casefile_fold(file), at, &err));
    len = (size_t)snprintf(text, sizeof(texts[0]), "%s %s", vs_answer_state_name(answer.state),
                           vs_certainty_name(answer.certainty));
    for (size_t i = 0; i < answer.holder_count; i++) {
        struct vs_org_row row;

        H_MUST(vs_org_by_hash(org->store->ledger, &row, &answer.holders[i].org, &err));
        len += (size_t)snprintf(text + len, sizeof(texts[0]) - len, " %s", row.name);
    }
    vs_answer_release(&answer);
    vs_casefile_free(file);
    return text;
}

static enum vs_code
copy_event(void *payload, const struct vs_event_row *row, struct vs_err *err)
{
    struct h_event *out = payload;

    (void)err;
    out->state = row->state;
    out->text_state = row->text_state;
    out->acked = row->acked;
    snprintf(out->type, sizeof(out->type), "%.*s", (int)row->type.len, row->type.p);
    snprintf(out->text, sizeof(out->text), "%.*s", (int)row->text.len,
             row->text.p ? row->text.p : "");
    return VS_OK;
}

struct h_event
h_event(struct h_org *org, const struct vs_hash *id)
{
    struct h_event out;
    struct vs_err err = {0};
    int64_t leaf;

    memset(&out, 0, sizeof(out));
    if (vs_leaf_find(org->store->ledger, &leaf, id, &err) == VS_OK) {
        (void)!vs_event_one(org->store->ledger, leaf, copy_event, &out, &err);
    }
    return out;
}

/* The lines in which two dumps differ, cut short. */
static void
show_difference(const struct vs_buf *before, const struct vs_buf *after)
{
    size_t at = 0, start = 0;

    while (at < before->len && at < after->len && before->p[at] == after->p[at]) {
        start = before->p[at++] == '\n' ? at : start;
    }
    printf("# before");
    for (size_t i = start; i < before->len && i < start + 150; i++) {
        printf("%c", before->p[i] >= ' ' && before->p[i] < 127 ? before->p[i] : '.');
    }
    printf("\n# after ");
    for (size_t i = start; i < after->len && i < start + 150; i++) {
        printf("%c", after->p[i] >= ' ' && after->p[i] < 127 ? after->p[i] : '.');
    }
    printf("\n");
}

bool
h_rebuild_same(struct h_org *org)
{
    struct vs_rebuilt rebuilt;
    struct vs_buf before, after;
    struct vs_err err = {0};

    vs_buf_init(&before, (size_t)1 << 30);
    vs_buf_init(&after, (size_t)1 << 30);
    H_MUST(vs_ledger_dump_derived(org->store->ledger, &before, &err));
    H_MUST(vs_rebuild(org->store, &rebuilt, &err));
    if (!rebuilt.same) {
        H_MUST(vs_ledger_dump_derived(org->store->ledger, &after, &err));
        show_difference(&before, &after);
    }
    vs_buf_release(&before);
    vs_buf_release(&after);
    return rebuilt.same;
}

#include "tests/unit/core_ledger/h_ledger.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/secret.h"
#include "core/ledger/feeds.h"
#include "core/log/hash.h"

void
h_must(enum vs_code code, const struct vs_err *err, const char *what)
{
    if (code != VS_OK) {
        printf("not ok - %s: %s: %s: %s\n", what, vs_code_name(code), err->subject, err->detail);
        fflush(stdout);
        exit(2);
    }
}

void
h_ledger_random(struct h_ledger *h, void *out, size_t len)
{
    uint8_t *at = out;

    while (len > 0) {
        uint8_t seed[16];
        struct vs_hash block;
        size_t take = len < sizeof(block.b) ? len : sizeof(block.b);

        vs_put_u64(seed, h->seed);
        vs_put_u64(seed + 8, h->drawn++);
        vs_sha256(&block, seed, sizeof(seed));
        memcpy(at, block.b, take);
        at += take;
        len -= take;
    }
}

static void
draw(void *payload, void *out, size_t len)
{
    h_ledger_random(payload, out, len);
}

static vs_instant
no_time(void *payload)
{
    (void)payload;
    return 1700000000;
}

uint64_t
h_ledger_below(struct h_ledger *h, uint64_t limit)
{
    uint8_t bytes[8];

    h_ledger_random(h, bytes, sizeof(bytes));
    return vs_get_u64(bytes) % limit;
}

void
h_ledger_hash(struct vs_hash *out, uint64_t n)
{
    uint8_t bytes[8];

    vs_put_u64(bytes, n);
    vs_sha256(out, bytes, sizeof(bytes));
}

void
h_ledger_open_vault(struct h_ledger *h, enum vs_vault_mode mode)
{
    struct vs_err err = {0};

    h_must(vs_vault_open(&h->vault, h->dir, &h->key, mode, &h->env, &err), &err, "vault");
}

void
h_ledger_reopen(struct h_ledger *h)
{
    struct vs_err err = {0};

    h_ledger_open_vault(h, VS_VAULT_WRITE);
    h_must(vs_ledger_open(&h->ledger, h->vault, true, &err), &err, "ledger");
}

void
h_ledger_start(struct h_ledger *h, uint64_t seed)
{
    const char *folder = getenv("TMPDIR");
    char recovery[VS_RECOVERY_TEXT_LEN + 1];
    struct vs_err err = {0};

    memset(h, 0, sizeof(*h));
    h->seed = seed;
    h->env = (struct vs_env){no_time, draw, h};
    h_must(vs_process_harden(&err), &err, "start");
    snprintf(h->root, sizeof(h->root), "%.200s/vs-ledger.XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(h->root)) {
        exit(2);
    }
    snprintf(h->dir, sizeof(h->dir), "%s/ledger", h->root);
    snprintf(h->key_path, sizeof(h->key_path), "%s/key", h->root);
    h->key = (struct vs_key_source){VS_KEY_FILE, vs_str(h->key_path)};
    h_must(vs_key_file_make(h->key_path, &h->env, &err), &err, "key file");
    h_must(vs_vault_create(&h->vault, recovery, h->dir, &h->key, VS_KEY_COST_INTERACTIVE, &h->env,
                           &err),
           &err, "vault");
    h_must(vs_ledger_open(&h->ledger, h->vault, true, &err), &err, "ledger");
}

void
h_ledger_close(struct h_ledger *h)
{
    vs_ledger_close(h->ledger);
    vs_vault_close(h->vault);
    h->ledger = NULL;
    h->vault = NULL;
}

void
h_ledger_end(struct h_ledger *h)
{
    char command[300];

    h_ledger_close(h);
    snprintf(command, sizeof(command), "rm -rf '%s'", h->root);
    if (system(command) != 0) {
        printf("# %s stays\n", h->root);
    }
}

void
h_ledger_sql(struct h_ledger *h, const char *sql)
{
    if (sqlite3_exec(vs_vault_db(h->vault), sql, NULL, NULL, NULL) != SQLITE_OK) {
        printf("not ok - %s: %s\n", sql, sqlite3_errmsg(vs_vault_db(h->vault)));
        exit(2);
    }
}

void
h_ledger_org(struct h_ledger *h, struct vs_org_row *out, uint64_t n, const char *alias)
{
    struct vs_err err = {0};

    memset(out, 0, sizeof(*out));
    h_ledger_hash(&out->org, 1000 + n);
    h_ledger_hash(&out->kd, 2000 + n);
    out->has_kd = true;
    snprintf(out->alias, sizeof(out->alias), "%s", alias);
    snprintf(out->name, sizeof(out->name), "Organisation %u", (unsigned)n);
    h_must(vs_org_insert(h->ledger, out, VS_STR("{}"), 5, &err), &err, "an organisation");
}

void
h_ledger_feed(struct h_ledger *h, struct vs_feed_row *out, int64_t org, uint64_t n)
{
    struct vs_err err = {0};

    memset(out, 0, sizeof(*out));
    h_ledger_hash(&out->key, 3000 + n);
    vs_origin_from_key(&out->origin, &out->key);
    vs_sha256(&out->feed, out->origin.text, strlen(out->origin.text));
    out->org = org;
    out->closed = VS_FEED_NOT_CLOSED;
    vs_merkle_init(&out->tree);
    h_must(vs_feed_insert(h->ledger, out, &err), &err, "a feed");
}

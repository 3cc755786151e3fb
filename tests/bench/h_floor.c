/*
 * The floors: the same work by the libraries alone, in the same run, so that a figure can be read
 * as a ratio on any machine.
 */
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/mem.h"
#include "tests/bench/h_bench.h"

#define LEAF_BYTES  756
#define FACTS_BYTES 512
#define BATCH       1000

static const char facts[] =
    "{\"at\":\"2026-04-02T14:10:00Z\",\"case\":\"q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c\","
    "\"heads\":[\"q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c\"],\"made\":\"2026-04-02T14:10:05Z\","
    "\"type\":\"note\",\"v\":1}";

double
bench_floor_hash(uint64_t count)
{
    uint8_t leaf[LEAF_BYTES] = {0}, hash[32], node[65] = {0};
    double start = bench_seconds();

    for (uint64_t i = 0; i < count; i++) {
        memcpy(leaf, &i, sizeof(i));
        crypto_hash_sha256(hash, leaf, sizeof(leaf));
        crypto_hash_sha256(hash, node, sizeof(node));
    }
    return bench_seconds() - start;
}

double
bench_floor_crypto(uint64_t count)
{
    uint8_t plain[FACTS_BYTES] = {0}, sealed[FACTS_BYTES + 16], key[32] = {1}, mac[32], text[80];
    static const uint8_t nonce[12];
    unsigned long long len;
    double hashing = bench_floor_hash(count), start;

    memset(text, 7, sizeof(text));
    crypto_aead_chacha20poly1305_ietf_encrypt(sealed, &len, plain, sizeof(plain), NULL, 0, NULL,
                                              nonce, key);
    start = bench_seconds();
    for (uint64_t i = 0; i < count; i++) {
        struct vs_json *value = NULL;

        /* E, L, P of the leaf, and the tag that is expected next. */
        for (unsigned n = 0; n < 4; n++) {
            crypto_auth_hmacsha256(mac, text, sizeof(text), key);
        }
        if (crypto_aead_chacha20poly1305_ietf_decrypt(plain, &len, NULL, sealed, sizeof(sealed),
                                                      NULL, 0, nonce, key) != 0 ||
            vs_json_parse(&value, facts, sizeof(facts) - 1, VS_JSON_FACTS, NULL) != VS_OK) {
            bench_fail("floor", NULL);
        }
        vs_json_free(value);
    }
    return hashing + bench_seconds() - start;
}

static sqlite3 *
open_plain(const char *path)
{
    sqlite3 *db;

    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", NULL, NULL, NULL) !=
            SQLITE_OK) {
        bench_fail(path, NULL);
    }
    return db;
}

/* Rows like those of the raw leaves and the opened events; durable after each batch. */
static void
insert_rows(sqlite3 *db, uint64_t from, uint64_t count)
{
    uint8_t raw[LEAF_BYTES], hash[32];
    sqlite3_stmt *leaf = NULL, *event = NULL;

    sqlite3_exec(db,
                 "CREATE TABLE IF NOT EXISTS leaf (id INTEGER PRIMARY KEY, hash BLOB UNIQUE,"
                 " received INTEGER, raw BLOB);"
                 "CREATE TABLE IF NOT EXISTS event (leaf INTEGER PRIMARY KEY, \"case\" INTEGER,"
                 " type TEXT, facts BLOB)",
                 NULL, NULL, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO leaf VALUES (?, ?, 1, ?)", -1, &leaf, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO event VALUES (?, 1, 'note', ?)", -1, &event, NULL);
    for (uint64_t i = 0; i < count; i++) {
        if (i % BATCH == 0) {
            sqlite3_exec(db, i ? "COMMIT; BEGIN IMMEDIATE" : "BEGIN IMMEDIATE", NULL, NULL, NULL);
        }
        randombytes_buf(raw, sizeof(raw));
        memcpy(hash, raw, sizeof(hash));
        sqlite3_bind_int64(leaf, 1, (sqlite3_int64)(from + i));
        sqlite3_bind_blob(leaf, 2, hash, sizeof(hash), SQLITE_STATIC);
        sqlite3_bind_blob(leaf, 3, raw, sizeof(raw), SQLITE_STATIC);
        sqlite3_bind_int64(event, 1, (sqlite3_int64)(from + i));
        sqlite3_bind_blob(event, 2, facts, sizeof(facts) - 1, SQLITE_STATIC);
        if (sqlite3_step(leaf) != SQLITE_DONE || sqlite3_step(event) != SQLITE_DONE) {
            bench_fail(sqlite3_errmsg(db), NULL);
        }
        sqlite3_reset(leaf);
        sqlite3_reset(event);
    }
    sqlite3_finalize(leaf);
    sqlite3_finalize(event);
    if (count > 0 && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        bench_fail(sqlite3_errmsg(db), NULL);
    }
}

double
bench_floor_inserts(const struct bench *bench, uint64_t count)
{
    char path[BENCH_PATH + 64];
    double start;
    sqlite3 *db;

    snprintf(path, sizeof(path), "%s/floor.db", bench->root);
    bench_shell("rm -f '%s' '%s-wal' '%s-shm'", path, path, path);
    start = bench_seconds();
    db = open_plain(path);
    insert_rows(db, 1, count);
    sqlite3_close(db);
    start = bench_seconds() - start;
    bench_shell("rm -f '%s'", path);
    return start;
}

void
bench_floor_file(const char *path, uint64_t bytes)
{
    sqlite3 *db;

    bench_shell("rm -f '%s' '%s-wal' '%s-shm'", path, path, path);
    db = open_plain(path);
    for (uint64_t at = 1; bench_bytes(path) < bytes; at += BATCH) {
        insert_rows(db, at, BATCH);
        sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    }
    sqlite3_close(db);
}

int
bench_floor_write(const char *path)
{
    sqlite3_stmt *last = NULL;
    sqlite3 *db = open_plain(path);
    uint64_t next = 0;

    if (sqlite3_prepare_v2(db, "SELECT max(id) FROM leaf", -1, &last, NULL) == SQLITE_OK &&
        sqlite3_step(last) == SQLITE_ROW) {
        next = (uint64_t)sqlite3_column_int64(last, 0) + 1;
    }
    sqlite3_finalize(last);
    insert_rows(db, next, 1);
    sqlite3_close(db);
    return 0;
}

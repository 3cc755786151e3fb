/*
 * The ledgers of earlier versions open for ever: schemas/vectors/vault-<n> is one of each version
 * of the layout, as a crash would leave it, with rows in ledger.db and newer ones in the log.
 * `t_golden write FOLDER` makes such a ledger (once, when a layout is new).
 */
#include "tests/anomaly/core_vault/h_reader.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <sodium.h>

#include "core/base/enc.h"

#define GOLDEN     "schemas/vectors/vault-1"
#define PASSPHRASE "a golden passphrase"

static void
image_hash(char out[65], const char *dir, const char *key_path)
{
    struct lab_bytes image = reader_vault(dir, key_path);
    unsigned char hash[32] = {0};

    if (image.p) {
        crypto_hash_sha256(hash, image.p, image.len);
    }
    vs_hex(out, hash, sizeof(hash));
    free(image.p);
}

static int
write_golden(struct lab *lab, const char *folder)
{
    char recovery[VS_RECOVERY_TEXT_LEN + 1], hash[65], text[512], path[512], dek_hex[65];
    struct vs_key_source passphrase = {VS_KEY_PASSPHRASE, VS_STR(PASSPHRASE)};
    struct vs_key_source code = {VS_KEY_RECOVERY, {recovery, VS_RECOVERY_TEXT_LEN}};
    struct vs_mark mark = {{{1}}, {{2}}};
    struct vs_secret dek = {NULL, 0};
    struct vs_keyfile keyfile;
    struct lab_bytes key;
    struct vs_vault *vault;

    if (vs_vault_create(&vault, recovery, lab_path(lab, "l"), &lab->key, VS_KEY_COST_INTERACTIVE,
                        &lab->env, NULL) != VS_OK ||
        vs_vault_add_slot(vault, &passphrase, VS_KEY_COST_INTERACTIVE, NULL) != VS_OK ||
        vs_mark_write(vault, &mark, NULL) != VS_OK) {
        return 1;
    }
    lab_sql(vault, "CREATE TABLE t(i INTEGER PRIMARY KEY, b TEXT);"
                   "INSERT INTO t VALUES(1, 'in the database'); PRAGMA wal_checkpoint(TRUNCATE);"
                   "INSERT INTO t VALUES(2, 'in the log'); INSERT INTO t VALUES(3, 'the newest')");
    lab_copy_folder(lab_path(lab, "l"), folder);
    vs_vault_close(vault);
    key = lab_read_file(lab->key_path);
    snprintf(path, sizeof(path), "%s/key", folder);
    lab_write_file(path, key.p, key.len);
    free(key.p);
    image_hash(hash, folder, lab->key_path);
    key = lab_read_file(lab_path(lab, "l/ledger.key"));
    if (vs_keyfile_parse(&keyfile, key.p, key.len, NULL) != VS_OK ||
        vs_keyfile_unlock(&dek, &keyfile, &code, NULL) != VS_OK) {
        return 1;
    }
    vs_hex(dek_hex, dek.p, dek.len);
    vs_secret_release(&dek);
    free(key.p);
    snprintf(text, sizeof(text),
             "{\"recovery\":\"%s\",\"passphrase\":\"%s\",\"dek\":\"%s\",\n"
             "\"image_sha256\":\"%s\",\n\"before\":\"01\",\"after\":\"02\"}\n",
             recovery, PASSPHRASE, dek_hex, hash);
    snprintf(path, sizeof(path), "%s/expected.json", folder);
    lab_write_file(path, text, strlen(text));
    return 0;
}

static void
test_rows(struct lab *lab, const struct vs_key_source *key, const char *what)
{
    struct vs_vault *vault = NULL;
    struct vs_mark mark;
    struct vs_err err = {0};
    bool found = false;

    lab_copy_folder(GOLDEN, lab_path(lab, "golden"));
    if (!OK(vs_vault_open(&vault, lab_path(lab, "golden"), key, VS_VAULT_WRITE, &lab->env, &err) ==
                VS_OK,
            "the golden ledger opens by %s %s", what, err.detail)) {
        return;
    }
    IS_INT(lab_int(vault, "SELECT sum(i) FROM t WHERE b IN "
                          "('in the database', 'in the log', 'the newest')"),
           6, "its rows are there");
    OK(vs_mark_read(&mark, &found, vault, &err) == VS_OK && found && mark.before.b[0] == 1 &&
           mark.after.b[0] == 2,
       "and its head mark");
    vs_vault_close(vault);
}

int
main(int argc, char **argv)
{
    struct lab lab;
    struct lab_bytes key, expected;
    struct vs_key_source passphrase = {VS_KEY_PASSPHRASE, VS_STR(PASSPHRASE)}, code;
    char hash[65];

    lab_start(&lab, 1);
    if (argc == 3 && strcmp(argv[1], "write") == 0) {
        int status = write_golden(&lab, argv[2]);

        lab_end(&lab);
        return status;
    }
    key = lab_read_file(GOLDEN "/key");
    expected = lab_read_file(GOLDEN "/expected.json");
    if (!OK(key.p && expected.p, "%s is there", GOLDEN)) {
        return tap_done();
    }
    expected.p[expected.len] = 0;
    lab_write_file(lab_path(&lab, "key"), key.p, key.len);
    code = (struct vs_key_source){
        VS_KEY_RECOVERY, {(char *)expected.p + strlen("{\"recovery\":\""), VS_RECOVERY_TEXT_LEN}};
    test_rows(&lab, &lab.key, "its key file");
    test_rows(&lab, &code, "its recovery code");
    test_rows(&lab, &passphrase, "its passphrase");
    image_hash(hash, GOLDEN, lab.key_path);
    OK(strstr((char *)expected.p, hash) != NULL, "the independent reader finds the same bytes");
    free(key.p);
    free(expected.p);
    lab_end(&lab);
    return tap_done();
}

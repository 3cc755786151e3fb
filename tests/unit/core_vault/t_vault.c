/* A ledger is made, opened in every way that there is, written, read, copied; its slots change; the
 * head mark tells its four states apart; and what is wrong with a folder is named. */
#include "core/vault/mark.h"
#include "core/vault/page.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "core/vault/vault.h"
#include "tests/tap.h"

static char root[] = "/tmp/vs-vault-unit.XXXXXX";
static char dir[64], key_path[64], recovery[VS_RECOVERY_TEXT_LEN + 1];
static struct vs_key_source key_file;
static const struct vs_env *const env = &vs_env_machine;
static struct vs_err err;

static const char *
in_root(const char *name)
{
    static char path[4][128];
    static int next;

    snprintf(path[next % 4], sizeof(path[0]), "%s/%s", root, name);
    return path[next++ % 4];
}

static enum vs_code
try_open(const struct vs_key_source *key)
{
    struct vs_vault *vault = NULL;
    enum vs_code code = vs_vault_open(&vault, dir, key, VS_VAULT_WRITE, env, &err);

    vs_vault_close(vault);
    return code;
}

static struct vs_vault *
must_open(enum vs_vault_mode mode)
{
    struct vs_vault *vault = NULL;

    if (vs_vault_open(&vault, dir, &key_file, mode, env, &err) != VS_OK) {
        printf("not ok - %s: %s\n", err.subject, err.detail);
        exit(1);
    }
    return vault;
}

static int
sql(struct vs_vault *vault, const char *text)
{
    return sqlite3_exec(vs_vault_db(vault), text, NULL, NULL, NULL);
}

static int
mode_of(const char *path)
{
    struct stat stat_of;

    return lstat(path, &stat_of) == 0 ? (int)(stat_of.st_mode & 07777) : -1;
}

static void
test_create(void)
{
    struct vs_vault *vault = NULL;
    char again[VS_RECOVERY_TEXT_LEN + 1];

    IS_INT(try_open(&key_file), VS_E_NO_LEDGER, "no folder, no ledger");
    IS_INT(vs_vault_create(&vault, recovery, dir, &key_file, VS_KEY_COST_INTERACTIVE, env, &err),
           VS_E_KEY_FILE, "without its key file none is made");
    IS_INT(try_open(&key_file), VS_E_NO_LEDGER, "and nothing is left");
    IS_INT(vs_key_file_make(key_path, env, &err), VS_OK, "a key file");
    IS_INT(vs_vault_create(&vault, recovery, dir, &key_file, VS_KEY_COST_INTERACTIVE, env, &err),
           VS_OK, "a ledger is made");
    IS_INT(sql(vault, "CREATE TABLE t(a PRIMARY KEY, b); INSERT INTO t VALUES(1, 'one')"),
           SQLITE_OK, "and can be written at once");
    IS_INT(mode_of(dir), 0700, "the folder is private");
    IS_INT(mode_of(in_root("l/ledger.db")), 0600, "so is the database");
    IS_INT(mode_of(in_root("l/ledger.db-wal")), 0600, "so is its log");
    IS_INT(mode_of(in_root("l/ledger.key")), 0600, "so is the key");
    vs_vault_close(vault);
    IS_INT(vs_vault_create(&vault, again, dir, &key_file, VS_KEY_COST_INTERACTIVE, env, &err),
           VS_E_EXISTS, "no second one is made over it");
    IS_INT(try_open(&key_file), VS_OK, "which leaves it as it was");
}

static void
test_read(void)
{
    struct vs_vault *vault = must_open(VS_VAULT_READ);

    IS_INT(sql(vault, "SELECT * FROM t"), SQLITE_OK, "a reader reads");
    OK(sql(vault, "INSERT INTO t VALUES(2, 'two')") != SQLITE_OK, "and does not write");
    IS_INT(vs_vault_fail(&err, vault, "the row"), VS_E_IO, "which is an error with a name");
    IS_TEXT(err.subject, "the row", "and a subject");
    vs_vault_close(vault);
}

static void
test_keys(void)
{
    struct vs_key_source code = {VS_KEY_RECOVERY, vs_str(recovery)};
    struct vs_key_source first = {VS_KEY_PASSPHRASE, VS_STR("first passphrase")};
    struct vs_key_source second = {VS_KEY_PASSPHRASE, VS_STR("second passphrase")};
    struct vs_key_slot_info slots[VS_KEY_SLOTS];
    struct vs_vault *vault;
    unsigned removed = 0;

    IS_INT(try_open(&code), VS_OK, "the recovery code opens");
    IS_INT(try_open(&first), VS_E_WRONG_KEY, "a passphrase that was never set does not");
    vault = must_open(VS_VAULT_WRITE);
    IS_INT(vs_vault_add_slot(vault, &first, VS_KEY_COST_INTERACTIVE, &err), VS_OK,
           "a passphrase is added");
    IS_INT(try_open(&first), VS_OK, "and opens");
    IS_INT(vs_vault_slots(slots, vault, &err), VS_OK, "the slots are listed");
    OK(slots[0].kind == VS_KEY_FILE && slots[1].kind == VS_KEY_RECOVERY &&
           slots[2].kind == VS_KEY_PASSPHRASE,
       "key file, recovery code, passphrase");
    IS_INT(vs_vault_change_key(vault, &removed, &second, 1u << VS_KEY_PASSPHRASE,
                               VS_KEY_COST_INTERACTIVE, &err),
           VS_OK, "the passphrase is changed");
    IS_INT(removed, 1, "for the one that there was");
    IS_INT(try_open(&second), VS_OK, "the new one opens");
    IS_INT(try_open(&first), VS_E_WRONG_KEY, "the old one does not");
    IS_INT(try_open(&code), VS_OK, "the recovery code does");
    IS_INT(vs_vault_slots(slots, vault, &err), VS_OK, "the slots are listed");
    OK(slots[0].kind == VS_KEY_FILE && slots[1].kind == VS_KEY_RECOVERY &&
           slots[2].kind == VS_KEY_PASSPHRASE && slots[3].kind == VS_KEY_NONE,
       "and it stands in the place of the old one");
    IS_INT(vs_vault_change_key(vault, &removed, &first,
                               1u << VS_KEY_PASSPHRASE | 1u << VS_KEY_RECOVERY,
                               VS_KEY_COST_INTERACTIVE, &err),
           VS_OK, "changed again, and the recovery code is removed");
    IS_INT(removed, 2, "two went");
    IS_INT(try_open(&code), VS_E_WRONG_KEY, "and opens no more");
    IS_INT(rename(in_root("l/ledger.key.old"), in_root("l/ledger.key")), 0,
           "nor, when the previous file is put back,");
    IS_INT(try_open(&code), VS_E_WRONG_KEY, "does it then");
    IS_INT(vs_vault_add_recovery(recovery, vault, &err), VS_OK, "a new code is made");
    IS_INT(try_open(&code), VS_OK, "which opens");
    vs_vault_close(vault);
}

static enum vs_code
head(struct vs_hash *out, struct vs_vault *vault, void *payload, struct vs_err *unused)
{
    (void)vault;
    (void)unused;
    *out = *(const struct vs_hash *)payload;
    return VS_OK;
}

static void
test_mark(void)
{
    struct vs_hash one = {{1}}, two = {{2}}, three = {{3}};
    struct vs_mark mark = {one, two};
    struct vs_vault *vault = must_open(VS_VAULT_READ);
    enum vs_mark_state state = VS_MARK_FINE;
    struct stat stat_of;
    FILE *file;

    IS_INT(vs_mark_check(&state, vault, head, &one, &err), VS_OK, "a ledger without a mark");
    IS_INT(state, VS_MARK_LOST, "has lost it");
    IS_INT(vs_mark_write(vault, &mark, &err), VS_OK, "a mark is written");
    OK(stat(in_root("l/ledger.mark"), &stat_of) == 0 && stat_of.st_size == 4096,
       "it has one block");
    IS_INT(vs_mark_check(&state, vault, head, &two, &err), VS_OK, "at the head after");
    IS_INT(state, VS_MARK_FINE, "the ledger is fine");
    IS_INT(vs_mark_check(&state, vault, head, &one, &err), VS_OK, "at the head before");
    IS_INT(state, VS_MARK_INCOMPLETE, "the last command did not complete");
    IS_INT(vs_mark_check(&state, vault, head, &three, &err), VS_E_HEAD_MARK, "elsewhere");
    IS_INT(state, VS_MARK_WRONG, "it was put back");
    OK(sql(vault, "DELETE FROM t") != SQLITE_OK, "a reader is still a reader");
    file = fopen(in_root("l/ledger.mark"), "r+b");
    if (!file || fseek(file, 50, SEEK_SET) != 0 || fputc('x', file) == EOF || fclose(file) != 0) {
        exit(1);
    }
    IS_INT(vs_mark_check(&state, vault, head, &two, &err), VS_OK, "a damaged mark");
    IS_INT(state, VS_MARK_LOST, "is a lost one");
    mark.before = two;
    IS_INT(vs_mark_write(vault, &mark, &err), VS_OK, "and can be written again");
    IS_INT(vs_mark_check(&state, vault, head, &two, &err) == VS_OK && state == VS_MARK_FINE, 1,
           "to be fine");
    vs_vault_close(vault);
}

static void
test_small(void)
{
    struct vs_vault *vault = must_open(VS_VAULT_READ);
    struct vs_secret back = {NULL, 0};
    struct vs_buf sealed;

    vs_buf_init(&sealed, 1000);
    IS_INT(vs_vault_seal_small(&sealed, vault, "root.key", "secret", 6, &err), VS_OK, "sealed");
    IS_INT(sealed.len, 6 + VS_SMALL_GROW, "it is as much longer as promised");
    IS_INT(vs_vault_open_small(&back, vault, "root.key", sealed.p, sealed.len, &err), VS_OK,
           "opened");
    OK(back.len == 6 && memcmp(back.p, "secret", 6) == 0, "it is what it was");
    vs_secret_release(&back);
    IS_INT(vs_vault_open_small(&back, vault, "next.key", sealed.p, sealed.len, &err), VS_E_TAMPERED,
           "under another name it does not open");
    sealed.p[30] ^= 1;
    IS_INT(vs_vault_open_small(&back, vault, "root.key", sealed.p, sealed.len, &err), VS_E_TAMPERED,
           "nor changed");
    IS_INT(vs_vault_open_small(&back, vault, "root.key", sealed.p, 20, &err), VS_E_TAMPERED,
           "nor in part");
    vs_buf_release(&sealed);
    vs_vault_close(vault);
}

static void
test_backup(void)
{
    struct vs_vault *vault = must_open(VS_VAULT_WRITE), *copy = NULL;

    IS_INT(sql(vault, "INSERT INTO t VALUES(3, 'three')"), SQLITE_OK, "a row in the log");
    IS_INT(vs_vault_backup_copy(vault, in_root("copy"), &err), VS_OK, "a copy is made");
    IS_INT(vs_vault_backup_copy(vault, in_root("copy"), &err), VS_E_EXISTS, "never over another");
    IS_INT(sql(vault, "INSERT INTO t VALUES(4, 'four')"), SQLITE_OK, "the ledger goes on");
    vs_vault_close(vault);
    IS_INT(vs_vault_open(&copy, in_root("copy"), &key_file, VS_VAULT_WRITE, env, &err), VS_OK,
           "the copy opens with the same key");
    if (copy) {
        IS_INT(sql(copy, "INSERT INTO t VALUES(4, 'four')"), SQLITE_OK,
               "and holds what there was then");
        OK(sql(copy, "INSERT INTO t VALUES(3, 'three')") != SQLITE_OK, "to the last row");
    }
    vs_vault_close(copy);
}

static void
test_folder(void)
{
    IS_INT(rename(in_root("l/ledger.key"), in_root("k")), 0, "without ledger.key");
    IS_INT(try_open(&key_file), VS_E_KEY_FILE, "the error names it");
    IS_INT(symlink(in_root("k"), in_root("l/ledger.key")), 0, "as a symbolic link");
    IS_INT(try_open(&key_file), VS_E_KEY_FILE, "it is refused");
    IS_INT(rename(in_root("k"), in_root("l/ledger.key")), 0, "back in its place");
    IS_INT(rename(in_root("l/ledger.db"), in_root("d")), 0, "without ledger.db");
    IS_INT(try_open(&key_file), VS_E_TAMPERED, "the ledger is not whole");
    IS_INT(symlink(in_root("d"), in_root("l/ledger.db")), 0, "as a symbolic link");
    IS_INT(try_open(&key_file), VS_E_TAMPERED, "it is refused");
    IS_INT(unlink(in_root("l/ledger.db")) == 0 && rename(in_root("d"), in_root("l/ledger.db")) == 0,
           1, "back in its place");
    IS_INT(symlink(in_root("d"), in_root("l/ledger.db-wal")), 0, "a symbolic link as the log");
    IS_INT(try_open(&key_file), VS_E_TAMPERED, "is refused");
    IS_INT(unlink(in_root("l/ledger.db-wal")), 0, "removed");
    IS_INT(try_open(&key_file), VS_OK, "it opens");
}

/* A journal that somebody planted is not played back. */
static void
test_journal(void)
{
    FILE *file = fopen(in_root("l/ledger.db-journal"), "wb");
    int i;

    for (i = 0; file && i < 9000; i++) {
        fputc(i % 251, file);
    }
    if (file) {
        fclose(file);
    }
    IS_INT(try_open(&key_file), VS_OK, "a planted journal is not looked at");
    unlink(in_root("l/ledger.db-journal"));
}

/* Parent and child never draw the same nonce. */
static void
test_fork(void)
{
    uint8_t dek[VS_DEK_BYTES] = {7}, id[VS_FILE_ID_BYTES] = {8}, sealed[8 + VS_SEAL_OVERHEAD];
    struct vs_place place = {VS_ROLE_SMALL, 0, 0};
    struct vs_page_keys keys;
    int status = 0;
    pid_t child;

    if (vs_page_keys_init(&keys, dek, id, env, &err) != VS_OK) {
        exit(1);
    }
    vs_bytes_seal(sealed, &keys, place, NULL, "12345678", 8);
    OK(vs_page_nonces_left(&keys) > 1, "nonces are drawn ahead");
    fflush(stdout);
    child = fork();
    if (child == 0) {
        _exit(vs_page_nonces_left(&keys) == 0 ? 0 : 1);
    }
    waitpid(child, &status, 0);
    IS_INT(status, 0, "and a forked child has none of them");
    vs_page_keys_release(&keys);
}

int
main(void)
{
    char command[128];

    if (vs_process_harden(&err) != VS_OK || !mkdtemp(root)) {
        return 1;
    }
    snprintf(dir, sizeof(dir), "%s/l", root);
    snprintf(key_path, sizeof(key_path), "%s/key", root);
    key_file = (struct vs_key_source){VS_KEY_FILE, vs_str(key_path)};
    test_create();
    test_read();
    test_keys();
    test_mark();
    test_small();
    test_backup();
    test_folder();
    test_journal();
    test_fork();
    snprintf(command, sizeof(command), "rm -rf '%s'", root);
    return system(command) == 0 ? tap_done() : 1;
}

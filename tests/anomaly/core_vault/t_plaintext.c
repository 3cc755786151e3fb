/*
 * Nothing readable reaches the disk: a run that makes SQLite sort, index, undo and rebuild, with a
 * marker in every row and name; at several moments and at the end every file in the ledger's folder
 * and in the folder for temporary files is searched for it.
 */
#include "tests/anomaly/core_vault/h_lab.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MARKER "PLAINTXT"

static int files_seen, shm_seen;

/* True when a file holds the marker (in either byte order of a word) or SQLite's magic. */
static bool
shows(const char *path)
{
    static const char *const needles[] = {MARKER, "TXETNIALP", "TNIALPTX", "SQLite format",
                                          "CREATE T"};
    struct lab_bytes bytes = lab_read_file(path);
    bool found = false;
    size_t i;

    for (i = 0; i < sizeof(needles) / sizeof(needles[0]) && bytes.p; i++) {
        size_t len = strlen(needles[i]) < 8 ? strlen(needles[i]) : 8;

        if (memmem(bytes.p, bytes.len, needles[i], len)) {
            printf("# %s holds \"%s\"\n", path, needles[i]);
            found = true;
        }
    }
    free(bytes.p);
    return found;
}

static int
search(const char *folder)
{
    struct dirent *entry;
    DIR *list = opendir(folder);
    int found = 0;

    while (list && (entry = readdir(list)) != NULL) {
        char path[LAB_PATH * 3];

        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
            found += shows(path);
            files_seen++;
            shm_seen += strstr(path, "-shm") != NULL;
        }
    }
    if (list) {
        closedir(list);
    }
    return found;
}

static int
count(const char *folder)
{
    struct dirent *entry;
    DIR *list = opendir(folder);
    int entries = 0;

    while (list && (entry = readdir(list)) != NULL) {
        entries += entry->d_name[0] != '.';
    }
    if (list) {
        closedir(list);
    }
    return entries;
}

static void
work(struct lab *lab, struct vs_vault *vault, const char *dir)
{
    int found = 0;

    lab_sql(vault, "CREATE TABLE t_" MARKER "(id INTEGER PRIMARY KEY, name TEXT, v INT UNIQUE)");
    lab_sql(vault,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
            "INSERT INTO t_" MARKER " SELECT i, '" MARKER "' || i || '" MARKER "', -i FROM n",
            lab_rounds(20000));
    found += search(dir);
    lab_sql(vault, "CREATE INDEX i_" MARKER " ON t_" MARKER "(name, v)");
    lab_sql(vault, "SELECT DISTINCT name || '" MARKER "' AS x FROM t_" MARKER " ORDER BY x DESC");
    lab_sql(vault, "CREATE TEMP TABLE temporary AS SELECT * FROM t_" MARKER);
    OK(lab_try(vault, "BEGIN; INSERT INTO t_" MARKER " SELECT id + 1000000, name || '" MARKER
                      "', CASE WHEN id < 900 THEN id + 7 "
                      "ELSE -1 END FROM t_" MARKER) != SQLITE_OK,
       "a statement of many rows is undone");
    found += search(dir);
    lab_sql(vault, "ROLLBACK; DELETE FROM t_" MARKER " WHERE id %% 3 = 0");
    OK(vs_vault_vacuum(vault, NULL) == VS_OK, "and the database rebuilt");
    found += search(dir);
    lab_sql(vault, "PRAGMA wal_checkpoint(TRUNCATE)");
    lab_sql(vault, "UPDATE t_" MARKER " SET name = name || '" MARKER "' WHERE id %% 7 = 0");
    found += search(dir);
    OK(found == 0, "no file shows anything while this goes on");
    OK(shm_seen > 0, "SQLite's index of the WAL was among them");
    (void)lab;
}

static void
seal_small(struct vs_vault *vault, const char *path)
{
    struct vs_secret back = {NULL, 0};
    struct vs_buf sealed;

    vs_buf_init(&sealed, 4096);
    OK(vs_vault_seal_small(&sealed, vault, "root/" MARKER, MARKER MARKER, 16, NULL) == VS_OK,
       "a small secret is sealed");
    lab_write_file(path, sealed.p, sealed.len);
    OK(vs_vault_open_small(&back, vault, "root/" MARKER, sealed.p, sealed.len, NULL) == VS_OK &&
           back.len == 16 && memcmp(back.p, MARKER MARKER, 16) == 0,
       "and opens");
    vs_secret_release(&back);
    vs_buf_release(&sealed);
}

int
main(void)
{
    struct lab lab;
    struct vs_vault *vault;
    const char *dir, *temp;

    lab_start(&lab, 3);
    temp = lab_path(&lab, "temp");
    dir = lab_path(&lab, "ledger");
    mkdir(temp, 0700);
    setenv("TMPDIR", temp, 1);
    setenv("SQLITE_TMPDIR", temp, 1);
    lab_skip_syncs(true);
    vs_vault_test_tune("lab", 0, false);
    vault = lab_create(&lab, "ledger");
    work(&lab, vault, dir);
    seal_small(vault, lab_path(&lab, "ledger/small"));
    OK(lab_try(vault, "ATTACH '%s' AS other", lab_path(&lab, "temp/attached")) != SQLITE_OK,
       "no other database is attached");
    OK(lab_try(vault, "VACUUM INTO '%s'", lab_path(&lab, "temp/into")) != SQLITE_OK, "nor written");
    OK(lab_try(vault, "PRAGMA journal_mode=DELETE") != SQLITE_OK &&
           lab_try(vault, "PRAGMA temp_store=FILE") != SQLITE_OK &&
           lab_try(vault, "PRAGMA synchronous=OFF") != SQLITE_OK &&
           lab_try(vault, "PRAGMA cache_spill=ON") != SQLITE_OK &&
           lab_try(vault, "PRAGMA mmap_size=1000000") != SQLITE_OK,
       "pragmas that would undo this are refused");
    IS_INT(lab_int(vault, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1,
           "and change nothing");
    IS_INT(lab_int(vault, "PRAGMA synchronous"), 2, "synchronous is FULL");
    IS_INT(lab_int(vault, "PRAGMA cache_spill"), 0, "the cache never spills");
    IS_INT(lab_int(vault, "PRAGMA temp_store"), 2, "temporary tables are in memory");
    IS_INT(lab_int(vault, "PRAGMA secure_delete"), 1, "deleted bytes are overwritten");
    IS_INT(lab_int(vault, "PRAGMA foreign_keys"), 1, "foreign keys hold");
    IS_INT(lab_int(vault, "PRAGMA trusted_schema"), 0, "the schema is not trusted");
    vs_vault_close(vault);
    IS_INT(search(dir), 0, "no file shows anything afterwards");
    IS_INT(count(temp), 0, "and there was no temporary file");
    OK(files_seen > 12, "%d files were searched", files_seen);
    lab_end(&lab);
    return tap_done();
}

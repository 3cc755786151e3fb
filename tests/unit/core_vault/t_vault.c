/* A ledger is made, opened in every way, written, read; what is wrong about it is named. */
#include <stdlib.h>
#include <sqlite3.h>
#include <unistd.h>
#include "core/vault/vault.h"
#include "tests/tap.h"
int
main(void)
{
    struct vs_err err = {0};
    struct vs_vault *v = NULL;
    char rec[64];
    char dir[] = "/tmp/vsvXXXXXX", kf[64], ld[64];
    if (vs_process_harden(&err) != VS_OK)
        return 1;
    if (!mkdtemp(dir))
        return 1;
    snprintf(kf, 64, "%s/kf", dir);
    snprintf(ld, 64, "%s/l", dir);
    IS_INT(vs_key_file_make(kf, &vs_env_machine, &err), 0, "kf");
    struct vs_key_source ks = {VS_KEY_FILE, vs_str(kf)};
    if (!OK(vs_vault_create(&v, rec, ld, &ks, VS_KEY_COST_INTERACTIVE, &vs_env_machine, &err) == 0,
            "create %s %s", err.subject, err.detail))
        return 1;
    printf("# %s\n", rec);
    IS_INT(
        sqlite3_exec(
            vs_vault_db(v),
            "create table t(a primary key,b);begin;with recursive n(i) as (select 1 union all "
            "select i+1 from n where i<2000) insert into t select i,randomblob(300) from n;commit",
            0, 0, 0),
        0, "ins");
    vs_vault_close(v);
    if (!OK(vs_vault_open(&v, ld, &ks, VS_VAULT_WRITE, &vs_env_machine, &err) == 0, "open %s %s",
            err.subject, err.detail))
        return 1;
    IS_INT(sqlite3_exec(
               vs_vault_db(v),
               "select sum(length(b)) from t; pragma integrity_check; delete from t where a%2", 0,
               0, 0),
           0, "sel");
    OK(vs_vault_vacuum(v, &err) == 0, "vacuum %s", err.detail);
    vs_vault_close(v);
    struct vs_key_source rs = {VS_KEY_RECOVERY, vs_str(rec)};
    if (!OK(vs_vault_open(&v, ld, &rs, VS_VAULT_READ, &vs_env_machine, &err) == 0, "open %s %s",
            err.subject, err.detail))
        return 1;
    OK(sqlite3_exec(vs_vault_db(v), "delete from t", 0, 0, 0) != 0, "ro");
    vs_vault_close(v);
    return tap_done();
}

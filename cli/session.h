/*
 * The open ledger of a command, and how organisations and cases are named to people.
 */
#ifndef VS_CLI_SESSION_H
#define VS_CLI_SESSION_H

#include "cli/cmd.h"
#include "core/ledger/cases.h"
#include "core/record/casefile.h"
#include "core/record/store.h"

#define VS_LABEL_LEN 240 /* a name and its NUL */

/* Opens the ledger of cli->ledger_dir with the key file or a passphrase. For reading, everything
 * that follows sees one state of the ledger. Close with vs_store_close. */
enum vs_code vs_session_open(struct vs_store **out, const struct vs_cli *cli, bool write,
                             struct vs_err *err) VS_MUST_USE;

/* Whether cli->ledger_dir holds a ledger; asks nothing and opens nothing. */
bool vs_session_there(const struct vs_cli *cli);

/* Begins a transaction on a store that was opened for writing. */
enum vs_code vs_session_begin(struct vs_store **out, const struct vs_cli *cli,
                              struct vs_err *err) VS_MUST_USE;

/* The key that opens or makes a ledger: that of --key-file, else a passphrase that is asked for
 * (`twice` for a new one) and kept in *held, which the caller releases. One that exists opens with
 * its recovery code too, typed there. */
enum vs_code vs_session_key(struct vs_key_source *key, struct vs_secret *held,
                            const struct vs_cli *cli, bool twice, struct vs_err *err) VS_MUST_USE;

/* The folder of the ledger; VS_E_USAGE when it can not be known. */
enum vs_code vs_session_dir(const char **out, const struct vs_cli *cli,
                            struct vs_err *err) VS_MUST_USE;

/*
 * What people call an organisation: its name, else the beginning of its id. A name that no card
 * confirmed here carries a mark, for vs_print and its like only (out.h): people read "[not
 * confirmed, 1a2b3c4d]" behind it where it stands first, and everywhere if another's name reads
 * like it. Two with a card and one name are told apart by their aliases. (label.c)
 */
void vs_label_org(char out[VS_LABEL_LEN], struct vs_store *store, const struct vs_hash *org);
void vs_label_org_row(char out[VS_LABEL_LEN], struct vs_store *store, int64_t row);

/* A case goes to an organisation whose card was not compared here: said, not forbidden. */
void vs_warn_unconfirmed(struct vs_cli *cli, const struct vs_org_row *to);

/* Another ledger is looked at: the names of the one before are forgotten. */
void vs_label_forget(void);

/* {"org": ..., "name": ..., "alias": ...}, "pinned": false if no card confirmed it, and the role
 * that it adopted, if any. */
struct vs_json *vs_json_org(struct vs_store *store, const struct vs_hash *org);

/* Sets `name` to the role in which the organisation adopted an agreement last; not if there is
 * none. */
void vs_json_role(struct vs_json *object, struct vs_store *store, const struct vs_hash *org);

/* Line feeds and tabs become spaces: what a partner wrote in a reference forges no line of ours. */
void vs_one_line(char *text);

/* What people call a case: its own reference and the beginning of its id. */
void vs_label_case(char out[VS_LABEL_LEN], struct vs_store *store, int64_t case_leaf);

/* Sets "case", and "ref" when the case has an own reference that we know. */
void vs_json_case(struct vs_json *object, struct vs_store *store, int64_t case_leaf);

/* The case that argument 0 names. */
enum vs_code vs_session_case(int64_t *case_leaf, struct vs_store *store, struct vs_cli *cli,
                             struct vs_err *err) VS_MUST_USE;

/* The organisation of this alias or id; the hint of a failure is `vs org list`. */
enum vs_code vs_session_org(struct vs_org_row *row, struct vs_store *store, struct vs_cli *cli,
                            const char *name, struct vs_err *err) VS_MUST_USE;

/* The pinned ssh host key of a remote, empty when it has none; and how it is kept (inside a
 * transaction; empty forgets it). */
enum vs_code vs_session_host_key(char *out, size_t size, struct vs_store *store, const char *remote,
                                 struct vs_err *err) VS_MUST_USE;
enum vs_code vs_session_set_host_key(struct vs_store *store, const char *remote, const char *key,
                                     struct vs_err *err) VS_MUST_USE;

/* "2026-0131" or, where a partner gave it, "vt: 2026-0131": what somebody calls a case or a
 * household, as one line. `org` is whose it is, 0: ours. */
void vs_label_given(char out[VS_LABEL_LEN], struct vs_store *store, const char *text, int64_t org);

/* Sets the member to the organisation, unless it is 0 (ours). */
void vs_json_given_by(struct vs_json *object, const char *name, struct vs_store *store,
                      int64_t org);

/* The row of a case; VS_E_NOT_FOUND. `row->ref` is borrowed until vs_session_case_row is called
 * again: it is copied into `ref`. */
enum vs_code vs_session_case_row(struct vs_casefile_row *row, char ref[VS_LABEL_LEN],
                                 struct vs_store *store, int64_t case_leaf,
                                 struct vs_err *err) VS_MUST_USE;

/* Warns where the clock stands before this device's last entry by more than the ten minutes that
 * clocks may differ: one of the two was or is wrong. */
void vs_session_warn_clock(struct vs_cli *cli, struct vs_store *store);

#endif

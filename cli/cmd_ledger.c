/*
 * This installation: init, ledger rebuild, doctor.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/device.h"
#include "cli/doctor.h"
#include "cli/i18n.h"
#include "cli/id.h"
#include "cli/session.h"
#include "cli/term.h"
#include "cli/when.h"
#include "core/casework/zone.h"
#include "core/identity/card.h"
#include "core/record/casefile.h"
#include "core/record/copy.h"
#include "core/record/directory.h"
#include "core/record/rebuild.h"

/* Makes the folders above the default place of the ledger; one that was named must have them. */
static enum vs_code
make_parents(const char *dir, struct vs_err *err)
{
    char path[4096];

    if (snprintf(path, sizeof path, "%s", dir) >= (int)sizeof path) {
        return vs_fail(err, VS_E_USAGE, "--ledger", "%s", _("the path is too long"));
    }
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            return vs_fail_errno(err, errno, path, _("making a folder"));
        }
        *slash = '/';
    }
    return VS_OK;
}

/* With --key-file the file is made if there is none. */
static enum vs_code
make_key(struct vs_key_source *key, struct vs_secret *held, bool *made, struct vs_cli *cli,
         struct vs_err *err)
{
    *made = false;
    struct stat info;

    if (cli->key_file && lstat(cli->key_file, &info) == 0 && S_ISREG(info.st_mode) &&
        info.st_size == 0) {
        (void)unlink(cli->key_file); /* an init that was broken off had only named it */
    }
    if (cli->key_file && access(cli->key_file, F_OK) != 0 && errno == ENOENT) {
        enum vs_code code = vs_key_file_make(cli->key_file, cli->env, err);

        if (code != VS_OK) {
            return code;
        }
        *made = true;
    }
    return vs_session_key(key, held, cli, true, err);
}

/* Own identity, read back from the ledger. */
static enum vs_code
own_fingerprint(char out[VS_FINGERPRINT_TEXT_LEN + 1], struct vs_store *store, struct vs_err *err)
{
    struct vs_card card;
    struct vs_buf text;
    uint8_t fingerprint[VS_FINGERPRINT_LEN];
    enum vs_code code;

    memset(&card, 0, sizeof card);
    vs_buf_init(&text, VS_CARD_MAX);
    code = vs_directory_card(store, &text, err);
    if (code == VS_OK) {
        code = vs_card_parse(&card, vs_buf_str(&text), err);
        if (code == VS_OK) {
            code = vs_card_fingerprint(fingerprint, &card.identity, err);
        }
        vs_card_release(&card);
    }
    if (code == VS_OK) {
        vs_fingerprint_text(out, fingerprint);
    }
    vs_buf_release(&text);
    return code;
}

static void
print_made(struct vs_cli *cli, const struct vs_store *store, const char *dir, const char *root,
           const char *recovery, const char *fingerprint)
{
    struct vs_out *out = &cli->out;
    char id[VS_ID_LEN_MAX];

    vs_id_short(id, &store->self.org);
    vs_print(out, _("The ledger of %s is made in %s.\n"), store->self.name, dir);
    vs_print(out, "  %-14s %s\n", _("organisation"), id);
    vs_print(out, "  %-14s %s\n", _("fingerprint"), fingerprint);
    vs_print(out, "  %-14s %s\n", _("recovery code"), recovery);
    vs_print_wrapped(
        out, "",
        _("The recovery code opens the ledger when the passphrase or key file is lost. It is "
          "shown this once: write it down and keep it apart from this machine."));
    vs_print(out, _("The root key lies in %s: move that folder to a stick in a safe.\n"), root);
    vs_note(out, "%s\n", _("next: vs card, vs org add, vs remote add, vs agreement adopt"));
}

static void
print_joined(struct vs_cli *cli, const struct vs_store *store, const char *dir,
             const char *recovery, const char *fingerprint, const char *device)
{
    struct vs_out *out = &cli->out;
    char id[VS_ID_LEN_MAX];

    vs_id_short(id, &store->self.org);
    vs_print(out, _("A ledger for a further machine of %s is made in %s.\n"), store->self.name,
             dir);
    vs_print(out, "  %-14s %s\n", _("organisation"), id);
    vs_print(out, "  %-14s %s\n", _("its card"), fingerprint);
    vs_print(out, "  %-14s %s\n", _("this machine"), device);
    vs_print(out, "  %-14s %s\n", _("recovery code"), recovery);
    vs_print_wrapped(
        out, "",
        _("The recovery code opens the ledger when the passphrase or key file is lost. It is "
          "shown this once: write it down and keep it apart from this machine."));
    vs_note(out, "%s\n",
            _("This machine can read and record once a roster lists it. Add the remotes, and the "
              "cards of your partners."));
    vs_device_tell_unlisted(out);
}

/* A further machine of an organisation that exists. */
static enum vs_code
join(struct vs_store **store, char recovery[VS_RECOVERY_TEXT_LEN + 1],
     const struct vs_store_making *making, const char *path, const struct vs_env *env,
     struct vs_err *err)
{
    struct vs_card card;
    struct vs_buf text;
    enum vs_code code;

    memset(&card, 0, sizeof card);
    vs_buf_init(&text, VS_CARD_MAX + 4096);
    code = vs_read_file(&text, path, VS_CARD_MAX + 4096, err);
    if (code == VS_OK) {
        code = vs_card_parse(&card, vs_buf_str(&text), err);
    }
    if (code == VS_OK) {
        code = vs_store_join(store, recovery, making, &card, env, err);
    }
    vs_card_release(&card);
    vs_buf_release(&text);
    return code;
}

static bool
has(const char *dir, const char *name)
{
    char path[4200];

    return snprintf(path, sizeof path, "%s/%s", dir, name) < (int)sizeof path &&
           access(path, F_OK) == 0;
}

/* Is what lies in the folder no more than an init that was broken off? Only what the key file opens
 * can tell; a database without a key and without a head mark never had a first transaction. */
static bool
is_unfinished(struct vs_cli *cli, const char *dir)
{
    struct vs_key_source key = {0};
    struct vs_secret held = {NULL, 0};
    struct vs_store *store = NULL;
    enum vs_code code;

    if (has(dir, "git") || has(dir, "sync.lock")) {
        return false; /* it has synced */
    }
    if (!has(dir, "ledger.key")) {
        return !has(dir, "ledger.mark");
    }
    if (!cli->key_file) {
        return false;
    }
    code = vs_session_key(&key, &held, cli, false, NULL);
    if (code == VS_OK) {
        code = vs_store_open(&store, dir, &key, false, cli->env, NULL);
    }
    vs_store_close(store);
    vs_secret_release(&held);
    return code == VS_E_NO_LEDGER || (code == VS_E_KEY_FILE && !has(dir, "ledger.mark"));
}

/* Nothing may be lost, so what an init left that was broken off gets another name. */
static enum vs_code
set_aside(struct vs_cli *cli, const char *dir, struct vs_err *err)
{
    char aside[4200];

    if (!has(dir, "ledger.key") && !has(dir, "ledger.db")) {
        return VS_OK;
    }
    if (!is_unfinished(cli, dir)) {
        return vs_fail(err, VS_E_EXISTS, dir, "%s", _("there is a ledger in this folder"));
    }
    for (int i = 1; i < 100; i++) {
        if (snprintf(aside, sizeof aside, "%s.unfinished-%d", dir, i) >= (int)sizeof aside) {
            break;
        }
        if (access(aside, F_OK) != 0) {
            if (rename(dir, aside) != 0) {
                return vs_fail_errno(err, errno, dir, _("moving an unfinished ledger"));
            }
            vs_warn(&cli->out, _("what an earlier vs init left unfinished is now in %s\n"), aside);
            return VS_OK;
        }
    }
    return vs_fail(err, VS_E_EXISTS, dir, "%s", _("there is a ledger in this folder"));
}

/* The name and the code of a new organisation, as its card may have them; a code in capitals is the
 * same one. */
static enum vs_code
read_own(struct vs_store_making *making, char code[VS_CARD_CODE_MAX + 1], const struct vs_cli *cli,
         struct vs_err *err)
{
    const char *typed = vs_opt_value(&cli->args, "code");
    size_t len = typed ? strlen(typed) : 0;

    making->name = vs_opt_value(&cli->args, "name");
    if (making->name && !vs_card_is_name(vs_str(making->name))) {
        return vs_fail(err, VS_E_USAGE, "--name",
                       _("a name is one line of at most %d bytes, without spaces at its ends"),
                       VS_CARD_NAME_MAX);
    }
    memset(code, 0, VS_CARD_CODE_MAX + 1);
    for (size_t i = 0; i < len && i < VS_CARD_CODE_MAX; i++) {
        bool capital = typed[i] >= 'A' && typed[i] <= 'Z';

        code[i] = (char)(capital ? typed[i] - 'A' + 'a' : typed[i]);
    }
    if (typed && (len > VS_CARD_CODE_MAX || !vs_card_is_code(vs_str(code)))) {
        return vs_fail(err, VS_E_USAGE, "--code",
                       _("a code has 2 to %d letters, digits or hyphens, such as gm0826"),
                       VS_CARD_CODE_MAX);
    }
    making->code = typed ? code : NULL;
    return VS_OK;
}

enum vs_code
vs_cmd_init(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store_making making = {0};
    char own_code[VS_CARD_CODE_MAX + 1];
    struct vs_store *store = NULL;
    struct vs_secret held = {NULL, 0};
    char recovery[VS_RECOVERY_TEXT_LEN + 1] = "";
    char fingerprint[VS_FINGERPRINT_TEXT_LEN + 1] = "";
    char root[4200];
    char device[VS_FINGERPRINT_TEXT_LEN + 1] = "";
    const char *card = vs_opt_value(&cli->args, "join");
    bool key_made = false;
    struct vs_json *doc = NULL;
    enum vs_code code = read_own(&making, own_code, cli, err);

    if (code != VS_OK) {
        return code;
    }
    making.root_dir = vs_opt_value(&cli->args, "root");
    making.cost = VS_KEY_COST_MODERATE;
    if (!card && !making.name) {
        return vs_fail(err, VS_E_USAGE, "--name", "%s",
                       _("name your organisation, or join one with its card: --join CARD"));
    }
    if (card && (making.name || making.code || making.root_dir)) {
        return vs_fail(err, VS_E_USAGE, "--join", "%s",
                       _("the card says which organisation it is, and its root key is elsewhere"));
    }
    code = vs_session_dir(&making.dir, cli, err);
    if (code != VS_OK) {
        return code;
    }
    code = set_aside(cli, making.dir, err);
    if (code != VS_OK) {
        return code;
    }
    (void)snprintf(root, sizeof root, "%s%s", making.root_dir ? making.root_dir : making.dir,
                   making.root_dir ? "" : "/root");
    if (making.dir == cli->ledger_default) {
        code = make_parents(making.dir, err);
    }
    if (code == VS_OK) {
        code = make_key(&making.key, &held, &key_made, cli, err);
    }
    if (code == VS_OK) {
        code = card ? join(&store, recovery, &making, card, cli->env, err)
                    : vs_store_create(&store, recovery, &making, cli->env, err);
        if (code == VS_E_EXISTS) {
            cli->hint =
                _("go on with that one, or make another in a folder of its own: --ledger DIR");
        }
    }
    if (code == VS_OK) {
        code = own_fingerprint(fingerprint, store, err);
    }
    if (code == VS_OK) {
        code = vs_device_fingerprint(device, store, err);
    }
    if (code == VS_OK) {
        doc = vs_out_document("vs.init/1");
        vs_json_set_text(doc, "ledger", making.dir);
        vs_json_set_hash(doc, "org", &store->self.org);
        vs_json_set_text(doc, "name", store->self.name);
        vs_json_set_text(doc, "fingerprint", fingerprint);
        vs_json_set_text(doc, "recovery", recovery);
        vs_json_set_bool(doc, "joined", card != NULL);
        vs_json_set_text(doc, "device", vs_device_name(&store->feed.origin));
        vs_json_set_text(doc, "device_fingerprint", device);
        if (card) {
            print_joined(cli, store, making.dir, recovery, fingerprint, device);
        } else {
            vs_json_set_text(doc, "root", root);
            print_made(cli, store, making.dir, root, recovery, fingerprint);
        }
        code = vs_out_json(&cli->out, doc, err);
    }
    if (!store && key_made) {
        /* A key file that opens nothing would only confuse the next attempt. */
        (void)unlink(cli->key_file);
    }
    vs_wipe(recovery, sizeof recovery);
    vs_store_close(store);
    vs_secret_release(&held);
    return code;
}

enum vs_code
vs_cmd_ledger_rebuild(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    struct vs_rebuilt result = {0};
    struct vs_progress progress;
    struct vs_json *doc;
    enum vs_code code = vs_session_open(&store, cli, true, err);

    if (code == VS_OK) {
        vs_progress_begin(&progress, cli, _("deriving everything again"));
        code = vs_rebuild(store, &result, err);
        vs_progress_end(&progress);
    }
    vs_store_close(store);
    if (code != VS_OK) {
        return code;
    }
    doc = vs_out_document("vs.rebuild/1");
    vs_json_set_int(doc, "feeds", (int64_t)result.feeds);
    vs_json_set_int(doc, "leaves", (int64_t)result.leaves);
    vs_json_set_int(doc, "events", (int64_t)result.events);
    vs_json_set_int(doc, "cases", (int64_t)result.cases);
    vs_json_set_bool(doc, "same", result.same);
    vs_print(&cli->out, P_("%llu case", "%llu cases", result.cases),
             (unsigned long long)result.cases);
    vs_print(
        &cli->out,
        P_(" derived again from %llu entry: ", " derived again from %llu entries: ", result.leaves),
        (unsigned long long)result.leaves);
    vs_print(&cli->out, "%s\n",
             result.same ? _("the same as before") : _("this differs from what was there before"));
    return vs_out_json(&cli->out, doc, err);
}

/* --- doctor ----------------------------------------------------------------------------------- */

void
vs_doctor_report(struct vs_doctor *doctor, const char *name, bool good, const char *words)
{
    struct vs_json *doc = vs_json_new_object();

    vs_json_set_text(doc, "name", name);
    vs_json_set_bool(doc, "good", good);
    vs_json_set_text(doc, "words", words);
    vs_json_add(doctor->checks, doc);
    doctor->bad = doctor->bad || !good;
    vs_print(&doctor->cli->out, "  ");
    vs_print_style(&doctor->cli->out, good ? VS_STYLE_GOOD : VS_STYLE_BAD, "%-5s",
                   good ? _("good") : _("look"));
    vs_print(&doctor->cli->out, "  %s\n", words);
}

static void
check_mode(struct vs_doctor *doctor, const char *dir)
{
    struct stat about;
    bool good = stat(dir, &about) == 0 && (about.st_mode & 077) == 0 && about.st_uid == geteuid();

    vs_doctor_report(doctor, "folder", good,
                     good ? _("only you can read the folder of the ledger")
                          : _("others can read the folder of the ledger: chmod 700 it"));
}

static void
check_mark(struct vs_doctor *doctor, const struct vs_store *store)
{
    switch (store->mark) {
    case VS_MARK_FINE:
        vs_doctor_report(doctor, "mark", true, _("the ledger is the newest that was written here"));
        break;
    case VS_MARK_INCOMPLETE:
        vs_doctor_report(
            doctor, "mark", true,
            _("the last command did not complete; what it would have done was not done"));
        break;
    case VS_MARK_LOST:
        vs_doctor_report(
            doctor, "mark", false,
            _("the mark beside the ledger is lost: whether this is the newest copy cannot be "
              "told"));
        break;
    case VS_MARK_WRONG:
        vs_doctor_report(doctor, "mark", false, _("the ledger was put back to an older state"));
        break;
    }
}

static void
check_device(struct vs_doctor *doctor, struct vs_store *store)
{
    struct vs_feed_row former;
    enum vs_own_state own;

    if (vs_devices_own_state(store, &own, NULL) != VS_OK) {
        return;
    }
    if (vs_copy_unsettled(store, &former, NULL) == VS_OK) {
        vs_doctor_report(doctor, "device", false,
                         _("this is a copy of a ledger that has not synced since: vs sync"));
    } else if (own == VS_OWN_ACTIVE) {
        vs_doctor_report(doctor, "device", true,
                         _("this machine is a device of your organisation"));
    } else {
        vs_doctor_report(
            doctor, "device", false,
            own == VS_OWN_CLOSED
                ? _("this machine was closed: it records nothing; vs help devices")
                : _("no roster lists this machine yet: vs device request; vs help devices"));
    }
}

static void
check_root(struct vs_doctor *doctor, const char *dir)
{
    char path[4200];
    bool here;

    (void)snprintf(path, sizeof path, "%s/root/root.key", dir);
    here = access(path, F_OK) == 0;
    vs_doctor_report(
        doctor, "root", !here,
        here ? _("the root key is still beside the ledger: move the folder root to a stick in a "
                 "safe")
             : _("the root key is kept elsewhere"));
}

/* --- what this machine dated ahead --- */

#define AHEAD_TOLD 10

struct ahead {
    struct vs_store *store;
    struct vs_doctor *doctor;
    uint64_t count; /* cases */
};

static enum vs_code
tell_ahead(void *payload, const struct vs_event_later *later, struct vs_err *err)
{
    struct ahead *ahead = payload;
    char made[VS_WHEN_LEN], until[VS_WHEN_LEN], label[VS_LABEL_LEN];
    struct vs_buf words;

    (void)err;
    vs_when_text(made, later->made, VS_WHEN_FULL);
    vs_when_text(until, later->made - VS_AHEAD_SECONDS, VS_WHEN_FULL);
    vs_buf_init(&words, VS_PRINT_MAX);
    if (later->case_leaf == 0) {
        vs_buf_addf(&words,
                    _("this machine adopted or added something that it dated ahead of its clock, "
                      "%s: no handover rests on it that is recorded before"),
                    made);
    } else if (++ahead->count <= AHEAD_TOLD) {
        vs_label_case(label, ahead->store, later->case_leaf);
        vs_buf_addf(&words,
                    P_("case %s: this machine recorded an act that it dated ahead of its clock, "
                       "%s: until %s it counts for nobody, and this machine records nothing more "
                       "in that case",
                       "case %s: this machine recorded acts that it dated ahead of its clock, up "
                       "to %s: until %s they count for nobody, and this machine records nothing "
                       "more in that case",
                       later->count),
                    label, made, until);
    }
    if (words.len > 0 && vs_buf_check(&words, "clock", NULL) == VS_OK) {
        vs_doctor_report(ahead->doctor, "clock", false, (const char *)words.p);
    }
    vs_buf_release(&words);
    return VS_OK;
}

static void
check_clock(struct vs_doctor *doctor, struct vs_store *store)
{
    struct ahead ahead = {store, doctor, 0};
    char words[200];

    if (vs_event_each_later(store->ledger, store->feed.id, vs_store_now(store) + VS_AHEAD_SECONDS,
                            tell_ahead, &ahead, NULL) != VS_OK) {
        vs_doctor_report(doctor, "clock", false, _("what this machine recorded could not be read"));
    } else if (ahead.count > AHEAD_TOLD) {
        uint64_t more = ahead.count - AHEAD_TOLD;

        (void)snprintf(words, sizeof words,
                       P_("and %llu more case like these", "and %llu more cases like these", more),
                       (unsigned long long)more);
        vs_doctor_report(doctor, "clock", false, words);
    }
}

static enum vs_code
count_remote(void *payload, const struct vs_remote_row *row, struct vs_err *err)
{
    size_t *count = payload;

    (void)row;
    (void)err;
    (*count)++;
    return VS_OK;
}

static enum vs_code
count_adoption(void *payload, const struct vs_adoption_row *row, struct vs_err *err)
{
    size_t *count = payload;

    (void)err;
    *count += row->ended == VS_DATE_NEVER ? 1 : 0;
    return VS_OK;
}

struct partners {
    struct vs_store *store;
    struct vs_doctor *doctor;
    size_t count;
};

static enum vs_code
check_partner(void *payload, const struct vs_org_row *row, struct vs_err *err)
{
    struct partners *partners = payload;
    struct vs_inbox_announced keys[VS_DIRECTORY_KEYS_MAX];
    char words[400];
    size_t count = 0;

    (void)err;
    if (row->own || !row->pinned) {
        return VS_OK;
    }
    partners->count++;
    if (vs_directory_keys(partners->store, keys, &count, row->id, NULL) != VS_OK) {
        (void)snprintf(words, sizeof words, _("no key of %.200s to send cases to yet: vs sync"),
                       row->name);
        vs_doctor_report(partners->doctor, "partner", false, words);
    }
    return VS_OK;
}

static void
check_claims(void *payload, const struct vs_role_claims *claims)
{
    struct partners *partners = payload;
    struct vs_buf words;

    vs_buf_init(&words, VS_PRINT_MAX);
    vs_claims_say(&words, partners->store, claims);
    if (vs_buf_check(&words, "claims", NULL) == VS_OK) {
        vs_doctor_report(partners->doctor, "role", false, (const char *)words.p);
    }
    vs_buf_release(&words);
}

/* Of the newest cases: how many there are, and whether we see the facts of each and nothing else.
 */
struct seeing {
    struct vs_store *store;
    size_t cases;
    bool facts_only;
};

static enum vs_code
see_case(void *payload, const struct vs_casefile_row *row, struct vs_err *err)
{
    struct seeing *seeing = payload;
    struct vs_casefile *file = NULL;
    enum vs_party_role role;
    enum vs_code code = vs_casefile_load(&file, seeing->store, row->id, VS_INSTANT_NEVER, err);

    if (code == VS_OK) {
        seeing->cases++;
        seeing->facts_only =
            seeing->facts_only &&
            vs_fold_party_role(&role, vs_casefile_fold(file), &seeing->store->self.org) &&
            role == VS_PARTY_FACTS;
    }
    vs_casefile_free(file);
    return code;
}

/* An organisation that is only shown facts, an auditor, hands nothing over and needs no agreement.
 */
static void
check_agreement(struct vs_doctor *doctor, struct vs_store *store)
{
    struct seeing seeing = {store, 0, true};

    if (vs_casefile_list(store->ledger, true, 0, 20, see_case, &seeing, NULL) == VS_OK &&
        seeing.cases > 0 && seeing.facts_only) {
        vs_doctor_report(
            doctor, "agreement", true,
            _("no agreement adopted, and none needed: your organisation is shown facts only"));
    } else {
        vs_doctor_report(doctor, "agreement", false,
                         _("no agreement adopted: vs agreement adopt ID --as ROLE"));
    }
}

static void
check_setup(struct vs_doctor *doctor, struct vs_store *store)
{
    struct partners partners = {store, doctor, 0};
    size_t remotes = 0;
    size_t adoptions = 0;

    if (vs_remote_each(store->ledger, count_remote, &remotes, NULL) == VS_OK && remotes == 0) {
        vs_doctor_report(doctor, "remote", false, _("no remote: vs remote add NAME URL"));
    }
    if (vs_org_each(store->ledger, check_partner, &partners, NULL) == VS_OK &&
        partners.count == 0) {
        vs_doctor_report(doctor, "partner", false, _("no partners: vs org add FILE --as ALIAS"));
    }
    if (vs_adoption_each(store->ledger, store->self.id, count_adoption, &adoptions, NULL) ==
            VS_OK &&
        adoptions == 0) {
        check_agreement(doctor, store);
    }
    if (vs_role_claims_own(store, vs_zone_date(vs_store_now(store)), check_claims, &partners,
                           NULL) != VS_OK) {
        vs_doctor_report(doctor, "role", false, _("who claims which role could not be read"));
    }
}

enum vs_code
vs_cmd_doctor(struct vs_cli *cli, struct vs_err *err)
{
    struct vs_store *store = NULL;
    struct vs_doctor doctor = {cli, NULL, false};
    struct vs_fetcher *fetcher = NULL;
    struct vs_json *doc;
    bool remotes = vs_opt_given(&cli->args, "remotes");
    /* Before the ledger is opened: what talks to remotes has never had its keys (fetcher.h). */
    enum vs_code code = remotes ? vs_fetcher_start(&fetcher, err) : VS_OK;

    if (code == VS_OK) {
        code = vs_session_open(&store, cli, false, err);
    }
    if (code != VS_OK) {
        vs_fetcher_stop(fetcher);
        return code;
    }
    doc = vs_out_document("vs.doctor/1");
    doctor.checks = vs_json_new_array();
    vs_print(&cli->out, "%s: %s\n", store->self.name, cli->ledger_dir);
    check_mode(&doctor, cli->ledger_dir);
    check_mark(&doctor, store);
    check_device(&doctor, store);
    check_root(&doctor, cli->ledger_dir);
    check_clock(&doctor, store);
    check_setup(&doctor, store);
    if (remotes) {
        code = vs_doctor_remotes(&doctor, store, fetcher, err);
    }
    vs_json_set_text(doc, "ledger", cli->ledger_dir);
    vs_json_set_bool(doc, "good", !doctor.bad);
    vs_json_set(doc, "checks", doctor.checks);
    if (code == VS_OK) {
        code = vs_out_json(&cli->out, doc, err);
        cli->exit = doctor.bad ? VS_EXIT_FAILED : VS_EXIT_OK;
    } else {
        vs_json_free(doc);
    }
    vs_store_close(store);
    vs_fetcher_stop(fetcher);
    return code;
}

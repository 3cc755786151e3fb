/*
 * Rows of the command table. This ledger: its machines, its copies, its health.
 */
#include "cli/table.h"

#include "cli/commands.h"
#include "cli/i18n.h"

/* clang-format off: one row an option or argument. */
static const struct vs_opt passphrase_opts[] = {
    {"new-key-file", 0, VS_OPT_PATH, false, "FILE", NULL,
     N_("this key file instead of a passphrase; made if it is not there"), false},
    {"root", 0, VS_OPT_PATH, false, "DIR", NULL,
     N_("change this folder of root keys too; else root in the ledger's, if it is there"), false},
    VS_NO_OPT,
};
static const struct vs_opt init_opts[] = {
    {"name", 0, VS_OPT_TEXT, false, "NAME", NULL, N_("the name of your organisation"), false},
    {"join", 0, VS_OPT_PATH, false, "CARD", NULL,
     N_("a further machine of the organisation whose card this is"), false},
    {"code", 0, VS_OPT_TEXT, false, "CODE", NULL, N_("its code, such as gm0826"), false},
    {"root", 0, VS_OPT_PATH, false, "DIR", NULL, N_("keep the root key in this folder"), false},
    VS_NO_OPT,
};
static const struct vs_opt doctor_opts[] = {
    {"remotes", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("read back all that this machine wrote to its remotes"), false},
    VS_NO_OPT,
};
static const struct vs_arg request_args[] = {
    {"FILE", VS_OPT_PATH, true, false, NULL},
    VS_NO_ARG,
};
static const struct vs_arg device_args[] = {
    {"DEVICE", VS_OPT_TEXT, false, false, NULL},
    VS_NO_ARG,
};
#define KEEP_OPT                                                                                   \
    {                                                                                              \
        "keep", 0, VS_OPT_TEXT, true, "DEVICE", NULL,                                              \
            N_("one that two rosters of one rank differ about, and that stays"), false             \
    }
#define ROOT_OPTS                                                                                  \
    {"root",                                                                                       \
     0,                                                                                            \
     VS_OPT_PATH,                                                                                  \
     false,                                                                                        \
     "DIR",                                                                                        \
     NULL,                                                                                         \
     N_("the folder of the root key; else root in the ledger's"),                                  \
     false},                                                                                       \
        {"recovery",                                                                               \
         0,                                                                                        \
         VS_OPT_PATH,                                                                              \
         false,                                                                                    \
         "FILE",                                                                                   \
         NULL,                                                                                     \
         N_("a file with the recovery code that opens that folder, - for standard input"),         \
         false},                                                                                   \
        {"root-key-file",                                                                          \
         0,                                                                                        \
         VS_OPT_PATH,                                                                              \
         false,                                                                                    \
         "FILE",                                                                                   \
         NULL,                                                                                     \
         N_("the key file that opens that folder"),                                                \
         false},                                                                                   \
    {                                                                                              \
        "new-root", 0, VS_OPT_FLAG, false, NULL, NULL,                                             \
            N_("sign with the next root key: the root key was lost or stolen"), false              \
    }
static const struct vs_opt device_request_opts[] = {
    {"new", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("make a new key: this machine was closed and comes back"), false},
    VS_NO_OPT,
};
static const struct vs_opt device_add_opts[] = {
    {"self", 0, VS_OPT_FLAG, false, NULL, NULL, N_("add this machine"), false},
    {"fingerprint", 0, VS_OPT_TEXT, false, "FP", NULL,
     N_("the whole fingerprint that they told you; else its end is asked"), false},
    {"lost", 0, VS_OPT_TEXT, true, "DEVICE", NULL,
     N_("close a machine that was lost; signs with the next root key"), false},
    KEEP_OPT,
    ROOT_OPTS,
    VS_NO_OPT,
};
static const struct vs_opt device_close_opts[] = {
    KEEP_OPT,
    {"last", 0, VS_OPT_FLAG, false, NULL, NULL,
     N_("close it even if no machine of your organisation is left"), false},
    ROOT_OPTS,
    VS_NO_OPT,
};
/* clang-format on */

static const struct vs_cmd ledger_rows[] = {
    {
        .name = "init",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_WRITES,
        .summary = N_("make a ledger for your organisation on this machine"),
        .cannot = N_("cannot make the ledger"),
        .details = N_(
            "Asks for a new passphrase, twice. With --key-file that file opens the ledger instead; "
            "it is made if there is none."),
        .example = "vs init --name 'Veilig Thuis West-Brabant'\n"
                   "vs init --name Oosterhout --code gm0826 --key-file /media/stick/vs.key",
        .schema = "vs.init/1",
        .opts = init_opts,
        .run = vs_cmd_init,
    },
    {
        .name = "device list",
        .group = VS_GROUP_ADMIN,
        .flags = VS_READS | VS_CMD_WRAPS,
        .summary = N_("list the machines of your organisation"),
        .cannot = N_("cannot list the machines"),
        .example = "vs device list",
        .schema = "vs.devices/1",
        .run = vs_cmd_device_list,
    },
    {
        .name = "device request",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("print the request of this machine to be added, and its fingerprint"),
        .cannot = N_("cannot print the request of this machine"),
        .example = "vs device request > new-laptop.json\nvs device request --new > again.json",
        .schema = "vs.own-request/1",
        .opts = device_request_opts,
        .run = vs_cmd_device_request,
    },
    {
        .name = "device add",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("add a machine to your organisation, with the root key"),
        .cannot = N_("cannot add the machine"),
        .details = N_("Where the root key is: give the request of the new machine and compare its "
                      "fingerprint with whoever sits there. On the new machine itself, with the "
                      "root key at hand: --self. vs help devices tells the whole way."),
        .example = "vs device add new-laptop.json --root /media/stick/root\n"
                   "vs device add --self --root /media/stick/root --lost 3f14b39b",
        .schema = "vs.devices/1",
        .args = request_args,
        .opts = device_add_opts,
        .run = vs_cmd_device_add,
    },
    {
        .name = "device close",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("close a machine of your organisation: it records nothing more"),
        .cannot = N_("cannot close the machine"),
        .details = N_("It is closed after what is known of it here, so vs sync first. What it "
                      "recorded beyond that does not count. The machine that you type on is called "
                      "me. The last one is closed with --last only: until another is added, "
                      "nothing can be recorded, and partners can send no case keys."),
        .example = "vs device close 3f14b39b --root /media/stick/root\n"
                   "vs device close me --root /media/stick/root",
        .schema = "vs.devices/1",
        .args = device_args,
        .opts = device_close_opts,
        .run = vs_cmd_device_close,
    },
    {
        .name = "backup",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER,
        .summary = N_("copy the ledger, sealed as it is, to one file"),
        .cannot = N_("cannot make the backup"),
        .details = N_("Other commands may run meanwhile. The root key and the key file are not in "
                      "it."),
        .example = "vs backup /media/stick/ledger-2026-04-02.vsb",
        .schema = "vs.backup/1",
        .args = vs_file_args,
        .run = vs_cmd_backup,
    },
    {
        .name = "restore",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_WRITES,
        .summary = N_("make the ledger of a backup, as a new device"),
        .cannot = N_("cannot restore the backup"),
        .details = N_("The folder must not hold a ledger. A restored ledger never writes on where "
                      "the old one stopped: it is a new device, which a roster must list. What was "
                      "recorded before the backup and never sent is recorded again."),
        .example = "vs restore /media/stick/ledger-2026-04-02.vsb --ledger ~/vs-restored",
        .schema = "vs.restore/1",
        .args = vs_file_args,
        .run = vs_cmd_restore,
    },
    {
        .name = "ledger rebuild",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER | VS_CMD_WRITES,
        .summary = N_("derive everything about cases again from the signed log"),
        .cannot = N_("cannot rebuild the ledger"),
        .example = "vs ledger rebuild",
        .schema = "vs.rebuild/1",
        .run = vs_cmd_ledger_rebuild,
    },
    {
        .name = "ledger passphrase",
        .group = VS_GROUP_ADMIN,
        .flags = VS_CMD_LEDGER,
        .summary = N_("open the ledger with another passphrase or key file from now on"),
        .cannot = N_("cannot change the passphrase"),
        .example = "vs ledger passphrase",
        .schema = "vs.passphrase/1",
        .opts = passphrase_opts,
        .run = vs_cmd_ledger_passphrase,
    },
    {
        .name = "doctor",
        .group = VS_GROUP_ADMIN,
        .flags = VS_READS | VS_CMD_WRAPS,
        .summary = N_("check this installation and say what to do"),
        .cannot = N_("cannot check the installation"),
        .example = "vs doctor",
        .schema = "vs.doctor/1",
        .opts = doctor_opts,
        .run = vs_cmd_doctor,
    },
};
const struct vs_table vs_table_ledger = VS_TABLE(ledger_rows);

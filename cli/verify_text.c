#include "cli/verify_text.h"

#include "cli/i18n.h"

/* What is derived can be derived again; what was received cannot. */
#define REBUILD N_("vs ledger rebuild; if it comes back, restore a backup")
#define RESTORE N_("this copy of the ledger was changed: restore a backup, then vs sync")
#define SYNC    N_("vs sync; if it stays so, ask the organisation")
#define ASK     N_("nothing to do here; ask the organisation what happened")

/* A table by kind: a kind without a row fails to compile below (every value of the enum). */
static const struct vs_verify_text texts[VS_FINDING_KINDS] = {
    [VS_FOUND_ORG_IDENTITY] = {N_("the identity of an organisation is not what its id says"),
                               RESTORE},
    [VS_FOUND_ROSTER] = {N_("a roster is not what its organisation signed"), RESTORE},
    [VS_FOUND_ROSTER_MISSING] = {N_("no roster of an organisation is here"), SYNC},
    [VS_FOUND_ROSTER_VOID] = {N_("a roster does not count"), ASK},
    [VS_FOUND_ROSTER_CONFLICT] = {N_("two rosters of one rank differ"), ASK},
    [VS_FOUND_ROSTER_NEXT] = {N_("rosters do not agree about the next root key"), ASK},
    [VS_FOUND_ROSTER_DEVICE] = {N_("rosters do not agree about a device"), ASK},
    [VS_FOUND_ROSTER_NEWER] = {N_("a roster was written by a newer program"), N_("update vs")},
    [VS_FOUND_PARTY_MISSING] = {N_("a party is not known here"),
                                N_("vs sync; else ask it for its card: vs org add")},
    [VS_FOUND_FEED_ROW] = {N_("a log is not kept as the rosters say"), REBUILD},
    [VS_FOUND_FEED_MISSING] = {N_("a log cannot be had"), SYNC},
    [VS_FOUND_FEED_BEHIND] = {N_("a log is not complete"), SYNC},
    [VS_FOUND_FEED_UNCLAIMED] = {N_("a log belongs to nobody for certain"), ASK},
    [VS_FOUND_FEED_UNLISTED] = {N_("a log of this ledger is in no roster yet"),
                                N_("vs device request; where the root key is: vs device add")},
    [VS_FOUND_LEAF_HASH] = {N_("an entry was changed"), RESTORE},
    [VS_FOUND_LEAF_GAP] = {N_("entries are missing"), RESTORE},
    [VS_FOUND_LEAF_FORMAT] = {N_("a device signed an entry that is none"), ASK},
    [VS_FOUND_LEAF_PLACE] = {N_("an entry was copied from elsewhere"), ASK},
    [VS_FOUND_DATED_BACK] = {N_("an entry is dated before one that stands before it in its log"),
                             N_("ask the organisation which of the two times was wrong: a clock "
                                "that was put right does this too")},
    [VS_FOUND_TREE] = {N_("the tree over the entries was changed"), RESTORE},
    [VS_FOUND_NODE] = {N_("a part of the tree was changed"), RESTORE},
    [VS_FOUND_CHECKPOINT] = {N_("a checkpoint is not signed by its device"), RESTORE},
    [VS_FOUND_CHECKPOINT_ROOT] = {N_("the entries are not those that were signed"), RESTORE},
    [VS_FOUND_RELEASED] = {N_("what was given out is not here"), RESTORE},
    [VS_FOUND_CLOSING] = {N_("a log was closed at another tree"), ASK},
    [VS_FOUND_COSIGNATURE] = {N_("a cosignature does not hold"), RESTORE},
    [VS_FOUND_ANCHOR] = {N_("an anchor does not hold"), RESTORE},
    [VS_FOUND_ANCHOR_MISSING] = {N_("an anchor is not here, so an entry has no earliest time"),
                                 N_("nothing to do")},
    [VS_FOUND_FORK] = {N_("a device signed two different logs"),
                       N_("the proof is kept; the organisation must close this device")},
    [VS_FOUND_EVIDENCE] = {N_("a proof of a fork proves nothing"), RESTORE},
    [VS_FOUND_KEY] = {N_("the key of a case is not its key"), RESTORE},
    [VS_FOUND_CHANNEL] = {N_("what a key opens is kept otherwise"), REBUILD},
    [VS_FOUND_WALK] = {N_("how far a log was read is kept otherwise"), REBUILD},
    [VS_FOUND_INVITATION_WAITS] = {N_("an invitation waits for what it is about"), SYNC},
    [VS_FOUND_EVENT_MISSING] = {N_("an act is missing"), REBUILD},
    [VS_FOUND_EVENT_EXTRA] = {N_("an act that nobody wrote was put in"), REBUILD},
    [VS_FOUND_EVENT] = {N_("an act was changed"), REBUILD},
    [VS_FOUND_EVENT_UNOPENABLE] = {N_("an act cannot be opened by anybody"), ASK},
    [VS_FOUND_EVENT_NEWER] = {N_("an act was written by a newer program"), N_("update vs")},
    [VS_FOUND_EVENT_PENDING] = {N_("an act waits for others"), SYNC},
    [VS_FOUND_CONTENT] = {N_("the content of an act was changed"), RESTORE},
    [VS_FOUND_CONTENT_ABSENT] = {N_("the content of an act is not here"), SYNC},
    [VS_FOUND_CONTENT_UNOPENABLE] = {N_("the content of an act cannot be opened by anybody"), ASK},
    [VS_FOUND_DIRECTORY] = {N_("what an organisation announced is kept otherwise"), REBUILD},
    [VS_FOUND_CASE] = {N_("a case is kept otherwise than its acts say"), REBUILD},
    [VS_FOUND_TENURE] = {N_("who held a case when is kept otherwise than its acts say"), REBUILD},
    [VS_FOUND_PARTY] = {N_("the parties of a case are kept otherwise than its acts say"), REBUILD},
    [VS_FOUND_ACKED] = {N_("what was acknowledged is kept otherwise than the acts say"), REBUILD},
    [VS_FOUND_LEFT_OVER] = {N_("there is something in the ledger that no log gives"), REBUILD},
    [VS_FOUND_DATABASE] = {N_("the file of the ledger is not as it was written"), RESTORE},
    [VS_FOUND_HEAD_MARK] = {N_("the mark beside the ledger is lost"),
                            N_("vs sync: it compares this ledger with your own branch")},
};

/* What our own organisation has to do, where it is about one of its own logs or lists of devices:
 * nobody else is to be asked. A kind without a row has nothing to add to the table above. */
#define OWN_LIST                                                                                   \
    N_("vs device list shows what counts; the next list puts it right: vs device add or vs "       \
       "device "                                                                                   \
       "close, where the root key is. If nobody of yours signed the other list, the root key was " \
       "taken: vs device add --new-root")
#define OWN_LOG                                                                                    \
    N_("vs sync here and on the machine whose log it is; if that is gone: vs device close")
#define OWN_ENTRY                                                                                  \
    N_("nobody can read it: record what it said again, and see which program that machine runs")

static const char *const own_next[VS_FINDING_KINDS] = {
    [VS_FOUND_ROSTER_MISSING] = OWN_LOG,
    [VS_FOUND_ROSTER_VOID] = OWN_LIST,
    [VS_FOUND_ROSTER_CONFLICT] = OWN_LIST,
    [VS_FOUND_ROSTER_NEXT] = OWN_LIST,
    [VS_FOUND_ROSTER_DEVICE] = OWN_LIST,
    [VS_FOUND_FEED_MISSING] = OWN_LOG,
    [VS_FOUND_FEED_BEHIND] = OWN_LOG,
    [VS_FOUND_FEED_UNCLAIMED] =
        N_("nothing that this machine records is used: vs device close, and add it anew"),
    [VS_FOUND_LEAF_FORMAT] = OWN_ENTRY,
    [VS_FOUND_LEAF_PLACE] = OWN_ENTRY,
    [VS_FOUND_DATED_BACK] = N_("see to the clock of that machine, and tell the parties of the case "
                               "which of the two times was wrong"),
    [VS_FOUND_CLOSING] =
        N_("your organisation closed this device at another log than the one that is here: compare "
           "it with the machine itself; partners go by the closing"),
    [VS_FOUND_FORK] =
        N_("the proof is kept. A copy of this ledger was used beside it, or its key was taken: "
           "close this device where the root key is (vs device close), go on with a new one (vs "
           "device add), and record again what no longer counts"),
    [VS_FOUND_INVITATION_WAITS] = OWN_LOG,
    [VS_FOUND_EVENT_UNOPENABLE] = OWN_ENTRY,
    [VS_FOUND_EVENT_PENDING] = N_("what is dated ahead counts when that moment comes (vs doctor on "
                                  "the machine that wrote it); else vs sync on that machine"),
    [VS_FOUND_CONTENT_ABSENT] =
        N_("vs sync on the machine that wrote it; what was erased does not come back"),
    [VS_FOUND_CONTENT_UNOPENABLE] = OWN_ENTRY,
};

const char *
vs_verify_next(enum vs_finding_kind kind, bool own)
{
    return own && own_next[kind] ? own_next[kind] : texts[kind].next;
}

const struct vs_verify_text *
vs_verify_text(enum vs_finding_kind kind)
{
    return &texts[kind];
}

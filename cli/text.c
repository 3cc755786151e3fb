#include "cli/text.h"

#include <string.h>

#include "cli/answer.h"
#include "cli/i18n.h"

#define ROW(name, exit, because, hint) [VS_E_##name] = {VS_E_##name, VS_EXIT_##exit, because, hint}

/* clang-format off: one row a code, in the order of core/base/codes.def. */
static const struct vs_text texts[VS_CODE_COUNT] = {
    [VS_OK] = {VS_OK, VS_EXIT_OK, N_("nothing is wrong"), N_("vs status")},

    /* the caller's input */
    ROW(USAGE, USAGE, N_("the command was not understood"), N_("vs help")),
    ROW(INVALID, FAILED, N_("this is not a value that can stand here"),
        N_("correct it, and run the command again")),
    ROW(NOT_FOUND, FAILED, N_("nothing of this name is known here"),
        N_("vs list, or vs sync if a partner made it")),
    ROW(AMBIGUOUS, FAILED, N_("more than one has a name that begins like this"),
        N_("type more of the id")),
    ROW(EXISTS, FAILED, N_("it exists already"),
        N_("choose another name, or use the one that is there")),
    ROW(TOO_LARGE, FAILED, N_("it is larger than is allowed"), N_("make it smaller")),
    ROW(TIME_FORMAT, USAGE, N_("this is not a time"),
        N_("give it as '2026-04-02 16:10', or with an offset: vs help times")),
    ROW(TIME_BARE_DATE, USAGE, N_("a date alone does not say which moment of that day is meant"),
        N_("give a time too, such as '2026-04-02 16:10'")),
    ROW(TIME_NO_SUCH, USAGE, N_("this local time does not exist: the clock was put forward"),
        N_("give a time that the clock showed, or one with an offset: vs help times")),
    ROW(TIME_TWICE, USAGE, N_("this local time existed twice: the clock was put back"),
        N_("give the offset, such as 2025-10-26T02:30:00+02:00")),
    ROW(TIME_FUTURE, USAGE, N_("an act cannot lie in the future"),
        N_("give the time at which it happened, or leave --at out for now")),
    ROW(TIME_TOO_EARLY, USAGE, N_("an act cannot lie before what it rests on"),
        N_("vs log CASE shows when that was")),
    ROW(NEEDS_INPUT, USAGE, N_("an answer is needed and nobody can be asked"),
        N_("give the option that answers it: vs help COMMAND")),
    ROW(INTERRUPTED, INTERRUPTED, N_("it was interrupted"),
        N_("run the command again; nothing is half done")),

    /* the machine */
    ROW(NO_MEMORY, FAILED, N_("there is not enough memory"),
        N_("close other programs, and run the command again")),
    ROW(IO, FAILED, N_("the machine could not read or write"), N_("vs doctor")),
    ROW(NO_SPACE, FAILED, N_("there is no space left"), N_("make room, and run the command again")),
    ROW(INTERNAL, FAILED, N_("this is a fault in vs itself"),
        N_("report it with the command and this message")),

    /* encodings and canonical JSON */
    ROW(ENCODING, FAILED, N_("the text is not in the encoding that it must have"),
        N_("ask for it again where it came from")),
    ROW(JSON_SYNTAX, FAILED, N_("the file is not JSON"), N_("correct it at the place named")),
    ROW(JSON_NOT_CANONICAL, TAMPERED, N_("a signed text is not in its one permitted form"),
        N_("vs doctor; keep what you have, and call the partner it came from")),
    ROW(JSON_SCHEMA, FAILED, N_("a member is missing, unknown or of the wrong kind"),
        N_("correct it at the place named")),

    /* the vault */
    ROW(NO_LEDGER, NO_LEDGER, N_("there is no ledger here"),
        N_("vs init, or name its folder with --ledger or VS_LEDGER")),
    ROW(LOCKED, LOCKED, N_("another process is using the ledger"),
        N_("wait for it to end, and run the command again")),
    ROW(WRONG_KEY, WRONG_KEY, N_("the passphrase or key does not open this ledger"),
        N_("try again, name the key file with --key-file, or type the recovery code instead")),
    ROW(KEY_FILE, WRONG_KEY, N_("the key file cannot be used"),
        N_("name the right one with --key-file or VS_KEY_FILE; without both you can type the "
           "recovery code")),
    ROW(TAMPERED, TAMPERED, N_("the ledger was changed by something other than vs"),
        N_("vs doctor; leave the files as they are and use a backup")),
    ROW(HEAD_MARK, TAMPERED, N_("the ledger is older than the mark beside it: it was put back"),
        N_("vs doctor; find the newest copy of the folder")),
    ROW(SQL, FAILED, N_("the database refused"), N_("vs doctor")),

    /* the log */
    ROW(NOTE_FORMAT, TAMPERED, N_("a signed note is not well formed"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(NOTE_SIGNATURE, TAMPERED, N_("a signature is not right"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(CHECKPOINT_FORMAT, TAMPERED, N_("a checkpoint is not well formed"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(LEAF_FORMAT, TAMPERED, N_("an entry of a log is not well formed"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(LEAF_PLACE, TAMPERED, N_("an entry does not belong where it was found"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(PROOF, TAMPERED, N_("a proof does not prove what it should"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(ROOT_MISMATCH, TAMPERED, N_("the entries do not give the tree that was signed"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(ANCHOR, TAMPERED, N_("a log does not rest on the evidence that it names"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(STALE, INCOMPLETE, N_("the remote shows less than was seen before"),
        N_("vs sync with another remote, or ask the partner to sync")),
    ROW(ROLLED_BACK, INCOMPLETE,
        N_("the remote shows less than it showed itself before: it was set back"),
        N_("ask who manages the remote; the partner's next sync puts it right")),
    ROW(TRUNCATED, TAMPERED, N_("entries that were signed for are missing on the remote"),
        N_("vs sync with another remote, or ask the partner to sync")),
    ROW(FORKED, FORKED, N_("a device signed two different logs"),
        N_("vs org show PARTNER tells what is proven; call the partner whose device it is")),

    /* sealing */
    ROW(NOT_FOR_THIS_KEY, FAILED, N_("it was not sealed for this organisation"),
        N_("ask the partner to add your organisation to the case")),
    ROW(UNOPENABLE, TAMPERED, N_("it was sealed for us and does not open"),
        N_("call the partner it came from")),
    ROW(PADDING, TAMPERED, N_("the padding of a sealed entry is not right"),
        N_("call the partner it came from")),
    ROW(CONTENT_HASH, TAMPERED, N_("a content is not the one that was signed for"),
        N_("vs sync again; if it stays, call the partner it came from")),
    ROW(HPKE, TAMPERED, N_("a key that was sent does not open"),
        N_("call the partner it came from")),
    ROW(WEAK_KEY, TAMPERED, N_("a public key is one that protects nothing"),
        N_("call the partner it came from")),

    /* identity */
    ROW(ROSTER_FORMAT, TAMPERED, N_("a list of devices is not well formed"),
        N_("call the partner it came from")),
    ROW(ROSTER_SIGNATURE, TAMPERED, N_("a list of devices is not signed by its organisation"),
        N_("call the partner it came from")),
    ROW(ROSTER_RANK, TAMPERED, N_("a list of devices does not follow the one before it"),
        N_("call the partner it came from")),
    ROW(CARD_FORMAT, FAILED, N_("this is not a contact card"),
        N_("ask the partner for the output of vs card")),
    ROW(FINGERPRINT, TAMPERED, N_("the fingerprint is another one: this does not come from them"),
        N_("do not use this card; let them read out the fingerprint once more, by telephone")),
    ROW(NO_INBOX_KEY, FAILED, N_("the partner's key for receiving cases is not known yet"),
        N_("vs sync, after the partner did the same")),
    ROW(REQUEST_FORMAT, FAILED, N_("this is not the request of a device"),
        N_("write it again on the new machine: vs device request > FILE")),
    ROW(DEVICE_DISPUTED, FAILED,
        N_("a machine is in some rosters of your organisation and not in others"),
        N_("vs device list shows which; say of each whether it stays: --keep DEVICE, or vs device "
           "close DEVICE")),
    ROW(DEVICE_UNLISTED, FAILED, N_("no roster of your organisation lists this machine yet"),
        N_("vs device request > FILE here, vs device add FILE where the root key is, then vs "
           "sync")),
    ROW(DEVICE_CLOSED, FAILED, N_("this machine was closed as a device of your organisation"),
        N_("vs help devices tells how it can come back as a new device")),
    ROW(RESTORED, FAILED,
        N_("this is a copy of a ledger, and it is not known yet what of it others have"),
        N_("vs sync: it must reach every remote once; vs remote remove takes away one that is "
           "gone")),
    ROW(NO_ROOT, FAILED, N_("the root key is not there"),
        N_("put the stick in and name its folder: --root DIR")),

    /* casework */
    ROW(NOT_AUTHORISED, FAILED, N_("your organisation cannot do this now"),
        N_("vs show CASE tells who holds it and what is open")),
    ROW(DATED_AHEAD, FAILED,
        N_("this machine recorded something in this case that is dated ahead of its clock, and "
           "whatever it adds counts for nobody until then"),
        N_("see that the clock is right; wait until that moment, or record it from another machine "
           "of your organisation")),
    ROW(NOTHING_OPEN, FAILED, N_("there is nothing here that this could be about"),
        N_("vs show CASE tells what is open, and for whom")),
    ROW(INCOMPLETE, FAILED, N_("the agreement asks for more in a handover"),
        N_("say what is missing; or --incomplete, if it cannot be said")),
    ROW(AGREEMENT_FORMAT, FAILED, N_("this is not an agreement that vs understands"),
        N_("vs agreement check FILE names each fault")),
    ROW(AGREEMENT_MEANING, FAILED, N_("the agreement contradicts itself"),
        N_("correct it at the place named")),
    ROW(CALENDAR_MEANING, FAILED, N_("the calendar contradicts itself"),
        N_("correct it at the place named")),
    ROW(CALENDAR_FORMAT, FAILED, N_("this is not a calendar that vs understands"),
        N_("correct it at the place named")),
    ROW(EVENT_FORMAT, TAMPERED, N_("an event is not well formed"),
        N_("call the partner it came from")),

    /* sync */
    ROW(REMOTE_UNREACHABLE, UNREACHABLE, N_("the remote could not be reached"),
        N_("check the address (vs remote list) and the connection, then vs sync")),
    ROW(REMOTE_NOT_REPOSITORY, UNREACHABLE, N_("there is no git repository at this address"),
        N_("check the address (vs remote list), or make one: git init --bare DIR")),
    ROW(REMOTE_REFUSED, REFUSED, N_("the remote refused"),
        N_("ask who manages the remote for the right to write, or for room where it is full")),
    ROW(REMOTE_DAMAGED, UNREACHABLE, N_("the repository there is damaged and cannot be read"),
        N_("ask who manages the remote to mend it (git fsck), or to put an empty one in its place: "
           "every partner's next sync fills it again")),
    ROW(REMOTE_CROWDED, UNREACHABLE, N_("the remote has more branches than are looked at"),
        N_("ask who manages the remote to take away what is not of vs, or use another remote")),
    ROW(REMOTE_IN_THE_WAY, REFUSED,
        N_("something else stands where the branch of this machine belongs"),
        N_("ask who manages the remote to take it away, then vs sync: nothing is lost by that")),
    ROW(HOST_KEY, TAMPERED, N_("the host shows another key than the one that is known"),
        N_("ask who manages the host by telephone; if its key is new, vs remote remove and add")),
    ROW(REMOTE_ABORTED, FAILED, N_("what the remote sent could not be read within the limits"),
        N_("vs sync again; if it stays, ask who manages the remote what lies there")),
    ROW(REMOTE_MOVED, UNREACHABLE, N_("another wrote to the remote at the same time"),
        N_("vs sync again")),
    ROW(REMOTE_CONTENT, TAMPERED, N_("the remote holds something that vs did not write"),
        N_("vs sync again later: who wrote it may have mended it by then; if it stays, they find "
           "out "
           "with vs doctor --remotes")),
    ROW(COPY, TAMPERED, N_("a copy of this ledger has been used elsewhere"),
        N_("vs sync again: this copy then goes on as a device of its own")),
    ROW(LIMIT, PARTLY, N_("one log has more than is taken in one sync"),
        N_("vs sync --no-limit, if so much is expected from this partner")),
};
/* clang-format on */

static const struct {
    int number;
    const char *name;
    const char *meaning;
} exits[] = {
#define EXIT_ROW(name, number, text) {(number), #name, (text)},
    VS_EXITS(EXIT_ROW)
#undef EXIT_ROW
};

const struct vs_text *
vs_text_of(enum vs_code code)
{
    if ((unsigned)code >= VS_CODE_COUNT || !texts[code].because) {
        return &texts[VS_E_INTERNAL];
    }
    return &texts[code];
}

enum vs_exit
vs_text_exit(enum vs_code code)
{
    return vs_text_of(code)->exit;
}

static void
error_json(struct vs_out *out, const char *cannot, const struct vs_err *err, const char *because,
           const char *hint)
{
    struct vs_json *doc = vs_out_document("vs.error/1");
    struct vs_buf text;
    struct vs_buf detail;

    vs_buf_init(&detail, VS_PRINT_MAX);
    vs_clean_marked(out, &detail, vs_str(err->detail), true);

    vs_json_set_text(doc, "code", vs_code_name(err->code));
    vs_json_set_int(doc, "exit", vs_text_exit(err->code));
    vs_json_set_text(doc, "failed", cannot);
    vs_json_set_text(doc, "because", because);
    vs_json_set_text(doc, "subject", err->subject);
    vs_json_set_str(doc, "detail", vs_buf_str(&detail));
    vs_buf_release(&detail);
    vs_json_set_text(doc, "hint", hint);
    vs_buf_init(&text, VS_PRINT_MAX);
    if (vs_json_print(&text, doc, 2, NULL) == VS_OK) {
        (void)fwrite(text.p, 1, text.len, out->notes);
        (void)fputc('\n', out->notes);
    } else {
        /* Also without memory a program gets a document that it can read. */
        (void)fprintf(out->notes,
                      "{\"schema\":\"vs.error/1\",\"code\":\"%s\",\"exit\":%d,\"failed\":\"\","
                      "\"because\":\"\",\"subject\":\"\",\"detail\":\"\",\"hint\":\"\"}\n",
                      vs_code_name(err->code), (int)vs_text_exit(err->code));
    }
    vs_buf_release(&text);
    vs_json_free(doc);
}

/* Where the detail is itself a sentence for this person, the general one only repeats it. */
static bool
tells_itself(const struct vs_err *err)
{
    static const enum vs_code always[] = {VS_E_USAGE,   VS_E_NEEDS_INPUT, VS_E_NOTHING_OPEN,
                                          VS_E_INVALID, VS_E_EXISTS,      VS_E_NOT_FOUND};

    for (size_t i = 0; err->detail[0] && i < sizeof always / sizeof *always; i++) {
        if (err->code == always[i]) {
            return true;
        }
    }
    if (err->code == VS_E_AMBIGUOUS) {
        return err->detail[0] && !err->subject[0];
    }
    /* Not a reason of the fold, but one that the command found. */
    return err->code == VS_E_NOT_AUTHORISED && err->detail[0] &&
           vs_say_reason(err->subject) == err->subject;
}

/* The act that another one cannot lie before, in words. */
static const char *
act_words(const char *name)
{
    for (unsigned type = 0; type < VS_EV_NEWER; type++) {
        struct vs_event event = {.type = (enum vs_event_type)type};

        if (strcmp(vs_event_type_name(event.type), name) == 0) {
            return vs_say_event(&event);
        }
    }
    return name;
}

/* A place in a file that is no JSON, as core/base/json.c names it. */
static bool
add_place(struct vs_buf *out, const char *subject)
{
    int line, column, len = 0;

    if (sscanf(subject, "line %d, column %d%n", &line, &column, &len) != 2) {
        return false;
    }
    vs_buf_addf(out, _("line %d, column %d"), line, column);
    vs_buf_add_text(out, subject + len);
    return true;
}

static void
add_subject(struct vs_buf *line, const struct vs_err *err)
{
    const char *subject = err->code == VS_E_TIME_TOO_EARLY ? act_words(err->subject) : err->subject;
    struct vs_buf named;

    vs_buf_init(&named, VS_PRINT_MAX);
    if (err->code != VS_E_JSON_SYNTAX || !add_place(&named, subject)) {
        vs_plain(&named, vs_str(subject), false);
    }
    vs_buf_add_text(line, "'");
    vs_clean(line, vs_buf_str(&named), false);
    vs_buf_add_text(line, "'");
    vs_buf_release(&named);
}

/* "there is no such file: 'report.txt'", "'report.txt' is a symbolic link", or the general sentence
 * with the detail behind it. */
static void
add_told(struct vs_out *out, struct vs_buf *line, const struct vs_err *err)
{
    bool itself = tells_itself(err);
    bool predicate = itself && err->subject[0] && vs_is_predicate(err->detail);
    bool named = err->subject[0] && (!itself || !strstr(err->detail, err->subject));
    struct vs_buf plain, shape;

    vs_buf_init(&plain, VS_PRINT_MAX);
    vs_buf_init(&shape, VS_PRINT_MAX);
    vs_plain(&plain,
             vs_say_shape(&shape, err->detail) ? vs_buf_str(&shape)
                                               : vs_str(vs_say_detail(err->detail)),
             true);
    if (predicate) {
        add_subject(line, err);
        vs_buf_add_text(line, " ");
    }
    if (itself) {
        vs_clean_marked(out, line, vs_buf_str(&plain), false);
    } else {
        vs_buf_add_text(line, _(vs_text_of(err->code)->because));
    }
    if (named && !predicate) {
        vs_buf_add_text(line, ": ");
        add_subject(line, err);
    }
    if (err->detail[0] && !itself) {
        vs_buf_add_text(line, " (");
        vs_clean_marked(out, line, vs_buf_str(&plain), false);
        vs_buf_add_text(line, ")");
    }
    vs_buf_release(&shape);
    vs_buf_release(&plain);
}

/* As a shell takes it for one word, and only if it is one that nothing in it can change. */
static bool
add_word(struct vs_buf *line, const char *word)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
    bool quoted = word[strspn(word, plain)] != '\0';

    for (const char *c = word; *c; c++) {
        if (*c == '\'' || (unsigned char)*c < 0x20 || *c == 0x7f) {
            return false;
        }
    }
    if (word[0] == '\0' || word[0] == '-') { /* would be read as an option */
        return false;
    }
    vs_buf_add_text(line, quoted ? "'" : "");
    vs_clean(line, vs_str(word), false);
    vs_buf_add_text(line, quoted ? "'" : "");
    return true;
}

/* The hint, with the case that was typed where it says CASE. */
static void
add_hint(struct vs_buf *line, const char *hint, const char *typed)
{
    const char *end;

    while (typed && (end = strstr(hint, "CASE")) != NULL) {
        vs_buf_add(line, hint, (size_t)(end - hint));
        if (!add_word(line, typed)) {
            vs_buf_add_text(line, "CASE");
        }
        hint = end + strlen("CASE");
    }
    vs_buf_add_text(line, hint);
}

void
vs_text_error(struct vs_out *out, const char *cannot, const struct vs_err *err, const char *hint,
              const char *typed)
{
    const struct vs_text *text = vs_text_of(err->code);
    bool judged = err->code == VS_E_NOT_AUTHORISED && err->subject[0] && !tells_itself(err);
    struct vs_buf line;

    (void)fflush(out->results);
    if (!hint && judged && strcmp(err->subject, "facts-only") == 0) {
        hint = _("who gave you the facts can show you the whole case: vs disclose CASE --to ORG "
                 "--full, there");
        typed = NULL; /* what it is called there is not known here */
    }
    hint = hint ? hint : _(text->hint);
    if (out->json) {
        error_json(out, cannot, err, judged ? vs_say_reason(err->subject) : _(text->because), hint);
        return;
    }
    vs_buf_init(&line, VS_PRINT_MAX);
    vs_buf_add_text(&line, "vs: ");
    vs_buf_add_text(&line, cannot);
    vs_buf_add_text(&line, "\n  ");
    vs_buf_add_text(&line, _("because: "));
    if (judged) {
        const char *reason = vs_say_reason(err->subject);

        vs_buf_add_text(&line, reason);
        if (!strstr(reason, err->subject)) { /* the stable name too, unless it says no more */
            vs_buf_addf(&line, " (%s)", err->subject);
        }
    } else {
        add_told(out, &line, err);
    }
    vs_buf_add_text(&line, "\n  ");
    vs_buf_add_text(&line, _("try: "));
    add_hint(&line, hint, typed);
    vs_buf_add_text(&line, "\n");
    if (vs_buf_check(&line, "text", NULL) == VS_OK) {
        vs_out_notes(out, vs_buf_str(&line));
    } else {
        (void)fprintf(out->notes, "vs: %s\n", vs_code_name(err->code));
    }
    vs_buf_release(&line);
}

size_t
vs_exit_count(void)
{
    return sizeof exits / sizeof *exits;
}

void
vs_exit_row(size_t n, int *number, const char **name, const char **meaning)
{
    *number = exits[n].number;
    *name = exits[n].name;
    *meaning = exits[n].meaning;
}

#include "core/identity/roster.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/base/mem.h"
#include "core/identity/root.h"
#include "core/log/hash.h"
#include "core/log/note.h"

/* Generations and versions; small enough for every language's integers. */
#define NUMBER_MAX 2147483647u

/* A line's words; the last one holds the rest if there are more. */
enum { WORDS_MAX = 6 };

/* The text, cut into lines; `words` are those of the line just read. */
struct reader {
    struct vs_str rest;
    struct vs_str words[WORDS_MAX];
    size_t word_count;
    bool kept; /* its keys and its signature were checked when it was taken */
    struct vs_err *err;
};

static enum vs_code
bad(struct vs_err *err, const char *what)
{
    return vs_fail(err, VS_E_ROSTER_FORMAT, "roster", "%s", what);
}

/* Cuts the next line into words at single spaces. False at the end of the text. */
static bool
next_line(struct reader *r)
{
    const char *end;
    struct vs_str line;

    if (r->rest.len == 0) {
        return false;
    }
    end = memchr(r->rest.p, '\n', r->rest.len); /* there is one: the text of a note ends in LF */
    line = (struct vs_str){r->rest.p, end ? (size_t)(end - r->rest.p) : r->rest.len};
    r->rest.p += line.len + (end != NULL);
    r->rest.len -= line.len + (end != NULL);
    r->word_count = 0;
    while (r->word_count < WORDS_MAX) {
        const char *space = r->word_count + 1 < WORDS_MAX ? memchr(line.p, ' ', line.len) : NULL;
        size_t len = space ? (size_t)(space - line.p) : line.len;

        r->words[r->word_count++] = (struct vs_str){line.p, len};
        if (!space) {
            break;
        }
        line.p += len + 1;
        line.len -= len + 1;
    }
    return true;
}

/* base64 with padding of 32 bytes: 44 characters. Read by way of the other alphabet, which needs no
 * memory. */
static bool
read_hash(struct vs_hash *out, struct vs_str word)
{
    char text[VS_HASH_TEXT_LEN];

    if (word.len != VS_HASH_TEXT_LEN + 1 || word.p[VS_HASH_TEXT_LEN] != '=') {
        return false;
    }
    for (size_t i = 0; i < sizeof(text); i++) {
        char c = word.p[i];

        if (c == '-' || c == '_') {
            return false;
        }
        text[i] = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    return vs_hash_parse(out, (struct vs_str){text, sizeof(text)});
}

static bool
read_number(uint64_t *out, struct vs_str word)
{
    return vs_decimal(out, word, NUMBER_MAX) && *out > 0;
}

static int
ref_cmp(const struct vs_roster_ref *a, const struct vs_roster_ref *b)
{
    if (a->generation != b->generation) {
        return a->generation < b->generation ? -1 : 1;
    }
    if (a->version != b->version) {
        return a->version < b->version ? -1 : 1;
    }
    return vs_hash_cmp(&a->hash, &b->hash);
}

static enum vs_code
read_previous(struct vs_roster *out, const struct reader *r)
{
    struct vs_roster_ref ref, *grown;

    if (r->word_count != 4 || !read_number(&ref.generation, r->words[1]) ||
        !read_number(&ref.version, r->words[2]) || !read_hash(&ref.hash, r->words[3])) {
        return bad(r->err, "a line `previous` is malformed");
    }
    if (out->previous_count == VS_ROSTER_PREVIOUS_MAX) {
        return bad(r->err, "it has too many lines `previous`");
    }
    if (out->previous_count > 0 && ref_cmp(&out->previous[out->previous_count - 1], &ref) >= 0) {
        return bad(r->err, "lines `previous` are not in order");
    }
    grown = vs_realloc_array(out->previous, out->previous_count + 1, sizeof(*grown));
    if (!grown) {
        return vs_fail_memory(r->err);
    }
    out->previous = grown;
    out->previous[out->previous_count++] = ref;
    return VS_OK;
}

/* The state in words[3] and what follows it. */
static bool
read_state(struct vs_roster_device *device, const struct reader *r)
{
    if (r->word_count == 4 && vs_str_is(r->words[3], "active")) {
        device->state = VS_DEVICE_ACTIVE;
        return true;
    }
    device->state = VS_DEVICE_CLOSED;
    return r->word_count == 6 && vs_str_is(r->words[3], "closed") &&
           vs_decimal(&device->size, r->words[4], VS_TREE_SIZE_MAX) &&
           read_hash(&device->root, r->words[5]);
}

static enum vs_code
read_device(struct vs_roster *out, const struct reader *r)
{
    struct vs_roster_device device, *grown;
    struct vs_origin origin;

    memset(&device, 0, sizeof(device));
    if (r->word_count < 4 || !vs_origin_parse(&device.origin, r->words[1]) ||
        !read_hash(&device.key, r->words[2]) || !read_state(&device, r)) {
        return bad(r->err, "a line `device` is malformed");
    }
    if (!r->kept && !vs_sign_key_acceptable(&device.key)) {
        return vs_fail(r->err, VS_E_WEAK_KEY, device.origin.text, "is not a key that may sign");
    }
    vs_origin_from_key(&origin, &device.key);
    if (strcmp(origin.text, device.origin.text) != 0) {
        return bad(r->err, "an origin does not follow from its key");
    }
    if (out->device_count == VS_ROSTER_DEVICES_MAX) {
        return bad(r->err, "it has too many devices");
    }
    if (out->device_count > 0 &&
        strcmp(out->devices[out->device_count - 1].origin.text, origin.text) >= 0) {
        return bad(r->err, "devices are not in the order of their origins");
    }
    vs_origin_feed(&device.feed, &device.origin);
    /* Grows by doubling: at 0, 1, 2, 4, ... */
    if ((out->device_count & (out->device_count - 1)) == 0) {
        size_t room = out->device_count ? 2 * out->device_count : 1;

        grown = vs_realloc_array(out->devices, room, sizeof(*grown));
        if (!grown) {
            return vs_fail_memory(r->err);
        }
        out->devices = grown;
    }
    out->devices[out->device_count++] = device;
    return VS_OK;
}

/* The five lines of which there is exactly one each. */
static enum vs_code
read_single(struct vs_roster *out, const struct reader *r, size_t which)
{
    bool ok = r->word_count == 2;

    switch (which) {
    case 0:
        ok = ok && vs_unhex(out->org.b, sizeof(out->org.b), r->words[1]);
        break;
    case 1:
        ok = ok && read_number(&out->generation, r->words[1]);
        break;
    case 2:
        ok = ok && read_number(&out->version, r->words[1]);
        break;
    case 3:
        ok = ok && read_hash(&out->root, r->words[1]);
        break;
    default:
        ok = ok && read_hash(&out->next, r->words[1]);
        break;
    }
    return ok ? VS_OK : bad(r->err, "one of its first lines is malformed");
}

/* The lines in their order; lines that this version does not know may stand anywhere between. */
static enum vs_code
read_lines(struct vs_roster *out, struct reader *r)
{
    static const char *const single[] = {"org", "generation", "version", "root", "next"};
    const size_t singles = sizeof(single) / sizeof(single[0]);
    size_t done = 0; /* lines of `single`; then singles = previous, singles + 1 = devices */
    enum vs_code code = VS_OK;

    if (!next_line(r) || r->word_count != 1 || !vs_str_is(r->words[0], "vs-roster/1")) {
        return bad(r->err, "it does not begin with vs-roster/1");
    }
    while (code == VS_OK && next_line(r)) {
        struct vs_str key = r->words[0];

        if (done < singles && vs_str_is(key, single[done])) {
            code = read_single(out, r, done++);
        } else if (done == singles && vs_str_is(key, "previous")) {
            code = read_previous(out, r);
        } else if (done >= singles && vs_str_is(key, "device")) {
            done = singles + 1;
            code = read_device(out, r);
        } else if (vs_str_is(key, "previous") || vs_str_is(key, "device")) {
            code = bad(r->err, "its lines are not in order");
        } else {
            for (size_t i = 0; i < singles; i++) {
                if (vs_str_is(key, single[i])) {
                    return bad(r->err, "its lines are not in order");
                }
            }
            out->newer = out->newer || !vs_str_starts(key, "x-");
        }
    }
    if (code == VS_OK && done <= singles) {
        code = bad(r->err, "a line is missing");
    }
    return code;
}

/* Which rosters `previous` may and must name (FORMAT.md, section 8). */
static enum vs_code
check_previous(const struct vs_roster *in, struct vs_err *err)
{
    size_t before = 0, base = 0;

    for (size_t i = 0; i < in->previous_count; i++) {
        const struct vs_roster_ref *ref = &in->previous[i];

        if (ref->generation == in->generation && ref->version + 1 == in->version) {
            before++;
        } else if (ref->generation + 1 == in->generation &&
                   ref->version == in->previous[0].version) {
            base++; /* sorted: those of the earlier generation come first */
        } else {
            return bad(err, "a line `previous` names a roster that cannot stand before it");
        }
    }
    if ((before > 0) != (in->version > 1) || (base > 0) != (in->generation > 1)) {
        return bad(err, "a line `previous` is missing");
    }
    return VS_OK;
}

static enum vs_code
check_keys(const struct vs_roster *in, bool kept, struct vs_err *err)
{
    struct vs_hash hash;

    if (!kept && !vs_sign_key_acceptable(&in->root)) {
        return vs_fail(err, VS_E_WEAK_KEY, "roster", "its root key is not one that may sign");
    }
    vs_root_hash(&hash, &in->root);
    if ((in->generation == 1) != vs_hash_eq(&hash, &in->org)) {
        return bad(err, "its root key does not fit its generation");
    }
    if (vs_hash_eq(&hash, &in->next)) {
        return bad(err, "its next root key is the one it has");
    }
    return VS_OK;
}

static enum vs_code
parse(struct vs_roster *out, struct vs_str bytes, bool kept, struct vs_err *err)
{
    struct vs_note note;
    struct vs_note_key key;
    struct reader reader = {.kept = kept, .err = err};
    char name[VS_ROOT_NAME_LEN + 1];
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    code = vs_note_parse(&note, bytes.p, bytes.len, VS_ROSTER_MAX, err);
    if (code == VS_E_NOTE_FORMAT) {
        return bad(err, "it is not a signed note");
    }
    if (code != VS_OK) {
        return code;
    }
    reader.rest = note.text;
    code = read_lines(out, &reader);
    if (code == VS_OK) {
        code = check_previous(out, err);
    }
    if (code == VS_OK) {
        code = check_keys(out, kept, err);
    }
    if (code != VS_OK) {
        return code;
    }
    vs_sha256(&out->hash, note.text.p, note.text.len);
    vs_root_name(name, &out->org);
    vs_note_key_init(&key, vs_str(name), VS_NOTE_ED25519, &out->root);
    if (!kept && vs_note_verify(NULL, &note, &key, 1, NULL) != VS_OK) {
        return vs_fail(err, VS_E_ROSTER_SIGNATURE, name, "its root key did not sign the roster");
    }
    return VS_OK;
}

enum vs_code
vs_roster_parse(struct vs_roster *out, struct vs_str note, struct vs_err *err)
{
    return parse(out, note, false, err);
}

enum vs_code
vs_roster_parse_kept(struct vs_roster *out, struct vs_str note, struct vs_err *err)
{
    return parse(out, note, true, err);
}

void
vs_roster_release(struct vs_roster *roster)
{
    vs_free(roster->previous);
    vs_free(roster->devices);
    memset(roster, 0, sizeof(*roster));
}

int
vs_roster_rank_cmp(const struct vs_roster *a, const struct vs_roster *b)
{
    if (a->generation != b->generation) {
        return a->generation < b->generation ? -1 : 1;
    }
    return a->version < b->version ? -1 : a->version > b->version;
}

enum vs_closing
vs_roster_closing(const struct vs_roster_device *device, uint64_t size,
                  const struct vs_hash *root_at_closing)
{
    if (device->state != VS_DEVICE_CLOSED) {
        return VS_CLOSING_NONE;
    }
    if (size < device->size || !root_at_closing) {
        return VS_CLOSING_SHORT;
    }
    return vs_hash_eq(&device->root, root_at_closing) ? VS_CLOSING_FITS : VS_CLOSING_MISMATCH;
}

#include "core/identity/card.h"

#include <string.h>

#include "core/base/enc.h"
#include "core/base/json.h"
#include "core/base/mem.h"
#include "core/base/secret.h"
#include "core/identity/root.h"
#include "core/log/hash.h"

static const char schema[] = "vs.card/1";

static enum vs_code
bad(struct vs_err *err, const char *what)
{
    return vs_fail(err, VS_E_CARD_FORMAT, "contact card", "%s", what);
}

/* --- identity --------------------------------------------------------------------------------- */

/* One line of text without space at its ends. What UTF-8 may hold is for canonical JSON to say. */
static bool
is_line(struct vs_str text, size_t max)
{
    if (text.len == 0 || text.len > max || text.p[0] == ' ' || text.p[text.len - 1] == ' ') {
        return false;
    }
    return !memchr(text.p, '\n', text.len) && !memchr(text.p, '\t', text.len) &&
           !memchr(text.p, '\0', text.len);
}

bool
vs_card_is_name(struct vs_str text)
{
    return is_line(text, VS_CARD_NAME_MAX);
}

bool
vs_card_is_code(struct vs_str text)
{
    if (text.len < 2 || text.len > VS_CARD_CODE_MAX) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return true;
}

enum vs_code
vs_card_identity_read_kept(struct vs_card_identity *out, const struct vs_json *value,
                           struct vs_err *err)
{
    struct vs_str name = vs_json_get_str(value, "name");
    struct vs_str code = vs_json_get_str(value, "code");
    struct vs_hash directory;
    bool has_code = vs_json_get(value, "code") != NULL;

    memset(out, 0, sizeof(*out));
    if (vs_json_size(value) != (has_code ? 5u : 4u) || !vs_card_is_name(name) ||
        (has_code && !vs_card_is_code(code)) || !vs_json_get_hash(&out->root, value, "root") ||
        !vs_json_get_hash(&out->next, value, "next") ||
        !vs_json_get_hash(&directory, value, "directory")) {
        return bad(err, "its identity is malformed");
    }
    memcpy(out->name, name.p, name.len);
    if (has_code) {
        memcpy(out->code, code.p, code.len);
    }
    memcpy(out->directory, directory.b, VS_KEY_LEN);
    vs_wipe(&directory, sizeof(directory));
    vs_root_hash(&out->org, &out->root);
    return VS_OK;
}

enum vs_code
vs_card_identity_read(struct vs_card_identity *out, const struct vs_json *value, struct vs_err *err)
{
    enum vs_code code = vs_card_identity_read_kept(out, value, err);

    if (code == VS_OK && !vs_sign_key_acceptable(&out->root)) {
        return vs_fail(err, VS_E_WEAK_KEY, "contact card", "its root key is not one that may sign");
    }
    return code;
}

struct vs_json *
vs_card_identity_json(const struct vs_card_identity *identity)
{
    struct vs_json *value = vs_json_new_object();
    struct vs_hash directory;

    memcpy(directory.b, identity->directory, VS_KEY_LEN);
    if (identity->code[0]) {
        vs_json_set_text(value, "code", identity->code);
    }
    vs_json_set_hash(value, "directory", &directory);
    vs_json_set_text(value, "name", identity->name);
    vs_json_set_hash(value, "next", &identity->next);
    vs_json_set_hash(value, "root", &identity->root);
    return value;
}

enum vs_code
vs_card_identity_write(struct vs_buf *out, const struct vs_card_identity *identity,
                       struct vs_err *err)
{
    struct vs_json *value = vs_card_identity_json(identity);
    struct vs_card_identity back;
    enum vs_code code;

    /* The writer first: it knows when a member could not be made. */
    memset(&back, 0, sizeof(back));
    code = value ? vs_json_write(out, value, VS_JSON_CONTENT, err) : vs_fail_memory(err);
    if (code == VS_E_JSON_NOT_CANONICAL) {
        code = bad(err, "its identity is malformed");
    }
    if (code == VS_OK) {
        code = vs_card_identity_read(&back, value, err);
    }
    vs_wipe(&back, sizeof(back));
    vs_json_free(value);
    return code;
}

/* --- fingerprint ------------------------------------------------------------------------------ */

enum vs_code
vs_card_fingerprint(uint8_t out[VS_FINGERPRINT_LEN], const struct vs_card_identity *identity,
                    struct vs_err *err)
{
    struct vs_buf bytes;
    struct vs_hash hash;
    enum vs_code code;

    vs_buf_init(&bytes, 4096);
    code = vs_card_identity_write(&bytes, identity, err);
    if (code == VS_OK) {
        VS_SHA256(&hash, VS_STR("vs1 card"), vs_buf_str(&bytes));
        memcpy(out, hash.b, VS_FINGERPRINT_LEN);
        vs_wipe(bytes.p, bytes.len);
    }
    vs_buf_release(&bytes);
    return code;
}

void
vs_fingerprint_text(char out[VS_FINGERPRINT_TEXT_LEN + 1],
                    const uint8_t fingerprint[VS_FINGERPRINT_LEN])
{
    for (size_t i = 0; i < VS_FINGERPRINT_LEN / 2; i++) {
        vs_hex(out + 5 * i, fingerprint + 2 * i, 2);
        out[5 * i + 4] = i + 1 < VS_FINGERPRINT_LEN / 2 ? ' ' : '\0';
    }
}

/* Are the hex digits in `typed` exactly those of `bytes`? */
static bool
digits_are(const uint8_t *bytes, size_t len, struct vs_str typed)
{
    char digits[2 * VS_FINGERPRINT_LEN + 1];
    size_t n = 0;

    vs_hex(digits, bytes, len);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.p[i];

        if (c == ' ' || c == '-' || c == ':' || c == '\n') {
            continue;
        }
        if (c >= 'A' && c <= 'F') {
            c = (char)(c - 'A' + 'a');
        }
        if (n == 2 * len || digits[n] != c) {
            return false;
        }
        n++;
    }
    return n == 2 * len;
}

bool
vs_fingerprint_is(const uint8_t fingerprint[VS_FINGERPRINT_LEN], struct vs_str typed)
{
    return digits_are(fingerprint, VS_FINGERPRINT_LEN, typed);
}

bool
vs_fingerprint_ends(const uint8_t fingerprint[VS_FINGERPRINT_LEN], struct vs_str typed)
{
    return digits_are(fingerprint + VS_FINGERPRINT_LEN - 4, 4, typed);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* A git address, or a folder; never something that a program would take for an option. */
static bool
is_remote(struct vs_str text)
{
    return is_line(text, VS_CARD_HINT_LEN_MAX) && text.p[0] != '-';
}

/* "<host> SHA256:<43 characters of base64>", as ssh-keygen -l prints it. */
static bool
is_host(struct vs_str text)
{
    static const char mark[] = " SHA256:";
    const size_t tail = sizeof(mark) - 1 + 43;
    const char *digits;

    if (!is_remote(text) || text.len <= tail ||
        memcmp(text.p + text.len - tail, mark, sizeof(mark) - 1) != 0 ||
        memchr(text.p, ' ', text.len - tail)) {
        return false;
    }
    digits = text.p + text.len - 43;
    for (size_t i = 0; i < 43; i++) {
        char c = digits[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '+' || c == '/')) {
            return false;
        }
    }
    return true;
}

/* Copies an array of strings that `fits` accepts (NULL: any). *list is owned by the card. */
static enum vs_code
read_list(char ***list, size_t *count, const struct vs_json *array, size_t max,
          bool (*fits)(struct vs_str), struct vs_err *err)
{
    size_t n = vs_json_size(array);

    if (!array || vs_json_kind(array) != VS_JSON_ARRAY || n > max) {
        return bad(err, "a list is missing or too long");
    }
    *list = vs_calloc(n ? n : 1, sizeof(**list));
    if (!*list) {
        return vs_fail_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        struct vs_str text = vs_json_str(vs_json_at(array, i));

        if (!text.p || (fits && !fits(text))) {
            return bad(err, "an entry of a list is malformed");
        }
        (*list)[i] = vs_strndup(text.p, text.len);
        if (!(*list)[i]) {
            return vs_fail_memory(err);
        }
        *count = i + 1;
    }
    return VS_OK;
}

/* Every roster of the card must count under its identity. */
static enum vs_code
judge_rosters(struct vs_card *card, struct vs_err *err)
{
    struct vs_pin pin = {card->identity.root, card->identity.next};
    struct vs_roster *rosters = vs_calloc(VS_CARD_ROSTERS_MAX, sizeof(*rosters));
    const struct vs_roster *pointers[VS_CARD_ROSTERS_MAX];
    enum vs_code code = VS_OK;

    if (!rosters) {
        return vs_fail_memory(err);
    }
    vs_roster_view_release(&card->view);
    for (size_t i = 0; code == VS_OK && i < card->roster_count; i++) {
        pointers[i] = &rosters[i];
        code = vs_roster_parse(&rosters[i], vs_str(card->rosters[i]), err);
    }
    if (code == VS_OK) {
        code = vs_roster_resolve(&card->view, &pin, pointers, card->roster_count, err);
    }
    if (code == VS_OK && card->view.generation == 0) {
        code = vs_fail(err, VS_E_ROSTER_RANK, "contact card",
                       card->view.findings & VS_ROSTER_NEWER
                           ? "its roster is newer than this program"
                           : "it has no roster of the organisation that it names");
    }
    if (code == VS_OK && (card->view.findings & VS_ROSTER_FOREIGN)) {
        code = vs_fail(err, VS_E_ROSTER_RANK, "contact card",
                       "it has a roster that does not belong to it");
    }
    for (size_t i = 0; i < VS_CARD_ROSTERS_MAX; i++) {
        vs_roster_release(&rosters[i]);
    }
    vs_free(rosters);
    return code;
}

static enum vs_code
read_document(struct vs_card *out, const struct vs_json *document, struct vs_err *err)
{
    const struct vs_json *hints = vs_json_get(document, "hints");
    const struct vs_json *identity = vs_json_get(document, "identity");
    enum vs_code code;

    if (!vs_str_is(vs_json_get_str(document, "schema"), schema) || vs_json_size(document) != 4 ||
        !hints || vs_json_kind(hints) != VS_JSON_OBJECT || vs_json_size(hints) != 2 || !identity ||
        vs_json_kind(identity) != VS_JSON_OBJECT) {
        return bad(err, "it is not a vs.card/1, or holds what does not belong there");
    }
    code = vs_card_identity_read(&out->identity, identity, err);
    if (code == VS_OK) {
        code = read_list(&out->rosters, &out->roster_count, vs_json_get(document, "rosters"),
                         VS_CARD_ROSTERS_MAX, NULL, err);
    }
    if (code == VS_OK) {
        code = read_list(&out->remotes, &out->remote_count, vs_json_get(hints, "remotes"),
                         VS_CARD_HINTS_MAX, is_remote, err);
    }
    if (code == VS_OK) {
        code = read_list(&out->hosts, &out->host_count, vs_json_get(hints, "hosts"),
                         VS_CARD_HINTS_MAX, is_host, err);
    }
    return code == VS_OK ? judge_rosters(out, err) : code;
}

enum vs_code
vs_card_parse(struct vs_card *out, struct vs_str bytes, struct vs_err *err)
{
    struct vs_json *document = NULL;
    enum vs_code code;

    memset(out, 0, sizeof(*out));
    while (bytes.len > 0 && memchr(" \t\r\n", bytes.p[bytes.len - 1], 4)) {
        bytes.len--;
    }
    if (bytes.len > VS_CARD_MAX) {
        return vs_fail(err, VS_E_TOO_LARGE, "contact card", "more than %d bytes", VS_CARD_MAX);
    }
    code = vs_json_parse(&document, bytes.p, bytes.len, VS_JSON_CONTENT, err);
    if (code == VS_E_JSON_SYNTAX || code == VS_E_JSON_NOT_CANONICAL) {
        if (err) {
            err->code = VS_E_CARD_FORMAT; /* subject and detail say where */
        }
        return VS_E_CARD_FORMAT;
    }
    if (code == VS_OK) {
        code = read_document(out, document, err);
    }
    vs_json_free(document);
    return code;
}

static void
release_list(char **list, size_t count)
{
    for (size_t i = 0; list && i < count; i++) {
        vs_free(list[i]);
    }
    vs_free(list);
}

void
vs_card_release(struct vs_card *card)
{
    release_list(card->rosters, card->roster_count);
    release_list(card->remotes, card->remote_count);
    release_list(card->hosts, card->host_count);
    vs_roster_view_release(&card->view);
    vs_wipe(card, sizeof(*card));
}

/* --- writing ---------------------------------------------------------------------------------- */

static struct vs_json *
list_json(char *const *list, size_t count)
{
    struct vs_json *array = vs_json_new_array();

    for (size_t i = 0; i < count; i++) {
        vs_json_add_text(array, list[i]);
    }
    return array;
}

enum vs_code
vs_card_write(struct vs_buf *out, const struct vs_card *card, struct vs_err *err)
{
    struct vs_json *document = vs_json_new_object();
    struct vs_json *hints = vs_json_new_object();
    struct vs_card back;
    size_t start = out->len;
    enum vs_code code;

    vs_json_set(hints, "hosts", list_json(card->hosts, card->host_count));
    vs_json_set(hints, "remotes", list_json(card->remotes, card->remote_count));
    vs_json_set(document, "hints", hints);
    vs_json_set(document, "identity", vs_card_identity_json(&card->identity));
    vs_json_set(document, "rosters", list_json(card->rosters, card->roster_count));
    vs_json_set_text(document, "schema", schema);
    code = document ? vs_json_write(out, document, VS_JSON_CONTENT, err) : vs_fail_memory(err);
    vs_json_free(document);
    if (code == VS_E_JSON_NOT_CANONICAL) {
        code = bad(err, "a text in it has characters that no card may have");
    }
    vs_buf_add_byte(out, '\n');
    if (code == VS_OK) {
        code = vs_buf_check(out, "contact card", err);
    }
    if (code != VS_OK) {
        return code;
    }
    code =
        vs_card_parse(&back, (struct vs_str){(const char *)out->p + start, out->len - start}, err);
    vs_card_release(&back);
    return code;
}

/*
 * C2SP signed notes (FORMAT.md, "Signed notes"):
 *
 *   note = text, LF, one or more signature lines
 *   line = U+2014, SP, key name, SP, base64(key id[4] || signature), LF
 *
 * `text` ends in LF; what is signed is the text with its last LF and without the empty line. Text
 * and signatures part at the last empty line.
 */
#ifndef VS_CORE_LOG_NOTE_H
#define VS_CORE_LOG_NOTE_H

#include "core/log/limits.h"
#include "core/log/sign.h"

enum vs_note_type {
    VS_NOTE_ED25519 = 0x01,    /* Ed25519 over the text */
    VS_NOTE_COSIGNATURE = 0x04 /* u64 time || Ed25519, see cosignature.h */
};

enum {
    VS_NOTE_ID_LEN = 4,
    VS_COSIGNATURE_LEN = 8 + VS_SIGNATURE_LEN /* the longest signature that is understood */
};

/* Who may sign a note, and how. */
struct vs_note_key {
    struct vs_str name; /* borrowed */
    enum vs_note_type type;
    struct vs_hash key;
    uint8_t id[VS_NOTE_ID_LEN];
};

/* Fills `out`, computes the id: SHA-256(name || LF || type || key)[0:4]. `name` is borrowed. */
void vs_note_key_init(struct vs_note_key *out, struct vs_str name, enum vs_note_type type,
                      const struct vs_hash *key);

/* Verifier key text: name "+" hex(id) "+" base64(type || key). Appends it. */
void vs_note_vkey_add(struct vs_buf *out, const struct vs_note_key *key);

/* Its strict reverse: VS_E_NOTE_FORMAT for a bad name, id, base64 or an unknown type; VS_E_WEAK_KEY
 * for a key that fails vs_sign_key_acceptable. The name views `text`. */
enum vs_code vs_note_vkey_parse(struct vs_note_key *out, struct vs_str text,
                                struct vs_err *err) VS_MUST_USE;

struct vs_note_line {
    struct vs_str whole; /* with its LF */
    struct vs_str name;
    uint8_t id[VS_NOTE_ID_LEN];
    size_t signature_len;                  /* as it stands in the line */
    uint8_t signature[VS_COSIGNATURE_LEN]; /* its first bytes */
};

/* A note as parsed: views of the bytes it was parsed from. About 9 KB. */
struct vs_note {
    struct vs_str text; /* with its last LF */
    size_t count;
    struct vs_note_line lines[VS_NOTE_LINES_MAX];
};

/*
 * Parses untrusted bytes; verifies nothing. VS_E_TOO_LARGE beyond `max` bytes; VS_E_NOTE_FORMAT if
 * the bytes are no note, the text is not UTF-8 or has a control character other than LF, a name is
 * empty, too long, or has a '+' or a Unicode space, base64 is not strict or holds less than five
 * bytes, or there are more than VS_NOTE_LINES_MAX lines.
 */
enum vs_code vs_note_parse(struct vs_note *out, const void *bytes, size_t len, size_t max,
                           struct vs_err *err) VS_MUST_USE;

/*
 * Verifies one line under a key: name and id must be the key's. `time` (may be NULL) receives the
 * time of a cosignature, 0 for other types.
 */
bool vs_note_line_verify(uint64_t *time, const struct vs_note_line *line,
                         const struct vs_note_key *key, struct vs_str text);

/* The first line of this name and id, or NULL. Says nothing about its signature. */
const struct vs_note_line *vs_note_find(const struct vs_note *note, const struct vs_note_key *key);

/*
 * C2SP's rule: lines of unknown (name, id) are ignored; if a line of a known key does not verify,
 * the whole note is refused; so it is if no known key signed it (VS_E_NOTE_SIGNATURE). `signed_by`
 * (may be NULL) is an array of `count` that tells which keys signed.
 */
enum vs_code vs_note_verify(bool *signed_by, const struct vs_note *note,
                            const struct vs_note_key *keys, size_t count,
                            struct vs_err *err) VS_MUST_USE;

/* Appends a signature line. `signature_len` is at most VS_COSIGNATURE_LEN. */
void vs_note_line_add(struct vs_buf *out, const struct vs_note_key *key, const uint8_t *signature,
                      size_t signature_len);

/* Appends text, empty line and one Ed25519 line under `name`. The text must end in LF. */
void vs_note_sign(struct vs_buf *out, struct vs_str text, struct vs_str name,
                  const struct vs_signer *signer);

/* True iff `name` may be a key name. */
bool vs_note_name_ok(struct vs_str name);

#endif

/* Signing and cosigning checkpoints, notes under several keys, the anchor's rule. What is read is
 * tested by tests/vectors/core_log. */
#include "core/base/secret.h"
#include "core/log/checkpoint.h"
#include "core/log/hash.h"
#include "tests/tap.h"

static struct vs_signer device, peer;
static struct vs_checkpoint_file file;

static struct vs_signer
signer_of(uint8_t fill)
{
    struct vs_signer signer = {0};
    struct vs_secret seed;
    uint8_t bytes[VS_SEED_LEN];

    memset(bytes, fill, sizeof(bytes));
    if (!OK(vs_secret_copy(&seed, bytes, sizeof(bytes), NULL) == VS_OK &&
                vs_signer_init(&signer, &seed, NULL) == VS_OK,
            "a signer from a seed")) {
        return signer;
    }
    seed.len = 31;
    struct vs_signer none;
    OK(vs_signer_init(&none, &seed, NULL) == VS_E_INVALID, "a seed of 31 bytes is refused");
    seed.len = 32;
    vs_secret_release(&seed);
    return signer;
}

static struct vs_checkpoint
checkpoint_of(const struct vs_signer *signer, uint64_t size, uint8_t root)
{
    struct vs_checkpoint checkpoint = {.size = size};

    vs_origin_from_key(&checkpoint.origin, &signer->public_key);
    memset(checkpoint.root.b, root, sizeof(checkpoint.root.b));
    return checkpoint;
}

static void
test_origin(void)
{
    struct vs_origin origin, again;
    char branch[VS_BRANCH_LEN + 1];

    vs_origin_from_key(&origin, &device.public_key);
    OK(vs_origin_parse(&again, vs_origin_str(&origin)), "an origin is read");
    vs_origin_branch(branch, &origin);
    OK(strncmp(branch, "refs/heads/vs1/", 15) == 0 && strlen(branch) == VS_BRANCH_LEN,
       "its branch has the form");
    OK(vs_origin_from_branch(&again, vs_str(branch)), "the branch is read");
    IS_TEXT(again.text, origin.text, "and leads back to the origin");
    branch[VS_BRANCH_LEN - 1] = 'A';
    OK(!vs_origin_from_branch(&again, vs_str(branch)), "a branch in upper case is none");
    OK(!vs_origin_from_branch(&again, VS_STR("refs/heads/main")), "another branch is none");
}

static void
test_sign(void)
{
    struct vs_checkpoint checkpoint = checkpoint_of(&device, 12, 5);
    struct vs_buf out;
    vs_instant time = 0;

    vs_buf_init(&out, VS_CHECKPOINT_FILE_MAX);
    OK(vs_checkpoint_sign(&out, &checkpoint, &peer, VS_INSTANT_NEVER, NULL) == VS_E_INVALID,
       "nobody signs another's checkpoint");
    IS_INT(out.len, 0, "and writes nothing");
    OK(vs_checkpoint_sign(&out, &checkpoint, &device, 100, NULL) == VS_OK, "signed");
    OK(vs_checkpoint_cosign(&out, &checkpoint, &peer, 200, NULL) == VS_OK, "cosigned");
    OK(vs_checkpoint_cosign(&out, &checkpoint, &peer, -1, NULL) == VS_E_INVALID, "not before 1970");
    OK(vs_checkpoint_parse(&file, out.p, out.len, NULL) == VS_OK &&
           vs_checkpoint_verify(&time, &file, &device.public_key, NULL) == VS_OK,
       "read and verified");
    IS_INT(time, 100, "with its heartbeat");
    OK(vs_checkpoint_eq(&file.checkpoint, &checkpoint), "it says what was signed");
    OK(vs_checkpoint_cosigned(&time, &file, &peer.public_key, NULL) == VS_OK && time == 200,
       "with its cosignature");
    struct vs_str line = {0};

    OK(vs_checkpoint_cosignature(&line, &time, &file, &peer.public_key, NULL) == VS_OK &&
           line.p + line.len == (const char *)out.p + out.len && line.p[-1] == '\n',
       "whose line can be passed on");
    OK(vs_checkpoint_cosigned(&time, &file, &device.public_key, NULL) == VS_OK && time == 100,
       "a heartbeat is a cosignature by its own device");
    OK(vs_checkpoint_verify(NULL, &file, &peer.public_key, NULL) == VS_E_CHECKPOINT_FORMAT,
       "it is not the peer's");
    vs_buf_release(&out);

    vs_buf_init(&out, 200);
    OK(vs_checkpoint_sign(&out, &checkpoint, &device, 100, NULL) == VS_E_TOO_LARGE,
       "a buffer that is too small is an error");
    vs_buf_release(&out);
}

static void
test_note_keys(void)
{
    static struct vs_note note;
    struct vs_note_key keys[2];
    bool by[2] = {true, true};
    struct vs_buf out;

    vs_buf_init(&out, 1000);
    vs_note_sign(&out, VS_STR("one\n\ntwo\n"), VS_STR("vs.invalid/o/1"), &device);
    vs_note_key_init(&keys[0], VS_STR("vs.invalid/o/2"), VS_NOTE_ED25519, &peer.public_key);
    vs_note_key_init(&keys[1], VS_STR("vs.invalid/o/1"), VS_NOTE_ED25519, &device.public_key);
    OK(vs_note_parse(&note, out.p, out.len, 1000, NULL) == VS_OK, "a text with an empty line");
    OK(vs_str_is(note.text, "one\n\ntwo\n"), "parts at the last empty line");
    OK(vs_note_verify(by, &note, keys, 2, NULL) == VS_OK && !by[0] && by[1],
       "one of two keys signed it");
    OK(vs_note_verify(by, &note, keys, 1, NULL) == VS_E_NOTE_SIGNATURE,
       "a note that no known key signed is refused");
    OK(vs_note_find(&note, &keys[1]) == &note.lines[0] && !vs_note_find(&note, &keys[0]),
       "a line is found by name and id");
    vs_note_key_init(&keys[0], VS_STR("vs.invalid/o/1"), VS_NOTE_ED25519, &peer.public_key);
    memcpy(keys[0].id, keys[1].id, sizeof(keys[0].id));
    OK(vs_note_verify(by, &note, keys, 2, NULL) == VS_E_NOTE_SIGNATURE,
       "one bad line of a known key refuses the note");
    OK(vs_note_parse(&note, out.p, out.len, out.len - 1, NULL) == VS_E_TOO_LARGE, "a ceiling");
    vs_buf_release(&out);
}

static enum vs_code
root_at(struct vs_hash *out, void *payload, uint64_t size, struct vs_err *err)
{
    if (size > 50) {
        return vs_fail(err, VS_E_NOT_FOUND, "tree", "has 50 leaves");
    }
    memcpy(out, payload, sizeof(*out));
    return VS_OK;
}

static void
test_anchor(void)
{
    struct vs_checkpoint checkpoint = checkpoint_of(&device, 12, 5);
    struct vs_hash anchor, other = {{1}};
    struct vs_buf out;

    vs_buf_init(&out, VS_CHECKPOINT_FILE_MAX);
    OK(vs_checkpoint_sign(&out, &checkpoint, &device, 100, NULL) == VS_OK &&
           vs_checkpoint_cosign(&out, &checkpoint, &peer, 200, NULL) == VS_OK,
       "a checkpoint to anchor to");
    vs_sha256(&anchor, out.p, out.len);
#define ANCHOR(hash, index, key, root)                                                             \
    vs_checkpoint_anchor(&file, (hash), (index), out.p, out.len, (key), root_at, (root), NULL)
    OK(ANCHOR(&anchor, 12, &device.public_key, &checkpoint.root) == VS_OK, "size = index fits");
    OK(file.note.count == 3, "and its lines are given");
    OK(ANCHOR(&anchor, 11, &device.public_key, &checkpoint.root) == VS_E_ANCHOR, "later: no");
    OK(ANCHOR(&other, 12, &device.public_key, &checkpoint.root) == VS_E_ANCHOR, "other bytes: no");
    OK(ANCHOR(&anchor, 12, &peer.public_key, &checkpoint.root) == VS_E_ANCHOR, "a peer's: no");
    OK(ANCHOR(&anchor, 12, &device.public_key, &other) == VS_E_ANCHOR, "another tree: no");
    vs_buf_clear(&out);
    checkpoint.size = 51;
    OK(vs_checkpoint_sign(&out, &checkpoint, &device, 100, NULL) == VS_OK, "a longer one");
    vs_sha256(&anchor, out.p, out.len);
    OK(ANCHOR(&anchor, 60, &device.public_key, &checkpoint.root) == VS_E_NOT_FOUND,
       "what the callback fails with is handed on");
    vs_buf_release(&out);
}

int
main(void)
{
    if (vs_process_harden(NULL) != VS_OK) {
        return 1;
    }
    device = signer_of(1);
    peer = signer_of(2);
    test_origin();
    test_sign();
    test_note_keys();
    test_anchor();
    vs_signer_release(&device);
    vs_signer_release(&peer);
    return tap_done();
}

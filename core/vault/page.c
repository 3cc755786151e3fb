#include "core/vault/page.h"

#include <string.h>
#include <sys/mman.h>

#include <sodium.h>

#define PAGE_FORMAT 1
#define NONCES      128
#define PLACE_BYTES 28 /* role, format, two zeros, page, frame, file id */
#define EXTRA_MAX   256

_Static_assert(VS_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(VS_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");

/*
 * Nonces drawn ahead. The mapping is wiped by the kernel in a forked child (MADV_WIPEONFORK), which
 * makes `left` zero there, so that parent and child never use the same nonce.
 */
struct vs_nonces {
    uint32_t left;
    uint32_t batch;
    uint8_t bytes[NONCES][VS_NONCE_BYTES];
};

/* The label of each subkey, 16 bytes with its zeros. */
static const char labels[VS_ROLE_LAST][16] = {
    "vs1 page", "vs1 wal header", "vs1 wal frame", "vs1 wal page",
    "vs1 mark", "vs1 small",      "vs1 backup",
};

static struct vs_nonces *
nonces_new(void)
{
    struct vs_nonces *nonces =
        mmap(NULL, sizeof(*nonces), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return nonces == MAP_FAILED ? NULL : nonces;
}

static void
nonces_free(struct vs_nonces *nonces)
{
    if (nonces) {
        vs_wipe(nonces, sizeof(*nonces));
        munmap(nonces, sizeof(*nonces));
    }
}

static void
nonce_take(uint8_t out[VS_NONCE_BYTES], const struct vs_page_keys *keys)
{
    struct vs_nonces *nonces = keys->nonces;
    uint8_t *bytes;

    if (nonces->left == 0) {
        if (nonces->batch == 0) {
            /* The first draw, here or after a fork. Without the kernel's help: one at a time. */
            nonces->batch =
                madvise(nonces, sizeof(*nonces), MADV_WIPEONFORK) == 0 ? (uint32_t)NONCES : 1;
        }
        keys->env->random(keys->env->payload, nonces->bytes,
                          (size_t)nonces->batch * VS_NONCE_BYTES);
        nonces->left = nonces->batch;
    }
    bytes = nonces->bytes[--nonces->left];
    memcpy(out, bytes, VS_NONCE_BYTES);
    vs_wipe(bytes, VS_NONCE_BYTES);
}

unsigned
vs_page_nonces_left(const struct vs_page_keys *keys)
{
    return keys->nonces->left;
}

enum vs_code
vs_page_keys_init(struct vs_page_keys *keys, const uint8_t dek[VS_DEK_BYTES],
                  const uint8_t id[VS_FILE_ID_BYTES], const struct vs_env *env, struct vs_err *err)
{
    uint8_t message[sizeof(labels[0]) + VS_FILE_ID_BYTES];
    enum vs_code code;
    size_t i;

    memset(keys, 0, sizeof(*keys));
    keys->env = env;
    memcpy(keys->id, id, VS_FILE_ID_BYTES);
    code = vs_secret_init(&keys->keys, (size_t)VS_ROLE_LAST * 32, err);
    if (code != VS_OK) {
        return code;
    }
    keys->nonces = nonces_new();
    if (!keys->nonces) {
        vs_page_keys_release(keys);
        return vs_fail_memory(err);
    }
    memcpy(message + sizeof(labels[0]), id, VS_FILE_ID_BYTES);
    for (i = 0; i < VS_ROLE_LAST; i++) {
        memcpy(message, labels[i], sizeof(labels[i]));
        crypto_generichash(keys->keys.p + 32 * i, 32, message, sizeof(message), dek, VS_DEK_BYTES);
    }
    return VS_OK;
}

void
vs_page_keys_release(struct vs_page_keys *keys)
{
    vs_secret_release(&keys->keys);
    nonces_free(keys->nonces);
    keys->nonces = NULL;
}

static const uint8_t *
key_of(const struct vs_page_keys *keys, enum vs_page_role role)
{
    return keys->keys.p + 32 * ((size_t)role - 1);
}

static size_t
place_bytes(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place)
{
    out[0] = (uint8_t)place.role;
    out[1] = PAGE_FORMAT;
    out[2] = 0;
    out[3] = 0;
    vs_put_u32(out + 4, place.page);
    vs_put_u32(out + 8, place.frame);
    memcpy(out + 12, keys->id, VS_FILE_ID_BYTES);
    return PLACE_BYTES;
}

static bool
has_clear_bytes(struct vs_place place)
{
    return place.role == VS_ROLE_PAGE && place.page == 1;
}

void
vs_page_seal(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
             const uint8_t *page)
{
    uint8_t ad[PLACE_BYTES + VS_PAGE_CLEAR];
    uint8_t *nonce = out + VS_PAGE_CONTENT;
    uint8_t *tag = nonce + VS_NONCE_BYTES;
    size_t ad_len = place_bytes(ad, keys, place), clear = 0;

    if (has_clear_bytes(place)) {
        clear = VS_PAGE_CLEAR;
        memcpy(out, keys->id, VS_FILE_ID_BYTES);
        memcpy(out + VS_FILE_ID_BYTES, page + VS_FILE_ID_BYTES, clear - VS_FILE_ID_BYTES);
        memcpy(ad + ad_len, out, clear);
        ad_len += clear;
    }
    nonce_take(nonce, keys);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(out + clear, tag, NULL, page + clear,
                                                        VS_PAGE_CONTENT - clear, ad, ad_len, NULL,
                                                        nonce, key_of(keys, place.role));
    memset(tag + VS_TAG_BYTES, 0, VS_PAGE_RESERVE - VS_SEAL_OVERHEAD);
    tag[VS_TAG_BYTES] = PAGE_FORMAT;
}

bool
vs_page_open(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
             const uint8_t *sealed)
{
    static const uint8_t end[VS_PAGE_RESERVE - VS_SEAL_OVERHEAD] = {PAGE_FORMAT};
    static const char sqlite_magic[VS_FILE_ID_BYTES] = "SQLite format 3";
    uint8_t ad[PLACE_BYTES + VS_PAGE_CLEAR];
    const uint8_t *nonce = sealed + VS_PAGE_CONTENT;
    const uint8_t *tag = nonce + VS_NONCE_BYTES;
    size_t ad_len = place_bytes(ad, keys, place), clear = 0;
    bool good = memcmp(tag + VS_TAG_BYTES, end, sizeof(end)) == 0;

    if (has_clear_bytes(place)) {
        clear = VS_PAGE_CLEAR;
        good = good && memcmp(sealed, keys->id, VS_FILE_ID_BYTES) == 0;
        memcpy(ad + ad_len, sealed, clear);
        ad_len += clear;
    }
    good = good && crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
                       out + clear, NULL, sealed + clear, VS_PAGE_CONTENT - clear, tag, ad, ad_len,
                       nonce, key_of(keys, place.role)) == 0;
    if (!good) {
        memset(out, 0, VS_PAGE_BYTES);
        return false;
    }
    if (clear) {
        memcpy(out, sqlite_magic, sizeof(sqlite_magic));
        memcpy(out + VS_FILE_ID_BYTES, sealed + VS_FILE_ID_BYTES, clear - VS_FILE_ID_BYTES);
    }
    memset(out + VS_PAGE_CONTENT, 0, VS_PAGE_RESERVE);
    return true;
}

static size_t
bytes_ad(uint8_t *ad, const struct vs_page_keys *keys, struct vs_place place, const char *extra)
{
    size_t len = place_bytes(ad, keys, place);
    size_t extra_len = extra ? strnlen(extra, EXTRA_MAX) : 0;

    memcpy(ad + len, extra ? extra : "", extra_len);
    return len + extra_len;
}

void
vs_bytes_seal(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
              const char *extra, const void *bytes, size_t len)
{
    uint8_t ad[PLACE_BYTES + EXTRA_MAX];
    size_t ad_len = bytes_ad(ad, keys, place, extra);

    nonce_take(out, keys);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
        out + VS_NONCE_BYTES, out + VS_NONCE_BYTES + len, NULL, bytes, len, ad, ad_len, NULL, out,
        key_of(keys, place.role));
}

bool
vs_bytes_open(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
              const char *extra, const uint8_t *sealed, size_t len)
{
    uint8_t ad[PLACE_BYTES + EXTRA_MAX];
    size_t ad_len = bytes_ad(ad, keys, place, extra);

    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
               out, NULL, sealed + VS_NONCE_BYTES, len, sealed + VS_NONCE_BYTES + len, ad, ad_len,
               sealed, key_of(keys, place.role)) == 0;
}

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct vs_backup_mac) - 64,
               "room for an aligned state");

/* libsodium wants its state at a multiple of 64. */
static crypto_generichash_state *
mac_state(struct vs_backup_mac *mac)
{
    return (crypto_generichash_state *)(((uintptr_t)mac->state + 63) & ~(uintptr_t)63);
}

void
vs_backup_mac_init(struct vs_backup_mac *mac, const struct vs_page_keys *keys)
{
    (void)crypto_generichash_init(mac_state(mac), key_of(keys, VS_ROLE_BACKUP), 32, 32);
}

void
vs_backup_mac_add(struct vs_backup_mac *mac, const void *bytes, size_t len)
{
    (void)crypto_generichash_update(mac_state(mac), bytes, len);
}

void
vs_backup_mac_final(uint8_t out[32], struct vs_backup_mac *mac)
{
    (void)crypto_generichash_final(mac_state(mac), out, 32);
    vs_wipe(mac, sizeof(*mac));
}

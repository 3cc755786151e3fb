/*
 * Sealing of what the VFS stores: database pages, WAL frames and the headers of the WAL, and of the
 * head mark and small files. XChaCha20-Poly1305 under a subkey for each role, a random nonce for
 * each seal, and as associated data the role, the ledger's file id, the page number and the place
 * in the WAL, so that nothing opens anywhere but where it was written. Layout: schemas/VAULT.md.
 */
#ifndef VS_CORE_VAULT_PAGE_H
#define VS_CORE_VAULT_PAGE_H

#include "core/base/bytes.h"
#include "core/base/env.h"
#include "core/base/secret.h"
#include "core/vault/keyfile.h"

#define VS_PAGE_BYTES    4096
#define VS_PAGE_RESERVE  48 /* at the end of every page: nonce, tag, format, seven zeros */
#define VS_PAGE_CONTENT  (VS_PAGE_BYTES - VS_PAGE_RESERVE)
#define VS_PAGE_CLEAR    24 /* at the start of page 1: file id, eight constant bytes of SQLite */
#define VS_NONCE_BYTES   24
#define VS_TAG_BYTES     16
#define VS_SEAL_OVERHEAD (VS_NONCE_BYTES + VS_TAG_BYTES)

enum vs_page_role {
    VS_ROLE_PAGE = 1,       /* a page of the database */
    VS_ROLE_WAL_HEADER = 2, /* the 32 bytes at the start of the WAL */
    VS_ROLE_WAL_FRAME = 3,  /* the 24 bytes before each page in the WAL */
    VS_ROLE_WAL_PAGE = 4,   /* a page in the WAL */
    VS_ROLE_MARK = 5,       /* the head mark */
    VS_ROLE_SMALL = 6,      /* a small file */
    VS_ROLE_BACKUP = 7,     /* the MAC of a backup */
    VS_ROLE_LAST = VS_ROLE_BACKUP
};

struct vs_nonces;

struct vs_page_keys {
    uint8_t id[VS_FILE_ID_BYTES];
    struct vs_secret keys; /* 32 bytes for each role */
    struct vs_nonces *nonces;
    const struct vs_env *env;
};

/* Derives the subkeys. `env` is where nonces come from, and must outlive the keys. */
enum vs_code vs_page_keys_init(struct vs_page_keys *keys, const uint8_t dek[VS_DEK_BYTES],
                               const uint8_t id[VS_FILE_ID_BYTES], const struct vs_env *env,
                               struct vs_err *err) VS_MUST_USE;
void vs_page_keys_release(struct vs_page_keys *keys);

/* A place: the page number (0 for headers) and the frame in the WAL (0 in the database). */
struct vs_place {
    enum vs_page_role role;
    uint32_t page;
    uint32_t frame;
};

/*
 * Seals one page of VS_PAGE_BYTES, whose last VS_PAGE_RESERVE bytes are zero, into `out`. With
 * role VS_ROLE_PAGE and page 1 the clear bytes stay as they are, the first 16 replaced by the
 * file id. `out` and `page` may not overlap.
 */
void vs_page_seal(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
                  const uint8_t *page);

/* The reverse; the reserved bytes come back as zeros. False when it does not open, with `out` all
 * zeros. `out` and `sealed` may not overlap. */
bool vs_page_open(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
                  const uint8_t *sealed);

/* Seals `len` bytes to nonce, ciphertext, tag: len + VS_SEAL_OVERHEAD bytes. `extra` (may be NULL)
 * is further associated data of at most 256 bytes. */
void vs_bytes_seal(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
                   const char *extra, const void *bytes, size_t len);
bool vs_bytes_open(uint8_t *out, const struct vs_page_keys *keys, struct vs_place place,
                   const char *extra, const uint8_t *sealed, size_t len);

/* The MAC of a backup, added to in pieces. */
struct vs_backup_mac {
    uint64_t state[56];
};
void vs_backup_mac_init(struct vs_backup_mac *mac, const struct vs_page_keys *keys);
void vs_backup_mac_add(struct vs_backup_mac *mac, const void *bytes, size_t len);
void vs_backup_mac_final(uint8_t out[32], struct vs_backup_mac *mac); /* wipes it */

/* Tests only: the nonces left in the pool. */
unsigned vs_page_nonces_left(const struct vs_page_keys *keys);

#endif

#include "tests/anomaly/core_vault/h_reader.h"

#include <stdlib.h>

#include <sodium.h>

enum { PAGE = 4096, RESERVE = 48, CONTENT = PAGE - RESERVE };

static unsigned char dek[32], id[16];

static unsigned
number(const unsigned char *at)
{
    return (unsigned)at[0] << 24 | (unsigned)at[1] << 16 | (unsigned)at[2] << 8 | at[3];
}

static void
labelled(unsigned char out[32], const unsigned char *key, const char *label,
         const unsigned char *bytes)
{
    unsigned char message[32] = {0};

    memcpy(message, label, strlen(label));
    memcpy(message + 16, bytes, 16);
    crypto_generichash(out, 32, message, 32, key, 32);
}

/* ledger.key: the data key through the first slot of kind 2. */
static bool
unlock(const char *dir, const char *key_path)
{
    char path[1024];
    struct lab_bytes key, file = lab_read_file(key_path);
    unsigned char ad[64 + 1 + 32], wrap[32];
    bool good = false;
    int i;

    snprintf(path, sizeof(path), "%s/ledger.key", dir);
    key = lab_read_file(path);
    memcpy(id, key.p + 16, 16);
    for (i = 0; i < 8 && key.len == 1120 && !good; i++) {
        const unsigned char *slot = key.p + 64 + 128 * i;

        if (slot[0] == 2) {
            labelled(wrap, file.p, "vs1 key file", slot + 16);
            memcpy(ad, key.p, 64);
            ad[64] = (unsigned char)i;
            memcpy(ad + 65, slot, 32);
            good = crypto_aead_xchacha20poly1305_ietf_decrypt(dek, NULL, NULL, slot + 56, 48, ad,
                                                              sizeof(ad), slot + 32, wrap) == 0;
        }
    }
    free(key.p);
    free(file.p);
    return good;
}

/* Associated data of a place; `clear` more bytes follow for page 1. */
static unsigned long long
place(unsigned char *ad, int role, unsigned page, unsigned frame)
{
    const unsigned char start[12] = {(unsigned char)role,
                                     1,
                                     0,
                                     0,
                                     (unsigned char)(page >> 24),
                                     (unsigned char)(page >> 16),
                                     (unsigned char)(page >> 8),
                                     (unsigned char)page,
                                     (unsigned char)(frame >> 24),
                                     (unsigned char)(frame >> 16),
                                     (unsigned char)(frame >> 8),
                                     (unsigned char)frame};

    memcpy(ad, start, 12);
    memcpy(ad + 12, id, 16);
    return 28;
}

static bool
open_page(unsigned char *out, const unsigned char *in, int role, unsigned page, unsigned frame)
{
    static const char *const labels[] = {NULL, "vs1 page", NULL, NULL, "vs1 wal page"};
    unsigned char ad[64], key[32];
    unsigned long long len = place(ad, role, page, frame), clear = role == 1 && page == 1 ? 24 : 0;

    labelled(key, dek, labels[role], id);
    memcpy(ad + len, in, clear);
    memset(out, 0, PAGE);
    memcpy(out, clear ? "SQLite format 3" : "", clear ? 16 : 0);
    memcpy(out + (clear ? 16 : 0), in + (clear ? 16 : 0), clear ? 8 : 0);
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
               out + clear, NULL, in + clear, CONTENT - clear, in + CONTENT + 24, ad, len + clear,
               in + CONTENT, key) == 0;
}

static bool
open_header(unsigned char *out, const unsigned char *in, unsigned long long len, int role,
            const char *label, unsigned frame)
{
    unsigned char ad[64], key[32];

    labelled(key, dek, label, id);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + 24, len + 16, ad,
                                                      place(ad, role, 0, frame), in, key) == 0;
}

static void
resize(struct lab_bytes *image, size_t len)
{
    image->p = realloc(image->p, len + 1);
    if (len > image->len) {
        memset(image->p + image->len, 0, len - image->len);
    }
    image->len = len;
}

/* Puts the committed frames of a WAL (SQLite's format, opened by the functions given for the
 * vault's) over the pages; header and frame sizes on disk as given. */
static bool
overlay(struct lab_bytes *image, const struct lab_bytes *wal, bool sealed)
{
    size_t header_len = sealed ? 72 : 32, frame_len = sealed ? 64 : 24;
    size_t count = wal->len < header_len ? 0 : (wal->len - header_len) / (frame_len + PAGE), i,
           last;
    unsigned char header[32], frame[24], page[PAGE];
    int pass;

    if (count == 0) {
        return true;
    }
    memcpy(header, wal->p, 32);
    if (sealed && !open_header(header, wal->p, 32, 2, "vs1 wal header", 0)) {
        return false;
    }
    for (pass = 0, last = 0; pass < 2; pass++) {
        for (i = 0; i < (pass ? last : count); i++) {
            const unsigned char *at = wal->p + header_len + i * (frame_len + PAGE);
            size_t end;

            memcpy(frame, at, 24);
            if (sealed && !open_header(frame, at, 24, 3, "vs1 wal frame", (unsigned)i)) {
                return false;
            }
            if (memcmp(frame + 8, header + 16, 8) != 0) {
                break; /* of an earlier generation of the WAL */
            }
            if (pass == 0) {
                last = number(frame + 4) ? i + 1 : last;
                continue;
            }
            memcpy(page, at + frame_len, PAGE);
            if (sealed && !open_page(page, at + frame_len, 4, number(frame), (unsigned)i)) {
                return false;
            }
            end = (size_t)number(frame) * PAGE;
            if (end > image->len) {
                resize(image, end);
            }
            memcpy(image->p + end - PAGE, page, PAGE);
            /* A checkpoint may have cut the file already, below what this frame knew. */
            if (number(frame + 4)) {
                resize(image, (size_t)number(frame + 4) * PAGE);
            }
        }
    }
    return true;
}

struct lab_bytes
reader_vault(const char *dir, const char *key_path)
{
    char path[1024];
    struct lab_bytes sealed, wal, image;
    bool good = unlock(dir, key_path);
    size_t i;

    snprintf(path, sizeof(path), "%s/ledger.db", dir);
    sealed = lab_read_file(path);
    snprintf(path, sizeof(path), "%s/ledger.db-wal", dir);
    wal = lab_read_file(path);
    image.len = sealed.len / PAGE * PAGE;
    image.p = malloc(image.len + 1);
    for (i = 0; i < image.len / PAGE && good; i++) {
        good = open_page(image.p + i * PAGE, sealed.p + i * PAGE, 1, (unsigned)i + 1, 0);
    }
    good = good && overlay(&image, &wal, true);
    free(sealed.p);
    free(wal.p);
    if (!good) {
        free(image.p);
        image = (struct lab_bytes){NULL, 0};
    }
    return image;
}

struct lab_bytes
reader_plain(const char *db_path)
{
    char path[1024];
    struct lab_bytes image = lab_read_file(db_path), wal;

    snprintf(path, sizeof(path), "%s-wal", db_path);
    wal = lab_read_file(path);
    overlay(&image, &wal, false);
    free(wal.p);
    return image;
}

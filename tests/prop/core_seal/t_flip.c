/*
 * Laws of sealing: what was sealed opens to the same bytes, at every length; no leaf and no content
 * with a changed bit opens; no box of a changed invitation opens. The seed is printed and may be
 * given as argument.
 */
#include <stdlib.h>

#include <sodium.h>

#include "core/log/hash.h"
#include "core/seal/entry.h"
#include "core/seal/invitation.h"
#include "tests/tap.h"

static uint64_t state;

/* splitmix64 */
static uint64_t
next(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static void
fill(void *payload, void *out, size_t len)
{
    uint8_t *b = out;

    (void)payload;
    for (size_t i = 0; i < len; i++) {
        b[i] = (uint8_t)next();
    }
}

static const struct vs_env env = {NULL, fill, NULL};

/* A random leaf of texts of these lengths. */
struct made {
    uint8_t kc[VS_KEY_LEN], kf[VS_KEY_LEN];
    struct vs_hash feed, anchor, salt;
    uint8_t facts[VS_FACTS_MAX], content[VS_CONTENT_MAX];
    struct vs_sealing in;
    struct vs_buf leaf, sealed, room;
};

static bool
make(struct made *m, size_t facts_len, size_t content_len, bool has_content)
{
    fill(NULL, m->kc, sizeof(m->kc));
    fill(NULL, &m->feed, sizeof(m->feed));
    fill(NULL, &m->anchor, sizeof(m->anchor));
    fill(NULL, &m->salt, sizeof(m->salt));
    fill(NULL, m->facts, facts_len);
    fill(NULL, m->content, content_len);
    vs_reading_key(m->kf, m->kc); /* any key will do */
    m->in = (struct vs_sealing){.place = {next() >> 24, &m->feed, &m->anchor, &m->salt},
                                .kf = m->kf,
                                .kc = m->kc,
                                .facts = vs_part(m->facts, facts_len)};
    if (has_content) {
        m->in.content = vs_part(m->content, content_len);
    }
    vs_tag(m->in.tag, m->kf, &m->feed, next() >> 40);
    vs_buf_clear(&m->leaf);
    vs_buf_clear(&m->sealed);
    return vs_leaf_seal(&m->leaf, &m->sealed, &m->in, NULL) == VS_OK;
}

/* Do the bytes, as they are now, open to what was sealed? */
static bool
opens(struct made *m)
{
    struct vs_leaf leaf;
    struct vs_str text;

    return vs_leaf_parse(&leaf, m->leaf.p, m->leaf.len, NULL) == VS_OK &&
           vs_facts_open(&text, &m->room, m->kf, &leaf, NULL) == VS_OK &&
           vs_str_eq(text, m->in.facts) &&
           (!m->in.content.p || (vs_content_open(&text, &m->room, m->kc, &leaf,
                                                 vs_buf_str(&m->sealed), NULL) == VS_OK &&
                                 vs_str_eq(text, m->in.content)));
}

/* Does anything open, facts or content, to whatever? */
static bool
facts_open_at_all(struct made *m)
{
    struct vs_leaf leaf;
    struct vs_str text;

    return vs_leaf_parse(&leaf, m->leaf.p, m->leaf.len, NULL) == VS_OK &&
           vs_facts_open(&text, &m->room, m->kf, &leaf, NULL) == VS_OK;
}

static void
test_lengths(struct made *m)
{
    static const size_t edges[] = {0,    1,    507,  508,   509,   1019,  1020,        1021,
                                   2044, 4092, 4093, 16380, 16381, 32763, VS_FACTS_MAX};
    size_t good = 0, tried = 0;

    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        good += make(m, edges[i], 0, false) && opens(m);
        good += make(m, edges[i], edges[i], true) && opens(m);
        tried += 2;
    }
    for (int i = 0; i < 300; i++) {
        size_t facts = next() % (i % 3 ? 2000 : VS_FACTS_MAX + 1);
        size_t content = next() % (i % 5 ? 3000 : VS_CONTENT_MAX + 1);

        good += make(m, facts, content, i % 2 == 0) && opens(m);
        tried++;
    }
    IS_INT(good, tried, "what was sealed opens, at every length");
}

static void
test_flips(struct made *m)
{
    size_t opened = 0, flips = 0;

    OK(make(m, 300, 500, true) && opens(m), "a leaf with content");
    for (size_t i = 0; i < m->leaf.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            m->leaf.p[i] ^= (uint8_t)(1U << bit);
            opened += facts_open_at_all(m);
            flips++;
            m->leaf.p[i] ^= (uint8_t)(1U << bit);
        }
    }
    IS_INT(opened, 0, "none of %zu leaves with one changed bit opens", flips);
    flips = 0;
    for (size_t i = 0; i < m->sealed.len; i++) {
        m->sealed.p[i] ^= (uint8_t)(1U << (i % 8));
        opened += opens(m);
        flips++;
        m->sealed.p[i] ^= (uint8_t)(1U << (i % 8));
    }
    IS_INT(opened, 0, "none of %zu contents with one changed bit opens", flips);
    OK(opens(m), "unchanged, it opens");
}

static void
test_invitation(void)
{
    struct vs_invitation_to to = {.invitation = {.role = VS_KEY_FULL, .epoch = 1}};
    struct vs_invitation_found found[VS_BOXES_MAX];
    uint8_t ikm[32], sk[VS_X25519_LEN];
    struct vs_hash feed = {{1}}, salt = {{2}}, me = {{3}};
    struct vs_leaf_place place = {5, &feed, NULL, &salt};
    struct vs_inbox_key key = {.sk = sk};
    struct vs_leaf leaf;
    struct vs_buf bytes;
    size_t count = 0, opened = 0, own = 0, tried = 0;

    fill(NULL, ikm, sizeof(ikm));
    vs_hpke_derive(sk, &key.pk, ikm);
    to.inbox = key.pk;
    to.invitation.org = me;
    vs_buf_init(&bytes, VS_LEAF_MAX);
    OK(vs_invitation_seal(&bytes, &place, &to, 1, &env, NULL) == VS_OK &&
           vs_leaf_parse(&leaf, bytes.p, bytes.len, NULL) == VS_OK &&
           vs_invitation_open(found, &count, NULL, &leaf, &me, &key, 1, NULL) == VS_OK &&
           count == 1,
       "an invitation opens");
    /* Every bit of the header; of the boxes one bit a byte: a flip in another box changes nothing.
     */
    for (size_t bit = 0; bit < bytes.len * 8; bit += bit < 132 * 8 ? 1 : 8) {
        bytes.p[bit / 8] ^= (uint8_t)(1U << (bit % 8 + bit / 8) % 8);
        count = 0;
        if (vs_leaf_parse(&leaf, bytes.p, bytes.len, NULL) == VS_OK &&
            vs_invitation_open(found, &count, NULL, &leaf, &me, &key, 1, NULL) == VS_OK &&
            count > 0) {
            opened += bit < 132 * 8;
            own += bit >= 132 * 8;
        }
        tried += bit >= 132 * 8;
        bytes.p[bit / 8] ^= (uint8_t)(1U << (bit % 8 + bit / 8) % 8);
    }
    IS_INT(opened, 0, "not with a changed header");
    /* X25519 ignores the highest bit of a public key: RFC 7748, 5. The KEM binds enc, so it counts.
     */
    IS_INT(own, tried - VS_INVITATION_BOX_LEN, "nor with a changed bit in its own box");
    vs_buf_release(&bytes);
}

int
main(int argc, char **argv)
{
    static struct made made;

    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 20261123;
    printf("# seed %llu\n", (unsigned long long)state);
    OK(sodium_init() >= 0, "libsodium starts");
    vs_buf_init(&made.leaf, VS_LEAF_MAX);
    vs_buf_init(&made.sealed, VS_CONTENT_FILE_MAX);
    vs_buf_init(&made.room, VS_CONTENT_CLASS_MAX);
    test_lengths(&made);
    test_flips(&made);
    test_invitation();
    vs_buf_release(&made.leaf);
    vs_buf_release(&made.sealed);
    vs_buf_release(&made.room);
    return tap_done();
}

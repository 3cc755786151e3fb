/* Organisations that are introduced as what they are not. */
#include <stdio.h>
#include <string.h>

#include "core/base/enc.h"
#include "core/identity/card.h"
#include "core/identity/root.h"
#include "tests/cli/liar/liar.h"

static void
introduce(const struct vs_hash *org, struct vs_str identity)
{
    struct vs_channel_row channel = case_channel();
    struct vs_event event = event_of(VS_EV_INTRODUCE);
    struct vs_buf facts, bytes;

    vs_buf_init(&facts, VS_FACTS_CLASS_MAX);
    event.party.org = *org;
    vs_buf_init(&bytes, VS_EVENT_IDENTITY_MAX);
    vs_buf_add_str(&bytes, identity);
    event.identity = bytes.p;
    event.identity_len = bytes.len;
    event.content = VS_CONTENT_BYTES;
    MUST(vs_event_write(&facts, &event, &err));
    say_in(&channel, vs_buf_str(&facts), VS_STR("no roster"), NULL);
    vs_buf_release(&facts);
    vs_buf_release(&bytes);
}

/* An identity that is not that of the organisation named beside it. */
static void
introduce_false(void)
{
    struct vs_hash org = any_hash(8);
    struct vs_buf identity;

    vs_buf_init(&identity, 65536);
    MUST(vs_org_identity(store->ledger, &identity, store->self.id, &err));
    introduce(&org, vs_buf_str(&identity));
    introduce(&org, VS_STR("{\"no\":\"identity\"}"));
    introduce(&org, VS_STR("\xff\xfe"));
    vs_buf_release(&identity);
}

/* Somebody whom the others know, with a directory key of the liar's own. */
static void
introduce_known(void)
{
    struct vs_org_row org = other_org();
    struct vs_buf identity, bent_identity;
    char *key;

    vs_buf_init(&identity, 65536);
    vs_buf_init(&bent_identity, 65536);
    MUST(vs_org_identity(store->ledger, &identity, org.id, &err));
    vs_buf_add(&identity, "", 1);
    key = strstr((char *)identity.p, "\"directory\":\"");
    key[13] = key[13] == 'A' ? 'B' : 'A';
    introduce(&org.org, (struct vs_str){(char *)identity.p, identity.len - 1});
    vs_buf_release(&identity);
    vs_buf_release(&bent_identity);
}

/* An organisation that does not exist, with this directory key. */
static void
introduce_invented(const uint8_t kd[VS_KEY_LEN], unsigned seed)
{
    struct vs_card_identity identity;
    struct vs_secret secret;
    struct vs_signer signer;
    struct vs_buf bytes;

    memset(&identity, 0, sizeof identity);
    MUST(vs_secret_init(&secret, VS_SEED_LEN, &err));
    memset(secret.p, 0, VS_SEED_LEN);
    vs_put_u32(secret.p, seed);
    MUST(vs_signer_init(&signer, &secret, &err));
    identity.root = signer.public_key;
    vs_root_hash(&identity.org, &identity.root);
    identity.next = any_hash(9);
    memcpy(identity.directory, kd, VS_KEY_LEN);
    snprintf(identity.name, sizeof identity.name, "Invented %u", seed);
    vs_buf_init(&bytes, VS_EVENT_IDENTITY_MAX);
    MUST(vs_card_identity_write(&bytes, &identity, &err));
    introduce(&identity.org, vs_buf_str(&bytes));
    vs_signer_release(&signer);
    vs_secret_release(&secret);
    vs_buf_release(&bytes);
}

/* With the directory key of somebody who exists, and with the keys of the case. */
static void
introduce_taken_keys(void)
{
    struct vs_org_row org = other_org();
    struct vs_channel_row channel = case_channel();

    introduce_invented(org.kd.b, 77);
    introduce_invented(channel.kc, 78);
    introduce_invented(channel.kr, 79);
    introduce_invented(channel.kf, 80);
}

/* More organisations than anybody may introduce. */
static void
introduce_many(void)
{
    uint8_t kd[VS_KEY_LEN] = {0};

    for (unsigned i = 0; i < 260; i++) {
        introduce_invented(kd, 1000 + i);
    }
}

const struct liar_lie liar_introduce[] = {
    {"introduce-false", introduce_false},
    {"introduce-known", introduce_known},
    {"introduce-taken-keys", introduce_taken_keys},
    {"introduce-many", introduce_many},
    {NULL, NULL},
};

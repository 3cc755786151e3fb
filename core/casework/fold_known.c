/* Who knew of what, and from when; which leaves of closed feeds others vouch for. */
#include "core/casework/fold_in.h"

#include "core/base/mem.h"

/* For each place in each chain the least `at` from there on, of what is no ack. */
void
prepare_knowledge(struct vs_fold_data *d)
{
    vs_instant *room;

    if (d->chain_n == 0) {
        return; /* the fold of no events: what the pool hangs on is not there */
    }
    room = vs_malloc(d->n * sizeof(*room));
    if (!room) {
        d->failed = VS_E_NO_MEMORY;
        return;
    }
    for (uint32_t c = 0; c < d->chain_n; c++) {
        struct chain *chain = &d->chains[c];
        vs_instant first = NEVER;

        chain->first_at = room;
        room += chain->n;
        for (uint32_t i = chain->n; i-- > 0;) {
            const struct ev *e = &d->ev[chain->v[i]];

            if (e->e && !e->left_out && e->e->type != VS_EV_ACK) {
                first = least(first, e->e->at);
            }
            chain->first_at[i] = first;
        }
    }
}

/* From when an act of `org` shows that it knew of event x; its own events it knew by writing. */
vs_instant
knew(const struct vs_fold_data *d, uint32_t org, uint32_t x)
{
    const struct ev *e = &d->ev[x];
    vs_instant first = NEVER;

    for (uint32_t c = 0; c < d->chain_n; c++) {
        const struct chain *chain = &d->chains[c];
        uint32_t low = 0, high = chain->n;

        if (chain->org != org) {
            continue;
        }
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;

            if (knows(&d->ev[chain->v[middle]], e)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (low < chain->n) {
            first = least(first, chain->first_at[low]);
        }
    }
    for (uint32_t node = e->acks; node != NONE; node = d->ack_next[node]) {
        const struct ev *ack = &d->ev[d->ack_ev[node]];

        if (ack->org == org && !ack->left_out) {
            first = least(first, ack->e->at);
        }
    }
    return first;
}

/* A cut leaf counts only if a valid, uncut event of another organisation knows it; knowing grows
 * along a chain, so that the last such event of each chain decides. */
bool
mark_left_out(struct vs_fold_data *d)
{
    bool any = false;

    for (uint32_t i = 0; i < d->n; i++) {
        any |= d->ev[i].in->cut;
    }
    if (!any) {
        return false;
    }
    for (uint32_t i = 0; i < d->n; i++) {
        d->ev[i].left_out = d->ev[i].in->cut;
    }
    any = false;
    for (uint32_t c = 0; c < d->chain_n; c++) {
        const struct ev *last = NULL;

        for (uint32_t k = d->chains[c].n; !last && k-- > 0;) {
            const struct ev *e = &d->ev[d->chains[c].v[k]];

            last = e->valid && !e->in->cut ? e : NULL;
        }
        for (uint32_t i = 0; last && i < d->n; i++) {
            if (d->ev[i].org != last->org && knows(last, &d->ev[i])) {
                d->ev[i].left_out = false;
            }
        }
    }
    for (uint32_t i = 0; i < d->n; i++) {
        any |= d->ev[i].left_out;
    }
    return any;
}

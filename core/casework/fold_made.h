/*
 * What is put together of a fold that has been judged: shared by the files that do it
 * (fold_result*.c). Internal to core/casework.
 */
#ifndef VS_CORE_CASEWORK_FOLD_MADE_H
#define VS_CORE_CASEWORK_FOLD_MADE_H

#include "core/casework/fold_in.h"

struct maker {
    struct vs_fold *fold;
    struct vs_fold_data *d;
    struct view *view;
    uint32_t *claim_of; /* by slot: index into claims, NONE */
    uint32_t *offer_of; /* by slot: index into offers, NONE */
    size_t span_cap, wait_cap, finding_cap, boundary_cap;
};

/* fold_result.c */
/* One more zeroed element, NULL when out of memory. `array` points to the array, which it moves. */
void *made_more(struct maker *m, void *array, size_t *count, size_t *cap, size_t size);
/* None, if it would end before it begins. */
void made_finding(struct maker *m, const char *name, uint32_t event, uint32_t other,
                  vs_instant from, vs_instant until);
/* A claim that rests directly on a leaf at or after the closing of its feed. */
void made_dispute_cut(struct maker *m, uint32_t slot, uint32_t cause, uint32_t offer);

/* fold_result_offer.c: claims first, since offers and their spans speak about them. */
void make_claims(struct maker *m);
void make_offers(struct maker *m);

/* fold_result_settle.c: settlements first, since escalations ask what ended them. */
void make_settlements(struct maker *m);
void make_escalations(struct maker *m);
void findings_of_ladders(struct maker *m);
void findings_of_closings(struct maker *m);
void make_parties(struct maker *m);

#endif

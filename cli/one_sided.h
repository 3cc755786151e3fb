/* Agreements that only one of two organisations had adopted: why they have none in common. */
#ifndef VS_CLI_ONE_SIDED_H
#define VS_CLI_ONE_SIDED_H

#include "core/casework/calendar.h"
#include "core/record/store.h"

/*
 * Calls `each` with a sentence for every agreement that one of the two had adopted by this day and
 * the other had not, as far as is known here: "Oosterhout has not adopted west-brabant-2022, VT
 * has". Says nothing where the ledger cannot be read: it is beside what was asked.
 */
void vs_one_sided(struct vs_store *store, const struct vs_hash *giver,
                  const struct vs_hash *receiver, vs_date day,
                  void (*each)(void *payload, const char *sentence), void *payload);

#endif

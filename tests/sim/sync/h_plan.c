#include "tests/sim/sync/h_plan.h"

#include "tests/sim/sync/h_rules.h"

/* --- grounds -----------------------------------------------------------------------------------
 */

static const struct {
    const char *devices; /* a digit an organisation */
    unsigned hubs;
} kinds[H_GROUNDS] = {
    {"111", 1}, {"111", 2},  {"211", 1},   {"121", 2},    {"1111", 1},
    {"221", 2}, {"1211", 2}, {"21112", 2}, {"121111", 1}, {"1121112", 2},
};

static struct h_world grounds[H_GROUNDS];
static bool made[H_GROUNDS];

/* Everybody syncs until the roster and keys of every device are known to all. */
static void
let_meet(struct h_world *world)
{
    char before[2048], after[2048];

    do {
        h_hub_state(&world->hubs[0], before, sizeof(before));
        for (unsigned i = 0; i < world->count; i++) {
            world->now += 60;
            h_org_sync_clean(&world->orgs[i]);
        }
        h_hub_state(&world->hubs[0], after, sizeof(after));
    } while (strcmp(before, after) != 0);
}

static void
add_device(struct h_world *world, struct h_org *of)
{
    struct h_org *org = &world->orgs[world->count];

    h_org_device(org, of, world->count);
    org->party = of->party;
    world->count++;
}

/* "vt.2" and so on, for people; before, all devices of an organisation bear its alias. */
static void
number_devices(struct h_world *world)
{
    for (unsigned i = world->count; i-- > 0;) {
        unsigned number = 1;

        for (unsigned o = 0; o < i; o++) {
            number += world->orgs[o].party == world->orgs[i].party;
        }
        if (number > 1) {
            snprintf(world->orgs[i].alias + strlen(world->orgs[i].alias), 3, ".%u", number % 10);
        }
    }
}

const struct h_world *
h_ground(unsigned n)
{
    struct h_world *world = &grounds[n];
    unsigned orgs = (unsigned)strlen(kinds[n].devices);

    if (made[n]) {
        return world;
    }
    h_world_start(world, 1000 + n, orgs, kinds[n].hubs, h_time("2026-03-27T09:00:00Z"));
    for (unsigned i = 0; i < orgs; i++) {
        for (char d = '1'; d < kinds[n].devices[i]; d++) {
            add_device(world, &world->orgs[i]);
        }
        h_rules_start(&world->orgs[i], n);
    }
    let_meet(world);
    number_devices(world);
    for (unsigned i = 0; i < world->count; i++) {
        h_org_close(&world->orgs[i]);
    }
    made[n] = true;
    return world;
}

void
h_grounds_end(void)
{
    for (unsigned n = 0; n < H_GROUNDS; n++) {
        if (made[n]) {
            h_world_end(&grounds[n]);
            made[n] = false;
        }
    }
}

/* --- plans -------------------------------------------------------------------------------------
 */

/* Most worlds are small, some are large. */
static unsigned
draw_ground(uint64_t *random)
{
    unsigned of = (unsigned)h_below(random, 100);

    if (of < 80) {
        return of % 5;
    }
    if (of < 95) {
        return 5 + of % 2;
    }
    return 7 + of % 3;
}

/* A clock that is a little off, or by hours. */
static vs_instant
draw_skew(const struct h_plan *plan, uint64_t *random)
{
    if (plan->clocks && h_below(random, 3) == 0) {
        return (vs_instant)h_below(random, 16 * 3600) - 8 * 3600;
    }
    return (vs_instant)h_below(random, 400) - 200;
}

static void
draw_step(const struct h_plan *plan, struct h_step *step, const struct h_world *world,
          uint64_t *random)
{
    do {
        step->actor = (unsigned)h_below(random, world->count);
    } while (step->actor == plan->hermit);
    step->wait =
        1 + (vs_instant)(h_below(random, 3) ? h_below(random, 3600) : h_below(random, 86400));
    step->seed = *random;
    switch (h_below(random, 32)) {
    case 0:
        step->kind = H_STEP_REOPEN;
        break;
    case 1:
        step->kind = H_STEP_ADOPT;
        break;
    case 2:
    case 3:
        step->kind = plan->hostile ? H_STEP_HOST : H_STEP_SYNC;
        break;
    default:
        step->kind = h_below(random, 32) < 14 ? H_STEP_SYNC : H_STEP_ACT;
        break;
    }
    if (step->kind == H_STEP_ACT && world->orgs[step->actor].party == plan->liar &&
        h_below(random, 3) > 0) {
        step->kind = H_STEP_LIE;
    }
}

void
h_plan_draw(struct h_plan *plan, uint64_t seed)
{
    uint64_t random = seed * 7919;
    const struct h_world *world;

    memset(plan, 0, sizeof(*plan));
    plan->seed = seed;
    plan->ground = draw_ground(&random);
    world = h_ground(plan->ground);
    plan->hermit = h_below(&random, 3) ? H_NOBODY : world->count - 1;
    plan->liar = h_below(&random, 2) ? H_NOBODY : world->orgs[h_below(&random, world->count)].party;
    plan->withheld = plan->liar != H_NOBODY && h_below(&random, 5) == 0;
    plan->hostile = h_below(&random, 6) == 0;
    plan->clocks = h_below(&random, 4) == 0;
    for (unsigned i = 0; i < H_ORGS_MAX; i++) {
        plan->skew[i] = draw_skew(plan, &random);
    }
    plan->count = 12 + (size_t)h_below(&random, h_below(&random, 12) ? 24 : 100);
    for (size_t i = 0; i < plan->count; i++) {
        draw_step(plan, &plan->steps[i], world, &random);
    }
    plan->forks = plan->liar != H_NOBODY && world->hub_count == 2 && h_below(&random, 3) == 0;
}

bool
h_plan_has(const struct h_plan *plan, const struct h_org *org)
{
    return !(plan->absent & 1u << org->party);
}

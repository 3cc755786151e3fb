/* The same world as in the simulations. */
#include "tests/sim/sync/h_world.c"

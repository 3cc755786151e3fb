/* The same world as in the simulations. */
#include "tests/sim/sync/h_host_mem.c"

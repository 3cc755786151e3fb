/* What looks at them. */
#include "tests/sim/sync/h_look.c"

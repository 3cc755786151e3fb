/* The same plays as in the unit tests. */
#include "tests/unit/core_casework/h_play.c"

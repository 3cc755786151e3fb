/* The same histories as in the unit tests. */
#include "tests/unit/core_casework/h_case.c"

/* The same histories as in the property tests. */
#include "tests/unit/core_casework/h_case.c"

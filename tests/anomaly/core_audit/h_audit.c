/* The pair of organisations of the unit tests. */
#include "tests/unit/core_audit/h_audit.c"

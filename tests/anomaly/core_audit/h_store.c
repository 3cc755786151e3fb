/* The organisations of the unit tests. */
#include "tests/unit/core_record/h_store.c"

/* The organisations of the tests of core/record. */
#include "tests/unit/core_record/h_store.c"

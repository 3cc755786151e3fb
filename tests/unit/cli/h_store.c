/* The organisations of the tests of core/record, for tests of what a command reads. */
#include "tests/unit/core_record/h_store.c"

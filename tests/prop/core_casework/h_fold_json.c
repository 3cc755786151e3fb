/* The same JSON as in the unit tests. */
#include "tests/unit/core_casework/h_fold_json.c"

#include "tests/unit/core_casework/h_shipped.c"

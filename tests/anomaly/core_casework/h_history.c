#include "tests/prop/core_casework/h_history.c"

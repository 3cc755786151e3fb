/*
 * All tests of a folder in one program: the name by which it is called says which. The Makefile
 * gives PROGRAMS, P(t_one) P(t_other), and each test its main by the name main_of_t_one
 * (own_main.h).
 */
#include <stdio.h>
#include <string.h>

#define P(name) int main_of_##name(int argc, char **argv);
PROGRAMS
#undef P

static const struct {
    const char *name;
    int (*main)(int argc, char **argv);
} programs[] = {
#define P(name) {#name, main_of_##name},
    PROGRAMS
#undef P
};

int
main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];

    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        if (strcmp(programs[i].name, name) == 0) {
            return programs[i].main(argc, argv);
        }
    }
    fprintf(stderr, "%s: no test of this name\n", name);
    return 2;
}

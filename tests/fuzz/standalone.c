/*
 * Replays a corpus: every file as it is, cut short at up to 64 places, and with one bit changed at
 * up to 512 places, the same in every run. The corpus is the folder given as argument, or for a
 * program t_fuzz_x the folder tests/fuzz/corpus/x: the name says the target too, of TARGETS, T(one)
 * T(other), which the Makefile gives. A target that crashes leaves no plan behind, which the runner
 * counts as a failure; the last line names the file.
 */
#include <dirent.h>
#include <errno.h>

#include "tests/fuzz/fuzz.h"
#include "tests/tap.h"

typedef int (*target_fn)(const uint8_t *data, size_t size);

#define T(name) int input_of_##name(const uint8_t *data, size_t size);
TARGETS
#undef T

static const struct {
    const char *name;
    target_fn run;
} targets[] = {
#define T(name) {#name, input_of_##name},
    TARGETS
#undef T
};
static target_fn target;

#define SIZE_MAX_FILE (1024 * 1024)
#define CUTS          64
#define FLIPS         512

/* In memory of exactly its size, so that the address sanitizer sees a read behind the end. */
static void
run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    if (!copy) {
        abort();
    }
    memcpy(copy, data, size);
    if (target(copy, size) != 0) {
        abort();
    }
    free(copy);
}

static void
run_variations(uint8_t *data, size_t size)
{
    size_t step = size / CUTS + 1, bits = size * 8;

    run(data, size);
    for (size_t cut = 0; cut < size; cut += step) {
        run(data, cut);
    }
    /* An odd step meets every place in a byte in turn. */
    step = bits <= FLIPS ? 1 : (bits / FLIPS) | 1;
    for (size_t bit = 0; bit < bits; bit += step) {
        data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        run(data, size);
        data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static bool
replay(const char *folder, const char *name)
{
    static uint8_t data[SIZE_MAX_FILE + 1];
    char path[4096];
    size_t size;
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (!file) {
        return false;
    }
    size = fread(data, 1, sizeof(data), file);
    fclose(file);
    if (size > SIZE_MAX_FILE) {
        return false;
    }
    printf("# %s\n", path);
    fflush(stdout);
    run_variations(data, size);
    return true;
}

static int
is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int
main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '/');
    struct dirent **entries = NULL;
    char folder[1024];
    int count;

    name = name ? name + 1 : argv[0];
    name = strncmp(name, "t_fuzz_", 7) == 0 ? name + 7 : name;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        target = strcmp(targets[i].name, name) == 0 ? targets[i].run : target;
    }
    if (!target) {
        fprintf(stderr, "%s: no target of this name\n", name);
        return 2;
    }
    if (argc > 1) {
        snprintf(folder, sizeof(folder), "%s", argv[1]);
    } else {
        snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s", name);
    }
    count = scandir(folder, &entries, is_file, alphasort);
    OK(count > 0, "there is a corpus in %s", folder);
    run((const uint8_t *)"", 0);
    for (int i = 0; i < count; i++) {
        OK(replay(folder, entries[i]->d_name), "%s", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return tap_done();
}

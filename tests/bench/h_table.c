/* The table of figures, for people line by line and at its end as one JSON document. */
#include <stdio.h>

#include "core/base/json.h"
#include "tests/bench/h_bench.h"

static struct vs_json *document;
static unsigned missed;

void
bench_print_head(uint64_t events)
{
    printf("%llu events; the best of several runs\n\n", (unsigned long long)events);
    printf("%-52s %14s %14s %7s  %-14s %s\n", "work", "figure", "floor", "ratio", "target",
           "the floor is");
}

static void
figure_text(char out[40], double value, const char *unit)
{
    snprintf(out, 40, "%.*f %s", value >= 1000 ? 0 : value >= 10 ? 1 : 3, value, unit);
}

void
bench_print_row(const struct bench_row *row)
{
    double ratio = row->floor > 0 ? row->value / row->floor : 0;
    double judged = row->by_ratio ? ratio : row->value;
    bool met = row->target <= 0 || (row->least ? judged >= row->target : judged <= row->target);
    struct vs_json *out = vs_json_new_object();
    char figure[40], floor[40] = "", factor[40] = "", target[60] = "";

    figure_text(figure, row->value, row->unit);
    if (row->floor > 0) {
        figure_text(floor, row->floor, row->unit);
        snprintf(factor, sizeof(factor), "%.2f", ratio);
    }
    if (row->target > 0) {
        snprintf(target, sizeof(target), "%s %g%s%s", row->least ? ">=" : "<=", row->target,
                 row->by_ratio ? " x" : "", met ? "" : " MISSED");
        missed += !met;
    }
    printf("%-52s %14s %14s %7s  %-14s %s\n", row->work, figure, floor, factor, target,
           row->floor > 0 ? row->floor_is : "");
    fflush(stdout);
    vs_json_set_text(out, "work", row->work);
    vs_json_set_text(out, "unit", row->unit);
    vs_json_set_int(out, "figure_millionths", (int64_t)(row->value * 1e6));
    vs_json_set_int(out, "floor_millionths", (int64_t)(row->floor * 1e6));
    vs_json_set_text(out, "target", target);
    vs_json_set_bool(out, "met", met);
    if (!document) {
        document = vs_json_new_array();
    }
    vs_json_add(document, out);
}

void
bench_print_end(uint64_t events)
{
    struct vs_json *whole = vs_json_new_object();
    struct vs_buf line;

    vs_buf_init(&line, 1u << 20);
    vs_json_set_text(whole, "schema", "vs.bench/1");
    vs_json_set_int(whole, "events", (int64_t)events);
    vs_json_set(whole, "rows", document ? document : vs_json_new_array());
    if (vs_json_print(&line, whole, 0, NULL) == VS_OK) {
        printf("\n%.*s\n", (int)line.len, (const char *)line.p);
    }
    printf("\n%u targets missed\n", missed);
    vs_buf_release(&line);
    vs_json_free(whole);
}

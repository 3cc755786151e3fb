/*
 * Every allocation of a verification fails once, and all after it. It then ends with lack of
 * memory, and never takes that for something that was found: a false alarm would be as bad as none.
 */
#include "core/base/mem.h"
#include "tests/unit/core_audit/h_audit.h"

static unsigned long findings;

static enum vs_code
count(void *payload, const struct vs_finding *finding, struct vs_err *err)
{
    (void)payload;
    (void)err;
    printf("# %s: %s\n", vs_finding_name(finding->kind), finding->detail);
    findings++;
    return VS_OK;
}

static void
each_allocation(struct h_org *org, int64_t case_leaf, const char *what)
{
    struct vs_audit_request request = {case_leaf, NULL, count, NULL};
    struct vs_audited audited, whole;
    struct vs_err err = {0};
    unsigned long total, other = 0, passed = 0;

    findings = 0;
    vs_mem_fail_at(0);
    H_MUST(vs_audit(&whole, org->store, &request, &err));
    total = vs_mem_count();
    for (unsigned long n = 1; n <= total; n++) {
        enum vs_code code;

        vs_mem_fail_at(n);
        code = vs_audit(&audited, org->store, &request, &err);
        vs_mem_fail_at(0);
        passed += code == VS_OK;
        other += code != VS_OK && code != VS_E_NO_MEMORY;
    }
    OK(total > 100, "%s: %lu allocations", what, total);
    IS_INT(other, 0, "%s: lack of memory is called so", what);
    IS_INT(passed, 0, "%s: and never passed over", what);
    IS_INT(findings, 0, "%s: nor taken for a finding", what);
    H_MUST(vs_audit(&audited, org->store, &request, &err));
    OK(memcmp(&audited, &whole, sizeof(whole)) == 0, "%s: with memory all is as before", what);
}

int
main(void)
{
    struct h_pair pair;

    h_pair_start(&pair, 3, false);
    each_allocation(&pair.ost, 0, "everything");
    each_allocation(&pair.ost, pair.case_leaf, "one case");
    h_pair_end(&pair);
    return tap_done();
}

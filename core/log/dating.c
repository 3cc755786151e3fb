#include "core/log/dating.h"

bool
vs_dating_is_back(const struct vs_dating *latest, vs_instant made)
{
    return latest->made > made && latest->made - made > VS_DATING_SLACK;
}

bool
vs_dating_next(struct vs_dating *earlier, struct vs_dating *latest, uint64_t leaf, vs_instant made)
{
    bool back = vs_dating_is_back(latest, made);

    *earlier = *latest;
    if (back || made > latest->made) {
        *latest = (struct vs_dating){made, leaf};
    }
    return back;
}

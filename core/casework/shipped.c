/* The agreements and calendars that come with the program. A test compares these lists with the
 * folders: no file is left out, and no edition ever released disappears. */
#include "core/casework/agreement.h"

#include "core/base/embed.h"

VS_EMBED(een_veilig_thuis_2014, "schemas/agreements/een-veilig-thuis-2014.json")
VS_EMBED(gelderland_midden_2019, "schemas/agreements/gelderland-midden-2019.json")
VS_EMBED(gelderland_midden_2023, "schemas/agreements/gelderland-midden-2023.json")
VS_EMBED(gelderland_zuid_2017, "schemas/agreements/gelderland-zuid-2017.json")
VS_EMBED(gelderland_zuid_2020, "schemas/agreements/gelderland-zuid-2020.json")
VS_EMBED(samen_veilig_2019, "schemas/agreements/samen-veilig-2019.json")
VS_EMBED(voorbeeld, "schemas/agreements/voorbeeld.json")
VS_EMBED(west_brabant_2017, "schemas/agreements/west-brabant-2017.json")
VS_EMBED(west_brabant_2022, "schemas/agreements/west-brabant-2022.json")

VS_EMBED(nl_atw_2026_1, "schemas/calendars/nl-atw-2026-1.json")

typedef struct vs_str (*embedded)(void);

static const embedded agreements[] = {een_veilig_thuis_2014,
                                      gelderland_midden_2019,
                                      gelderland_midden_2023,
                                      gelderland_zuid_2017,
                                      gelderland_zuid_2020,
                                      samen_veilig_2019,
                                      voorbeeld,
                                      west_brabant_2017,
                                      west_brabant_2022};
static const embedded calendars[] = {nl_atw_2026_1};

bool
vs_shipped_agreement(struct vs_str *bytes, size_t index)
{
    if (index >= sizeof(agreements) / sizeof(agreements[0])) {
        return false;
    }
    *bytes = agreements[index]();
    return true;
}

bool
vs_shipped_calendar(struct vs_str *bytes, size_t index)
{
    if (index >= sizeof(calendars) / sizeof(calendars[0])) {
        return false;
    }
    *bytes = calendars[index]();
    return true;
}

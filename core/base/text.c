#include "core/base/text.h"

int32_t
vs_text_next(struct vs_str text, size_t *at)
{
    static const int32_t least[] = {0, 0x80, 0x800, 0x10000};
    unsigned first = (unsigned char)text.p[(*at)++];
    size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    int32_t point = (int32_t)(first & (0x3fU >> more));

    if (first < 0x80) {
        return (int32_t)first;
    }
    if (first < 0xc2 || first > 0xf4 || more > text.len - *at) {
        return -1;
    }
    for (size_t i = 0; i < more; i++) {
        if ((text.p[*at] & 0xc0) != 0x80) {
            return -1;
        }
        point = point << 6 | (text.p[(*at)++] & 0x3f);
    }
    if (point < least[more] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        return -1;
    }
    return point;
}

const char *
vs_text_forbidden(int32_t point)
{
    if (point < 0) {
        return "text that is not well-formed UTF-8";
    }
    if ((point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7f && point <= 0x9f)) {
        return "control character in a text";
    }
    if ((point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef)) {
        return "noncharacter in a text";
    }
    if (point == 0xfeff) {
        return "byte order mark in a text";
    }
    if (point == 0x061c || point == 0x200e || point == 0x200f ||
        (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)) {
        return "bidirectional control character in a text";
    }
    return NULL;
}

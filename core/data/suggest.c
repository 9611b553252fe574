/* Optimal string alignment (Damerau's four mistakes of typing), where a letter of the other case
** is a quarter of a mistake: "minCapacity" and "min_capacity" both lead to "MinCapacity". */
#include "data/suggest.h"

#include "base/ascii.h"

enum { MAX_SIZE = 96, MISTAKE = 4, OTHER_CASE = 1 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t cost(char a, char b)
{
    if (a == b)
        return 0;
    return ascii_lower(a) == ascii_lower(b) ? OTHER_CASE : MISTAKE;
}

/* Row by row over the letters of a; rows[i % 3] holds the distances of a's first i letters. */
static size_t distance_of(mt_str a, mt_str b)
{
    size_t rows[3][MAX_SIZE + 1];
    for (size_t j = 0; j <= b.size; j++)
        rows[0][j] = j * MISTAKE;
    for (size_t i = 1; i <= a.size; i++) {
        const size_t *above = rows[(i - 1) % 3], *higher = rows[(i + 1) % 3];
        size_t *row = rows[i % 3];
        row[0] = i * MISTAKE;
        for (size_t j = 1; j <= b.size; j++) {
            const size_t changed = above[j - 1] + cost(a.data[i - 1], b.data[j - 1]);
            row[j] = least(changed, least(above[j], row[j - 1]) + MISTAKE);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                row[j] = least(row[j], higher[j - 2] + MISTAKE);
        }
    }
    return rows[a.size % 3][b.size];
}

void suggest_offer(struct suggest *suggest, const char *candidate)
{
    const mt_str name = mt_cstr(candidate);
    if (suggest->wanted.size > MAX_SIZE || name.size > MAX_SIZE)
        return;
    const size_t distance = distance_of(suggest->wanted, name);
    const size_t letters = suggest->wanted.size > name.size ? suggest->wanted.size : name.size;
    if (distance * 3 > letters * MISTAKE || (suggest->best && distance >= suggest->distance))
        return;
    suggest->best = candidate;
    suggest->distance = distance;
}

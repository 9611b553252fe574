/* After use no secret is left in memory: the process's own heap is searched for it, freed blocks too.
** The stack and what libcurl keeps are not. */
#include <moontide/creds.h>

#include <stddef.h>
#include <stdlib.h>

#include "provider_scenes.h"
#include "test.h"

/* Of a freed block the allocator overwrites the beginning. */
static const char tail[] = "/the/scene/0123456789abcdef";

static int count_in(const char *from, const char *to)
{
    int count = 0;
    const size_t size = sizeof tail - 1;
    while (to - from >= (ptrdiff_t)size && (from = memchr(from, tail[0], (size_t)(to - from)))) {
        if (to - from >= (ptrdiff_t)size && memcmp(from, tail, size) == 0)
            count++;
        from++;
    }
    return count;
}

/* Negative: this system does not say where the heap is. */
static int copies_in_heap(void)
{
    char line[512];
    int count = -1;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps)) {
        if (!strstr(line, "[heap]"))
            continue;
        char *end = NULL;
        const uintptr_t from = (uintptr_t)strtoull(line, &end, 16);
        const uintptr_t to = (uintptr_t)strtoull(end + 1, NULL, 16);
        count = count < 0 ? 0 : count;
        count +=
            count_in((const char *)from, (const char *)to); // NOLINT(performance-no-int-to-ptr)
    }
    if (maps)
        (void)fclose(maps);
    return count;
}

/* While they are in use only the credentials are held: secret and token, and of an instance the token
** for its metadata, as it is sent too. */
static void test_nothing_is_left(void)
{
    enum { MOST = 4 };
    for (size_t i = 0; i < SCENES; i++) {
        struct world world;
        const mt_credentials *found = NULL;
        mt_error err = {0};
        mt_provider *provider = mt_provider_new_default(open_scene(&world, &scenes[i]), NULL);
        CHECK(provider_run(provider, NOW, scenes[i].answers, count_answers(&scenes[i]), &found,
                           &err) == MT_STEP_READY);
        const int held = copies_in_heap();
        mt_provider_free(provider);
        const int left = copies_in_heap();
        if (left || held > MOST)
            fprintf(stderr, "%s: %d copies held, %d left\n", scenes[i].name, held, left);
        CHECK(held > 0 && held <= MOST);
        CHECK(left == 0);
    }
}

int main(void)
{
    enum { SKIPPED = 77 };
    char *first = malloc(sizeof SCENE_SECRET); /* so that there is a heap */
    if (first)
        memcpy(first, SCENE_SECRET, sizeof SCENE_SECRET);
    const int found = first ? copies_in_heap() : -1;
    if (first)
        memset(first, 0, sizeof SCENE_SECRET);
    free(first);
    if (found != 1) {
        puts("SKIPPED: the heap cannot be searched here");
        return SKIPPED;
    }
    RUN(test_nothing_is_left);
    return TEST_SUMMARY();
}

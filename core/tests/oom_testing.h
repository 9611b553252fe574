/* Runs out of memory at the first, second, third … allocation of a piece of work, until the work
** succeeds: every failure must be reported as such, and leave nothing behind (which the sanitizers
** see). The linker sends our allocations here cJSON's come by its hooks. */
#ifndef MOONTIDE_OOM_TESTING_H
#define MOONTIDE_OOM_TESTING_H

#include <cjson/cJSON.h>

#include <stdlib.h>

#include <moontide/error.h>

#include "test.h"

static long allocations_left = -1; /* -1: no shortage */
static bool has_failed;
static bool is_for_good; /* does memory stay short, or is one allocation refused? */

static bool is_short(void)
{
    if (allocations_left < 0)
        return false;
    if (allocations_left-- > 0)
        return false;
    allocations_left = is_for_good ? 0 : -1;
    has_failed = true;
    return true;
}

/* the linker's names
** NOLINTBEGIN(bugprone-reserved-identifier,cert-*,readability-identifier-naming) */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size)
{
    return is_short() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_short() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return is_short() ? NULL : __real_realloc(memory, size);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-*,readability-identifier-naming) */

static inline void *hooked_malloc(size_t size)
{
    return __wrap_malloc(size);
}

/* One piece of work; memory runs out while it is done. */
typedef mt_status work(mt_error *err);

static void exhaust_once(const char *name, work *attempt)
{
    for (long allowed = 0;; allowed++) {
        mt_error err = {0};
        has_failed = false;
        allocations_left = allowed;
        const mt_status st = attempt(&err);
        allocations_left = -1;
        if (!has_failed) {
            CHECK_STATUS(st, MT_OK);
            printf("%-9s %ld allocations\n", name, allowed);
            CHECK(allowed > 0);
            return;
        }
        if (st != MT_EMEM || err.status != MT_EMEM)
            fprintf(stderr, "%s, allocation %ld: %s\n", name, allowed, err.message);
        CHECK_STATUS(st, MT_EMEM);
        CHECK_STATUS(err.status, MT_EMEM);
    }
}

static void exhaust(const char *name, work *attempt)
{
    is_for_good = true; /* tidying up must not need memory */
    exhaust_once(name, attempt);
    is_for_good = false; /* no failure may be overlooked */
    exhaust_once(name, attempt);
}

/* Once, before the first. */
static inline void oom_begin(void)
{
    cJSON_Hooks hooks = {hooked_malloc, free};
    cJSON_InitHooks(&hooks);
}

#endif

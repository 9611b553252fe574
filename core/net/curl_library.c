#include "net/curl_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static const char library_name[] = "libcurl.so.4";

struct entry {
    const char *symbol;
    size_t offset; /* of the function's pointer in the table */
};

static const struct entry entries[] = {
#define CURL_LIBRARY_ENTRY(name) {"curl_" #name, offsetof(struct curl_library, name)},
    CURL_LIBRARY_TABLE(CURL_LIBRARY_ENTRY)
#undef CURL_LIBRARY_ENTRY
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct curl_library table;
static mt_error failure; /* MT_OK: the table is usable */

static mt_status fill_table(void *library)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        void *const function = dlsym(library, entries[i].symbol);
        if (!function)
            return mt_fail(&failure, MT_EIO,
                           "%s has no %s: it is too old; install libcurl 7.84 or newer "
                           "(Debian: apt-get install libcurl4)",
                           library_name, entries[i].symbol);
        memcpy((char *)&table + entries[i].offset, &function, sizeof function);
    }
    return MT_OK;
}

/* Lazily: most of what its dozens of libraries link is never called, and binding it all at once takes
** as long as a call. Never closed again: libcurl and OpenSSL leave exit handlers behind. */
static void load(void)
{
    void *const library = dlopen(library_name, RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        const char *const reason = dlerror();
        (void)mt_fail(&failure, MT_EIO,
                      "libcurl cannot be loaded: %s; install libcurl 4 "
                      "(Debian: apt-get install libcurl4)",
                      reason ? reason : library_name);
        return;
    }
    if (fill_table(library) != MT_OK)
        return;
    const CURLcode code = table.global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK)
        (void)mt_fail(&failure, MT_EIO, "libcurl does not start: %s", table.easy_strerror(code));
}

mt_status curl_library_open(const struct curl_library **out, mt_error *err)
{
    (void)pthread_once(&once, load);
    if (failure.status != MT_OK) {
        if (err)
            *err = failure;
        return failure.status;
    }
    *out = &table;
    return MT_OK;
}

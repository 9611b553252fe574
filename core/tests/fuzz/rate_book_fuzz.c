/* Any bytes may lie where rates are remembered. What is read can be used, and is read again as it
** is written. */
#include "flow/rate_book.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 1764000000 };

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void use(const struct rate_entry *entry)
{
    struct rate rate = {0};
    const double age = entry->at < NOW ? (double)(NOW - entry->at) : 0;
    rate_recall(&rate, &entry->memory, age, 1);
    require(rate.rate == entry->memory.rate);
    require(rate_wait(&rate, 1, 1) < 3600);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rate_book book = {0}, again = {0};
    char *text = NULL;
    size_t text_size = 0;
    require(rate_book_read(&book, (mt_str){(const char *)data, size}, NOW, NULL) == MT_OK);
    for (size_t i = 0; i < book.count; i++)
        use(&book.entries[i]);
    require(rate_book_print(&book, &text, &text_size, NULL) == MT_OK);
    require(rate_book_read(&again, (mt_str){text, text_size}, NOW, NULL) == MT_OK);
    require(again.count == book.count);
    for (size_t i = 0; i < book.count; i++)
        require(strcmp(again.entries[i].key, book.entries[i].key) == 0 &&
                again.entries[i].memory.rate == book.entries[i].memory.rate);
    free(text);
    rate_book_clear(&book);
    rate_book_clear(&again);
    return 0;
}

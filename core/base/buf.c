#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/crypto.h"

enum { FIRST_CAPACITY = 64 };

/* Not by realloc: many a buffer holds a secret, and of what is moved no copy must be left. */
static char *move(struct buf *buf, size_t capacity)
{
    char *data = malloc(capacity);
    if (!data || !buf->data)
        return data;
    memcpy(data, buf->data, buf->size);
    crypto_wipe(buf->data, buf->size);
    free(buf->data);
    return data;
}

static bool grow(struct buf *buf, size_t extra)
{
    if (buf->failed)
        return false;
    if (buf->data && extra < buf->capacity - buf->size)
        return true;
    if (extra > SIZE_MAX / 4 || buf->size > SIZE_MAX / 4) {
        buf->failed = true;
        return false;
    }
    size_t wanted = buf->capacity ? buf->capacity : FIRST_CAPACITY;
    while (wanted <= buf->size + extra)
        wanted *= 2;
    char *data = move(buf, wanted);
    if (!data) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->data[buf->size] = '\0';
    buf->capacity = wanted;
    return true;
}

void buf_reserve(struct buf *buf, size_t size)
{
    (void)grow(buf, size);
}

void buf_add(struct buf *buf, mt_str text)
{
    if (!grow(buf, text.size))
        return;
    if (text.size)
        memcpy(buf->data + buf->size, text.data, text.size);
    buf->size += text.size;
    buf->data[buf->size] = '\0';
}

void buf_add_cstr(struct buf *buf, const char *text)
{
    buf_add(buf, mt_cstr(text));
}

void buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, (mt_str){&c, 1});
}

void buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    if (length < 0 || !grow(buf, (size_t)length)) {
        buf->failed = true;
    } else {
        (void)vsnprintf(buf->data + buf->size, buf->capacity - buf->size, format, again);
        buf->size += (size_t)length;
    }
    va_end(again);
    va_end(args);
}

void buf_reset(struct buf *buf)
{
    buf->size = 0;
    buf->failed = false;
    if (buf->data)
        buf->data[0] = '\0';
}

void buf_clear(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){0};
}

void buf_wipe(struct buf *buf)
{
    if (buf->data)
        crypto_wipe(buf->data, buf->capacity);
    buf_clear(buf);
}

char *buf_take(struct buf *buf, size_t *size)
{
    if (!buf->data)
        buf_add_cstr(buf, "");
    char *data = NULL;
    if (!buf->failed) {
        data = buf->data;
        if (size)
            *size = buf->size;
        *buf = (struct buf){0};
    }
    buf_clear(buf);
    return data;
}

char *str_dup(mt_str text)
{
    char *copy = malloc(text.size + 1);
    if (!copy)
        return NULL;
    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

mt_str str_trim(mt_str text)
{
    while (text.size && ascii_is_space(text.data[0]))
        text = (mt_str){text.data + 1, text.size - 1};
    while (text.size && ascii_is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Which headers are signed, and how they are written. Names are compared without regard to case and
** lowered when written, so nothing is copied on the way. */
#include "auth/sigv4_headers.h"

#include <stdlib.h>

#include "auth/sigv4.h"
#include "base/ascii.h"

enum { OWN_HEADERS = 4 };

enum header_kind {
    ORDINARY,
    UNSIGNED, /* botocore's list, what proxies and HTTP libraries add; and the signature itself */
    DATE,
    TOKEN,
    CONTENT_HASH,
    HOST
};

/* clang-format off */
#define NAME(text) {text, sizeof(text) - 1}
/* clang-format on */

static const struct {
    mt_str name;
    enum header_kind kind;
} special_names[] = {
    {NAME("host"), HOST},
    {NAME("user-agent"), UNSIGNED},
    {NAME("authorization"), UNSIGNED},
    {NAME("x-amz-date"), DATE},
    {NAME("x-amz-security-token"), TOKEN},
    {NAME("x-amz-content-sha256"), CONTENT_HASH},
    {NAME("connection"), UNSIGNED},
    {NAME("expect"), UNSIGNED},
    {NAME("keep-alive"), UNSIGNED},
    {NAME("proxy-authenticate"), UNSIGNED},
    {NAME("proxy-authorization"), UNSIGNED},
    {NAME("te"), UNSIGNED},
    {NAME("trailer"), UNSIGNED},
    {NAME("transfer-encoding"), UNSIGNED},
    {NAME("upgrade"), UNSIGNED},
    {NAME("x-amzn-trace-id"), UNSIGNED},
};

static bool is_named(mt_str name, mt_str wanted)
{
    if (name.size != wanted.size)
        return false;
    size_t i = 0;
    while (i < name.size && ascii_lower(name.data[i]) == wanted.data[i])
        i++;
    return i == name.size;
}

static enum header_kind kind_of(mt_str name)
{
    for (size_t i = 0; i < sizeof special_names / sizeof special_names[0]; i++)
        if (is_named(name, special_names[i].name))
            return special_names[i].kind;
    return ORDINARY;
}

bool sigv4_is_signed_header(mt_str name)
{
    return kind_of(name) != UNSIGNED;
}

static int compare_names(mt_str a, mt_str b)
{
    const size_t shorter = a.size < b.size ? a.size : b.size;
    for (size_t i = 0; i < shorter; i++) {
        const unsigned char left = (unsigned char)ascii_lower(a.data[i]);
        const unsigned char right = (unsigned char)ascii_lower(b.data[i]);
        if (left != right)
            return left < right ? -1 : 1;
    }
    return (a.size > b.size) - (a.size < b.size);
}

/* Insertion keeps duplicates in wire order, and a request has a handful of headers. */
static void insert(struct sigv4_headers *headers, mt_header header)
{
    size_t i = headers->count++;
    for (; i > 0 && compare_names(headers->items[i - 1].name, header.name) > 0; i--)
        headers->items[i] = headers->items[i - 1];
    headers->items[i] = header;
}

static mt_status make_room(struct sigv4_headers *headers, size_t count, mt_error *err)
{
    if (count <= headers->capacity)
        return MT_OK;
    if (count > SIZE_MAX / sizeof *headers->items)
        return fail_memory(err);
    mt_header *const items = realloc(headers->items, count * sizeof *items);
    if (!items)
        return fail_memory(err);
    headers->items = items;
    headers->capacity = count;
    return MT_OK;
}

mt_status sigv4_headers_collect(struct sigv4_headers *headers, const mt_http_request *request,
                                bool keep_token, mt_error *err)
{
    headers->count = 0;
    headers->has_host = headers->had_content_sha256 = false;
    const mt_status st = make_room(headers, request->header_count + OWN_HEADERS, err);
    if (st)
        return st;
    for (size_t i = 0; i < request->header_count; i++) {
        const mt_header header = request->headers[i];
        switch (kind_of(header.name)) {
        case UNSIGNED:
        case DATE:
            break;
        case CONTENT_HASH:
            headers->had_content_sha256 = true;
            break;
        case TOKEN:
            if (keep_token)
                insert(headers, header);
            break;
        case HOST:
            headers->has_host = true;
            insert(headers, header);
            break;
        case ORDINARY:
            insert(headers, header);
            break;
        }
    }
    return MT_OK;
}

void sigv4_headers_add(struct sigv4_headers *headers, const char *name, mt_str value)
{
    insert(headers, (mt_header){mt_cstr(name), value});
}

static bool is_repeated(const struct sigv4_headers *headers, size_t i)
{
    return i && compare_names(headers->items[i - 1].name, headers->items[i].name) == 0;
}

void sigv4_headers_write_names(const struct sigv4_headers *headers, struct buf *out)
{
    const size_t start = out->size;
    for (size_t i = 0; i < headers->count; i++) {
        if (is_repeated(headers, i))
            continue;
        if (i)
            buf_add_char(out, ';');
        buf_add(out, headers->items[i].name);
    }
    for (size_t i = start; i < out->size; i++)
        out->data[i] = ascii_lower(out->data[i]);
}

void sigv4_headers_write_block(const struct sigv4_headers *headers, mt_str names, struct buf *out)
{
    for (size_t i = 0; i < headers->count; i++) {
        const mt_header *const header = &headers->items[i];
        if (is_repeated(headers, i)) {
            buf_add_char(out, ',');
        } else {
            const size_t size = header->name.size;
            if (i)
                buf_add_char(out, '\n');
            buf_add(out, (mt_str){names.data, size});
            buf_add_char(out, ':');
            names.data += size + 1;
        }
        sigv4_canonical_header_value(header->value, out);
    }
    buf_add_char(out, '\n');
}

size_t sigv4_headers_size(const struct sigv4_headers *headers)
{
    size_t size = 1;
    for (size_t i = 0; i < headers->count; i++)
        size += headers->items[i].name.size + headers->items[i].value.size + 2;
    return size;
}

void sigv4_headers_clear(struct sigv4_headers *headers)
{
    free(headers->items);
    *headers = (struct sigv4_headers){0};
}

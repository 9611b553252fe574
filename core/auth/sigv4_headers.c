/* Which headers are signed, and how they are written. Names are compared without regard to case and
** lowered when written, so nothing is copied on the way. */
#include "auth/sigv4_headers.h"

#include <stdlib.h>

#include "auth/sigv4.h"

enum { OWN_HEADERS = 4 };

struct header_name {
    const char *text;
    size_t size;
};

#define NAME(text)            \
    {                         \
        text, sizeof text - 1 \
    }

/* botocore's list: what proxies and HTTP libraries add or change. */
static const struct header_name unsigned_names[] = {
    NAME("connection"),
    NAME("expect"),
    NAME("keep-alive"),
    NAME("proxy-authenticate"),
    NAME("proxy-authorization"),
    NAME("te"),
    NAME("trailer"),
    NAME("transfer-encoding"),
    NAME("upgrade"),
    NAME("user-agent"),
    NAME("x-amzn-trace-id"),
};

static const struct header_name authorization_name = NAME("authorization");
static const struct header_name date_name = NAME("x-amz-date");
static const struct header_name token_name = NAME("x-amz-security-token");
static const struct header_name hash_name = NAME("x-amz-content-sha256");
static const struct header_name host_name = NAME("host");

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_named(mt_str name, struct header_name wanted)
{
    if (name.size != wanted.size)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (lower(name.data[i]) != wanted.text[i])
            return false;
    return true;
}

bool sigv4_is_signed_header(mt_str name)
{
    for (size_t i = 0; i < sizeof unsigned_names / sizeof unsigned_names[0]; i++)
        if (is_named(name, unsigned_names[i]))
            return false;
    return !is_named(name, authorization_name);
}

static int compare_names(mt_str a, mt_str b)
{
    const size_t shorter = a.size < b.size ? a.size : b.size;
    for (size_t i = 0; i < shorter; i++) {
        const unsigned char left = (unsigned char)lower(a.data[i]);
        const unsigned char right = (unsigned char)lower(b.data[i]);
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
        const mt_str name = request->headers[i].name;
        if (is_named(name, hash_name))
            headers->had_content_sha256 = true;
        else if (is_named(name, date_name) || (!keep_token && is_named(name, token_name)) ||
                 !sigv4_is_signed_header(name))
            continue;
        else
            insert(headers, request->headers[i]);
        headers->has_host |= is_named(name, host_name);
    }
    return MT_OK;
}

void sigv4_headers_add(struct sigv4_headers *headers, const char *name, mt_str value)
{
    insert(headers, (mt_header){mt_cstr(name), value});
}

static void add_lower(struct buf *out, mt_str text)
{
    const size_t start = out->size;
    buf_add(out, text);
    for (size_t i = start; i < out->size; i++)
        out->data[i] = lower(out->data[i]);
}

void sigv4_headers_write(const struct sigv4_headers *headers, struct buf *block, struct buf *names)
{
    for (size_t i = 0; i < headers->count; i++) {
        const mt_header *const header = &headers->items[i];
        const bool is_again = i && compare_names(header[-1].name, header->name) == 0;
        if (is_again) {
            buf_add_char(block, ',');
        } else {
            if (i) {
                buf_add_char(block, '\n');
                buf_add_char(names, ';');
            }
            add_lower(block, header->name);
            add_lower(names, header->name);
            buf_add_char(block, ':');
        }
        sigv4_canonical_header_value(header->value, block);
    }
    buf_add_char(block, '\n');
}

void sigv4_headers_clear(struct sigv4_headers *headers)
{
    free(headers->items);
    *headers = (struct sigv4_headers){0};
}

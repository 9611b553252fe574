/* The canonical request, as AWS's "Create a signed AWS API request" words it, step by step. */
#include <stdlib.h>

#include "auth/verify_parts.h"

static char to_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool is_header(const mt_header *header, mt_str lower_name)
{
    size_t i = 0;
    while (i < header->name.size && i < lower_name.size &&
           to_lower(header->name.data[i]) == lower_name.data[i])
        i++;
    return i == header->name.size && i == lower_name.size;
}

mt_str verify_header(const mt_http_request *request, mt_str name, size_t *count)
{
    mt_str value = {"", 0};
    *count = 0;
    for (size_t i = 0; i < request->header_count; i++)
        if (is_header(&request->headers[i], name) && (*count)++ == 0)
            value = request->headers[i].value;
    return value;
}

mt_str verify_next_name(mt_str *names)
{
    size_t end = 0;
    while (end < names->size && names->data[end] != ';')
        end++;
    const mt_str name = {names->data, end};
    const size_t used = end < names->size ? end + 1 : end;
    *names = (mt_str){names->data + used, names->size - used};
    return name;
}

bool verify_is_listed(mt_str name, mt_str signed_headers)
{
    const mt_header wanted = {.name = name};
    while (signed_headers.size)
        if (is_header(&wanted, verify_next_name(&signed_headers)))
            return true;
    return false;
}

/* "Do not URI-encode any of the unreserved characters that RFC 3986 defines." */
static size_t uri_encode(unsigned char c, char out[3])
{
    static const char unreserved[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    static const char hex[] = "0123456789ABCDEF";
    if (c && strchr(unreserved, c)) {
        out[0] = (char)c;
        return 1;
    }
    out[0] = '%';
    out[1] = hex[c / 16];
    out[2] = hex[c % 16];
    return 3;
}

static bool is_text(mt_str segment, const char *text)
{
    return mt_str_equal(segment, mt_cstr(text));
}

/* "Normalize URI paths according to RFC 3986. Remove redundant and relative path components. Each
** path segment must be URI-encoded." From the end, so that ".." has only to be counted. space holds
** three bytes for each of path's and one more, and the result is its tail. */
static mt_str normalized_path(mt_str path, char *space)
{
    char *const end = space + 3 * path.size + 1;
    char *at = end;
    size_t parents = 0;
    for (size_t stop = path.size; stop > 0;) {
        size_t start = stop;
        while (start > 0 && path.data[start - 1] != '/')
            start--;
        const mt_str segment = {path.data + start, stop - start};
        if (is_text(segment, "..")) {
            parents++;
        } else if (segment.size && !is_text(segment, ".")) {
            if (parents > 0) {
                parents--;
            } else {
                for (size_t i = stop; i > start; i--) {
                    char code[3];
                    const size_t size = uri_encode((unsigned char)path.data[i - 1], code);
                    at -= size;
                    memcpy(at, code, size);
                }
                *--at = '/';
            }
        }
        stop = start > 0 ? start - 1 : 0;
    }
    return (mt_str){at, (size_t)(end - at)};
}

static void write_path(mt_str path, struct buf *out)
{
    char *const space = malloc(3 * path.size + 1);
    if (!space) {
        out->failed = true;
        return;
    }
    const mt_str normal = normalized_path(path, space);
    buf_add(out, normal);
    if (normal.size == 0 || path.data[path.size - 1] == '/')
        buf_add_char(out, '/');
    free(space);
}

static int hex_value(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *const found = c ? strchr(digits, to_lower(c)) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* "URI-encode each parameter name and value", whichever way the client had written it. */
static void write_reencoded(mt_str text, struct buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '%' && text.size - i > 2 && hex_value(text.data[i + 1]) >= 0 &&
            hex_value(text.data[i + 2]) >= 0) {
            c = (unsigned char)(hex_value(text.data[i + 1]) * 16 + hex_value(text.data[i + 2]));
            i += 2;
        }
        char code[3];
        const size_t size = uri_encode(c, code);
        buf_add(out, (mt_str){code, size});
    }
}

/* Name and value with a byte between them that sorts before every other: "sort by name, then by
** value" is then the order of the whole. */
enum { BETWEEN = '\x01' };

static int compare_pairs(const void *a, const void *b)
{
    const mt_str *const left = a, *const right = b;
    const size_t common = left->size < right->size ? left->size : right->size;
    const int order = common ? memcmp(left->data, right->data, common) : 0;
    if (order || left->size == right->size)
        return order;
    return left->size < right->size ? -1 : 1;
}

/* Writes the pairs one behind the other; texts has room for them all. */
static size_t split_pairs(mt_str query, struct buf *texts, mt_str *pairs)
{
    size_t count = 0;
    for (size_t start = 0, end = 0; start < query.size; start = end + 1) {
        end = start;
        while (end < query.size && query.data[end] != '&')
            end++;
        if (end == start)
            continue;
        size_t equals = start;
        while (equals < end && query.data[equals] != '=')
            equals++;
        const size_t value = equals < end ? equals + 1 : end, begin = texts->size;
        write_reencoded((mt_str){query.data + start, equals - start}, texts);
        buf_add_char(texts, BETWEEN);
        write_reencoded((mt_str){query.data + value, end - value}, texts);
        pairs[count++] = (mt_str){texts->data + begin, texts->size - begin};
    }
    return count;
}

static void write_query(mt_str query, struct buf *out)
{
    struct buf texts = {0};
    buf_reserve(&texts, 4 * query.size + 1);
    mt_str *const pairs = calloc(query.size + 1, sizeof *pairs);
    if (pairs && !buf_failed(&texts)) {
        const size_t count = split_pairs(query, &texts, pairs);
        qsort(pairs, count, sizeof *pairs, compare_pairs);
        for (size_t i = 0; i < count; i++) {
            const size_t start = out->size + (i ? 1 : 0);
            buf_add_cstr(out, i ? "&" : "");
            buf_add(out, pairs[i]);
            if (buf_failed(out))
                break;
            char *const between = memchr(out->data + start, BETWEEN, pairs[i].size);
            *between = '=';
        }
    } else {
        out->failed = true;
    }
    free(pairs);
    buf_wipe(&texts);
}

/* "Remove leading and trailing white space; convert sequential white space to a single space." */
static void write_value(mt_str value, struct buf *out)
{
    bool is_inside = false, has_gap = false;
    for (size_t i = 0; i < value.size; i++) {
        const char c = value.data[i];
        if (c && strchr(" \t\r\n\v\f", c)) {
            has_gap = is_inside;
            continue;
        }
        if (has_gap)
            buf_add_char(out, ' ');
        buf_add_char(out, c);
        is_inside = true;
        has_gap = false;
    }
}

static void write_headers(const mt_http_request *request, mt_str names, struct buf *out)
{
    while (names.size) {
        const mt_str name = verify_next_name(&names);
        size_t found = 0;
        buf_add(out, name);
        buf_add_char(out, ':');
        for (size_t i = 0; i < request->header_count; i++) {
            if (!is_header(&request->headers[i], name))
                continue;
            if (found++)
                buf_add_char(out, ',');
            write_value(request->headers[i].value, out);
        }
        buf_add_char(out, '\n');
    }
}

/* The path of S3 is signed as it stands. */
static bool is_storage(mt_str service)
{
    return service.size >= 2 && memcmp(service.data, "s3", 2) == 0;
}

void verify_write_canonical(const mt_http_request *request, const struct verify_claim *claim,
                            mt_str body_hash, struct buf *out)
{
    const mt_str target = request->target;
    size_t mark = 0;
    while (mark < target.size && target.data[mark] != '?')
        mark++;
    const mt_str path = {target.data, mark};
    const mt_str query = {mark < target.size ? target.data + mark + 1 : "",
                          mark < target.size ? target.size - mark - 1 : 0};
    buf_add(out, request->method);
    buf_add_char(out, '\n');
    if (is_storage(claim->service))
        buf_add(out, path.size ? path : mt_cstr("/"));
    else
        write_path(path, out);
    buf_add_char(out, '\n');
    write_query(query, out);
    buf_add_char(out, '\n');
    write_headers(request, claim->signed_headers, out);
    buf_add_char(out, '\n');
    buf_add(out, claim->signed_headers);
    buf_add_char(out, '\n');
    buf_add(out, body_hash);
}

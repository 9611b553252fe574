/* The canonicalisation rules, one function each. Where documents and test suites disagree, the
** suites decide: white space is folded inside quotes too, and the path is encoded as it goes on the
** wire, so an escape in it is encoded once more. */
#include <stdlib.h>

#include "auth/sigv4.h"
#include "base/ascii.h"
#include "base/percent.h"

struct parameter {
    mt_str name; /* both decoded and encoded again */
    mt_str value;
};

/* The part of text before the first delimiter; text goes on behind it. */
static mt_str cut(mt_str *text, char delimiter)
{
    const char *const found = text->size ? memchr(text->data, delimiter, text->size) : NULL;
    const mt_str head = {text->data, found ? (size_t)(found - text->data) : text->size};
    const size_t used = head.size + (found ? 1 : 0);
    text->data = used ? text->data + used : text->data;
    text->size -= used;
    return head;
}

/* Slashes stay: a segment has none, and in a whole path they separate. */
static void add_path(struct buf *out, mt_str path, bool encode)
{
    if (!encode) {
        buf_add(out, path);
        return;
    }
    for (size_t i = 0; i < path.size; i++) {
        if (path.data[i] == '/')
            buf_add_char(out, '/');
        else
            percent_add(out, (unsigned char)path.data[i]);
    }
}

static void pop_segment(struct buf *out, size_t start)
{
    if (out->size == start)
        return;
    while (out->size > start && out->data[--out->size] != '/')
        ;
    out->data[out->size] = '\0';
}

static void add_normalized(struct buf *out, mt_str path, bool encode)
{
    const size_t start = out->size;
    const bool is_directory = path.size && path.data[path.size - 1] == '/';
    while (path.size) {
        const mt_str segment = cut(&path, '/');
        if (mt_str_equal(segment, mt_cstr(".."))) {
            pop_segment(out, start);
        } else if (segment.size && !mt_str_equal(segment, mt_cstr("."))) {
            buf_add_char(out, '/');
            add_path(out, segment, encode);
        }
    }
    if (out->size == start || is_directory)
        buf_add_char(out, '/');
}

void sigv4_canonical_path(mt_str path, bool normalize, bool encode, struct buf *out)
{
    if (normalize || path.size == 0)
        add_normalized(out, path, encode);
    else
        add_path(out, path, encode);
}

/* Encodes what text decodes to; a percent sign without two digits stands for itself. */
static mt_str add_parameter_part(struct buf *out, mt_str text)
{
    const size_t start = out->size;
    for (size_t i = 0; i < text.size; i++) {
        const int byte = percent_byte((mt_str){text.data + i, text.size - i});
        percent_add(out, (unsigned char)(byte < 0 ? text.data[i] : byte));
        i += byte < 0 ? 0 : 2;
    }
    return (mt_str){buf_text(out) + start, out->size - start};
}

static int compare_text(mt_str a, mt_str b)
{
    const size_t shorter = a.size < b.size ? a.size : b.size;
    const int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static int compare_parameters(const void *a, const void *b)
{
    const struct parameter *const left = a, *const right = b;
    const int order = compare_text(left->name, right->name);
    return order ? order : compare_text(left->value, right->value);
}

static size_t split_query(mt_str query, struct buf *texts, struct parameter *parameters)
{
    size_t count = 0;
    while (query.size) {
        mt_str pair = cut(&query, '&');
        if (pair.size == 0)
            continue;
        const mt_str name = cut(&pair, '=');
        parameters[count].name = add_parameter_part(texts, name);
        parameters[count].value = add_parameter_part(texts, pair);
        count++;
    }
    return count;
}

void sigv4_canonical_query(mt_str query, struct buf *out)
{
    if (query.size == 0)
        return;
    struct buf texts = {0};
    buf_reserve(&texts, 3 * query.size); /* the parameters point into it: it must not move */
    struct parameter *const parameters = calloc(query.size / 2 + 1, sizeof *parameters);
    if (!parameters || buf_failed(&texts)) {
        out->failed = true;
    } else {
        const size_t count = split_query(query, &texts, parameters);
        qsort(parameters, count, sizeof *parameters, compare_parameters);
        for (size_t i = 0; i < count; i++) {
            if (i)
                buf_add_char(out, '&');
            buf_add(out, parameters[i].name);
            buf_add_char(out, '=');
            buf_add(out, parameters[i].value);
        }
    }
    free(parameters);
    buf_wipe(&texts); /* a presigned URL holds the session token */
}

void sigv4_canonical_header_value(mt_str value, struct buf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < value.size;) {
        const size_t start = i;
        while (i < value.size && !ascii_is_space(value.data[i]))
            i++;
        if (i > start) {
            if (!is_first)
                buf_add_char(out, ' ');
            buf_add(out, (mt_str){value.data + start, i - start});
            is_first = false;
        }
        while (i < value.size && ascii_is_space(value.data[i]))
            i++;
    }
}

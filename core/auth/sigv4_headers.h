/* The signed headers of one request: chosen, sorted, written. */
#ifndef MOONTIDE_AUTH_SIGV4_HEADERS_H
#define MOONTIDE_AUTH_SIGV4_HEADERS_H

#include <moontide/sigv4.h>

#include "base/buf.h"

/* Views into the request and the signer's own texts; the memory is kept from call to call. */
struct sigv4_headers {
    mt_header *items; /* sorted by lower-case name, duplicates in wire order */
    size_t count;
    size_t capacity;
    bool has_host;
    bool had_content_sha256; /* the request carried one, which is replaced */
};

/* Takes the request's headers that are signed, without those that signing itself writes.
** keep_token: the request's own security token counts as an ordinary header. */
mt_status sigv4_headers_collect(struct sigv4_headers *headers, const mt_http_request *request,
                                bool keep_token, mt_error *err);
/* Adds one of the signer's own; there is room for four. */
void sigv4_headers_add(struct sigv4_headers *headers, const char *name, mt_str value);
/* The lower-case names, each once, joined by ";". */
void sigv4_headers_write_names(const struct sigv4_headers *headers, struct buf *out);
/* The header block, a line each; names as written above. */
void sigv4_headers_write_block(const struct sigv4_headers *headers, mt_str names, struct buf *out);
/* At least the size of the block. */
size_t sigv4_headers_size(const struct sigv4_headers *headers);
void sigv4_headers_clear(struct sigv4_headers *headers);

#endif

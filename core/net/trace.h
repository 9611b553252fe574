/* A trace of every exchange, for people who look for the cause of something: appended to a file
** that only its owner can read, secrets left out. */
#ifndef MOONTIDE_TRACE_H
#define MOONTIDE_TRACE_H

#include <stdint.h>

#include <moontide/sigv4.h>

struct trace;

/* One finished exchange; everything is borrowed. */
struct trace_record {
    uint64_t number;  /* of the exchange, from 1 */
    size_t in_flight; /* others still under way */
    int64_t duration_us;
    bool is_reused;  /* the connection had carried an exchange before */
    long local_port; /* which connection; 0: none was made */
    const char *method;
    const char *url;
    const mt_header *request_headers;
    size_t request_header_count;
    mt_str request_body;
    int status; /* 0: no answer */
    const mt_header *answer_headers;
    size_t answer_header_count;
    mt_str answer_body;
    const char *failure; /* NULL: none */
};

/* Appends to path, created with mode 0600. Errors: MT_EIO, MT_EMEM. */
mt_status trace_open(const char *path, struct trace **out, mt_error *err);
void trace_close(struct trace *trace); /* NULL is fine */
/* Writes one record with one write(). A trace that cannot be written costs no call: it is lost. */
void trace_write(struct trace *trace, const struct trace_record *record);

#endif

/* A growing byte buffer with a sticky failure: append in series, then look at buf_failed() once
** (libgit2's str.h). Always NUL-terminated; a zeroed struct is an empty buffer. */
#ifndef MOONTIDE_BUF_H
#define MOONTIDE_BUF_H

#include <moontide/error.h>
#include <moontide/str.h>

struct buf {
    char *data; /* NULL while empty; read through buf_text() or buf_str() */
    size_t size;
    size_t capacity;
    bool failed; /* an allocation failed: contents are incomplete */
};

void buf_add(struct buf *buf, mt_str text);
void buf_add_cstr(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_addf(struct buf *buf, const char *format, ...) MT_PRINTF(2, 3);
/* Makes room for size more bytes. */
void buf_reserve(struct buf *buf, size_t size);
/* Empties it but keeps the memory; a failure is forgotten. */
void buf_reset(struct buf *buf);
/* Frees the memory. */
void buf_clear(struct buf *buf);
/* Overwrites the contents before freeing: for anything that held a secret. */
void buf_wipe(struct buf *buf);
/* Moves the bytes to the caller (free()); "" if empty, NULL if it had failed. */
char *buf_take(struct buf *buf, size_t *size);

static inline bool buf_failed(const struct buf *buf)
{
    return buf->failed;
}

static inline const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}

static inline mt_str buf_str(const struct buf *buf)
{
    return (mt_str){buf_text(buf), buf->size};
}

/* MT_EMEM, said in one way everywhere; inline, so that analysers see that it is a failure. */
static inline mt_status fail_memory(mt_error *err)
{
    (void)mt_fail(err, MT_EMEM, "out of memory");
    return MT_EMEM;
}

/* A malloc'd, NUL-terminated copy; NULL if out of memory. */
char *str_dup(mt_str text);
/* The text without white space at its ends. */
mt_str str_trim(mt_str text);

#endif

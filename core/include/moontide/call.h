/* One call: (operation, input) → (output | error). */
#ifndef MOONTIDE_CALL_H
#define MOONTIDE_CALL_H

#include "creds.h"
#include "error.h"
#include "value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mt_engine mt_engine;
typedef struct mt_client mt_client;
typedef struct mt_call mt_call;

MT_API bool mt_call_is_done(const mt_call *call);
/* MT_OK once it has succeeded or while it is under way. */
MT_API mt_status mt_call_status(const mt_call *call);
/* The failure; borrowed. status is MT_OK if there was none. */
MT_API const mt_error *mt_call_error(const mt_call *call);
/* The service's own message, whole; "" if there was none. Borrowed. */
MT_API const char *mt_call_message(const mt_call *call);
/* The output; borrowed. NULL while under way, after a failure, or for a sleep. */
MT_API const mt_value *mt_call_output(const mt_call *call);
/* Moves the output to the caller; NULL where mt_call_output is. */
MT_API mt_value *mt_call_take_output(mt_call *call);
/* What mt_engine_resolve has found; NULL while under way, after a failure, and for other calls.
** Borrowed. */
MT_API const mt_credentials *mt_call_credentials(const mt_call *call);
/* Of a call that has failed because no credentials were found: the index-th place that was looked at,
** and why nothing was there; false: no such. Borrowed until the engine is turned. */
MT_API bool mt_call_skipped(const mt_call *call, size_t index, const char **name,
                            const char **reason);
MT_API const char *mt_call_operation(const mt_call *call); /* "" for a sleep */
MT_API void *mt_call_tag(const mt_call *call);
MT_API int mt_call_attempts(const mt_call *call);
/* Ends it now with MT_ECANCELLED, aborting its request; it is then popped like any other. */
MT_API void mt_call_cancel(mt_call *call);
/* Cancels it if need be and frees it. NULL is fine. */
MT_API void mt_call_free(mt_call *call);

#ifdef __cplusplus
}
#endif
#endif

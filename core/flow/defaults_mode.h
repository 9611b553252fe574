/* AWS's defaults modes: how far away services are taken to be. */
#ifndef MOONTIDE_FLOW_DEFAULTS_MODE_H
#define MOONTIDE_FLOW_DEFAULTS_MODE_H

#include <moontide/settings.h>

/* How long a connection may take to come about, in ms, for a client of the region. Errors: MT_ECONFIG
** (no such mode). */
mt_status defaults_mode_connect_ms(const mt_settings *settings, const mt_environment *env,
                                   const char *region, int64_t *out, mt_error *err);

#endif

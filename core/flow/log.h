/* Lines for people on stderr, at the level the engine was given. Never a header or a body. */
#ifndef MOONTIDE_FLOW_LOG_H
#define MOONTIDE_FLOW_LOG_H

#include <moontide/engine.h>

/* Writes "moontide: …\n" if level is wanted. */
void log_line(mt_log_level wanted, mt_log_level level, const char *format, ...) MT_PRINTF(3, 4);

#endif

#include "flow/log.h"

#include <stdarg.h>
#include <stdio.h>

void log_line(mt_log_level wanted, mt_log_level level, const char *format, ...)
{
    if (wanted < level)
        return;
    char text[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    (void)fprintf(stderr, "moontide: %s\n", text);
}

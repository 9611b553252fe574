/* One file compiled into the program (cmake/embed.cmake). */
#ifndef MOONTIDE_EMBEDDED_FILE_H
#define MOONTIDE_EMBEDDED_FILE_H

#include <stddef.h>

struct embedded_file {
    const char *name;          /* path below the embedded directory; NULL ends a table */
    const unsigned char *text; /* NUL-terminated */
    size_t size;               /* without the NUL */
    const char *stem;          /* name without directories and extension */
};

#endif

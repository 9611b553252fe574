/* The scripts compiled into the program; names are paths below scripts/. */
#ifndef MOONTIDE_EMBEDDED_H
#define MOONTIDE_EMBEDDED_H

#include "embedded_file.h"

/* In name order, ended by a row of NULLs. */
extern const struct embedded_file embedded_scripts[];

#endif

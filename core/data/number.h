/* Numbers as JSON text, exactly and whatever the process's locale is. */
#ifndef MOONTIDE_NUMBER_H
#define MOONTIDE_NUMBER_H

#include <stdint.h>

#include <moontide/str.h>

enum { NUMBER_TEXT_SIZE = 40 };

/* Decimal digits; returns how many bytes were written, without the NUL. */
size_t number_print_int(int64_t value, char out[NUMBER_TEXT_SIZE]);
/* The shortest of 15 to 17 digits that reads back as the same value, always recognisable as a
** float: "100.0", "1e+23". value is finite. */
size_t number_print_float(double value, char out[NUMBER_TEXT_SIZE]);
/* A JSON integer literal; false if it does not fit. */
bool number_parse_int(const char *text, int64_t *out);
/* A JSON number literal; infinite if it is too large. */
double number_parse_float(const char *text);

#endif

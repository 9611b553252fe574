/* Reads what a request claims: the Authorization header and the time. Strict, since every SDK
** writes exactly one form. */
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "auth/verify_parts.h"

enum { DAYS_TO_1970 = 719162 /* from 1 January of the year 1 */ };

mt_status verify_refuse(mt_error *err, const char *code, const char *format, ...)
{
    if (!err)
        return MT_EAUTH;
    *err = (mt_error){.status = MT_EAUTH};
    (void)snprintf(err->code, sizeof err->code, "%s", code);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return MT_EAUTH;
}

static mt_str skip(mt_str text, size_t count)
{
    return (mt_str){text.data + count, text.size - count};
}

/* The text before the first delimiter (all of it if there is none); *rest is what follows. */
static mt_str before(mt_str text, char delimiter, mt_str *rest)
{
    size_t end = 0;
    while (end < text.size && text.data[end] != delimiter)
        end++;
    *rest = end < text.size ? skip(text, end + 1) : (mt_str){"", 0};
    return (mt_str){text.data, end};
}

static mt_str *claim_part(struct verify_claim *claim, mt_str name)
{
    if (mt_str_equal(name, mt_cstr("Credential")))
        return &claim->credential;
    if (mt_str_equal(name, mt_cstr("SignedHeaders")))
        return &claim->signed_headers;
    return mt_str_equal(name, mt_cstr("Signature")) ? &claim->signature : NULL;
}

/* One "Name=value"; false if it is none, unknown or there already. */
static bool read_parameter(mt_str parameter, struct verify_claim *claim)
{
    while (parameter.size && parameter.data[0] == ' ')
        parameter = skip(parameter, 1);
    mt_str value;
    const mt_str name = before(parameter, '=', &value);
    mt_str *const part = claim_part(claim, name);
    if (!part || part->size || !value.size || memchr(value.data, ' ', value.size))
        return false;
    *part = value;
    return true;
}

mt_status verify_read_claim(mt_str authorization, struct verify_claim *out, mt_error *err)
{
    mt_str rest;
    const mt_str algorithm = before(authorization, ' ', &rest);
    if (!mt_str_equal(algorithm, mt_cstr("AWS4-HMAC-SHA256")))
        return verify_refuse(err, "IncompleteSignatureException",
                             "Unsupported AWS 'algorithm' (only AWS4-HMAC-SHA256 for now).");
    *out = (struct verify_claim){0};
    for (bool more = rest.size != 0; more;) {
        const char *const end = rest.data + rest.size;
        const mt_str parameter = before(rest, ',', &rest);
        if (!read_parameter(parameter, out))
            return verify_refuse(err, "IncompleteSignatureException",
                                 "Authorization header has a part that is not one of Credential, "
                                 "SignedHeaders and Signature, each once as key=value.");
        more = parameter.data + parameter.size != end; /* a comma asks for another one */
    }
    return MT_OK;
}

mt_status verify_read_credential(struct verify_claim *claim, mt_error *err)
{
    mt_str rest = claim->credential;
    mt_str *const parts[] = {&claim->access_key_id, &claim->date, &claim->region, &claim->service};
    bool is_whole = true;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        *parts[i] = before(rest, '/', &rest);
        is_whole = is_whole && parts[i]->size;
    }
    claim->terminator = rest;
    if (!is_whole || !rest.size || memchr(rest.data, '/', rest.size))
        return verify_refuse(err, "IncompleteSignatureException",
                             "Credential must have exactly 5 slash-delimited elements, e.g. "
                             "keyid/date/region/service/term.");
    return MT_OK;
}

struct date {
    int year, month, day, hour, minute, second;
};

/* The number of exactly count digits at offset; -1 if there is none. */
static int digits(mt_str text, size_t offset, size_t count)
{
    int number = 0;
    for (size_t i = offset; i < offset + count; i++) {
        if (i >= text.size || text.data[i] < '0' || text.data[i] > '9')
            return -1;
        number = number * 10 + (text.data[i] - '0');
    }
    return number;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

static bool is_valid(const struct date *date)
{
    return date->year >= 1970 && date->month >= 1 && date->month <= 12 && date->day >= 1 &&
           date->day <= days_in_month(date->year, date->month) && date->hour >= 0 &&
           date->hour < 24 && date->minute >= 0 && date->minute < 60 && date->second >= 0 &&
           date->second < 60;
}

static int64_t to_unix(const struct date *date)
{
    const int64_t past = date->year - 1;
    int64_t days = past * 365 + past / 4 - past / 100 + past / 400 - DAYS_TO_1970 + date->day - 1;
    for (int month = 1; month < date->month; month++)
        days += days_in_month(date->year, month);
    return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}

static bool read_iso(mt_str text, struct date *out)
{
    if (text.size != 16 || text.data[8] != 'T' || text.data[15] != 'Z')
        return false;
    *out = (struct date){digits(text, 0, 4), digits(text, 4, 2),  digits(text, 6, 2),
                         digits(text, 9, 2), digits(text, 11, 2), digits(text, 13, 2)};
    return true;
}

static int month_number(mt_str name)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++)
        if (memcmp(names + (size_t)i * 3, name.data, 3) == 0)
            return i + 1;
    return -1;
}

/* RFC 9110's form, "Sun, 30 Aug 2015 12:36:00 GMT"; botocore's ends in "-0000". */
static bool read_http_date(mt_str text, struct date *out)
{
    static const char form[] = "xxx, 00 xxx 0000 00:00:00 ";
    const size_t size = sizeof form - 1;
    if (text.size < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (form[i] != 'x' && form[i] != '0' && form[i] != text.data[i])
            return false;
    const mt_str zone = skip(text, size);
    *out = (struct date){digits(text, 12, 4), month_number(skip(text, 8)), digits(text, 5, 2),
                         digits(text, 17, 2), digits(text, 20, 2),         digits(text, 23, 2)};
    return mt_str_equal(zone, mt_cstr("GMT")) || mt_str_equal(zone, mt_cstr("-0000"));
}

void verify_set_time(int64_t unix_time, struct verify_time *out)
{
    const time_t seconds = (time_t)unix_time;
    struct tm parts = {0};
    out->unix_time = unix_time;
    if (!gmtime_r(&seconds, &parts) ||
        strftime(out->iso, sizeof out->iso, "%Y%m%dT%H%M%SZ", &parts) == 0)
        out->iso[0] = '\0';
}

bool verify_read_time(mt_str text, struct verify_time *out)
{
    struct date date;
    if ((!read_iso(text, &date) && !read_http_date(text, &date)) || !is_valid(&date))
        return false;
    verify_set_time(to_unix(&date), out);
    return true;
}

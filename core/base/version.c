/* The version a program is linked with, as opposed to the one it was compiled against. */
#include <moontide/moontide.h>

const char *mt_version(void)
{
    return MT_VERSION;
}

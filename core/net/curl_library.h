/* libcurl, opened on first use: it pulls in dozens of libraries, which would triple the start-up
** time of every command that sends nothing. Each function is reached through one table. */
#ifndef MOONTIDE_CURL_LIBRARY_H
#define MOONTIDE_CURL_LIBRARY_H

#include <curl/curl.h>

#include <moontide/error.h>

/* clang-format off */
#define CURL_LIBRARY_TABLE(X)                                                                      \
    X(easy_cleanup)                                                                                \
    X(easy_getinfo)                                                                                \
    X(easy_header)                                                                                 \
    X(easy_init)                                                                                   \
    X(easy_nextheader)                                                                             \
    X(easy_reset)                                                                                  \
    X(easy_setopt)                                                                                 \
    X(easy_strerror)                                                                               \
    X(global_init)                                                                                 \
    X(multi_add_handle)                                                                            \
    X(multi_assign)                                                                                \
    X(multi_cleanup)                                                                               \
    X(multi_info_read)                                                                             \
    X(multi_init)                                                                                  \
    X(multi_remove_handle)                                                                         \
    X(multi_setopt)                                                                                \
    X(multi_socket_action)                                                                         \
    X(multi_strerror)                                                                              \
    X(version_info)
/* clang-format on */

struct curl_library {
#define CURL_LIBRARY_MEMBER(name) __typeof__(curl_##name) *(name);
    CURL_LIBRARY_TABLE(CURL_LIBRARY_MEMBER)
#undef CURL_LIBRARY_MEMBER
};

/* The table; static, the same for every thread. Errors: MT_EIO (not installed, too old). */
mt_status curl_library_open(const struct curl_library **out, mt_error *err);

#endif

/* TLS connections of the server: libevent's bufferevents over OpenSSL's sessions. */
#include <event2/bufferevent_ssl.h>

#include "base/crypto_tls.h"
#include "net/server_internal.h"

struct bufferevent *server_tls_accept(struct event_base *base, const struct crypto_tls *tls)
{
    struct ssl_st *const session = crypto_tls_session(tls);
    if (!session)
        return NULL;
    struct bufferevent *const connection = bufferevent_openssl_socket_new(
        base, -1, session, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (!connection) {
        crypto_tls_session_free(session);
        return NULL;
    }
    /* Clients that just close the connection have heard all they wanted. */
    bufferevent_openssl_set_allow_dirty_shutdown(connection, 1);
    return connection;
}

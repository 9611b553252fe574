/* TLS for servers on this machine: a certificate from files, or one made on the spot. */
#ifndef MOONTIDE_CRYPTO_TLS_H
#define MOONTIDE_CRYPTO_TLS_H

#include <moontide/error.h>

struct buf;
struct crypto_tls;
struct ssl_st;

/* What a server shows to its clients. Paths of PEM files, or both NULL: a key and a self-signed
** certificate for localhost, 127.0.0.1 and ::1 are made, valid for a year; whoever trusts the
** certificate reaches the server. The caller owns *out. Errors: MT_EIO (a file that cannot be used,
** the key of another certificate), MT_EUSAGE (only one of the paths), MT_EMEM. */
mt_status crypto_tls_new(const char *certificate_path, const char *key_path,
                         struct crypto_tls **out, mt_error *err);
void crypto_tls_free(struct crypto_tls *tls); /* NULL is fine */
/* Adds the certificate as PEM. */
mt_status crypto_tls_certificate(const struct crypto_tls *tls, struct buf *out, mt_error *err);
/* The state of one accepted connection, which the caller owns; NULL: out of memory. */
struct ssl_st *crypto_tls_session(const struct crypto_tls *tls);
/* Frees a session that nobody took over. */
void crypto_tls_session_free(struct ssl_st *session);

#endif

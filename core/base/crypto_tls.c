#include "base/crypto_tls.h"

#include <stdlib.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/crypto.h"

enum { VALID_S = 365 * 24 * 3600, EARLIER_S = 24 * 3600 /* clocks of clients may be behind */ };

struct crypto_tls {
    SSL_CTX *context;
};

static mt_status add_extension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *const extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    const bool is_added = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return is_added ? MT_OK : MT_EMEM;
}

static mt_status name_certificate(X509 *certificate)
{
    static const unsigned char name[] = "moontide emulator";
    uint32_t serial;
    X509_NAME *const subject = X509_get_subject_name(certificate);
    if (!crypto_random(&serial, sizeof serial) ||
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), (long)(serial >> 1) + 1) != 1 ||
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name, -1, -1, 0) != 1 ||
        X509_set_issuer_name(certificate, subject) != 1)
        return MT_EMEM;
    return MT_OK;
}

static mt_status fill_certificate(X509 *certificate, EVP_PKEY *key)
{
    if (X509_set_version(certificate, X509_VERSION_3) != 1 ||
        !X509_gmtime_adj(X509_getm_notBefore(certificate), -EARLIER_S) ||
        !X509_gmtime_adj(X509_getm_notAfter(certificate), VALID_S) ||
        X509_set_pubkey(certificate, key) != 1)
        return MT_EMEM;
    mt_status status = name_certificate(certificate);
    if (!status)
        status = add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    if (!status)
        status = add_extension(certificate, NID_subject_alt_name,
                               "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1");
    if (!status)
        status = add_extension(certificate, NID_subject_key_identifier, "hash");
    if (!status && X509_sign(certificate, key, EVP_sha256()) == 0)
        status = MT_EMEM;
    return status;
}

static mt_status use_made(SSL_CTX *context, mt_error *err)
{
    EVP_PKEY *const key = EVP_EC_gen("P-256");
    X509 *const certificate = X509_new();
    mt_status status = key && certificate ? fill_certificate(certificate, key) : MT_EMEM;
    if (!status && (SSL_CTX_use_certificate(context, certificate) != 1 ||
                    SSL_CTX_use_PrivateKey(context, key) != 1))
        status = MT_EMEM;
    X509_free(certificate);
    EVP_PKEY_free(key);
    return status ? fail_memory(err) : MT_OK;
}

static mt_status use_files(SSL_CTX *context, const char *certificate, const char *key,
                           mt_error *err)
{
    const char *culprit = NULL;
    if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
        culprit = certificate;
    else if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 ||
             SSL_CTX_check_private_key(context) != 1)
        culprit = key;
    if (!culprit)
        return MT_OK;
    const char *const reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return mt_fail(err, MT_EIO, "%s cannot be used for TLS: %s", culprit,
                   reason ? reason : "it is not a PEM file of that kind");
}

mt_status crypto_tls_new(const char *certificate_path, const char *key_path,
                         struct crypto_tls **out, mt_error *err)
{
    if (!certificate_path != !key_path)
        return mt_fail(err, MT_EUSAGE, "a certificate and its key belong together");
    struct crypto_tls *const tls = calloc(1, sizeof *tls);
    if (!tls)
        return fail_memory(err);
    tls->context = SSL_CTX_new(TLS_server_method());
    mt_status status = tls->context ? MT_OK : fail_memory(err);
    if (!status) {
        (void)SSL_CTX_set_min_proto_version(tls->context, TLS1_2_VERSION);
        status = certificate_path ? use_files(tls->context, certificate_path, key_path, err)
                                  : use_made(tls->context, err);
    }
    if (status) {
        crypto_tls_free(tls);
        return status;
    }
    *out = tls;
    return MT_OK;
}

void crypto_tls_free(struct crypto_tls *tls)
{
    if (!tls)
        return;
    SSL_CTX_free(tls->context);
    free(tls);
}

mt_status crypto_tls_certificate(const struct crypto_tls *tls, struct buf *out, mt_error *err)
{
    char *text = NULL;
    BIO *const bio = BIO_new(BIO_s_mem());
    const bool is_written =
        bio && PEM_write_bio_X509(bio, SSL_CTX_get0_certificate(tls->context)) == 1;
    const long size = is_written ? BIO_get_mem_data(bio, &text) : 0;
    if (size > 0)
        buf_add(out, (mt_str){text, (size_t)size});
    BIO_free(bio);
    return size > 0 && !buf_failed(out) ? MT_OK : fail_memory(err);
}

struct ssl_st *crypto_tls_session(const struct crypto_tls *tls)
{
    return SSL_new(tls->context);
}

void crypto_tls_session_free(struct ssl_st *session)
{
    SSL_free(session);
}

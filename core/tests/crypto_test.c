/* Known answers of FIPS 180 and RFC 4231, and what the cached contexts must not do. */
#include "base/crypto.h"

#include "test.h"

static struct crypto *crypto;

static mt_str bytes(const void *data, size_t size)
{
    return (mt_str){data, size};
}

static const char *hex_of(const uint8_t hash[CRYPTO_HASH_SIZE])
{
    static char hex[CRYPTO_HEX_SIZE];
    crypto_hex(hash, hex);
    return hex;
}

static void test_sha256(void)
{
    static const char *const rows[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    uint8_t hash[CRYPTO_HASH_SIZE];
    mt_error err;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_STATUS(crypto_sha256(crypto, mt_cstr(rows[i][0]), hash, &err), MT_OK);
        CHECK_STR(hex_of(hash), rows[i][1]);
    }
    CHECK_STATUS(crypto_sha256(crypto, (mt_str){NULL, 0}, hash, &err), MT_OK);
    CHECK_STR(hex_of(hash), rows[0][1]);
}

static void test_hmac(void)
{
    uint8_t long_key[131], hash[CRYPTO_HASH_SIZE];
    memset(long_key, 0xaa, sizeof long_key);
    mt_error err;
    CHECK_STATUS(
        crypto_hmac(crypto, mt_cstr("Jefe"), mt_cstr("what do ya want for nothing?"), hash, &err),
        MT_OK);
    CHECK_STR(hex_of(hash), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK_STATUS(crypto_hmac(crypto, bytes(long_key, sizeof long_key),
                             mt_cstr("Test Using Larger Than Block-Size Key - Hash Key First"),
                             hash, &err),
                 MT_OK);
    CHECK_STR(hex_of(hash), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    /* A key may be overwritten by what it gives. */
    memcpy(hash, long_key, sizeof hash);
    uint8_t apart[CRYPTO_HASH_SIZE];
    CHECK_STATUS(crypto_hmac(crypto, bytes(hash, sizeof hash), mt_cstr("x"), apart, &err), MT_OK);
    CHECK_STATUS(crypto_hmac(crypto, bytes(hash, sizeof hash), mt_cstr("x"), hash, &err), MT_OK);
    CHECK(memcmp(hash, apart, sizeof hash) == 0);
}

static void test_key_signs_again_and_again(void)
{
    struct crypto_key *key = NULL, *other = NULL;
    uint8_t hash[CRYPTO_HASH_SIZE];
    mt_error err;
    CHECK_STATUS(crypto_key_new(crypto, mt_cstr("Jefe"), &key, &err), MT_OK);
    CHECK_STATUS(crypto_key_new(crypto, mt_cstr("other"), &other, &err), MT_OK);
    for (int i = 0; i < 3; i++) {
        CHECK_STATUS(crypto_key_sign(other, mt_cstr("in between"), hash, &err), MT_OK);
        CHECK_STATUS(crypto_key_sign(key, mt_cstr("what do ya want for nothing?"), hash, &err),
                     MT_OK);
        CHECK_STR(hex_of(hash), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
    crypto_key_free(key);
    crypto_key_free(other);
    crypto_key_free(NULL);
}

static void test_equal(void)
{
    CHECK(crypto_equal(mt_cstr("secret"), mt_cstr("secret")));
    CHECK(!crypto_equal(mt_cstr("secret"), mt_cstr("secreT")));
    CHECK(!crypto_equal(mt_cstr("secret"), mt_cstr("secrets")));
    CHECK(crypto_equal((mt_str){NULL, 0}, mt_cstr("")));
    CHECK(!crypto_equal((mt_str){NULL, 0}, mt_cstr("x")));
}

static void test_random_and_wipe(void)
{
    static const uint8_t zero[32];
    uint8_t a[32] = {0}, b[32] = {0};
    CHECK(crypto_random(a, sizeof a));
    CHECK(crypto_random(b, sizeof b));
    CHECK(memcmp(a, b, sizeof a) != 0);
    crypto_wipe(a, sizeof a);
    CHECK(memcmp(a, zero, sizeof a) == 0);
    crypto_wipe(NULL, 0);
}

int main(void)
{
    crypto = crypto_new();
    if (!crypto)
        return 1;
    RUN(test_sha256);
    RUN(test_hmac);
    RUN(test_key_signs_again_and_again);
    RUN(test_equal);
    RUN(test_random_and_wipe);
    crypto_free(crypto);
    crypto_free(NULL);
    return TEST_SUMMARY();
}

/* Proxies as variables name them, and who is reached without one. */
#include "net/proxy.h"

#include "test.h"

static void test_a_proxy_is_taken_apart(void)
{
    static const struct {
        const char *text, *url, *user, *password;
    } cases[] = {
        {"http://proxy:3128", "http://proxy:3128", NULL, NULL},
        {"proxy:3128", "http://proxy:3128", NULL, NULL},
        {"https://proxy.corp.example/", "https://proxy.corp.example", NULL, NULL},
        {"socks5h://10.0.0.1:1080", "socks5h://10.0.0.1:1080", NULL, NULL},
        {"http://[fd00::1]:3128", "http://[fd00::1]:3128", NULL, NULL},
        {"http://me:pass@my_proxy:80", "http://my_proxy:80", "me", "pass"},
        {"http://me@proxy", "http://proxy", "me", ""},
        {"http://d%5Cme:p%40s%2Fs%3A@proxy", "http://proxy", "d\\me", "p@s/s:"},
        {"http://me:p@ss@proxy", "http://proxy", "me", "p@ss"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct proxy proxy;
        CHECK_STATUS(proxy_parse(cases[i].text, "http_proxy", &proxy, NULL), MT_OK);
        CHECK_STR(proxy.url, cases[i].url);
        if (cases[i].user) {
            CHECK_STR(proxy.user, cases[i].user);
            CHECK_STR(proxy.password, cases[i].password);
        } else {
            CHECK(!proxy.user && !proxy.password);
        }
        proxy_clear(&proxy);
    }
    struct proxy none;
    CHECK_STATUS(proxy_parse(NULL, "http_proxy", &none, NULL), MT_OK);
    CHECK(!none.url);
    CHECK_STATUS(proxy_parse("", "http_proxy", &none, NULL), MT_OK);
    CHECK(!none.url);
}

static void test_what_is_no_proxy_is_not_quoted(void)
{
    static const char *const cases[] = {"ftp://hunter2@proxy",  "http://me:hunter2@",
                                        "http://me:hunter2/x",  "http://:hunter2@pro xy",
                                        "http://hunter2/?x@p?", "://hunter2",
                                        "http://:3128"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct proxy proxy;
        mt_error err = {0};
        CHECK_STATUS(proxy_parse(cases[i], "https_proxy", &proxy, &err), MT_ECONFIG);
        CHECK(strstr(err.message, "https_proxy is not ") == err.message);
        CHECK(!strstr(err.message, "hunter2"));
        CHECK(!proxy.url && !proxy.user && !proxy.password);
    }
}

static void test_who_is_reached_without_one(void)
{
    static const struct {
        const char *list, *url;
        bool is_bypassed;
    } cases[] = {
        {"", "http://a.example", false},
        {"*", "http://a.example", true},
        {"b.example, *", "http://a.example", true},
        {"a.example", "https://a.example/x", true},
        {"A.Example", "https://a.eXample", true},
        {"example", "https://a.example", true},
        {".example", "https://a.example", true},
        {".example", "https://example", true},
        {"*.example", "https://a.b.example", true},
        {"ample", "https://a.example", false},
        {"a.example", "https://b.a.example:8443", true},
        {"b.a.example", "https://a.example", false},
        {"x y\ta.example", "https://a.example", true},
        {"a.example:443", "https://a.example", true},
        {"a.example:80", "https://a.example", false},
        {"a.example:8443", "https://a.example:8443", true},
        {"127.0.0.1", "http://127.0.0.1:9", true},
        {"127.0.0.1:9", "http://127.0.0.1:9", true},
        {"127.0.0.1:8", "http://127.0.0.1:9", false},
        {"10.0.0.0/8", "http://10.1.2.3", true},
        {"10.0.0.0/8", "http://11.1.2.3", false},
        {"10.128.0.0/9", "http://10.127.0.1", false},
        {"10.128.0.0/9", "http://10.200.0.1", true},
        {"0.0.0.0/0", "http://10.200.0.1", true},
        {"10.0.0.0/33", "http://10.0.0.1", false},
        {"10.0.0.0/x", "http://10.0.0.1", false},
        {"10.0.0.0/8", "http://10.example", false},
        {"10.0.0", "http://10.0.0.1", false},
        {"fd00::/8", "http://[fd00:ec2::254]", true},
        {"fd00:ec2::254", "http://[fd00:ec2::254]:80", true},
        {"[fd00:ec2::254]:80", "http://[fd00:ec2::254]", true},
        {"[fd00:ec2::254]:81", "http://[fd00:ec2::254]", false},
        {"fe80::/10", "http://[fd00:ec2::254]", false},
        {":80", "http://a.example", false},
        {".", "http://a.example", false},
        {",,, ,", "http://a.example", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (proxy_is_bypassed(cases[i].list, cases[i].url) != cases[i].is_bypassed)
            fprintf(stderr, "no_proxy '%s', %s\n", cases[i].list, cases[i].url);
        CHECK(proxy_is_bypassed(cases[i].list, cases[i].url) == cases[i].is_bypassed);
    }
    CHECK(!proxy_is_bypassed(NULL, "http://a.example"));
}

int main(void)
{
    RUN(test_a_proxy_is_taken_apart);
    RUN(test_what_is_no_proxy_is_not_quoted);
    RUN(test_who_is_reached_without_one);
    return TEST_SUMMARY();
}

/* Any text may stand in the variables of proxies: it is a proxy or refused, its password in no message;
** and whoever no_proxy names, the look at it ends. */
#include "net/proxy.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proxy proxy;
    mt_error err = {0};
    char *text = str_dup((mt_str){(const char *)data, size});
    if (!text)
        return 0;
    const mt_status st = proxy_parse(text, "http_proxy", &proxy, &err);
    require(st == MT_OK || st == MT_ECONFIG);
    require(!st || (!proxy.url && !proxy.user && strstr(err.message, "http_proxy is not") != NULL));
    require(!proxy.url || !strchr(proxy.url, '@'));
    require(!proxy.user == !proxy.password);
    proxy_clear(&proxy);
    (void)proxy_is_bypassed(text, "https://a.example:8443/x");
    (void)proxy_is_bypassed(text, "http://[fd00:ec2::254]");
    (void)proxy_is_bypassed("10.0.0.0/8,.example", text);
    free(text);
    return 0;
}

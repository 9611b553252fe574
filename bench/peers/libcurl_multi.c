/* The limit: libcurl's multi interface posting the same bytes, unsigned, N times with a window.
** With "sign" as fourth argument libcurl's own CURLOPT_AWS_SIGV4 signs each request; with "head" it
** sends a head as long as a signed one, the same for each request: what libcurl takes to write it.
**   libcurl_multi URL N WINDOW [sign|head] */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    char body[512];
    size_t received;
};

static size_t discard(char *data, size_t size, size_t count, void *slot)
{
    (void)data;
    ((struct slot *)slot)->received += size * count;
    return size * count;
}

static long started, wanted;

static void start(CURLM *multi, CURL *easy, struct slot *slot)
{
    int length = snprintf(slot->body, sizeof slot->body,
                          "{\"ServiceNamespace\":\"sagemaker\",\"ScalableDimension\":"
                          "\"sagemaker:variant:DesiredInstanceCount\",\"ResourceId\":"
                          "\"endpoint/bench-%06ld/variant/AllTraffic\",\"MinCapacity\":1,"
                          "\"MaxCapacity\":8}",
                          started++);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, slot->body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)length);
    curl_multi_add_handle(multi, easy);
}

static CURL *make_easy(const char *url, int sign, struct curl_slist *headers, struct slot *slot)
{
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, slot);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (sign) {
        curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, "aws:amz:us-east-1:application-autoscaling");
        curl_easy_setopt(easy, CURLOPT_USERPWD, "test:test");
    }
    return easy;
}

static struct curl_slist *add_signed_head(struct curl_slist *headers)
{
    static const char *const lines[] = {
        "X-Amz-Date: 20261125T035000Z",
        "Authorization: AWS4-HMAC-SHA256 "
        "Credential=test/20261125/us-east-1/application-autoscaling/"
        "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "amz-sdk-invocation-id: 01234567-89ab-4cde-8f01-23456789abcd",
        "amz-sdk-request: ttl=20261125T035000Z; attempt=1; max=3",
        "User-Agent: moontide/0.1.0 ua/2.1 os/linux#6.1.0-18 md/arch#x86_64 lang/c#11 m/E,N,e "
        "cfg/retry-mode#standard",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        headers = curl_slist_append(headers, lines[i]);
    return headers;
}

static long collect(CURLM *multi)
{
    long failed = 0;
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        CURL *easy = message->easy_handle;
        long code = 0;
        struct slot *slot;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
        if (message->data.result != CURLE_OK || code != 200)
            failed++;
        curl_multi_remove_handle(multi, easy);
        if (started < wanted)
            start(multi, easy, slot);
    }
    return failed;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 64;
    int sign = argc > 4 && strcmp(argv[4], "sign") == 0;
    long window = strtol(argv[3], NULL, 10), failed = 0;
    wanted = strtol(argv[2], NULL, 10);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, window);
    struct curl_slist *headers =
        curl_slist_append(NULL, "Content-Type: application/x-amz-json-1.1");
    headers =
        curl_slist_append(headers, "X-Amz-Target: AnyScaleFrontendService.RegisterScalableTarget");
    headers = curl_slist_append(headers, "Expect:");
    if (argc > 4 && strcmp(argv[4], "head") == 0)
        headers = add_signed_head(headers);
    struct slot *slots = calloc((size_t)window, sizeof *slots);
    for (long i = 0; i < window && started < wanted; i++)
        start(multi, make_easy(argv[1], sign, headers, &slots[i]), &slots[i]);
    for (int running = 1; running;) {
        curl_multi_perform(multi, &running);
        failed += collect(multi);
        if (started < wanted)
            running = 1;
        if (running)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    if (failed)
        fprintf(stderr, "%ld failed\n", failed);
    return failed != 0;
}

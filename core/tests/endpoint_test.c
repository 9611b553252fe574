/* Partitions, hosts, and URLs that replace them. */
#include <moontide/endpoint.h>
#include <moontide/value.h>

#include <stdio.h>
#include <stdlib.h>

#include "net/endpoint.h"
#include "test.h"

static mt_status resolve(const char *service, const char *region, const char *url,
                         struct endpoint *out, mt_error *err)
{
    const struct endpoint_question question = {.service = service, .region = region, .url = url};
    return endpoint_resolve(&question, out, err);
}

struct row {
    const char *service, *region, *url, *host;
};

static void services_in_each_partition(void)
{
    static const struct row rows[] = {
        {"application-autoscaling", "us-east-1", NULL,
         "application-autoscaling.us-east-1.amazonaws.com"},
        {"application-autoscaling", "cn-north-1", NULL,
         "application-autoscaling.cn-north-1.amazonaws.com.cn"},
        {"application-autoscaling", "eusc-de-east-1", NULL,
         "application-autoscaling.eusc-de-east-1.amazonaws.eu"},
        {"application-autoscaling", "us-iso-east-1", NULL,
         "application-autoscaling.us-iso-east-1.c2s.ic.gov"},
        {"application-autoscaling", "us-isob-east-1", NULL,
         "application-autoscaling.us-isob-east-1.sc2s.sgov.gov"},
        {"application-autoscaling", "eu-isoe-west-1", NULL,
         "application-autoscaling.eu-isoe-west-1.cloud.adc-e.uk"},
        {"application-autoscaling", "us-isof-south-1", NULL,
         "application-autoscaling.us-isof-south-1.csp.hci.ic.gov"},
        {"application-autoscaling", "us-gov-west-1", NULL,
         "application-autoscaling.us-gov-west-1.amazonaws.com"},
        {"api.sagemaker", "eu-central-1", NULL, "api.sagemaker.eu-central-1.amazonaws.com"},
        {"monitoring", "ap-south-2", NULL, "monitoring.ap-south-2.amazonaws.com"},
        {"sts", "me-central-1", NULL, "sts.me-central-1.amazonaws.com"},
        {"tagging", "il-central-1", NULL, "tagging.il-central-1.amazonaws.com"},
        {"servicequotas", "mx-central-1", NULL, "servicequotas.mx-central-1.amazonaws.com"},
        {"a-new-service", "sa-east-1", NULL, "a-new-service.sa-east-1.amazonaws.com"},
        {"sts", "not-known-yet-7", NULL, "sts.not-known-yet-7.amazonaws.com"},
        {"sts", "us-iso-newcity", NULL, "sts.us-iso-newcity.amazonaws.com"},
        {"tagging", "aws-cn-global", NULL, "tagging.aws-cn-global.amazonaws.com.cn"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct endpoint endpoint = {0};
        CHECK_STATUS(resolve(rows[i].service, rows[i].region, NULL, &endpoint, NULL), MT_OK);
        char url[512];
        (void)snprintf(url, sizeof url, "https://%s", rows[i].host);
        CHECK_STR(endpoint.host, rows[i].host);
        CHECK_STR(endpoint.url, url);
        CHECK_STR(endpoint.path, "/");
        CHECK_STR(endpoint.signing_region, rows[i].region);
    }
}

static void the_global_sts_signs_elsewhere(void)
{
    struct endpoint endpoint = {0};
    CHECK_STATUS(resolve("sts", "aws-global", "", &endpoint, NULL), MT_OK);
    CHECK_STR(endpoint.url, "https://sts.amazonaws.com");
    CHECK_STR(endpoint.signing_region, "us-east-1");
}

static void a_url_replaces_the_host(void)
{
    static const struct {
        const char *given, *url, *host, *path;
    } rows[] = {
        {"http://localhost:4566", "http://localhost:4566", "localhost:4566", "/"},
        {"http://127.0.0.1:80/", "http://127.0.0.1", "127.0.0.1", "/"},
        {"HTTPS://Host.Example:443", "https://host.example", "host.example", "/"},
        {"https://host.example:80/Base/", "https://host.example:80/Base", "host.example:80",
         "/Base/"},
        {"http://[::1]:8080/a/b//", "http://[::1]:8080/a/b", "[::1]:8080", "/a/b/"},
        {"http://[FD00:EC2::254]", "http://[fd00:ec2::254]", "[fd00:ec2::254]", "/"},
        {"https://h/a%20b", "https://h/a%20b", "h", "/a%20b/"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct endpoint endpoint = {0};
        CHECK_STATUS(resolve("sts", "eu-west-1", rows[i].given, &endpoint, NULL), MT_OK);
        CHECK_STR(endpoint.url, rows[i].url);
        CHECK_STR(endpoint.host, rows[i].host);
        CHECK_STR(endpoint.path, rows[i].path);
        CHECK_STR(endpoint.signing_region, "eu-west-1");
    }
}

static void what_cannot_be_a_url_is_refused(void)
{
    static const char *const urls[] = {
        "localhost:4566",  "ftp://host",        "http://",
        "http:///path",    "http://user@host",  "http://user:secret@host/",
        "http://host:0",   "http://host:65536", "http://host:x",
        "http://host:",    "http://host/?a=b",  "http://host/#a",
        "http://ho st",    "http://host/a b",   "http://host\r\nX: y",
        "http://-host",    "http://host..name", "http://[::1",
        "http://[g::1]",   "http://host/\"",    "http://h\xc3\xb6st",
        "http://host:1:2", "https://[::1]8080",
    };
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct endpoint endpoint = {.host = "untouched"};
        mt_error err = {0};
        CHECK_STATUS(resolve("sts", "eu-west-1", urls[i], &endpoint, &err), MT_ECONFIG);
        CHECK(strstr(err.message, "secret") == NULL);
        CHECK_STR(endpoint.host, "untouched");
    }
    char path[400] = "http://host/";
    memset(path + 12, 'a', 300);
    struct endpoint endpoint = {0};
    CHECK_STATUS(resolve("sts", "eu-west-1", path, &endpoint, NULL), MT_ECONFIG);
}

static void what_cannot_be_a_region_is_refused(void)
{
    static const char *const regions[] = {
        NULL,
        "",
        "eu-west-1.evil.example",
        "eu-west-1/",
        "eu west",
        "-eu",
        "eu-",
        "a@b",
        "eu_1",
        "\xc3\xa4",
        "a?b",
        "a#b",
        "a:1",
        "0123456789012345678901234567890123456789012345678901234567890123",
    };
    for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
        struct endpoint endpoint = {0};
        CHECK_STATUS(resolve("sts", regions[i], NULL, &endpoint, NULL), MT_ECONFIG);
        CHECK_STATUS(resolve("sts", regions[i], "http://h", &endpoint, NULL),
                     regions[i] && *regions[i] ? MT_ECONFIG : MT_OK);
    }
    struct endpoint endpoint = {0};
    CHECK_STATUS(resolve("sts.evil/", "eu-west-1", NULL, &endpoint, NULL), MT_ECONFIG);
    CHECK_STATUS(resolve(NULL, "eu-west-1", NULL, &endpoint, NULL), MT_ECONFIG);
}

static void fips_has_had_regions(void)
{
    static const char *const regions[] = {"fips-us-east-1", "us-east-1-fips"};
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        const mt_endpoint_options options = {.service = "sagemaker", .region = regions[i]};
        mt_endpoint endpoint = {"", "", ""};
        CHECK_STATUS(mt_endpoint_resolve(&options, &endpoint, NULL), MT_OK);
        CHECK_STR(endpoint.url, "https://api-fips.sagemaker.us-east-1.amazonaws.com");
        CHECK_STR(endpoint.signing_region, "us-east-1");
        CHECK_STR(endpoint.signing_name, "sagemaker");
    }
}

static void variants_and_a_url_exclude_each_other(void)
{
    mt_endpoint_options options = {
        .service = "sts", .region = "us-east-1", .endpoint_url = "http://h", .fips = true};
    mt_endpoint endpoint = {"untouched", "", ""};
    mt_error err = {0};
    CHECK_STATUS(mt_endpoint_resolve(&options, &endpoint, &err), MT_ECONFIG);
    CHECK(strncmp(err.message, "FIPS and", 8) == 0);
    options.fips = false;
    options.dualstack = true;
    CHECK_STATUS(mt_endpoint_resolve(&options, &endpoint, &err), MT_ECONFIG);
    CHECK(strncmp(err.message, "dual-stack and", 14) == 0);
    CHECK_STR(endpoint.url, "untouched");
    options.service = NULL;
    CHECK_STATUS(mt_endpoint_resolve(&options, &endpoint, &err), MT_ECONFIG);
}

static void the_old_global_sts_is_there_for_its_regions_only(void)
{
    static const struct {
        const char *region, *url, *signing_region;
        bool fips;
    } rows[] = {
        {"eu-west-1", "https://sts.amazonaws.com", "us-east-1", false},
        {"eu-south-1", "https://sts.eu-south-1.amazonaws.com", "eu-south-1", false},
        {"eu-west-1", "https://sts-fips.eu-west-1.amazonaws.com", "eu-west-1", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const mt_endpoint_options options = {
            .service = "sts", .region = rows[i].region, .fips = rows[i].fips, .sts_global = true};
        mt_endpoint endpoint = {"", "", ""};
        CHECK_STATUS(mt_endpoint_resolve(&options, &endpoint, NULL), MT_OK);
        CHECK_STR(endpoint.url, rows[i].url);
        CHECK_STR(endpoint.signing_region, rows[i].signing_region);
    }
}

/* AWS's own expansion of every service and region, where it is at hand. */
static mt_value *load(const char *path)
{
    FILE *const file = fopen(path, "rb");
    if (!file)
        return NULL;
    static char text[1 << 20];
    const size_t size = fread(text, 1, sizeof text, file);
    (void)fclose(file);
    mt_value *value = NULL;
    CHECK_STATUS(mt_json_parse((mt_str){text, size}, &value, NULL), MT_OK);
    return value;
}

static int compare_region(const char *service, const mt_value *region)
{
    static const struct {
        const char *name;
        bool fips, dualstack;
    } variants[] = {{"default", false, false},
                    {"dualstack", false, true},
                    {"fips", true, false},
                    {"fips+dualstack", true, true}};
    int compared = 0;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        const mt_value *const expected = mt_value_get(region, variants[i].name);
        const mt_endpoint_options options = {.service = service,
                                             .region = mt_value_key(region).data,
                                             .fips = variants[i].fips,
                                             .dualstack = variants[i].dualstack};
        mt_endpoint endpoint = {"", "", ""};
        if (!expected)
            continue;
        CHECK_STATUS(mt_endpoint_resolve(&options, &endpoint, NULL), MT_OK);
        CHECK_STR(endpoint.url, mt_value_string(mt_value_get(expected, "url")).data);
        compared++;
    }
    return compared;
}

static int compare_service(const mt_value *service)
{
    int compared = 0;
    const mt_value *region = mt_value_first(mt_value_get(service, "expanded"));
    for (; region; region = mt_value_next(region))
        compared += compare_region(mt_value_key(service).data, region);
    mt_endpoint endpoint = {"", "", ""};
    const mt_endpoint_options options = {.service = mt_value_key(service).data, .region = "r"};
    CHECK_STATUS(mt_endpoint_resolve(&options, &endpoint, NULL), MT_OK);
    CHECK_STR(endpoint.signing_name, mt_value_string(mt_value_get(service, "signingName")).data);
    return compared;
}

static void all_hosts_are_those_of_aws(void)
{
    mt_value *const table = load(SHARED_DIR "/facts/endpoints-table.json");
    if (!table) {
        printf("skipped all_hosts_are_those_of_aws: no endpoints-table.json\n");
        return;
    }
    int compared = 0;
    const mt_value *service = mt_value_first(mt_value_get(table, "services"));
    for (; service; service = mt_value_next(service))
        compared += compare_service(service);
    printf("%d hosts compared\n", compared);
    CHECK(compared > 1500);
    mt_value_free(table);
}

int main(void)
{
    RUN(services_in_each_partition);
    RUN(the_global_sts_signs_elsewhere);
    RUN(a_url_replaces_the_host);
    RUN(what_cannot_be_a_url_is_refused);
    RUN(what_cannot_be_a_region_is_refused);
    RUN(fips_has_had_regions);
    RUN(variants_and_a_url_exclude_each_other);
    RUN(the_old_global_sts_is_there_for_its_regions_only);
    RUN(all_hosts_are_those_of_aws);
    return TEST_SUMMARY();
}

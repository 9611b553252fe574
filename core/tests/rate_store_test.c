/* What is remembered of rates: the text, whatever has become of it, and the file of an engine. */
#include <sys/stat.h>
#include <unistd.h>

#include "engine_testing.h"
#include "flow/flow.h"
#include "flow/rate_book.h"

static const char key_a[] = "00112233445566778899aabbccddeeff";
static const char key_b[] = "ffeeddccbbaa99887766554433221100";
static const int64_t now = 1764000000;

static struct rate_entry entry_of(const char *key, int64_t at, double rate)
{
    struct rate_entry entry = {.at = at, .memory = {rate, 100, -2}};
    memcpy(entry.key, key, sizeof entry.key);
    return entry;
}

static char *two_entries(size_t *size)
{
    struct rate_book book = {0};
    char *text = NULL;
    const struct rate_entry a = entry_of(key_a, now - 60, 3.125), b = entry_of(key_b, now, 500);
    CHECK_STATUS(rate_book_put(&book, &a, NULL), MT_OK);
    CHECK_STATUS(rate_book_put(&book, &b, NULL), MT_OK);
    CHECK_STATUS(rate_book_print(&book, &text, size, NULL), MT_OK);
    rate_book_clear(&book);
    return text;
}

static size_t count_in(const char *text, int64_t at)
{
    struct rate_book book = {0};
    CHECK_STATUS(rate_book_read(&book, mt_cstr(text), at, NULL), MT_OK);
    const size_t count = book.count;
    rate_book_clear(&book);
    return count;
}

static void test_what_is_written_is_read(void)
{
    size_t size = 0;
    char *text = two_entries(&size);
    struct rate_book book = {0};
    CHECK_STATUS(rate_book_read(&book, (mt_str){text, size}, now, NULL), MT_OK);
    CHECK(book.count == 2);
    const struct rate_entry *a = rate_book_find(&book, key_a);
    CHECK(a && a->at == now - 60 && a->memory.rate == 3.125 && a->memory.burst == 100);
    CHECK(a && a->memory.tokens == -2);
    CHECK(!rate_book_find(&book, "0"));
    rate_book_clear(&book);
    free(text);
}

static void test_old_entries_are_left_out(void)
{
    char *text = two_entries(NULL);
    const int64_t hour = 3600, days = 24 * hour;
    CHECK(count_in(text, now + 29 * days) == 2);
    CHECK(count_in(text, now + 30 * days) == 0);
    CHECK(count_in(text, now - 23 * hour) == 2); /* the clock was set back … */
    CHECK(count_in(text, now - 3 * days) == 0);  /* … or was wrong */
    free(text);
}

static void test_nonsense_is_left_out(void)
{
    static const char future_version[] =
        "{\"version\":2,\"rates\":{\"00112233445566778899aabbccddeeff\":"
        "{\"at\":1764000000,\"rate\":5,\"burst\":5,\"tokens\":0}}}";
    static const char *const texts[] = {"",
                                        "{",
                                        "[]",
                                        "7",
                                        "null",
                                        "{}",
                                        "\xff\xfe",
                                        "{\"version\":1}",
                                        "{\"version\":1,\"rates\":[]}",
                                        "{\"version\":1,\"rates\":7}",
                                        future_version};
    static const char *const entries[] = {
        "{\"at\":1764000000,\"rate\":-5,\"burst\":5,\"tokens\":0}",
        "{\"at\":1764000000,\"rate\":1e300,\"burst\":5,\"tokens\":0}",
        "{\"at\":1764000000,\"rate\":5,\"burst\":-5,\"tokens\":0}",
        "{\"at\":1764000000,\"rate\":5,\"burst\":5,\"tokens\":1e99}",
        "{\"at\":\"x\",\"rate\":5,\"burst\":5,\"tokens\":0}",
        "{\"at\":9223372036854775807,\"rate\":5,\"burst\":5,\"tokens\":0}",
        "{\"at\":-9223372036854775808,\"rate\":5,\"burst\":5,\"tokens\":0}",
        "{\"at\":1764000000}",
        "5",
        "null",
        "[]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK(count_in(texts[i], now) == 0);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "{\"version\":1,\"rates\":{\"%s\":%s}}", key_a,
                       entries[i]);
        CHECK(count_in(text, now) == 0);
    }
    CHECK(count_in("{\"version\":1,\"rates\":{\"../../etc/passwd\":{\"at\":1764000000,\"rate\":5,"
                   "\"burst\":5,\"tokens\":0}}}",
                   now) == 0);
}

/* Cut off anywhere, and with any byte changed: never more than was there, never a senseless one. */
static void test_a_damaged_text(void)
{
    size_t size = 0;
    char *text = two_entries(&size);
    for (size_t i = 0; i < size - 1; i++)
        for (int change = 1; change < 256; change += 7) {
            struct rate_book book = {0};
            text[i] = (char)(text[i] ^ change);
            CHECK_STATUS(rate_book_read(&book, (mt_str){text, size}, now, NULL), MT_OK);
            CHECK(book.count <= 2);
            for (size_t k = 0; k < book.count; k++)
                CHECK(rate_is_sensible(&book.entries[k].memory));
            rate_book_clear(&book);
            text[i] = (char)(text[i] ^ change);
            CHECK_STATUS(rate_book_read(&book, (mt_str){text, i}, now, NULL), MT_OK);
            CHECK(book.count == 0);
            rate_book_clear(&book);
        }
    free(text);
}

static void test_a_full_book_loses_the_oldest(void)
{
    struct rate_book book = {0};
    char key[GATE_KEY_SIZE];
    for (int i = 0; i < RATE_BOOK_ENTRIES + 10; i++) {
        (void)snprintf(key, sizeof key, "%032x", i);
        const struct rate_entry entry = entry_of(key, now + i, 5);
        CHECK_STATUS(rate_book_put(&book, &entry, NULL), MT_OK);
    }
    CHECK(book.count == RATE_BOOK_ENTRIES);
    CHECK(rate_book_find(&book, key) != NULL);
    CHECK(!rate_book_find(&book, "00000000000000000000000000000009"));
    CHECK(rate_book_find(&book, "0000000000000000000000000000000a") != NULL);
    rate_book_clear(&book);
}

/* The file of an engine ----------------------------------------------------------------------- */

static char directory[64], path[128];

static const char *no_variable(void *context, const char *name)
{
    (void)context, (void)name;
    return NULL;
}

/* No variables, but the real files. */
static const mt_environment *real_files(void)
{
    static mt_environment environment;
    environment = *mt_environment_process();
    environment.variable = no_variable;
    return &environment;
}

static mt_engine *open_engine(bool with_loopback)
{
    const mt_engine_options options = {
        .environment = real_files(), .rates_path = path, .rates_of_loopback = with_loopback};
    mt_engine *engine = mt_engine_new(&options, NULL);
    CHECK(engine != NULL);
    return engine;
}

struct place {
    const char *key_id, *url;
};
static const struct place home = {"AKIDEXAMPLE", NULL};

/* The gate of writes to a place. */
static struct gate *gate_at(mt_engine *engine, struct place place)
{
    const mt_credentials credentials = {.access_key_id = mt_cstr(place.key_id),
                                        .secret_access_key = mt_cstr("secret-example")};
    const mt_client_options options = {
        .region = "eu-west-1", .endpoint_url = place.url, .credentials = &credentials};
    mt_client *client = mt_client_new(engine, "application-autoscaling", &options, NULL);
    CHECK(client != NULL);
    mt_value *input = NULL;
    CHECK_STATUS(mt_json_parse(mt_cstr("{\"ResourceARN\":\"arn:aws:application-autoscaling:eu-west-"
                                       "1:123456789012:scalable-target/1234567890abcdef\","
                                       "\"TagKeys\":[\"k\"]}"),
                               &input, NULL),
                 MT_OK);
    mt_error err = {0};
    CHECK(mt_submit(client, "UntagResource", input, NULL, &err) != NULL);
    CHECK_STR(err.message, "");
    return gate_find(client->scope, "write");
}

static void learn(struct gate *gate, double rate)
{
    rate_recall(&gate->rate, &(struct rate_memory){rate, 100, 40}, 0,
                (double)clock_monotonic_ms() / 1000);
    gate->rate.spent += 50;
}

static void learn_and_close(struct place place, double rate, bool with_loopback)
{
    mt_engine *engine = open_engine(with_loopback);
    learn(gate_at(engine, place), rate);
    mt_engine_free(engine);
}

static double recalled(struct place place, bool with_loopback)
{
    mt_engine *engine = open_engine(with_loopback);
    const double rate = gate_at(engine, place)->rate.rate;
    mt_engine_free(engine);
    return rate;
}

static char *read_back(void)
{
    char *text = NULL;
    size_t size = 0;
    bool exists = true;
    const mt_environment *env = real_files();
    return env->read_file(NULL, path, &text, &size, &exists, NULL) ? NULL : text;
}

static void write_over(const char *text)
{
    CHECK_STATUS(real_files()->write_file(NULL, path, mt_cstr(text), NULL), MT_OK);
}

static void test_a_run_knows_what_another_learned(void)
{
    static const struct place other_key = {"AKIDOTHER", NULL};
    static const struct place other_url = {"AKIDEXAMPLE", "https://scaling.example.com"};
    CHECK(recalled(home, false) == 0);
    CHECK(read_back() == NULL); /* nothing was learned */
    learn_and_close(home, 50, false);
    CHECK(recalled(home, false) == 50);
    CHECK(recalled(other_key, false) == 0 && recalled(other_url, false) == 0);
    learn_and_close(other_url, 7, false);
    CHECK(recalled(home, false) == 50 && recalled(other_url, false) == 7);

    struct stat about = {0};
    CHECK(stat(path, &about) == 0 && (about.st_mode & 0777) == 0600);
    char *text = read_back();
    CHECK(text && !strstr(text, "AKID") && !strstr(text, "secret") && !strstr(text, "eu-west"));
    free(text);
}

static void test_services_of_this_machine(void)
{
    static const struct place here = {"AKIDEXAMPLE", "http://127.0.0.1:4566"};
    learn_and_close(here, 9, false);
    CHECK(recalled(here, true) == 0);
    learn_and_close(here, 9, true);
    CHECK(recalled(here, true) == 9);
    CHECK(recalled(here, false) == 0);
}

/* Two runs at the same time: each adds to what the other has written meanwhile. */
static void test_two_runs(void)
{
    static const struct place other = {"AKIDOTHER", NULL};
    mt_engine *one = open_engine(false), *two = open_engine(false);
    learn(gate_at(one, home), 20);
    learn(gate_at(two, other), 30);
    CHECK_STATUS(rates_save(one, NULL), MT_OK);
    CHECK_STATUS(rates_save(two, NULL), MT_OK);
    CHECK(recalled(home, false) == 20 && recalled(other, false) == 30);
    mt_engine_free(one);
    mt_engine_free(two);
}

static void test_only_news_are_written(void)
{
    mt_engine *engine = open_engine(false);
    struct gate *gate = gate_at(engine, home);
    learn(gate, 20);
    CHECK_STATUS(rates_save(engine, NULL), MT_OK);
    write_over("{}");
    gate->rate.spent += 5;
    CHECK_STATUS(rates_save(engine, NULL), MT_OK);
    char *text = read_back();
    CHECK_STR(text, "{}");
    free(text);
    gate->rate.spent += 5;
    mt_engine_free(engine);
    CHECK(recalled(home, false) == 20);
}

static void test_now_and_then(void)
{
    mt_engine *engine = open_engine(false);
    learn(gate_at(engine, home), 33);
    rates_turn(engine);
    CHECK(recalled(home, false) != 33);
    engine->now += 31000;
    rates_turn(engine);
    CHECK(recalled(home, false) == 33);
    mt_engine_free(engine);
}

static void test_a_file_that_is_spoilt(void)
{
    write_over("\xde\xad{[");
    CHECK(recalled(home, false) == 0);
    learn_and_close(home, 50, false);
    CHECK(recalled(home, false) == 50);
}

/* A directory in its place: nothing is kept, and nothing else is the matter. */
static void test_a_file_that_cannot_be_written(void)
{
    CHECK(unlink(path) == 0 && mkdir(path, 0700) == 0);
    mt_engine *engine = open_engine(false);
    learn(gate_at(engine, home), 50);
    mt_error err = {0};
    CHECK_STATUS(rates_save(engine, &err), MT_EIO);
    engine->now += 31000;
    engine->rates.save_at = 1;
    rates_turn(engine);
    CHECK(engine->rates.path == NULL);
    mt_engine_free(engine);
    CHECK(rmdir(path) == 0);
}

static void test_a_cap_is_not_remembered(void)
{
    mt_engine *engine = open_engine(false);
    struct gate *gate = gate_at(engine, home);
    gate->rate.cap = 5;
    CHECK(rate_wait(&gate->rate, 1, 1) >= 0);
    gate->rate.spent = 50;
    mt_engine_free(engine);
    CHECK(read_back() == NULL);
}

int main(void)
{
    RUN(test_what_is_written_is_read);
    RUN(test_old_entries_are_left_out);
    RUN(test_nonsense_is_left_out);
    RUN(test_a_damaged_text);
    RUN(test_a_full_book_loses_the_oldest);
    (void)snprintf(directory, sizeof directory, "/tmp/moontide-rates-XXXXXX");
    if (!mkdtemp(directory))
        return 1;
    (void)snprintf(path, sizeof path, "%s/cache/moontide/rates.json", directory);
    RUN(test_a_run_knows_what_another_learned);
    RUN(test_services_of_this_machine);
    RUN(test_two_runs);
    RUN(test_only_news_are_written);
    RUN(test_now_and_then);
    RUN(test_a_file_that_is_spoilt);
    RUN(test_a_file_that_cannot_be_written);
    RUN(test_a_cap_is_not_remembered);
    char name[128];
    for (const char *const *end = (const char *const[]){"/cache/moontide", "/cache", "", NULL};
         *end; end++) {
        (void)snprintf(name, sizeof name, "%s%s", directory, *end);
        CHECK(rmdir(name) == 0);
    }
    return TEST_SUMMARY();
}

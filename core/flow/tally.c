#include "flow/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static const int64_t limits_ms[MT_LATENCY_BUCKETS] = {5,    10,   25,   50,    100,   250, 500,
                                                      1000, 2500, 5000, 10000, 30000, -1};

int64_t mt_latency_limit_ms(size_t bucket)
{
    return bucket < MT_LATENCY_BUCKETS ? limits_ms[bucket] : -1;
}

static size_t bucket_of(int64_t ms)
{
    size_t bucket = 0;
    while (bucket < MT_LATENCY_BUCKETS - 1 && ms > limits_ms[bucket])
        bucket++;
    return bucket;
}

static bool is_of(const struct tally *tally, const struct tally_key *key)
{
    return tally->scope == key->scope &&
           strcmp(tally->figures.operation_class, key->operation_class) == 0 &&
           strcmp(tally->figures.region, key->region) == 0 &&
           strcmp(tally->figures.profile, key->profile) == 0;
}

static void tally_free(struct tally *tally)
{
    free(tally->region);
    free(tally->operation_class);
    free(tally);
}

static struct tally *tally_new(const struct tally_key *key)
{
    struct tally *tally = calloc(1, sizeof *tally);
    if (!tally)
        return NULL;
    tally->scope = key->scope;
    tally->figures.profile = key->profile;
    tally->figures.service = key->scope->service;
    tally->figures.region = tally->region = str_dup(mt_cstr(key->region));
    tally->figures.operation_class = tally->operation_class =
        str_dup(mt_cstr(key->operation_class));
    if (tally->region && tally->operation_class)
        return tally;
    tally_free(tally);
    return NULL;
}

struct tally *tally_find(struct tallies *tallies, const struct tally_key *key)
{
    for (struct tally *tally = tallies->first; tally; tally = tally->next)
        if (is_of(tally, key))
            return tally;
    struct tally *tally = tally_new(key);
    if (!tally)
        return NULL;
    *(tallies->last ? &tallies->last->next : &tallies->first) = tally;
    return tallies->last = tally;
}

void tallies_clear(struct tallies *tallies)
{
    while (tallies->first) {
        struct tally *tally = tallies->first;
        tallies->first = tally->next;
        tally_free(tally);
    }
    tallies->last = NULL;
}

void tally_answer(struct tally *tally, const struct tally_answer *answer)
{
    mt_tally *figures = &tally->figures;
    figures->answers[answer->status]++;
    figures->latency[bucket_of(answer->ms)]++;
    figures->latency_ms += (uint64_t)answer->ms;
    figures->connections += answer->connections;
    figures->sent_bytes += answer->sent_bytes;
    figures->received_bytes += answer->received_bytes;
}

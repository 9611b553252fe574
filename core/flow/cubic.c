#include "flow/cubic.h"

#include <math.h>

static const double least_fill_rate = 0.5, least_capacity = 1;
static const double smoothing = 0.8, beta = 0.7, scale = 0.4, most_of_measured = 2;
static const double time_bucket = 0.5;
static const double resolution = 0.0005; /* a shorter wait could be rounded to none for ever */

double cubic_window(double last_max_rate)
{
    return cbrt(last_max_rate * (1 - beta) / scale);
}

double cubic_rate(const struct cubic *cubic, double now)
{
    const double since = now - cubic->last_throttle_at - cubic->window;
    return scale * since * since * since + cubic->last_max_rate;
}

static void refill(struct cubic *cubic, double now)
{
    if (cubic->filled_at > 0 || cubic->fill_rate > 0)
        cubic->tokens =
            fmin(cubic->capacity, cubic->tokens + (now - cubic->filled_at) * cubic->fill_rate);
    cubic->filled_at = now;
}

double cubic_wait(struct cubic *cubic, double now)
{
    if (!cubic->is_enabled)
        return 0;
    refill(cubic, now);
    const double wait = (1 - cubic->tokens) / cubic->fill_rate;
    return wait > resolution ? wait : 0;
}

void cubic_take(struct cubic *cubic)
{
    if (cubic->is_enabled)
        cubic->tokens = fmax(0, cubic->tokens - 1);
}

static void measure(struct cubic *cubic, double now)
{
    const double bucket = floor(now / time_bucket) * time_bucket;
    cubic->count++;
    if (bucket <= cubic->last_bucket)
        return;
    const double rate = cubic->count / (bucket - cubic->last_bucket);
    cubic->measured = smoothing * rate + (1 - smoothing) * cubic->measured;
    cubic->count = 0;
    cubic->last_bucket = bucket;
}

static double fall(struct cubic *cubic, double now)
{
    const double base =
        cubic->is_enabled ? fmin(cubic->measured, cubic->fill_rate) : cubic->measured;
    cubic->last_max_rate = base;
    cubic->last_throttle_at = now;
    cubic->is_enabled = true;
    return base * beta;
}

void cubic_answered(struct cubic *cubic, bool is_throttled, double now)
{
    measure(cubic, now);
    double rate = 0;
    if (is_throttled) {
        rate = fall(cubic, now);
    } else {
        cubic->window = cubic_window(cubic->last_max_rate);
        rate = cubic_rate(cubic, now);
    }
    rate = fmin(rate, most_of_measured * cubic->measured);
    refill(cubic, now);
    cubic->fill_rate = fmax(rate, least_fill_rate);
    cubic->capacity = fmax(rate, least_capacity);
    cubic->tokens = fmin(cubic->tokens, cubic->capacity);
}

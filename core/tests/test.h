/* The whole test framework: CHECK says what failed and goes on; RUN names each test; TEST_SUMMARY
** prints the count and gives the exit code. */
#ifndef MOONTIDE_TEST_H
#define MOONTIDE_TEST_H

#include <stdio.h>
#include <string.h>

static int test_failures, test_checks, test_count;

#define CHECK(condition)                                                              \
    do {                                                                              \
        test_checks++;                                                                \
        if (!(condition)) {                                                           \
            test_failures++;                                                          \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
        }                                                                             \
    } while (0)

#define CHECK_STR(actual, expected)                                                          \
    do {                                                                                     \
        const char *a_ = (actual), *e_ = (expected);                                         \
        test_checks++;                                                                       \
        if (!a_ || strcmp(a_, e_) != 0) {                                                    \
            test_failures++;                                                                 \
            fprintf(stderr, "%s:%d: %s\n  is       %s\n  expected %s\n", __FILE__, __LINE__, \
                    #actual, a_ ? a_ : "(NULL)", e_);                                        \
        }                                                                                    \
    } while (0)

#define CHECK_STATUS(actual, expected)                                                     \
    do {                                                                                   \
        mt_status s_ = (actual), x_ = (expected);                                          \
        test_checks++;                                                                     \
        if (s_ != x_) {                                                                    \
            test_failures++;                                                               \
            fprintf(stderr, "%s:%d: %s is %s, expected %s\n", __FILE__, __LINE__, #actual, \
                    mt_status_name(s_), mt_status_name(x_));                               \
        }                                                                                  \
    } while (0)

#define RUN(test)                                  \
    do {                                           \
        int before_ = test_failures;               \
        test();                                    \
        test_count++;                              \
        if (test_failures != before_)              \
            fprintf(stderr, "FAILED %s\n", #test); \
    } while (0)

#define TEST_SUMMARY()                                                                     \
    (printf("%d tests, %d checks, %d failures\n", test_count, test_checks, test_failures), \
     test_failures != 0)

#endif

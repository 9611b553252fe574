/* The first program that a reader sees, run as that reader would run it. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <moontide/moontide.h>

#include "test.h"

struct run {
    pid_t child;
    int exit_code;
    int requests;
    char output[512], errors[1024];
};

/* Starts the program in an environment of its own; its stdout and stderr go to files. */
static pid_t start(int port, int out, int err, bool with_credentials)
{
    const pid_t child = fork();
    if (child != 0)
        return child;
    char url[64];
    (void)snprintf(url, sizeof url, "AWS_ENDPOINT_URL=http://127.0.0.1:%d", port);
    char program[] = README_PROGRAM, first[] = "endpoint/one/variant/all";
    char second[] = "endpoint/two/variant/all", region[] = "AWS_REGION=eu-west-1";
    char id[] = "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", secret[] = "AWS_SECRET_ACCESS_KEY=example";
    char *arguments[] = {program, first, second, NULL};
    char *all[] = {url, region, id, secret, NULL}, *some[] = {url, region, NULL};
    if (dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
        (void)execve(program, arguments, with_credentials ? all : some);
    _exit(127);
}

static void serve(mt_server *server, struct run *run)
{
    CHECK_STATUS(mt_server_poll(server, 20, NULL), MT_OK);
    for (mt_request *request; (request = mt_server_next(server)) != NULL; run->requests++) {
        CHECK(mt_str_equal(mt_request_header(request, "x-amz-target"),
                           mt_cstr("AnyScaleFrontendService.RegisterScalableTarget")));
        CHECK(mt_request_header(request, "authorization").size > 0);
        CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr("{}"), NULL), MT_OK);
    }
}

static void slurp(int fd, char *text, size_t size)
{
    const ssize_t got = pread(fd, text, size - 1, 0);
    text[got > 0 ? got : 0] = '\0';
}

static int temporary(void)
{
    char path[] = "readme_test_XXXXXX";
    const int fd = mkstemp(path);
    (void)unlink(path);
    return fd;
}

static struct run run_program(bool with_credentials)
{
    struct run run = {0};
    mt_server *server = NULL;
    CHECK_STATUS(mt_server_new(&(mt_server_options){0}, &server, NULL), MT_OK);
    const int out = temporary(), err = temporary();
    run.child = start(mt_server_port(server), out, err, with_credentials);
    int status = 0;
    while (waitpid(run.child, &status, WNOHANG) == 0)
        serve(server, &run);
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    slurp(out, run.output, sizeof run.output);
    slurp(err, run.errors, sizeof run.errors);
    (void)close(out);
    (void)close(err);
    mt_server_free(server);
    return run;
}

static void test_it_registers(void)
{
    const struct run run = run_program(true);
    CHECK(run.exit_code == 0);
    CHECK(run.requests == 2);
    CHECK(strstr(run.output, "registered endpoint/one/variant/all\n") != NULL);
    CHECK(strstr(run.output, "registered endpoint/two/variant/all\n") != NULL);
    CHECK_STR(run.errors, "");
}

static void test_it_says_what_is_missing(void)
{
    const struct run run = run_program(false);
    CHECK(run.requests == 0);
    CHECK_STR(run.output, "");
    CHECK(strstr(run.errors, "endpoint/two/variant/all: no credentials found") != NULL);
}

int main(void)
{
    RUN(test_it_registers);
    RUN(test_it_says_what_is_missing);
    return TEST_SUMMARY();
}

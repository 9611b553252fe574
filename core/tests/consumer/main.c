/* Uses every part that needs a library below: signing, JSON, patterns, the server. */
#include <stdio.h>

#include <moontide/moontide.h>

int main(void)
{
    mt_error err = {0};
    mt_engine *engine = mt_engine_new(NULL, &err);
    const mt_client_options options = {.region = "eu-west-1"};
    mt_client *aas =
        engine ? mt_client_new(engine, "application-autoscaling", &options, &err) : NULL;
    const mt_server_options loopback = {0};
    mt_server *server = NULL;

    if (aas && mt_server_new(&loopback, &server, &err) == MT_OK)
        printf("moontide %s, %s\n", mt_version(), mt_client_endpoint(aas));
    else
        fprintf(stderr, "consumer: %s\n", err.message);

    const bool is_fine = server != NULL;
    mt_server_free(server);
    mt_engine_free(engine);
    return is_fine ? 0 : 1;
}

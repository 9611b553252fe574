/* moontide: calls to AWS Application Auto Scaling and its neighbours, hundreds in flight, from C.
**
** A complete program (compiled and run as a test, core/tests/readme_test.c):

#include <moontide/moontide.h>
#include <stdio.h>

static mt_value *target(const char *resource_id)
{
    mt_value *input = mt_value_new_object();
    mt_value_set(input, mt_cstr("ServiceNamespace"), mt_value_new_string(mt_cstr("sagemaker")));
    mt_value_set(input, mt_cstr("ScalableDimension"),
                 mt_value_new_string(mt_cstr("sagemaker:variant:DesiredInstanceCount")));
    mt_value_set(input, mt_cstr("ResourceId"), mt_value_new_string(mt_cstr(resource_id)));
    mt_value_set(input, mt_cstr("MinCapacity"), mt_value_new_int(1));
    mt_value_set(input, mt_cstr("MaxCapacity"), mt_value_new_int(8));
    return input;
}

int main(int argc, char **argv)
{
    mt_error err = {0};
    mt_engine *engine = mt_engine_new(&(mt_engine_options){.max_in_flight = 64}, &err);
    mt_client *aas = engine ? mt_client_new(engine, "application-autoscaling", NULL, &err) : NULL;

    for (int i = 1; aas && i < argc && err.status == MT_OK; i++)
        mt_submit(aas, "RegisterScalableTarget", target(argv[i]), argv[i], &err);

    for (mt_call *call; aas && (call = mt_engine_wait(engine)) != NULL; mt_call_free(call)) {
        const char *id = mt_call_tag(call);
        if (mt_call_status(call) == MT_OK)
            printf("registered %s\n", id);
        else
            fprintf(stderr, "%s: %s\n", id, mt_call_error(call)->message);
    }
    if (err.status != MT_OK)
        fprintf(stderr, "moontide: %s\n", err.message);
    mt_engine_free(engine);
    return mt_status_exit_code(err.status);
}
*/
#ifndef MOONTIDE_H
#define MOONTIDE_H

#include "call.h"
#include "creds.h"
#include "endpoint.h"
#include "engine.h"
#include "error.h"
#include "model.h"
#include "protocol.h"
#include "server.h"
#include "settings.h"
#include "sigv4.h"
#include "stats.h"
#include "str.h"
#include "value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MT_VERSION "0.1.0"

/* The version of the library that is linked; static. */
MT_API const char *mt_version(void);

#ifdef __cplusplus
}
#endif
#endif

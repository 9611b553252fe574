/* Signing and verifying as functions, for specs, for the emulator, and for scripts that call a
** service this program has no model of. */
#include "bind.h"

#include <string.h>

struct signing_box {
    mt_signer *signer;
    mt_signature signature;
};

static int signing_gc(lua_State *L)
{
    struct signing_box *box = luaL_checkudata(L, 1, CLASS_SIGNING);
    mt_signature_clear(&box->signature);
    mt_signer_free(box->signer);
    *box = (struct signing_box){0};
    return 0;
}

/* [-0, +1] */
static struct signing_box *signing_new(lua_State *L)
{
    struct signing_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (struct signing_box){0};
    luaL_setmetatable(L, CLASS_SIGNING);
    return box;
}

/* Splits "https://host/path?query" into its host (empty if there is none) and its target. */
static void split_url(mt_str url, mt_str *host, mt_str *target)
{
    const char *end = url.data + url.size;
    const char *first = url.data + strcspn(url.data, ":/?"); /* a query may hold a URL, too */
    const char *mark = strncmp(first, "://", 3) == 0 ? first : NULL;
    const char *start = mark ? mark + 3 : url.data;
    const char *path = start;
    while (path < end && *path != '/' && *path != '?')
        path++;
    *host = (mt_str){start, mark ? (size_t)(path - start) : 0};
    *target = mark ? (mt_str){path, (size_t)(end - path)} : url;
}

static bool is_host(mt_str name)
{
    return name.size == 4 && (name.data[0] | 0x20) == 'h' && (name.data[1] | 0x20) == 'o' &&
           (name.data[2] | 0x20) == 's' && (name.data[3] | 0x20) == 't';
}

/* The request's headers, with Host from the URL if they have none. [-0, +1] */
static void read_headers(lua_State *L, mt_http_request *request, mt_str host)
{
    bool has_host = host.size == 0;
    (void)option_push(L, 1, "headers");
    mt_header *headers = headers_read(L, -1, 1, &request->header_count);
    lua_remove(L, -2);
    for (size_t i = 0; i < request->header_count; i++)
        has_host = has_host || is_host(headers[i].name);
    if (!has_host)
        headers[request->header_count++] = (mt_header){{"Host", 4}, host};
    request->headers = headers;
}

static const char *const sign_options[] = {
    "method",
    "url",
    "headers",
    "body",
    "region",
    "service",
    "credentials",
    "time",
    "normalize_path",
    "double_uri_encode",
    "sign_body",
    "omit_session_token",
    "expires_in",
    "content_sha256_header",
    NULL,
};

static void set_text(lua_State *L, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static void set_str(lua_State *L, mt_str name, mt_str value)
{
    lua_pushlstring(L, name.data, name.size);
    lua_pushlstring(L, value.data, value.size);
    lua_rawset(L, -3);
}

static int signature_push(lua_State *L, const mt_signature *signature)
{
    lua_createtable(L, 0, 6);
    set_text(L, "canonical_request", signature->canonical_request);
    set_text(L, "string_to_sign", signature->string_to_sign);
    set_text(L, "signed_headers", signature->signed_headers);
    set_text(L, "signature", signature->signature);
    set_text(L, "authorization", signature->authorization);
    set_text(L, "signed_target", signature->signed_target);
    lua_createtable(L, 0, (int)signature->header_count);
    for (size_t i = 0; i < signature->header_count; i++)
        set_str(L, signature->headers[i].name, signature->headers[i].value);
    lua_setfield(L, -2, "headers");
    return 1;
}

typedef mt_status sign_function(mt_signer *, const mt_http_request *, const mt_signing_options *,
                                mt_signature *, mt_error *);

static int sign(lua_State *L, sign_function *function)
{
    mt_error err = {0};
    mt_str host;
    mt_credentials credentials = {0};
    luaL_checktype(L, 1, LUA_TTABLE);
    options_check(L, 1, sign_options);
    const mt_str url = option_str(L, 1, "url");
    luaL_argcheck(L, url.data, 1, "option 'url' is missing");
    mt_http_request request = {.method = option_str(L, 1, "method"),
                               .body = option_str(L, 1, "body")};
    split_url(url, &host, &request.target);
    read_headers(L, &request, host);
    const mt_signing_options options = {
        .region = option_str(L, 1, "region"),
        .service = option_str(L, 1, "service"),
        .credentials = credentials_read(L, 1, &credentials) ? &credentials : NULL,
        .time = option_integer(L, 1, "time", 0),
        .raw_path = !option_bool(L, 1, "normalize_path", true),
        .single_encode = !option_bool(L, 1, "double_uri_encode", true),
        .unhashed_body = !option_bool(L, 1, "sign_body", true),
        .omit_session_token = option_bool(L, 1, "omit_session_token", false),
        .content_sha256_header = option_bool(L, 1, "content_sha256_header", false),
        .expires_in = option_integer(L, 1, "expires_in", 0),
    };
    struct signing_box *box = signing_new(L);
    box->signer = mt_signer_new();
    mt_status st = box->signer ? MT_OK : mt_fail(&err, MT_EMEM, "out of memory");
    if (st == MT_OK)
        st = function(box->signer, &request, &options, &box->signature, &err);
    return st == MT_OK ? signature_push(L, &box->signature) : fail_push(L, &err);
}

static int sigv4_sign(lua_State *L)
{
    return sign(L, mt_sigv4_sign);
}

static int sigv4_presign(lua_State *L)
{
    return sign(L, mt_sigv4_presign);
}

/* The verifier asks for secrets in the middle of its work, where no Lua function may be called:
** they are listed beforehand. */
struct secret {
    mt_str access_key_id;
    const char *secret, *token;
};

struct secrets {
    size_t count;
    struct secret list[];
};

static const char *find_secret(void *context, mt_str access_key_id, const char **token)
{
    const struct secrets *secrets = context;
    for (size_t i = 0; i < secrets->count; i++) {
        if (mt_str_equal(secrets->list[i].access_key_id, access_key_id)) {
            *token = secrets->list[i].token;
            return secrets->list[i].secret;
        }
    }
    return NULL;
}

/* The value is on top, its key below it. [-0, +0] */
static void secret_read(lua_State *L, struct secret *secret)
{
    if (lua_type(L, -2) != LUA_TSTRING)
        luaL_error(L, "bad option 'secrets' (access key ids expected as keys)");
    *secret = (struct secret){.secret = NULL};
    secret->access_key_id.data = lua_tolstring(L, -2, &secret->access_key_id.size);
    if (lua_istable(L, -1)) {
        secret->secret = option_text(L, -1, "secret");
        secret->token = option_text(L, -1, "token");
    } else if (lua_type(L, -1) == LUA_TSTRING) {
        secret->secret = lua_tostring(L, -1);
    }
    if (!secret->secret)
        luaL_error(L, "bad option 'secrets' (a secret or {secret=, token=} expected)");
}

/* [-0, +1] */
static struct secrets *secrets_read(lua_State *L, int index)
{
    size_t count = 0;
    if (option_push(L, index, "secrets") != LUA_TTABLE)
        luaL_error(L, "option 'secrets' is missing");
    const int table = lua_gettop(L);
    lua_pushnil(L);
    for (; lua_next(L, table); lua_pop(L, 1))
        count++;
    struct secrets *secrets =
        lua_newuserdatauv(L, sizeof *secrets + count * sizeof secrets->list[0], 0);
    secrets->count = 0;
    lua_pushnil(L);
    for (; lua_next(L, table); lua_pop(L, 1))
        secret_read(L, &secrets->list[secrets->count++]);
    lua_remove(L, table);
    return secrets;
}

/* {method=, target=, headers=, body=}. [-0, +1] */
static void table_request(lua_State *L, int index, mt_http_request *request)
{
    static const char *const names[] = {"method", "target", "headers", "body", NULL};
    luaL_checktype(L, index, LUA_TTABLE);
    options_check(L, index, names);
    request->method = option_str(L, index, "method");
    request->target = option_str(L, index, "target");
    request->body = option_str(L, index, "body");
    (void)option_push(L, index, "headers");
    request->headers = headers_read(L, -1, 0, &request->header_count);
    lua_remove(L, -2);
}

static int core_verify(lua_State *L)
{
    static const char *const names[] = {"secrets", "service", "now", "tolerance", NULL};
    mt_error err = {0};
    mt_identity identity = {0};
    mt_http_request described = {0};
    luaL_checktype(L, 2, LUA_TTABLE);
    options_check(L, 2, names);
    const mt_http_request *request = request_at(L, 1);
    if (!request) {
        table_request(L, 1, &described);
        request = &described;
    }
    const mt_verify_options options = {
        .context = secrets_read(L, 2),
        .secret = find_secret,
        .now = option_integer(L, 2, "now", 0),
        .tolerance = option_integer(L, 2, "tolerance", 0),
        .service = option_str(L, 2, "service"),
    };
    if (mt_sigv4_verify(request, &options, &identity, &err) != MT_OK)
        return fail_push(L, &err);
    lua_createtable(L, 0, 3);
    set_str(L, mt_cstr("access_key_id"), identity.access_key_id);
    set_str(L, mt_cstr("region"), identity.region);
    set_str(L, mt_cstr("service"), identity.service);
    return 1;
}

void open_sigv4(lua_State *L)
{
    static const luaL_Reg methods[] = {{NULL, NULL}};
    static const luaL_Reg meta[] = {{"__gc", signing_gc}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"sigv4_sign", sigv4_sign},
                                         {"sigv4_presign", sigv4_presign},
                                         {"verify", core_verify},
                                         {NULL, NULL}};
    class_new(L, CLASS_SIGNING, methods, meta);
    luaL_setfuncs(L, functions, 0);
}

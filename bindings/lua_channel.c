/* Lines between a worker and its parent, and the child's end of them. */
#include "bind.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum { CHANNEL_BYTES = 1 /* user value: unread bytes */ };

struct channel_box {
    int fd;
};

static struct channel_box *channel_at(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS_CHANNEL);
}

void channel_push(lua_State *L, int fd)
{
    struct channel_box *channel = lua_newuserdatauv(L, sizeof *channel, CHANNEL_BYTES);
    *channel = (struct channel_box){.fd = fd};
    luaL_setmetatable(L, CLASS_CHANNEL);
    lua_pushliteral(L, "");
    lua_setiuservalue(L, -2, CHANNEL_BYTES);
}

static bool send_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        data += sent > 0 ? sent : 0;
        size -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

bool line_send(lua_State *L, int fd, const char *prefix, mt_str text)
{
    luaL_Buffer line;
    luaL_buffinitsize(L, &line, text.size + 16);
    luaL_addstring(&line, prefix);
    for (size_t i = 0; i < text.size; i++)
        luaL_addchar(&line, text.data[i] == '\n' ? ' ' : text.data[i]);
    luaL_addchar(&line, '\n');
    luaL_pushresult(&line);
    const bool is_sent = send_all(fd, lua_tostring(L, -1), lua_rawlen(L, -1));
    lua_pop(L, 1);
    return is_sent;
}

bool line_push(lua_State *L, int user_value)
{
    size_t size;
    lua_getiuservalue(L, 1, user_value);
    const char *bytes = lua_tolstring(L, -1, &size);
    const char *end = memchr(bytes, '\n', size);
    if (!end) {
        lua_pop(L, 1);
        return false;
    }
    const size_t length = (size_t)(end - bytes);
    lua_pushlstring(L, bytes, length);
    lua_pushlstring(L, end + 1, size - length - 1);
    lua_setiuservalue(L, 1, user_value);
    lua_remove(L, -2);
    return true;
}

ssize_t line_receive(lua_State *L, int user_value, int fd, int flags)
{
    char bytes[16384];
    const ssize_t size = recv(fd, bytes, sizeof bytes, flags);
    if (size <= 0)
        return size;
    lua_getiuservalue(L, 1, user_value);
    lua_pushlstring(L, bytes, (size_t)size);
    lua_concat(L, 2);
    lua_setiuservalue(L, 1, user_value);
    return size;
}

static int fail_deaf(lua_State *L)
{
    mt_error err = {0};
    (void)mt_fail(&err, MT_EIO, "the worker's parent does not listen: %s", strerror(errno));
    return fail_push(L, &err);
}

static int channel_write_line(lua_State *L)
{
    mt_str text;
    const struct channel_box *channel = channel_at(L);
    text.data = luaL_checklstring(L, 2, &text.size);
    if (!line_send(L, channel->fd, "", text))
        return fail_deaf(L);
    lua_pushboolean(L, true);
    return 1;
}

/* Waits for a line of the parent; nil: it says no more. */
static int channel_read_line(lua_State *L)
{
    const struct channel_box *channel = channel_at(L);
    while (!line_push(L, CHANNEL_BYTES)) {
        const ssize_t size = line_receive(L, CHANNEL_BYTES, channel->fd, 0);
        if (size == 0 || (size < 0 && errno != EINTR)) {
            luaL_pushfail(L);
            return 1;
        }
    }
    return 1;
}

static int channel_stop_fd(lua_State *L)
{
    lua_pushinteger(L, channel_at(L)->fd);
    return 1;
}

/* From here on the child opens no file and no socket, writes no file, starts no program and leaves
** no image of its memory. */
static int channel_confine(lua_State *L)
{
    static const int limits[] = {RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_NPROC};
    const struct rlimit none = {0, 0};
    bool is_done = true;
    (void)channel_at(L);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        is_done = setrlimit(limits[i], &none) == 0 && is_done;
    lua_pushboolean(L, is_done);
    return 1;
}

void open_channel(lua_State *L)
{
    static const luaL_Reg methods[] = {{"write_line", channel_write_line},
                                       {"read_line", channel_read_line},
                                       {"stop_fd", channel_stop_fd},
                                       {"confine", channel_confine},
                                       {NULL, NULL}};
    static const luaL_Reg meta[] = {{NULL, NULL}};
    class_new(L, CLASS_CHANNEL, methods, meta);
}

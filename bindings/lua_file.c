/* core.append_file: a file that only grows and whose lines are on the disk when append returns; and
** the directories it lies in. For journals: what is to happen is written before it happens. */
#include "bind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLASS_FILE "moontide.file"

enum { OWNER_ONLY_FILE = 0600, OWNER_ONLY_DIRECTORY = 0700 };

struct file_box {
    int fd;    /* -1 when closed */
    int error; /* of the write that failed: nothing may follow what it has left of a line */
};

/* nil and an error object: what could not be done to which path. */
static int fail_io(lua_State *L, const char *action, const char *path, int error)
{
    mt_error err;
    (void)mt_fail(&err, MT_EIO, "cannot %s %s: %s", action, path, strerror(error));
    return fail_push(L, &err);
}

static struct file_box *file_at(lua_State *L)
{
    return luaL_checkudata(L, 1, CLASS_FILE);
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(fd, data, size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
    return true;
}

static int add_text(lua_State *L, bool is_synced)
{
    struct file_box *box = file_at(L);
    size_t size;
    const char *text = luaL_checklstring(L, 2, &size);
    luaL_argcheck(L, box->fd >= 0, 1, "the file is closed");
    if (!box->error && (!write_all(box->fd, text, size) || (is_synced && fdatasync(box->fd) != 0)))
        box->error = errno;
    if (box->error)
        return fail_io(L, "write to", "the journal", box->error);
    lua_pushboolean(L, 1);
    return 1;
}

/* file:append(text): true once the text is on the disk, or nil and an error; then, too, whenever it
** is tried again. */
static int file_append(lua_State *L)
{
    return add_text(L, true);
}

/* file:write(text): true once the system has the text: the end of this process loses nothing. */
static int file_write(lua_State *L)
{
    return add_text(L, false);
}

static int file_close(lua_State *L)
{
    struct file_box *box = file_at(L);
    if (box->fd >= 0)
        (void)close(box->fd);
    box->fd = -1;
    return 0;
}

/* A new name is only kept if its directory is, too. */
static bool sync_parent(const char *path)
{
    char directory[4096];
    const char *slash = strrchr(path, '/');
    const size_t size = slash ? (size_t)(slash - path) : 0;
    if (size >= sizeof directory) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(directory, path, size);
    directory[size] = '\0';
    const int fd = open(slash ? (size ? directory : "/") : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool ok = fsync(fd) == 0;
    (void)close(fd);
    return ok;
}

/* append_file(path): a new file, readable by its owner only; nil and an error, also where there is
** one already. */
static int file_open(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    struct file_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (struct file_box){.fd = -1};
    luaL_setmetatable(L, CLASS_FILE);
    box->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ONLY_FILE);
    if (box->fd < 0 || !sync_parent(path))
        return fail_io(L, "create", path, errno);
    return 1;
}

/* make_directory(path): with all that lead to it; true, also if it is there, or nil and an error. */
static int make_directory(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    for (const char *end = strchr(path + (*path == '/'), '/'); *path; end = strchr(end + 1, '/')) {
        const char *part = end ? lua_pushlstring(L, path, (size_t)(end - path)) : path;
        if (mkdir(part, OWNER_ONLY_DIRECTORY) != 0 && errno != EEXIST)
            return fail_io(L, "create", part, errno);
        if (!end)
            break;
        lua_pop(L, 1);
    }
    lua_pushboolean(L, 1);
    return 1;
}

struct directory_box {
    DIR *stream; /* NULL when closed */
};

static int directory_close(lua_State *L)
{
    struct directory_box *box = lua_touserdata(L, 1);
    if (box->stream)
        (void)closedir(box->stream);
    box->stream = NULL;
    return 0;
}

/* Closed by the collector if an error comes in between. [-0, +1] */
static struct directory_box *directory_new(lua_State *L)
{
    struct directory_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    box->stream = NULL;
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, directory_close);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    return box;
}

/* list_directory(path): the names in it, unsorted, without those that begin with a dot; nil and an
** error if it cannot be read. */
static int list_directory(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    struct directory_box *box = directory_new(L);
    box->stream = opendir(path);
    if (!box->stream)
        return fail_io(L, "read", path, errno);
    lua_newtable(L);
    lua_Integer count = 0;
    for (const struct dirent *entry = readdir(box->stream); entry; entry = readdir(box->stream)) {
        if (entry->d_name[0] == '.')
            continue;
        lua_pushstring(L, entry->d_name);
        lua_rawseti(L, -2, ++count);
    }
    (void)closedir(box->stream);
    box->stream = NULL;
    return 1;
}

/* file_target(path): what a link stands for, else the path itself; and "file", "directory", "other"
** (a pipe, a device) or nil where there is nothing. */
static int file_target(lua_State *L)
{
    char resolved[PATH_MAX];
    struct stat status;
    const char *path = luaL_checkstring(L, 1);
    const bool exists = stat(path, &status) == 0;
    lua_pushstring(L, exists && realpath(path, resolved) ? resolved : path);
    if (exists)
        lua_pushstring(L, S_ISREG(status.st_mode)   ? "file"
                          : S_ISDIR(status.st_mode) ? "directory"
                                                    : "other");
    return exists ? 2 : 1;
}

void open_file(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"append", file_append},
        {"write", file_write},
        {"close", file_close},
        {NULL, NULL},
    };
    static const luaL_Reg meta[] = {
        {"__gc", file_close},
        {"__close", file_close},
        {NULL, NULL},
    };
    static const luaL_Reg functions[] = {
        {"append_file", file_open},
        {"make_directory", make_directory},
        {"list_directory", list_directory},
        {"file_target", file_target},
        {NULL, NULL},
    };
    class_new(L, CLASS_FILE, methods, meta);
    luaL_setfuncs(L, functions, 0);
}

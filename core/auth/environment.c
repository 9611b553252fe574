/* The process's own variables and files behind mt_environment: the one place that reads either.
**
** A file may hold secrets, so no copy of it is left behind when the buffer has to grow. */
#include <moontide/creds.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/crypto.h"

enum { FIRST_SIZE = 4096, LARGEST_FILE = 16 * 1024 * 1024, OWNER_ONLY = 0700 };

struct content {
    char *data;
    size_t size;
    size_t capacity;
};

static void content_wipe(struct content *content)
{
    if (content->data)
        crypto_wipe(content->data, content->capacity);
    free(content->data);
    *content = (struct content){0};
}

/* Room for more bytes and a NUL; false if out of memory. */
static bool content_grow(struct content *content)
{
    if (content->size + 1 < content->capacity)
        return true;
    const size_t capacity = content->capacity ? content->capacity * 2 : FIRST_SIZE;
    struct content larger = {malloc(capacity), content->size, capacity};
    if (!larger.data)
        return false;
    if (content->size)
        memcpy(larger.data, content->data, content->size);
    content_wipe(content);
    *content = larger;
    return true;
}

static mt_status read_all(int fd, const char *path, struct content *content, mt_error *err)
{
    for (;;) {
        if (!content_grow(content))
            return fail_memory(err);
        const ssize_t got =
            read(fd, content->data + content->size, content->capacity - content->size - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return mt_fail(err, MT_EIO, "cannot read %s: %s", path, strerror(errno));
        if (got == 0)
            break;
        content->size += (size_t)got;
        if (content->size > LARGEST_FILE)
            return mt_fail(err, MT_EIO, "%s is larger than 16 MiB", path);
    }
    content->data[content->size] = '\0';
    return MT_OK;
}

static const char *process_variable(void *context, const char *name)
{
    (void)context;
    return getenv(name); // NOLINT(concurrency-mt-unsafe): an engine belongs to one thread
}

static mt_status process_read_file(void *context, const char *path, char **data, size_t *size,
                                   bool *exists, mt_error *err)
{
    (void)context;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    *exists = fd >= 0 || (errno != ENOENT && errno != ENOTDIR);
    if (fd < 0)
        return mt_fail(err, MT_EIO, "cannot open %s: %s", path, strerror(errno));

    struct content content = {0};
    const mt_status st = read_all(fd, path, &content, err);
    (void)close(fd);
    if (st) {
        content_wipe(&content);
        return st;
    }
    *data = content.data;
    *size = content.size;
    return MT_OK;
}

static mt_status write_all(int fd, const char *path, mt_str data, mt_error *err)
{
    while (data.size) {
        const ssize_t done = write(fd, data.data, data.size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return mt_fail(err, MT_EIO, "cannot write %s: %s", path, strerror(errno));
        data = (mt_str){data.data + done, data.size - (size_t)done};
    }
    if (fsync(fd))
        return mt_fail(err, MT_EIO, "cannot write %s: %s", path, strerror(errno));
    return MT_OK;
}

/* With all that lead to the file; those that are there already are left as they are. */
static void make_directories(const char *file)
{
    char *path = str_dup(mt_cstr(file));
    for (char *end = path ? strchr(path + 1, '/') : NULL; end; end = strchr(end + 1, '/')) {
        *end = '\0';
        (void)mkdir(path, OWNER_ONLY); /* what is not there then is told by who opens the file */
        *end = '/';
    }
    free(path);
}

/* A file beside path, and its name; -1 with errno if there can be none. */
static int open_beside(const char *path, char *name)
{
    const size_t size = strlen(name);
    int fd = mkstemp(name);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    make_directories(path);
    memset(name + size - 6, 'X', 6);
    return mkstemp(name);
}

/* Into a new file beside the old one, which it then takes the place of. mkstemp gives mode 0600. */
static mt_status replace(const char *path, mt_str data, mt_error *err)
{
    struct buf name = {0};
    buf_addf(&name, "%s.XXXXXX", path);
    if (buf_failed(&name)) {
        buf_clear(&name);
        return fail_memory(err);
    }
    const int fd = open_beside(path, name.data);
    mt_status st = fd >= 0
                       ? write_all(fd, path, data, err)
                       : mt_fail(err, MT_EIO, "cannot write beside %s: %s", path, strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    if (!st && rename(name.data, path))
        st = mt_fail(err, MT_EIO, "cannot replace %s: %s", path, strerror(errno));
    if (st && fd >= 0)
        (void)unlink(name.data);
    buf_clear(&name);
    return st;
}

/* A link stays one. What is no file, like /dev/null, is nobody's to replace. */
static mt_status process_write_file(void *context, const char *path, mt_str data, mt_error *err)
{
    (void)context;
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return mt_fail(err, MT_EIO, "cannot replace %s: it is no regular file", path);
    char *target = realpath(path, NULL); /* NULL: there is none yet */
    const mt_status st = replace(target ? target : path, data, err);
    free(target);
    return st;
}

const mt_environment *mt_environment_process(void)
{
    static const mt_environment process = {NULL, process_variable, process_read_file,
                                           process_write_file};
    return &process;
}

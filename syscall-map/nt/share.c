/* SPDX-License-Identifier: MIT */
/* Share modes and pending deletions.
 *
 * Each process has one entry a file in the table of open files (opened.c), with the counts of all its opens; who opens
 * a file compares what he asks for with the entries of all.  A death leaves an entry whose owner does not live: it
 * counts for nothing.  A deletion that is pending stands in every entry of the file, so it outlives the process that
 * asked.  Left out: a file that was marked, whose openers were all killed, stays. */
#include "nt/share.h"

#include "nt/opened.h"

/* What a file asks of the others. */
struct demand {
    bool reads, writes, deletes;
};

static struct demand demand_of(const struct file *file)
{
    return (struct demand){
        .reads = file->access & (FILE_READ_DATA | FILE_EXECUTE),
        .writes = file->access & (FILE_WRITE_DATA | FILE_APPEND_DATA),
        .deletes = file->access & DELETE,
    };
}

static bool uses(struct demand d)
{
    return d.reads || d.writes || d.deletes;
}

/* Adds `by` (1 or -1) for a file that reads, writes or deletes. */
static void count(struct opened *s, const struct file *file, struct demand d, uint32_t by)
{
    s->users += by;
    s->readers += d.reads ? by : 0;
    s->writers += d.writes ? by : 0;
    s->deleters += d.deletes ? by : 0;
    s->share_read += file->share & FILE_SHARE_READ ? by : 0;
    s->share_write += file->share & FILE_SHARE_WRITE ? by : 0;
    s->share_delete += file->share & FILE_SHARE_DELETE ? by : 0;
}

static bool conflicts(const struct opened *s, const struct file *file, struct demand d)
{
    return (d.reads && s->share_read < s->users) || (d.writes && s->share_write < s->users) ||
           (d.deletes && s->share_delete < s->users) || (s->readers && !(file->share & FILE_SHARE_READ)) ||
           (s->writers && !(file->share & FILE_SHARE_WRITE)) || (s->deleters && !(file->share & FILE_SHARE_DELETE));
}

/* This process's entry of the file; NULL: none. */
static struct opened *own_entry(const struct opened_file *f)
{
    struct opened *s = NULL;
    while ((s = opened_next(f, s, OPENED_SHARES)) && s->owner != f->self) {}
    return s;
}

static NTSTATUS enter(struct file *file, bool joins)
{
    struct demand d = demand_of(file);
    struct opened_file f;
    NTSTATUS status = STATUS_SUCCESS;
    if (!opened_lock(&f, file->dev, file->ino)) return STATUS_NO_MEMORY;
    struct opened *own = NULL;
    uint16_t pending = 0;
    for (struct opened *s = NULL; status == STATUS_SUCCESS && (s = opened_next(&f, s, OPENED_SHARES));) {
        NTSTATUS refused = s->flags & OPENED_PENDING          ? STATUS_DELETE_PENDING
                           : uses(d) && conflicts(s, file, d) ? STATUS_SHARING_VIOLATION
                                                              : STATUS_SUCCESS;
        if (s->owner == f.self)
            own = s;
        else if (refused && !opened_alive(s))
            refused = STATUS_SUCCESS; /* which left the entry's link as it was */
        if (refused == STATUS_DELETE_PENDING) pending = OPENED_PENDING;
        if (!joins) status = refused;
    }
    if (status == STATUS_SUCCESS && !own && !(own = opened_add(&f, OPENED_SHARES))) status = STATUS_NO_MEMORY;
    if (status == STATUS_SUCCESS) {
        own->opens++;
        own->flags |= pending;
        if (uses(d)) count(own, file, d, 1);
        file->shared = true;
    }
    opened_unlock(&f);
    return status;
}

NTSTATUS share_enter(struct file *file)
{
    return enter(file, false);
}

void share_join(struct file *file)
{
    enter(file, true); /* without memory it is not seen */
}

/* Under the lock. */
static void set_pending(const struct opened_file *f, bool pending)
{
    for (struct opened *s = NULL; (s = opened_next(f, s, OPENED_SHARES));)
        s->flags = pending ? s->flags | OPENED_PENDING : s->flags & (uint16_t)~OPENED_PENDING;
}

bool share_leave(struct file *file)
{
    struct demand d = demand_of(file);
    struct opened_file f;
    bool remove = false;
    if (!file->shared || !opened_lock(&f, file->dev, file->ino)) return false;
    file->shared = false;
    if (file->delete_closes) set_pending(&f, true);
    struct opened *s = own_entry(&f);
    if (s && uses(d)) count(s, file, d, -1u);
    if (s && --s->opens == 0) {
        remove = s->flags & OPENED_PENDING;
        opened_remove(s);
        for (s = NULL; remove && (s = opened_next(&f, s, OPENED_SHARES));) remove = !opened_alive(s);
    }
    opened_unlock(&f);
    return remove;
}

void share_set_pending(struct file *file, bool pending)
{
    struct opened_file f;
    if (!file->shared || !opened_lock(&f, file->dev, file->ino)) return;
    set_pending(&f, pending);
    opened_unlock(&f);
}

bool share_pending(struct file *file)
{
    struct opened_file f;
    if (!file->shared || !opened_lock(&f, file->dev, file->ino)) return false;
    const struct opened *s = own_entry(&f);
    bool pending = s && s->flags & OPENED_PENDING;
    opened_unlock(&f);
    return pending;
}

bool share_is_open(dev_t dev, ino_t ino)
{
    struct opened_file f;
    bool open = false;
    if (!opened_lock(&f, dev, ino)) return false;
    for (struct opened *s = NULL; !open && (s = opened_next(&f, s, OPENED_SHARES));) open = opened_alive(s);
    opened_unlock(&f);
    return open;
}

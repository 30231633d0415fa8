/* SPDX-License-Identifier: MIT */
/* The jobs that this process is in, and those of the processes that it makes.
 *
 * A process is in a job from its start to its end, and as long as it lives it holds its entry there by a descriptor
 * that it got at its start or when it joined.  Where the last handle to a job is to end the members, each of them has a
 * host thread that sleeps until nobody has one: so that holds also where the owner was killed.
 * Left out: a process that joins a job which is nested in one that it is not in. */
#include "nt/job.h"

#include "linux/worker.h"
#include "nt/process.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct member {
    struct job_view view;
    uint32_t index;
    int fd;
    bool watched;    /* a thread waits for the last handle */
} members[JOB_DEEP]; /* the outermost first; they stay */
static uint32_t count;
static bool begun;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* taken before a view's */

static void *handles_wait(void *argument)
{
    struct member *member = argument;
    job_wait_unheld(&member->view);
    if (member->view.page->limits.Basic.LimitFlags & JOB_LIMIT_KILL_ON_JOB_CLOSE) job_terminate(&member->view, 0);
    return NULL;
}

/* Under the lock. */
static void watch(struct member *member)
{
    if (!begun || member->watched) return;
    if (!(member->view.page->limits.Basic.LimitFlags & JOB_LIMIT_KILL_ON_JOB_CLOSE)) return;
    member->watched = worker_start(handles_wait, member, 64 << 10, false) == 0;
}

void job_member_inherited(int fd, uint32_t index)
{
    struct member *member = &members[count];
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (count == JOB_DEEP || index >= JOB_MEMBERS || !job_view_open(&member->view, fd)) {
        close(fd);
        return;
    }
    member->fd = fd;
    member->index = index;
    count++;
    if (!member->view.page->entries[index].pid) /* its maker has not said so yet, or died */
        job_entry_begin(&member->view, index, (uint32_t)getpid());
}

void job_member_begin(void)
{
    begun = true;
    for (uint32_t i = 0; i < count; i++) watch(&members[i]);
}

/* Under the lock. */
static uint64_t innermost_id(void)
{
    return count ? members[count - 1].view.page->id : 0;
}

NTSTATUS job_member_join(int fd)
{
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&lock);
    struct member *member = &members[count];
    if (count == JOB_DEEP || !job_view_open(&member->view, fd)) {
        pthread_mutex_unlock(&lock);
        return count == JOB_DEEP ? STATUS_ACCESS_DENIED : STATUS_INSUFFICIENT_RESOURCES;
    }
    const uint64_t inner = innermost_id();
    for (uint32_t i = 0; i < count; i++)
        if (members[i].view.page->id == member->view.page->id || members[i].view.page->ui)
            status = STATUS_ACCESS_DENIED;
    if (status == STATUS_SUCCESS)
        member->fd = job_entry_take(&member->view, &inner, (uint32_t)getpid(), &member->index, &status);
    if (status == STATUS_SUCCESS) {
        count++;
        watch(member);
    } else {
        job_view_close(&member->view);
    }
    pthread_mutex_unlock(&lock);
    return status;
}

void job_member_look(uint64_t id)
{
    pthread_mutex_lock(&lock);
    for (uint32_t i = 0; i < count; i++)
        if (members[i].view.page->id == id) watch(&members[i]);
    pthread_mutex_unlock(&lock);
}

struct job_view *job_member_innermost(void)
{
    pthread_mutex_lock(&lock);
    struct job_view *view = count ? &members[count - 1].view : NULL;
    pthread_mutex_unlock(&lock);
    return view;
}

bool job_member_of(uint64_t id)
{
    pthread_mutex_lock(&lock);
    bool found = !id && count;
    for (uint32_t i = 0; i < count; i++) found |= members[i].view.page->id == id;
    pthread_mutex_unlock(&lock);
    return found;
}

void job_member_leave(uint32_t status)
{
    struct rusage usage;
    if (!count) return;
    getrusage(RUSAGE_SELF, &usage);
    const struct job_use use = {
        .user = (uint64_t)usage.ru_utime.tv_sec * 10000000u + (uint64_t)usage.ru_utime.tv_usec * 10,
        .kernel = (uint64_t)usage.ru_stime.tv_sec * 10000000u + (uint64_t)usage.ru_stime.tv_usec * 10,
        .faults = (uint64_t)(usage.ru_minflt + usage.ru_majflt),
    };
    for (uint32_t i = count; i-- > 0;) job_entry_end(&members[i].view, members[i].index, status, &use);
}

/* ---- those that it makes ---- */

/* How many of this process's jobs a new process is in.  "Child processes break away from the immediate job and each job
 * in its parent job chain, moving up the hierarchy until it reaches a job that does not permit breakaway." */
static NTSTATUS inherited(bool breakaway, uint32_t *kept)
{
    *kept = count;
    while (*kept) {
        ULONG flags = members[*kept - 1].view.page->limits.Basic.LimitFlags;
        bool leaves = flags & JOB_LIMIT_SILENT_BREAKAWAY || (breakaway && flags & JOB_LIMIT_BREAKAWAY);
        if (!leaves) break;
        --*kept;
    }
    return breakaway && count && *kept == count ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

static NTSTATUS place_take(struct job_places *places, struct job_view *view, const uint64_t *inner, uint32_t pid)
{
    NTSTATUS status;
    if (places->count == JOB_DEEP) return STATUS_ACCESS_DENIED;
    struct job_place *place = &places->at[places->count];
    *place = (struct job_place){.view = view};
    place->fd = job_entry_take(view, inner, pid, &place->index, &status);
    places->count += status == STATUS_SUCCESS;
    return status;
}

NTSTATUS job_places_add(struct job_places *places, struct job *job, uint32_t pid)
{
    const uint64_t inner = places->count ? places->at[places->count - 1].view->page->id : 0;
    for (uint32_t i = 0; i < places->count; i++)
        if (places->at[i].view->page->id == job->view.page->id || places->at[i].view->page->ui)
            return STATUS_ACCESS_DENIED;
    NTSTATUS status = place_take(places, &job->view, &inner, pid);
    if (status == STATUS_SUCCESS) object_ref(places->at[places->count - 1].job = &job->object);
    return status;
}

NTSTATUS job_places_make(struct job_places *places, bool breakaway, struct job *const *list, uint32_t listed)
{
    uint32_t kept;
    places->count = 0;
    if (!count && !listed) return STATUS_SUCCESS;
    pthread_mutex_lock(&lock);
    NTSTATUS status = inherited(breakaway, &kept);
    for (uint32_t i = 0; i < kept && status == STATUS_SUCCESS; i++)
        status = place_take(places, &members[i].view, NULL, 0);
    pthread_mutex_unlock(&lock);
    for (uint32_t i = 0; i < listed && status == STATUS_SUCCESS; i++) status = job_places_add(places, list[i], 0);
    if (status == STATUS_SUCCESS) return status;
    job_places_undo(places);
    job_places_free(places);
    return status;
}

void job_places_begin(struct job_places *places, uint32_t pid)
{
    for (uint32_t i = 0; i < places->count; i++) job_entry_begin(places->at[i].view, places->at[i].index, pid);
}

void job_places_undo(struct job_places *places)
{
    for (uint32_t i = 0; i < places->count; i++) job_entry_undo(places->at[i].view, places->at[i].index);
}

void job_places_end(struct job_places *places, uint32_t status, const struct job_use *use)
{
    for (uint32_t i = places->count; i-- > 0;) job_entry_end(places->at[i].view, places->at[i].index, status, use);
}

void job_places_free(struct job_places *places)
{
    for (uint32_t i = 0; i < places->count; i++) {
        close(places->at[i].fd);
        if (places->at[i].job) object_put(places->at[i].job);
    }
    places->count = 0;
}

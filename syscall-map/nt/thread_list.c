/* SPDX-License-Identifier: MIT */
/* The process's threads that have not ended: in order of creation, and by their ids. */
#include "nt/thread.h"

enum { BUCKETS = 1024 };

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER; /* taken before a thread's lock */
static struct nt_thread *first, *last, *by_id[BUCKETS];
static uint32_t count;
static uint64_t order;

static struct nt_thread **bucket_of(uint32_t id)
{
    return &by_id[id / 4 % BUCKETS];
}

void thread_list_add(struct nt_thread *thread)
{
    pthread_mutex_lock(&list_lock);
    struct nt_thread **bucket = bucket_of(thread->id);
    thread->same_bucket = *bucket;
    *bucket = thread;
    thread->next = NULL;
    thread->before = last;
    *(last ? &last->next : &first) = thread;
    last = thread;
    thread->order = ++order;
    thread->listed = true;
    count++;
    pthread_mutex_unlock(&list_lock);
}

bool thread_list_remove(struct nt_thread *thread)
{
    pthread_mutex_lock(&list_lock);
    bool others = count > 1;
    if (others) {
        struct nt_thread **at = bucket_of(thread->id);
        while (*at != thread) at = &(*at)->same_bucket;
        *at = thread->same_bucket;
        *(thread->before ? &thread->before->next : &first) = thread->next;
        *(thread->next ? &thread->next->before : &last) = thread->before;
        thread->listed = false;
        count--;
    }
    pthread_mutex_unlock(&list_lock);
    return others;
}

struct nt_thread *thread_find(uint32_t id)
{
    pthread_mutex_lock(&list_lock);
    struct nt_thread *thread = *bucket_of(id);
    while (thread && thread->id != id) thread = thread->same_bucket;
    if (thread) object_ref(&thread->object);
    pthread_mutex_unlock(&list_lock);
    return thread;
}

struct nt_thread *thread_next(struct nt_thread *after)
{
    pthread_mutex_lock(&list_lock);
    struct nt_thread *thread = after && after->listed ? after->next : first;
    if (after && !after->listed) /* it has ended meanwhile */
        while (thread && thread->order <= after->order) thread = thread->next;
    if (thread) object_ref(&thread->object);
    pthread_mutex_unlock(&list_lock);
    if (after) object_put(&after->object);
    return thread;
}

uint32_t thread_count(void)
{
    pthread_mutex_lock(&list_lock);
    uint32_t now = count;
    pthread_mutex_unlock(&list_lock);
    return now;
}

/* SPDX-License-Identifier: MIT */
/* What the processes of a prefix share of one job: a page of memory, and locks. */
#ifndef METIC_NT_JOB_PAGE_H
#define METIC_NT_JOB_PAGE_H

#include "nt.h"
#include "nt_system.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* As Microsoft documents them, for a 64-bit program. */
typedef struct {
    int64_t PerProcessUserTimeLimit, PerJobUserTimeLimit;
    ULONG LimitFlags;
    uint64_t MinimumWorkingSetSize, MaximumWorkingSetSize;
    ULONG ActiveProcessLimit;
    uint64_t Affinity;
    ULONG PriorityClass, SchedulingClass;
} JOB_BASIC_LIMITS;

typedef struct {
    JOB_BASIC_LIMITS Basic;
    IO_COUNTERS IoInfo;
    uint64_t ProcessMemoryLimit, JobMemoryLimit, PeakProcessMemoryUsed, PeakJobMemoryUsed;
} JOB_EXTENDED_LIMITS;
_Static_assert(sizeof(JOB_BASIC_LIMITS) == 64 && sizeof(JOB_EXTENDED_LIMITS) == 144, "as winnt.h has them");

#define JOB_LIMIT_ACTIVE_PROCESS    0x8u
#define JOB_LIMIT_BREAKAWAY         0x800u
#define JOB_LIMIT_SILENT_BREAKAWAY  0x1000u
#define JOB_LIMIT_KILL_ON_JOB_CLOSE 0x2000u

enum job_entry_state {
    JOB_ENTRY_FREE,
    JOB_ENTRY_MEMBER, /* as long as somebody has its byte locked */
    JOB_ENTRY_ENDED,  /* it has told its end itself; who watches has not seen that yet */
};

struct job_entry {
    uint32_t state;
    uint32_t pid; /* 0: it is being made */
    uint32_t status;
    uint32_t serial; /* tells those apart that have the entry one after the other */
};

enum { JOB_MEMBERS = 16384 };

/* The shared memory.  Everything but `id` and `changes` is looked at and changed under job_lock(). */
struct job_page {
    char magic[8];
    uint64_t id;              /* tells jobs apart as long as one of them is there */
    uint64_t parent;          /* id of the one that it is nested in; 0: none */
    _Atomic uint32_t changes; /* futex: rises when members come and go */
    uint32_t used;            /* entries from here on were never used */
    uint32_t sweep_at;        /* so many used: look for dead ones before the next */
    uint32_t refused;         /* how often the limit of active processes kept one out */
    uint32_t ui, end_action;
    uint32_t total, terminated; /* processes */
    uint64_t user, kernel;      /* of those that have ended; units of 100 ns */
    uint64_t faults;
    IO_COUNTERS io;
    JOB_EXTENDED_LIMITS limits;
    struct job_entry entries[JOB_MEMBERS];
};

/* A process's way to it. */
struct job_view {
    int fd; /* a description of its own, which holds job_lock() and nothing else */
    struct job_page *page;
    pthread_mutex_t mutex;
};

/* A new one.  False: no memory, no descriptors. */
bool job_view_create(struct job_view *view);

/* The one that a descriptor leads to, which stays the caller's.  False: also where it is none. */
bool job_view_open(struct job_view *view, int fd);
void job_view_close(struct job_view *view);

/* Dropped by the kernel when who has it dies.  Not to be held for long, nor while guest memory is touched. */
void job_lock(struct job_view *view);
void job_unlock(struct job_view *view);

/* Those who watch are to look. */
void job_changed(struct job_view *view);

/* A descriptor that says, as long as it is open anywhere, that somebody has handles to the job; -1. */
int job_hold(struct job_view *view);

/* Has anybody handles? */
bool job_is_held(struct job_view *view);

/* Sleeps until nobody has handles. */
void job_wait_unheld(struct job_view *view);

/* One more member, which is in the job with id *inner (0: in none) as its innermost so far; NULL: where its maker is.
 * The descriptor says, as long as it is open anywhere, that the member lives; its entry in *index.  -1: *status says
 * why, STATUS_QUOTA_EXCEEDED: there is a limit, STATUS_ACCESS_DENIED: the nesting would not be valid.  `pid` 0:
 * job_entry_begin() tells it later. */
int job_entry_take(struct job_view *view, const uint64_t *inner, uint32_t pid, uint32_t *index, NTSTATUS *status);
void job_entry_begin(struct job_view *view, uint32_t index, uint32_t pid);

/* It was not started after all. */
void job_entry_undo(struct job_view *view, uint32_t index);

/* It ends, having used so much. */
struct job_use {
    uint64_t user, kernel, faults;
};
void job_entry_end(struct job_view *view, uint32_t index, uint32_t status, const struct job_use *use);

/* Under the lock: does the member live? */
bool job_entry_lives(struct job_view *view, uint32_t index);

/* Under the lock: frees an entry of one that has ended. */
void job_entry_free(struct job_view *view, uint32_t index);

/* Under the lock: how many live; the Linux ids of the first `room` of them in `pids`. */
uint32_t job_members(struct job_view *view, uint32_t *pids, uint32_t room);

/* Takes the part of the one who watches the job.  False: another has it. */
bool job_watch_begin(struct job_view *view);

#endif

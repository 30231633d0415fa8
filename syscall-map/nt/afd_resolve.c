/* SPDX-License-Identifier: MIT */
/* AFD_RESOLVE: names and addresses by libc's resolver, hence by what the host is set up for.
 *
 * It may take seconds and cannot be broken off, so a thread of the host's own does it, and the caller waits as in any
 * blocking call; who has left by the time it ends leaves the freeing to it. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "linux/worker.h"
#include "nt/wait.h"

#include <errno.h>
#include <linux/futex.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct job {
    _Atomic uint32_t done;  /* futex */
    _Atomic uint32_t users; /* of both who ask and who answers */
    AFD_RESOLVE_INFO info;
    struct sockaddr_storage address;
    socklen_t address_length;
    NTSTATUS status;
    AFD_RESOLVED answer;
};

static void leave(struct job *job)
{
    if (atomic_fetch_sub(&job->users, 1) == 1) free(job);
}

/* What ws2_32 tells apart. */
static NTSTATUS status_of(int error)
{
    switch (error) {
    case 0: return STATUS_SUCCESS;
    case EAI_AGAIN: return STATUS_RETRY;
    case EAI_NONAME:
    case EAI_NODATA: return STATUS_OBJECT_NAME_NOT_FOUND;
    case EAI_FAMILY:
    case EAI_ADDRFAMILY: return STATUS_OBJECT_NAME_NOT_FOUND; /* the name has no address of the family */
    case EAI_MEMORY: return STATUS_NO_MEMORY;
    default: return STATUS_UNSUCCESSFUL;
    }
}

static void name_to_addresses(struct job *job)
{
    int family = job->info.Family ? socket_family_host(job->info.Family) : AF_UNSPEC;
    struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME}, *list = NULL;
    job->status = status_of(getaddrinfo(job->info.Name, NULL, &hints, &list));
    if (list && list->ai_canonname) strncpy(job->answer.Name, list->ai_canonname, sizeof job->answer.Name - 1);
    for (struct addrinfo *a = list; a && job->answer.Count < AFD_RESOLVED_MOST; a = a->ai_next) {
        int guest = socket_family_guest(a->ai_family);
        AFD_SOCKADDR *to = &job->answer.Addresses[job->answer.Count];
        if (guest < 0 || a->ai_addrlen > sizeof *to) continue;
        memcpy(to, a->ai_addr, a->ai_addrlen);
        to->family = (USHORT)guest;
        job->answer.Count++;
    }
    if (list) freeaddrinfo(list);
    if (job->status == STATUS_SUCCESS && !job->answer.Count) job->status = STATUS_OBJECT_NAME_NOT_FOUND;
}

static void *resolve(void *argument)
{
    struct job *job = argument;
    if (job->info.Kind == AFD_RESOLVE_NAME)
        name_to_addresses(job);
    else
        job->status = status_of(getnameinfo((struct sockaddr *)&job->address, job->address_length, job->answer.Name,
                                            sizeof job->answer.Name, NULL, 0, NI_NAMEREQD));
    atomic_store(&job->done, 1);
    syscall(SYS_futex, &job->done, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    leave(job);
    return NULL;
}

NTSTATUS afd_resolve(const void *in, ULONG in_length, void *out, ULONG out_length, ULONG_PTR *done)
{
    if (in_length < sizeof(AFD_RESOLVE_INFO)) return STATUS_INVALID_PARAMETER;
    if (out_length < sizeof(AFD_RESOLVED)) return STATUS_BUFFER_TOO_SMALL;
    struct job *job = calloc(1, sizeof *job);
    if (!job) return STATUS_NO_MEMORY;
    atomic_init(&job->users, 2);
    NTSTATUS status = guest_get(&job->info, (const AFD_RESOLVE_INFO *)in) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    job->info.Name[sizeof job->info.Name - 1] = 0;
    if (status == STATUS_SUCCESS && job->info.Kind == AFD_RESOLVE_ADDRESS)
        status = socket_address_get(&((const AFD_RESOLVE_INFO *)in)->Address, sizeof job->info.Address, 0,
                                    &job->address, &job->address_length);
    if (status == STATUS_SUCCESS && job->info.Kind == AFD_RESOLVE_NAME && job->info.Family &&
        socket_family_host(job->info.Family) < 0)
        status = STATUS_INVALID_ADDRESS;
    if (status == STATUS_SUCCESS && worker_start(resolve, job, 0, false) != 0) status = STATUS_INSUFFICIENT_RESOURCES;
    if (status != STATUS_SUCCESS) {
        free(job);
        return status;
    }
    while (status == STATUS_SUCCESS && !atomic_load(&job->done)) status = wait_word(&job->done, 0, false, INT64_MAX);
    if (status == STATUS_SUCCESS) {
        status = job->status;
        if (status == STATUS_SUCCESS && !guest_put((AFD_RESOLVED *)out, &job->answer)) status = STATUS_ACCESS_VIOLATION;
        *done = sizeof job->answer;
    }
    leave(job);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* Copies between the memory of processes: NtReadVirtualMemory and NtWriteVirtualMemory.
 *
 * Another process's memory is reached by process_vm_readv and process_vm_writev, which respect the protection of its
 * pages. */
#include "door/guestmem.h"
#include "linux/vm.h"
#include "nt/process.h"
#include "nt_calls.h"

#include <errno.h>
#include <sys/uio.h>

/* Copies as much as can be read here and written there; how much that is.  Page by page where the whole cannot be had.
 */
static SIZE_T copy_between(char *to, const char *from, SIZE_T size)
{
    SIZE_T done = 0;
    if (guest_probe_read(from, size) && guest_probe_write(to, size) && guest_write(to, from, size)) return size;
    while (done < size) {
        SIZE_T step = VM_PAGE - ((uintptr_t)(from + done) & (VM_PAGE - 1)),
               other = VM_PAGE - ((uintptr_t)(to + done) & (VM_PAGE - 1));
        if (step > other) step = other;
        if (step > size - done) step = size - done;
        if (!guest_probe_read(from + done, step) || !guest_probe_write(to + done, step) ||
            !guest_write(to + done, from + done, step))
            break;
        done += step;
    }
    return done;
}

/* Copies what can be read of another process's guest memory; `done`: how much that is. */
static NTSTATUS copy_from(pid_t pid, char *to, uint64_t from, SIZE_T size, SIZE_T *done)
{
    char chunk[16384];
    *done = 0;
    while (*done < size && from < DOOR_BORDER) {
        SIZE_T step = sizeof chunk - (from & (VM_PAGE - 1)); /* whole pages, so that none is lost for its neighbour */
        if (step > size - *done) step = size - *done;
        struct iovec here = {chunk, step}, there = {(void *)from, step};
        ssize_t got = process_vm_readv(pid, &here, 1, &there, 1, 0);
        if (got < 0 && errno != EFAULT) return errno == ESRCH ? STATUS_PROCESS_IS_TERMINATING : STATUS_ACCESS_DENIED;
        if (got <= 0) break;
        if (!guest_write(to + *done, chunk, (size_t)got)) return STATUS_ACCESS_VIOLATION;
        *done += (SIZE_T)got;
        from += (uint64_t)got;
    }
    return *done == size ? STATUS_SUCCESS : STATUS_PARTIAL_COPY;
}

/* Copies what can be written of another process's guest memory; `done`: how much that is. */
static NTSTATUS copy_to(pid_t pid, uint64_t to, const char *from, SIZE_T size, SIZE_T *done)
{
    char chunk[16384];
    *done = 0;
    while (*done < size && to < DOOR_BORDER) {
        SIZE_T step = sizeof chunk - (to & (VM_PAGE - 1));
        if (step > size - *done) step = size - *done;
        if (!guest_read(chunk, from + *done, step)) return STATUS_PARTIAL_COPY;
        struct iovec here = {chunk, step}, there = {(void *)to, step};
        ssize_t put = process_vm_writev(pid, &here, 1, &there, 1, 0);
        if (put < 0 && errno != EFAULT) return errno == ESRCH ? STATUS_PROCESS_IS_TERMINATING : STATUS_ACCESS_DENIED;
        if (put <= 0) break;
        *done += (SIZE_T)put;
        to += (uint64_t)put;
    }
    return *done == size ? STATUS_SUCCESS : STATUS_PARTIAL_COPY;
}

NTSTATUS sys_NtReadVirtualMemory(HANDLE ProcessHandle, void *BaseAddress, void *Buffer, SIZE_T BufferSize,
                                 SIZE_T *NumberOfBytesRead)
{
    pid_t pid;
    SIZE_T done;
    NTSTATUS status = process_pid(ProcessHandle, PROCESS_VM_READ, &pid);
    if (status) return status;
    if (NumberOfBytesRead && !guest_probe_write(NumberOfBytesRead, sizeof *NumberOfBytesRead))
        return STATUS_ACCESS_VIOLATION;
    if (!guest_probe_write(Buffer, BufferSize)) return STATUS_ACCESS_VIOLATION;
    if (pid) {
        status = copy_from(pid, Buffer, (uint64_t)(uintptr_t)BaseAddress, BufferSize, &done);
    } else {
        done = copy_between(Buffer, BaseAddress, BufferSize);
        if (done != BufferSize) status = STATUS_PARTIAL_COPY;
    }
    if (NumberOfBytesRead && !guest_put(NumberOfBytesRead, &done)) return STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS sys_NtWriteVirtualMemory(HANDLE ProcessHandle, void *BaseAddress, const void *Buffer, SIZE_T BufferSize,
                                  SIZE_T *NumberOfBytesWritten)
{
    pid_t pid;
    SIZE_T done;
    NTSTATUS status = process_pid(ProcessHandle, PROCESS_VM_WRITE, &pid);
    if (status) return status;
    if (NumberOfBytesWritten && !guest_probe_write(NumberOfBytesWritten, sizeof *NumberOfBytesWritten))
        return STATUS_ACCESS_VIOLATION;
    if (pid) {
        status = copy_to(pid, (uint64_t)(uintptr_t)BaseAddress, Buffer, BufferSize, &done);
    } else {
        done = copy_between(BaseAddress, Buffer, BufferSize);
        if (done != BufferSize) status = STATUS_PARTIAL_COPY;
    }
    if (NumberOfBytesWritten && !guest_put(NumberOfBytesWritten, &done)) return STATUS_ACCESS_VIOLATION;
    return status;
}

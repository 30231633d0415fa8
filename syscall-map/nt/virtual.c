/* SPDX-License-Identifier: MIT */
/* NtAllocateVirtualMemory and its family on linux/vm.c.
 *
 * Addresses and sizes are rounded as Windows rounds them: reservations down to 64 KiB, everything else to pages.
 * What concerns another process is done there (remote.c).  Left out: large pages and AWE, whose privilege is not held;
 * of another process the names of mapped files, and write watches. */
#include "nt/process.h"
#include "nt/protect.h"
#include "nt/remote.h"
#include "nt/reserve.h"
#include "nt/section.h"
#include "nt/status.h"
#include "nt/virtual.h"
#include "door/door.h"
#include "door/guestmem.h"
#include "linux/barrier.h"
#include "nt_calls.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/uio.h>

enum { WRITE_WATCH_FLAG_RESET = 1 };

static const struct {
    ULONG protect;
    int host;
    bool copy;
} protections[] = {
    {PAGE_NOACCESS,          PROT_NONE,                          false},
    {PAGE_READONLY,          PROT_READ,                          false},
    {PAGE_READWRITE,         PROT_READ | PROT_WRITE,             false},
    {PAGE_WRITECOPY,         PROT_READ | PROT_WRITE,             true },
    {PAGE_EXECUTE,           PROT_READ | PROT_EXEC,              false},
    {PAGE_EXECUTE_READ,      PROT_READ | PROT_EXEC,              false},
    {PAGE_EXECUTE_READWRITE, PROT_READ | PROT_WRITE | PROT_EXEC, false},
    {PAGE_EXECUTE_WRITECOPY, PROT_READ | PROT_WRITE | PROT_EXEC, true },
};

bool protect_from_nt(ULONG protect, bool copy, struct vm_protect *out)
{
    const ULONG modifiers = PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE;
    for (size_t i = 0; i < sizeof protections / sizeof *protections; i++) {
        if (protections[i].protect != (protect & ~modifiers)) continue;
        if (protections[i].copy && !copy) return false;
        if (protect & modifiers && protections[i].protect == PAGE_NOACCESS) return false;
        *out = (struct vm_protect){protections[i].host, protect & ~(ULONG)PAGE_GUARD, (protect & PAGE_GUARD) != 0};
        return true;
    }
    return false;
}

ULONG protect_to_nt(const struct vm_protect *protect)
{
    return protect->foreign | (protect->guard ? PAGE_GUARD : 0);
}

/* Reads *BaseAddress and *RegionSize and makes sure that both can be written back. */
static NTSTATUS take_range(void **base_pointer, SIZE_T *size_pointer, uint64_t *base, uint64_t *size)
{
    if (!guest_read(base, base_pointer, sizeof *base) || !guest_read(size, size_pointer, sizeof *size) ||
        !guest_probe_write(base_pointer, sizeof *base) || !guest_probe_write(size_pointer, sizeof *size))
        return STATUS_ACCESS_VIOLATION;
    if (*base >= DOOR_BORDER || *size > DOOR_BORDER - *base) return STATUS_INVALID_PARAMETER_2;
    return STATUS_SUCCESS;
}

static NTSTATUS give_range(void **base_pointer, SIZE_T *size_pointer, uint64_t base, uint64_t size)
{
    bool written = guest_write(base_pointer, &base, sizeof base) && guest_write(size_pointer, &size, sizeof size);
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* The highest address that a ZeroBits argument allows: a count of leading zero bits of the low 32, or a mask. */
static uint64_t zero_bits_limit(ULONG_PTR zero_bits)
{
    if (!zero_bits) return 0;
    if (zero_bits < 32) return 0x100000000ull >> zero_bits;
    uint64_t mask = zero_bits;
    for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
    return mask + 1;
}

static NTSTATUS reserve(uint64_t *base, uint64_t *size, ULONG_PTR zero_bits, ULONG type, ULONG protect,
                        const struct vm_protect *host)
{
    uint64_t begin = *base & ~(VM_GRANULARITY - 1);
    uint64_t length = ((*base + *size + VM_PAGE - 1) & ~(VM_PAGE - 1)) - begin;
    struct vm_place place = {.at = begin, .high = zero_bits_limit(zero_bits), .top_down = (type & MEM_TOP_DOWN) != 0};
    if (*base && !begin) return STATUS_INVALID_PARAMETER_2;
    uint64_t got;
    int error = vm_reserve(&place, length, protect, type & MEM_COMMIT ? host : NULL, &got);
    if (error == EEXIST || error == EINVAL) return STATUS_CONFLICTING_ADDRESSES;
    if (error) return STATUS_NO_MEMORY;
    if (type & MEM_WRITE_WATCH && vm_watch(got)) {
        vm_release(got, VM_PRIVATE, NULL, NULL);
        return STATUS_NO_MEMORY;
    }
    *base = got;
    *size = length;
    return STATUS_SUCCESS;
}

static NTSTATUS commit(uint64_t *base, uint64_t *size, const struct vm_protect *host)
{
    uint64_t begin = *base & ~(VM_PAGE - 1), end = (*base + *size + VM_PAGE - 1) & ~(VM_PAGE - 1);
    struct vm_info info;
    int error = vm_commit_private(begin, end - begin, host);
    if (error == EBUSY) {
        vm_query(begin, &info);
        if (info.region && info.kind == VM_MAPPED && info.owner) {
            NTSTATUS status = reserve_commit(info.owner, info.region, begin, end, host);
            if (status) return status;
            error = 0;
        } else {
            error = vm_commit(begin, end - begin, host);
        }
    }
    if (error == EINVAL) return STATUS_CONFLICTING_ADDRESSES;
    if (error == ENOTSUP) return STATUS_ALREADY_COMMITTED;
    if (error) return STATUS_NO_MEMORY;
    *base = begin;
    *size = end - begin;
    return STATUS_SUCCESS;
}

/* MEM_RESET: the content is no longer needed; the pages stay.  They keep it, so MEM_RESET_UNDO always comes in time. */
static NTSTATUS reset(uint64_t *base, uint64_t *size)
{
    uint64_t begin = *base & ~(VM_PAGE - 1), end = (*base + *size + VM_PAGE - 1) & ~(VM_PAGE - 1);
    struct vm_info info;
    vm_query(begin, &info);
    if (!info.region || info.base + info.size < end || !info.committed) return STATUS_CONFLICTING_ADDRESSES;
    *base = begin;
    *size = end - begin;
    return STATUS_SUCCESS;
}

static NTSTATUS allocate(struct virtual_order *order)
{
    struct vm_protect host;
    if (!protect_from_nt(order->protect, false, &host)) return STATUS_INVALID_PAGE_PROTECTION;
    if (!order->size) return STATUS_INVALID_PARAMETER_4;
    if (order->type & MEM_LARGE_PAGES) return STATUS_PRIVILEGE_NOT_HELD;
    if (order->type & MEM_PHYSICAL) return STATUS_NOT_SUPPORTED;
    if (order->type & (MEM_RESET | MEM_RESET_UNDO)) return reset(&order->base, &order->size);
    if (order->type & MEM_RESERVE || !order->base)
        return reserve(&order->base, &order->size, order->zero_bits, order->type, order->protect, &host);
    return commit(&order->base, &order->size, &host);
}

/* The pages that a range touches. */
static void range_pages(const struct virtual_order *order, uint64_t *begin, uint64_t *end)
{
    *begin = order->base & ~(VM_PAGE - 1);
    *end = (order->base + order->size + VM_PAGE - 1) & ~(VM_PAGE - 1);
}

static void tell_pages(struct virtual_order *order, uint64_t begin, uint64_t end)
{
    order->base = begin;
    order->size = end - begin;
}

static NTSTATUS give_back(struct virtual_order *order)
{
    uint64_t begin, end;
    struct vm_info info;
    range_pages(order, &begin, &end);
    vm_query(begin, &info);
    if (!info.region) return STATUS_MEMORY_NOT_ALLOCATED;
    if (info.kind != VM_PRIVATE) return STATUS_UNABLE_TO_DELETE_SECTION;
    if (!order->size && begin != info.region) return STATUS_FREE_VM_NOT_AT_BASE;
    if (!order->size) end = begin + info.region_size;
    if (end > info.region + info.region_size) return STATUS_UNABLE_TO_FREE_VM;
    if (order->type == MEM_DECOMMIT) {
        if (vm_decommit(begin, end - begin)) return STATUS_NO_MEMORY;
    } else {
        /* part of a reservation cannot be given back here; Win32 never asks for it */
        if (begin != info.region || end != begin + info.region_size) return STATUS_UNABLE_TO_FREE_VM;
        if (vm_release(begin, VM_PRIVATE, NULL, NULL)) return STATUS_MEMORY_NOT_ALLOCATED;
    }
    tell_pages(order, begin, end);
    return STATUS_SUCCESS;
}

static NTSTATUS protect(struct virtual_order *order)
{
    const ULONG wanted = order->protect;
    uint64_t begin, end;
    struct vm_protect host, old;
    struct vm_info info;
    if (!protect_from_nt(wanted, true, &host)) return STATUS_INVALID_PAGE_PROTECTION;
    if (!order->size) return STATUS_INVALID_PARAMETER_3;
    range_pages(order, &begin, &end);
    vm_query(begin, &info);
    if (!info.region) return STATUS_CONFLICTING_ADDRESSES;
    if (info.kind == VM_PRIVATE && !protect_from_nt(wanted, false, &host)) return STATUS_INVALID_PAGE_PROTECTION;
    if (info.kind == VM_IMAGE && wanted == PAGE_READWRITE) host.foreign = PAGE_WRITECOPY;
    if (info.kind == VM_IMAGE && wanted == PAGE_EXECUTE_READWRITE) host.foreign = PAGE_EXECUTE_WRITECOPY;
    int error = vm_protect(begin, end - begin, &host, &old);
    if (error == EINVAL) return STATUS_CONFLICTING_ADDRESSES;
    if (error == EFAULT) return STATUS_NOT_COMMITTED;
    if (error == EACCES) return STATUS_SECTION_PROTECTION;
    if (error) return STATUS_NO_MEMORY;
    order->protect = protect_to_nt(&old);
    tell_pages(order, begin, end);
    return STATUS_SUCCESS;
}

static NTSTATUS pin(struct virtual_order *order, bool locks)
{
    uint64_t begin, end;
    range_pages(order, &begin, &end);
    int error = vm_pin(begin, end - begin, locks);
    if (error == EFAULT || error == EINVAL) return STATUS_ACCESS_VIOLATION;
    if (error) return locks ? STATUS_WORKING_SET_QUOTA : STATUS_NOT_LOCKED;
    tell_pages(order, begin, end);
    return STATUS_SUCCESS;
}

static void query(uint64_t address, MEMORY_BASIC_INFORMATION *basic)
{
    static const ULONG kinds[] = {[VM_PRIVATE] = MEM_PRIVATE, [VM_MAPPED] = MEM_MAPPED, [VM_IMAGE] = MEM_IMAGE};
    *basic = (MEMORY_BASIC_INFORMATION){0};
    if (address >= DOOR_BORDER) {
        /* the host's part: nothing there can ever be had */
        basic->BaseAddress = (void *)(address & ~(VM_PAGE - 1));
        basic->AllocationBase = (void *)DOOR_BORDER;
        basic->AllocationProtect = PAGE_NOACCESS;
        basic->RegionSize = 0x7fffffff0000ull - (address & ~(VM_PAGE - 1));
        basic->State = MEM_RESERVE;
        basic->Type = MEM_PRIVATE;
        return;
    }
    struct vm_info info;
    vm_query(address, &info);
    basic->BaseAddress = (void *)info.base;
    basic->RegionSize = info.size;
    if (info.region) {
        basic->AllocationBase = (void *)info.region;
        basic->AllocationProtect = info.region_protect;
        basic->State = info.committed ? MEM_COMMIT : MEM_RESERVE;
        basic->Protect = info.committed ? protect_to_nt(&info.protect) : 0;
        basic->Type = kinds[info.kind];
    } else {
        basic->State = MEM_FREE;
        basic->Protect = PAGE_NOACCESS;
    }
}

NTSTATUS virtual_do(enum virtual_op op, struct virtual_order *order)
{
    if (op == VIRTUAL_QUERY) {
        query(order->base, &order->info);
        return STATUS_SUCCESS;
    }
    if (order->base >= DOOR_BORDER || order->size > DOOR_BORDER - order->base) return STATUS_INVALID_PARAMETER_2;
    switch (op) {
    case VIRTUAL_ALLOCATE: return allocate(order);
    case VIRTUAL_FREE: return give_back(order);
    case VIRTUAL_PROTECT: return protect(order);
    case VIRTUAL_LOCK: return pin(order, true);
    case VIRTUAL_UNLOCK: return pin(order, false);
    default: return STATUS_INVALID_PARAMETER;
    }
}

/* In the process of a handle. */
static NTSTATUS do_in(HANDLE handle, ACCESS_MASK access, enum virtual_op op, struct virtual_order *order)
{
    struct object *other;
    NTSTATUS status = process_other(handle, access, &other);
    if (status) return status;
    if (!other) return virtual_do(op, order);
    status = remote_virtual(other, op, order);
    object_put(other);
    return status;
}

/* A call on a range whose pages it tells. */
static NTSTATUS range_call(HANDLE handle, void **base, SIZE_T *size, enum virtual_op op, struct virtual_order *order)
{
    NTSTATUS status = take_range(base, size, &order->base, &order->size);
    if (!status) status = do_in(handle, PROCESS_VM_OPERATION, op, order);
    return status ? status : give_range(base, size, order->base, order->size);
}

NTSTATUS sys_NtAllocateVirtualMemory(HANDLE ProcessHandle, void **BaseAddress, ULONG_PTR ZeroBits, SIZE_T *RegionSize,
                                     ULONG AllocationType, ULONG Protect)
{
    const ULONG known = MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO | MEM_TOP_DOWN | MEM_WRITE_WATCH |
                        MEM_PHYSICAL | MEM_LARGE_PAGES;
    const ULONG resets = MEM_RESET | MEM_RESET_UNDO;
    struct virtual_order order = {.zero_bits = ZeroBits, .type = AllocationType, .protect = Protect};
    struct vm_protect host;
    if (ZeroBits > 21 && ZeroBits < 32) return STATUS_INVALID_PARAMETER_3;
    if (AllocationType & ~known || !(AllocationType & (MEM_COMMIT | MEM_RESERVE | resets)))
        return STATUS_INVALID_PARAMETER_5;
    if (AllocationType & resets && AllocationType != MEM_RESET && AllocationType != MEM_RESET_UNDO)
        return STATUS_INVALID_PARAMETER_5;
    if (AllocationType & MEM_WRITE_WATCH && !(AllocationType & MEM_RESERVE)) return STATUS_INVALID_PARAMETER_5;
    if (!protect_from_nt(Protect, false, &host)) return STATUS_INVALID_PAGE_PROTECTION;
    return range_call(ProcessHandle, BaseAddress, RegionSize, VIRTUAL_ALLOCATE, &order);
}

NTSTATUS sys_NtFreeVirtualMemory(HANDLE ProcessHandle, void **BaseAddress, SIZE_T *RegionSize, ULONG FreeType)
{
    struct virtual_order order = {.type = FreeType};
    if (FreeType != MEM_RELEASE && FreeType != MEM_DECOMMIT) return STATUS_INVALID_PARAMETER_4;
    return range_call(ProcessHandle, BaseAddress, RegionSize, VIRTUAL_FREE, &order);
}

NTSTATUS sys_NtProtectVirtualMemory(HANDLE ProcessHandle, void **BaseAddress, SIZE_T *RegionSize, ULONG NewProtection,
                                    ULONG *OldProtection)
{
    struct virtual_order order = {.protect = NewProtection};
    struct vm_protect host;
    if (!protect_from_nt(NewProtection, true, &host)) return STATUS_INVALID_PAGE_PROTECTION;
    NTSTATUS status = take_range(BaseAddress, RegionSize, &order.base, &order.size);
    if (status) return status;
    if (!guest_probe_write(OldProtection, sizeof *OldProtection)) return STATUS_ACCESS_VIOLATION;
    status = do_in(ProcessHandle, PROCESS_VM_OPERATION, VIRTUAL_PROTECT, &order);
    if (status) return status;
    if (!guest_put(OldProtection, &order.protect)) return STATUS_ACCESS_VIOLATION;
    return give_range(BaseAddress, RegionSize, order.base, order.size);
}

/* ---- queries ---- */

static NTSTATUS query_basic(HANDLE process, uint64_t address, void *out, SIZE_T length, SIZE_T *returned)
{
    struct virtual_order order = {.base = address};
    SIZE_T size = sizeof order.info;
    if (length < size) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = do_in(process, PROCESS_QUERY_LIMITED_INFORMATION, VIRTUAL_QUERY, &order);
    if (status) return status;
    if (!guest_put((MEMORY_BASIC_INFORMATION *)out, &order.info)) return STATUS_ACCESS_VIOLATION;
    if (returned && !guest_put(returned, &size)) return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtQueryVirtualMemory(HANDLE ProcessHandle, void *BaseAddress, ULONG MemoryInformationClass,
                                  void *MemoryInformation, SIZE_T MemoryInformationLength, SIZE_T *ReturnLength)
{
    uint64_t address = (uint64_t)(uintptr_t)BaseAddress;
    if (address >= 0x7fffffff0000ull) return STATUS_INVALID_PARAMETER;
    if (MemoryInformationClass == MemoryBasicInformation)
        return query_basic(ProcessHandle, address, MemoryInformation, MemoryInformationLength, ReturnLength);
    NTSTATUS status = process_require_self(ProcessHandle, PROCESS_QUERY_LIMITED_INFORMATION);
    if (status) return status;
    if (MemoryInformationClass != MemoryMappedFilenameInformation) return STATUS_INVALID_INFO_CLASS;
    return section_query_file_name(address, MemoryInformation, MemoryInformationLength, ReturnLength);
}

NTSTATUS sys_NtLockVirtualMemory(HANDLE ProcessHandle, void **BaseAddress, SIZE_T *RegionSize, ULONG MapType)
{
    struct virtual_order order = {0};
    (void)MapType;
    return range_call(ProcessHandle, BaseAddress, RegionSize, VIRTUAL_LOCK, &order);
}

NTSTATUS sys_NtUnlockVirtualMemory(HANDLE ProcessHandle, void **BaseAddress, SIZE_T *RegionSize, ULONG MapType)
{
    struct virtual_order order = {0};
    (void)MapType;
    return range_call(ProcessHandle, BaseAddress, RegionSize, VIRTUAL_UNLOCK, &order);
}

/* The pages of a range of a watched region; STATUS_INVALID_PARAMETER_1 if it is none. */
static NTSTATUS watched_range(HANDLE process, uint64_t base, uint64_t size, uint64_t *begin, uint64_t *end)
{
    NTSTATUS status = process_require_self(process, PROCESS_VM_OPERATION);
    if (status) return status;
    if (base >= DOOR_BORDER || !size || size > DOOR_BORDER - base) return STATUS_INVALID_PARAMETER_2;
    *begin = base & ~(VM_PAGE - 1);
    *end = (base + size + VM_PAGE - 1) & ~(VM_PAGE - 1);
    return STATUS_SUCCESS;
}

/* A batch of addresses at a time: guest memory is not touched under the address space's lock. */
NTSTATUS sys_NtGetWriteWatch(HANDLE ProcessHandle, ULONG Flags, void *BaseAddress, SIZE_T RegionSize,
                             void **UserAddressArray, ULONG_PTR *EntriesInUserAddressArray, ULONG *Granularity)
{
    uint64_t begin, end, pages[256];
    ULONG_PTR room, filled = 0;
    const ULONG granularity = VM_PAGE;
    if (Flags & ~(ULONG)WRITE_WATCH_FLAG_RESET) return STATUS_INVALID_PARAMETER_2;
    if (!guest_get(&room, EntriesInUserAddressArray) ||
        !guest_probe_write(EntriesInUserAddressArray, sizeof *EntriesInUserAddressArray) ||
        !guest_probe_write(Granularity, sizeof *Granularity))
        return STATUS_ACCESS_VIOLATION;
    if (!room || room > SIZE_MAX / sizeof *pages) return STATUS_INVALID_PARAMETER_5;
    NTSTATUS status = watched_range(ProcessHandle, (uint64_t)(uintptr_t)BaseAddress, RegionSize, &begin, &end);
    if (status) return status;
    do {
        size_t count = room - filled < 256 ? room - filled : 256;
        size_t asked = count;
        if (vm_watch_look(begin, end - begin, Flags & WRITE_WATCH_FLAG_RESET, pages, &count))
            return STATUS_INVALID_PARAMETER_1;
        if (!guest_write(UserAddressArray + filled, pages, count * sizeof *pages)) return STATUS_ACCESS_VIOLATION;
        filled += count;
        if (count < asked) break;
        begin = pages[count - 1] + VM_PAGE;
    } while (begin < end && filled < room);
    if (!guest_put(EntriesInUserAddressArray, &filled) || !guest_put(Granularity, &granularity))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtResetWriteWatch(HANDLE ProcessHandle, void *BaseAddress, SIZE_T RegionSize)
{
    uint64_t begin, end;
    NTSTATUS status = watched_range(ProcessHandle, (uint64_t)(uintptr_t)BaseAddress, RegionSize, &begin, &end);
    if (!status && vm_watch_look(begin, end - begin, true, NULL, NULL)) status = STATUS_INVALID_PARAMETER_1;
    return status;
}

NTSTATUS sys_NtFlushInstructionCache(HANDLE ProcessHandle, void *BaseAddress, SIZE_T Length)
{
    struct object *other;
    (void)BaseAddress; /* the processor keeps its instruction cache coherent */
    (void)Length;
    NTSTATUS status = process_other(ProcessHandle, PROCESS_VM_WRITE, &other);
    if (!status && other) object_put(other);
    return status;
}

NTSTATUS sys_NtFlushProcessWriteBuffers(void)
{
    barrier_everywhere();
    return STATUS_SUCCESS;
}

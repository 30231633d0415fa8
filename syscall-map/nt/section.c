/* SPDX-License-Identifier: MIT */
/* NtCreateSection, NtMapViewOfSection and their family.
 *
 * A file section's views are mmaps of the file, a page-file section's of a memfd; an image section is mapped by
 * linux/image.c and never relocated here: ntdll does that, told by STATUS_IMAGE_NOT_AT_BASE.  `\KnownDlls\NAME` opens
 * the installed system DLL of that name as an image section, so that it needs no search. Left out: views in other
 * processes, SEC_LARGE_PAGES. */
#include "nt/section.h"
#include "door/door.h"
#include "door/guestmem.h"
#include "linux/path.h"
#include "linux/prefix.h"
#include "linux/utf.h"
#include "linux/vm.h"
#include "nt/file.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/name.h"
#include "nt/process.h"
#include "nt/protect.h"
#include "nt/reserve.h"
#include "nt/shared.h"
#include "nt/status.h"
#include "nt_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void section_destroy(struct object *object)
{
    struct section *section = (struct section *)object;
    shared_line_free(object);
    if (section->fd >= 0) close(section->fd);
    reserve_free(section);
    object_free(object);
}

const struct object_type section_type = {
    .name = "Section",
    .valid_access = SECTION_ALL_ACCESS | SYNCHRONIZE,
    .mapping = {STANDARD_RIGHTS_READ | SECTION_QUERY | SECTION_MAP_READ, STANDARD_RIGHTS_WRITE | SECTION_MAP_WRITE,
                STANDARD_RIGHTS_EXECUTE | SECTION_MAP_EXECUTE, SECTION_ALL_ACCESS},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = section_destroy,
    .last_handle = name_forget,
};

static struct section *section_new(int fd, uint64_t size, ULONG protect, ULONG attributes)
{
    struct section *section = object_create(&section_type, sizeof *section);
    if (!section) {
        close(fd);
        return NULL;
    }
    section->fd = fd;
    section->size = size;
    section->protect = protect;
    section->attributes = attributes;
    return section;
}

/* ---- other processes' ---- */

struct object *section_inherited(int fd, uint64_t size, ULONG protect, ULONG attributes)
{
    if (fd >= 3) fcntl(fd, F_SETFD, FD_CLOEXEC);
    return (struct object *)section_new(fd, size, protect, attributes);
}

/* What is told of a section. */
struct told {
    uint64_t size;
    uint32_t protect, attributes;
};

uint16_t section_tell(const struct section *section, uint8_t *payload, int *fd)
{
    const struct told told = {section->size, section->protect, section->attributes};
    memcpy(payload, &told, sizeof told);
    *fd = section->fd;
    return sizeof told;
}

struct object *section_told(int fd, const uint8_t *payload, size_t size)
{
    struct told told;
    struct section *section = NULL;
    if (fd < 0 || size != sizeof told) {
        if (fd >= 0) close(fd);
        return NULL;
    }
    memcpy(&told, payload, sizeof told);
    if (told.attributes & SEC_IMAGE) return section_create_image(fd, &section, NULL) ? NULL : &section->object;
    /* which pages of a reserved one are committed is known to its maker alone: here all are */
    if (told.attributes & SEC_RESERVE) told.attributes = (told.attributes & ~(ULONG)SEC_RESERVE) | SEC_COMMIT;
    section = section_new(fd, told.size, told.protect, told.attributes);
    return section ? &section->object : NULL;
}

/* ---- images ---- */

/* Why the last file was refused: a status alone says too little. */
static const char *_Atomic refusal;

const char *section_refusal(void)
{
    return refusal;
}

NTSTATUS section_create_image(int fd, struct section **out, const char **reason)
{
    const char *why = NULL;
    struct section *section = section_new(fd, 0, PAGE_EXECUTE_WRITECOPY, SEC_IMAGE | SEC_FILE);
    if (!section) return STATUS_NO_MEMORY;
    int error = image_open(fd, &section->image, &why);
    if (reason) *reason = why;
    if (error) {
        refusal = why;
        object_put(&section->object);
        return STATUS_INVALID_IMAGE_FORMAT;
    }
    section->size = section->image.size;
    *out = section;
    return STATUS_SUCCESS;
}

/* What a query of the image's pages answers: written pages are copies. */
static void note_protections(const struct image *image, uint64_t base)
{
    static const struct vm_protect header = {PROT_READ, PAGE_READONLY, false};
    if (image->flat) {
        const struct vm_protect all = {PROT_READ | PROT_WRITE | PROT_EXEC, PAGE_EXECUTE_WRITECOPY, false};
        vm_note(base, (image->size + VM_PAGE - 1) & ~(VM_PAGE - 1), &all);
        return;
    }
    vm_note(base, image->section_count ? image->sections[0].rva : VM_PAGE, &header);
    for (unsigned i = 0; i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        bool write = section->prot & PROT_WRITE, execute = section->prot & PROT_EXEC;
        ULONG word = execute         ? (write ? PAGE_EXECUTE_WRITECOPY : PAGE_EXECUTE_READ)
                     : write         ? PAGE_WRITECOPY
                     : section->prot ? PAGE_READONLY
                                     : PAGE_NOACCESS;
        const struct vm_protect protect = {section->prot, word, false};
        vm_note(base + section->rva, section->size, &protect);
    }
}

NTSTATUS section_map_image(struct section *section, uint64_t *base)
{
    const struct image *image = &section->image;
    struct vm_place place = {.at = image->base};
    uint64_t size = (image->size + VM_PAGE - 1) & ~(VM_PAGE - 1), at;
    int error = vm_reserve_image(&place, size, PAGE_EXECUTE_WRITECOPY, section, &at);
    if (error && image->relocatable) {
        place.at = 0;
        error = vm_reserve_image(&place, size, PAGE_EXECUTE_WRITECOPY, section, &at);
    }
    if (error) return error == ENOMEM ? STATUS_NO_MEMORY : STATUS_CONFLICTING_ADDRESSES;
    object_ref(&section->object); /* the region's */
    error = image_map(section->fd, image, at, &section->was_read);
    if (error) {
        vm_release(at, VM_IMAGE, NULL, NULL);
        object_put(&section->object);
        return status_from_errno(error);
    }
    note_protections(image, at);
    *base = at;
    return at == image->base ? STATUS_SUCCESS : STATUS_IMAGE_NOT_AT_BASE;
}

int section_system_folder(void)
{
    static int folder = -2;
    if (folder == -2) {
        const char *path = prefix_installed(PREFIX_SYSTEM32);
        folder = path ? open(path, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    }
    return folder;
}

/* ---- creating ---- */

/* What a protection asks of the file's handle, when a section is made, and of the section's, when a view is. */
static const struct {
    ULONG protect;
    ACCESS_MASK access, view;
    bool write;
} kinds[] = {
    {PAGE_READONLY,          FILE_READ_DATA,                                  SECTION_MAP_READ,                        false},
    {PAGE_READWRITE,         FILE_READ_DATA | FILE_WRITE_DATA,                SECTION_MAP_WRITE,                       true },
    {PAGE_WRITECOPY,         FILE_READ_DATA,                                  SECTION_MAP_READ,                        false},
    {PAGE_EXECUTE,           FILE_EXECUTE,                                    SECTION_MAP_EXECUTE,                     false},
    {PAGE_EXECUTE_READ,      FILE_READ_DATA | FILE_EXECUTE,                   SECTION_MAP_READ | SECTION_MAP_EXECUTE,  false},
    {PAGE_EXECUTE_READWRITE, FILE_READ_DATA | FILE_WRITE_DATA | FILE_EXECUTE, SECTION_MAP_WRITE | SECTION_MAP_EXECUTE,
     true                                                                                                                   },
    {PAGE_EXECUTE_WRITECOPY, FILE_READ_DATA | FILE_EXECUTE,                   SECTION_MAP_READ | SECTION_MAP_EXECUTE,  false},
};

static NTSTATUS create_paged(uint64_t size, ULONG protect, ULONG attributes, struct section **section)
{
    if (!size) return STATUS_INVALID_PARAMETER_4;
    int fd = memfd_create("section", MFD_CLOEXEC);
    if (fd < 0) return status_from_errno(errno);
    if (ftruncate(fd, (off_t)((size + VM_PAGE - 1) & ~(VM_PAGE - 1)))) {
        close(fd);
        return STATUS_COMMITMENT_LIMIT;
    }
    *section = section_new(fd, (size + VM_PAGE - 1) & ~(VM_PAGE - 1), protect, attributes);
    return *section ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS create_of_file(int fd, uint64_t size, ULONG protect, ULONG attributes, bool write,
                               struct section **section)
{
    struct stat status;
    if (fstat(fd, &status) || !S_ISREG(status.st_mode)) {
        close(fd);
        return STATUS_INVALID_FILE_FOR_SECTION;
    }
    if (!size && !status.st_size) {
        close(fd);
        return STATUS_MAPPED_FILE_SIZE_ZERO;
    }
    if (size > (uint64_t)status.st_size && (!write || ftruncate(fd, (off_t)size))) {
        close(fd);
        return write ? STATUS_DISK_FULL : STATUS_SECTION_TOO_BIG;
    }
    *section = section_new(fd, size ? size : (uint64_t)status.st_size, protect, attributes | SEC_FILE);
    return *section ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS hand_out(struct section *section, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, HANDLE *out)
{
    struct guest_attributes given;
    NTSTATUS status = guest_attributes_read(attributes, &given);
    if (status) {
        object_put(&section->object);
        return status;
    }
    status = name_publish(&section->object, access, &given, out);
    guest_attributes_free(&given);
    return status;
}

NTSTATUS sys_NtCreateSection(HANDLE *SectionHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes,
                             LARGE_INTEGER *MaximumSize, ULONG SectionPageProtection, ULONG AllocationAttributes,
                             HANDLE FileHandle)
{
    uint64_t size = 0;
    struct section *section;
    size_t kind = 0;
    if (!guest_probe_write(SectionHandle, sizeof *SectionHandle) || (MaximumSize && !guest_read(&size, MaximumSize, 8)))
        return STATUS_ACCESS_VIOLATION;
    const ULONG protect = SectionPageProtection & ~(ULONG)(PAGE_NOCACHE | PAGE_WRITECOMBINE);
    while (kind < sizeof kinds / sizeof *kinds && kinds[kind].protect != protect) kind++;
    if (kind == sizeof kinds / sizeof *kinds) return STATUS_INVALID_PAGE_PROTECTION;
    if (!(AllocationAttributes & (SEC_COMMIT | SEC_RESERVE | SEC_IMAGE)) || AllocationAttributes & SEC_LARGE_PAGES)
        return STATUS_INVALID_PARAMETER_6;
    if (size >> 47) return STATUS_SECTION_TOO_BIG;

    NTSTATUS status;
    if (!FileHandle) {
        if (AllocationAttributes & SEC_IMAGE) return STATUS_INVALID_FILE_FOR_SECTION;
        status = create_paged(size, protect, AllocationAttributes, &section);
    } else {
        int fd;
        status = file_duplicate_fd(FileHandle, AllocationAttributes & SEC_IMAGE ? 0 : kinds[kind].access, &fd);
        if (status) return status;
        status = AllocationAttributes & SEC_IMAGE
                     ? section_create_image(fd, &section, NULL)
                     : create_of_file(fd, size, protect, AllocationAttributes, kinds[kind].write, &section);
    }
    return status ? status : hand_out(section, DesiredAccess, ObjectAttributes, SectionHandle);
}

static const char known_folder[] = "\\KnownDlls\\";

static bool is_known(const struct guest_text *name)
{
    for (size_t i = 0; i < sizeof known_folder - 1; i++)
        if (i >= name->length || name->text[i] >= 128 || (name->text[i] | 32) != (known_folder[i] | 32)) return false;
    return true;
}

/* `\KnownDlls\name`: the installed DLL, whose names are lower case. */
static NTSTATUS open_known(const struct guest_text *name, struct section **section)
{
    char file[300];
    const size_t skip = sizeof known_folder - 1;
    if (name->length <= skip || name->length - skip >= sizeof file) return STATUS_OBJECT_NAME_NOT_FOUND;
    for (size_t i = skip; i < name->length; i++) {
        WCHAR unit = name->text[i];
        if (unit >= 128 || unit == '/' || unit == '\\') return STATUS_OBJECT_NAME_NOT_FOUND;
        file[i - skip] = (char)(unit >= 'A' && unit <= 'Z' ? unit | 32 : unit);
    }
    file[name->length - skip] = 0;
    int fd = section_system_folder() < 0 ? -1 : openat(section_system_folder(), file, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? STATUS_OBJECT_NAME_NOT_FOUND : section_create_image(fd, section, NULL);
}

NTSTATUS sys_NtOpenSection(HANDLE *SectionHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    struct guest_attributes given;
    struct section *section;
    HANDLE handle;
    if (!guest_probe_write(SectionHandle, sizeof *SectionHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &given);
    if (status) return status;
    const bool known = given.has_name && is_known(&given.name);
    if (known && !(status = open_known(&given.name, &section))) {
        status =
            handle_create(&section->object, object_map_access(&section_type, DesiredAccess), given.attributes, &handle);
        object_put(&section->object);
    }
    guest_attributes_free(&given);
    if (!known) return name_open(&section_type, DesiredAccess, ObjectAttributes, SectionHandle);
    if (status) return status;
    if (guest_put(SectionHandle, &handle)) return STATUS_SUCCESS;
    handle_close(handle);
    return STATUS_ACCESS_VIOLATION;
}

/* ---- views ---- */

static NTSTATUS map_data(struct section *section, const struct vm_place *place, uint64_t offset, uint64_t *size,
                         ULONG protect, uint64_t *base)
{
    struct vm_protect host;
    if (!protect_from_nt(protect, true, &host)) return STATUS_INVALID_PAGE_PROTECTION;
    bool copy = protect == PAGE_WRITECOPY || protect == PAGE_EXECUTE_WRITECOPY;
    bool writes = (host.host & PROT_WRITE) && !copy;
    if (writes && section->protect != PAGE_READWRITE && section->protect != PAGE_EXECUTE_READWRITE)
        return STATUS_SECTION_PROTECTION;
    if (offset >= section->size || *size > section->size - offset) return STATUS_INVALID_VIEW_SIZE;
    if (!*size) *size = section->size - offset;
    uint64_t rounded = (*size + VM_PAGE - 1) & ~(VM_PAGE - 1);
    int error = vm_map_file(place, rounded, section->fd, (off_t)offset, protect, &host, !copy, section, base);
    if (error == EEXIST || error == EINVAL) return STATUS_CONFLICTING_ADDRESSES;
    if (error) return status_from_errno(error);
    object_ref(&section->object); /* the region's */
    *size = rounded;
    if (!(section->attributes & SEC_RESERVE) || section->attributes & SEC_FILE) return STATUS_SUCCESS;
    NTSTATUS status = reserve_view_add(section, *base, offset, rounded, protect);
    if (status && !vm_release(*base, VM_MAPPED, NULL, NULL)) object_put(&section->object);
    return status;
}

/* Does a handle with these rights give such a view?  An image's pages have protections of their own. */
static bool may_map(const struct section *section, ACCESS_MASK granted, ULONG protect)
{
    if (section->attributes & SEC_IMAGE) return granted & (SECTION_MAP_READ | SECTION_MAP_EXECUTE);
    protect &= 0xff;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].protect == protect) return (granted & kinds[i].view) == kinds[i].view;
    return granted & SECTION_MAP_READ; /* PAGE_NOACCESS, or no protection at all */
}

NTSTATUS sys_NtMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle, void **BaseAddress, ULONG_PTR ZeroBits,
                                SIZE_T CommitSize, LARGE_INTEGER *SectionOffset, SIZE_T *ViewSize,
                                ULONG InheritDisposition, ULONG AllocationType, ULONG Win32Protect)
{
    uint64_t base, size, offset = 0, at;
    struct object *object;
    ACCESS_MASK granted;
    (void)CommitSize;
    if (InheritDisposition != 1 && InheritDisposition != 2) return STATUS_INVALID_PARAMETER_8;
    if (!guest_read(&base, BaseAddress, 8) || !guest_read(&size, ViewSize, 8) || !guest_probe_write(BaseAddress, 8) ||
        !guest_probe_write(ViewSize, 8) ||
        (SectionOffset && (!guest_read(&offset, SectionOffset, 8) || !guest_probe_write(SectionOffset, 8))))
        return STATUS_ACCESS_VIOLATION;
    if (base >= DOOR_BORDER || size > DOOR_BORDER - base) return STATUS_INVALID_PARAMETER_3;
    if (offset & (VM_GRANULARITY - 1) || base & (VM_GRANULARITY - 1)) return STATUS_MAPPED_ALIGNMENT;
    NTSTATUS status = process_require_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (status) return status;
    status = handle_get_rights(SectionHandle, &section_type, 0, &object, &granted, NULL);
    if (status) return status;
    struct section *section = (struct section *)object;
    if (!may_map(section, granted, Win32Protect)) {
        object_put(object);
        return STATUS_ACCESS_DENIED;
    }
    struct vm_place place = {.at = base, .top_down = (AllocationType & MEM_TOP_DOWN) != 0};
    if (ZeroBits && ZeroBits < 32) place.high = 0x100000000ull >> ZeroBits;
    if (section->attributes & SEC_IMAGE) {
        status = section_map_image(section, &at);
        size = section->image.size;
    } else {
        status = map_data(section, &place, offset, &size, Win32Protect, &at);
    }
    object_put(object);
    if (status < 0) return status;
    if (!guest_put(BaseAddress, &at) || !guest_put(ViewSize, &size)) return STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS sys_NtUnmapViewOfSection(HANDLE ProcessHandle, void *BaseAddress)
{
    void *owner = NULL;
    struct vm_info info;
    NTSTATUS status = process_require_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (status) return status;
    uint64_t address = (uint64_t)(uintptr_t)BaseAddress;
    if (address >= DOOR_BORDER) return STATUS_NOT_MAPPED_VIEW;
    vm_query(address, &info); /* any address of the view will do */
    if (!info.region || info.kind == VM_PRIVATE || vm_release(info.region, info.kind, &owner, NULL))
        return STATUS_NOT_MAPPED_VIEW;
    if (owner) {
        reserve_view_remove(owner, info.region);
        object_put(owner);
    }
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtUnmapViewOfSectionEx(HANDLE ProcessHandle, void *BaseAddress, ULONG Flags)
{
    return Flags & ~3u ? STATUS_INVALID_PARAMETER_3 : sys_NtUnmapViewOfSection(ProcessHandle, BaseAddress);
}

NTSTATUS sys_NtFlushVirtualMemory(HANDLE ProcessHandle, void **BaseAddress, SIZE_T *RegionSize,
                                  IO_STATUS_BLOCK *IoStatus)
{
    uint64_t base, size;
    IO_STATUS_BLOCK result = {0};
    NTSTATUS status = process_require_self(ProcessHandle, PROCESS_VM_OPERATION);
    if (status) return status;
    if (!guest_read(&base, BaseAddress, 8) || !guest_read(&size, RegionSize, 8) || !guest_probe_write(BaseAddress, 8) ||
        !guest_probe_write(RegionSize, 8) || !guest_probe_write(IoStatus, sizeof *IoStatus))
        return STATUS_ACCESS_VIOLATION;
    if (base >= DOOR_BORDER || size > DOOR_BORDER - base) return STATUS_INVALID_PARAMETER_2;
    struct vm_info info;
    vm_query(base, &info);
    if (!info.region || info.kind != VM_MAPPED) return STATUS_NOT_MAPPED_DATA;
    uint64_t begin = base & ~(VM_PAGE - 1),
             end = size ? (base + size + VM_PAGE - 1) & ~(VM_PAGE - 1) : info.region + info.region_size;
    if (end > info.region + info.region_size) end = info.region + info.region_size;
    if (msync((void *)begin, end - begin, MS_ASYNC)) return status_from_errno(errno);
    size = end - begin;
    if (!guest_put(BaseAddress, &begin) || !guest_put(RegionSize, &size) || !guest_put(IoStatus, &result))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

/* ---- queries ---- */

static NTSTATUS query_image(const struct section *section, void *out)
{
    const struct image *image = &section->image;
    SECTION_IMAGE_INFORMATION info = {
        .TransferAddress = (void *)(image->base + image->entry),
        .MaximumStackSize = image->stack_reserve,
        .CommittedStackSize = image->stack_commit,
        .SubSystemType = image->subsystem,
        .SubSystemMajorVersion = image->subsystem_major,
        .SubSystemMinorVersion = image->subsystem_minor,
        .ImageCharacteristics = image->characteristics,
        .DllCharacteristics = image->dll_characteristics,
        .Machine = image->machine,
        .ImageContainsCode = TRUE,
        .ImageFileSize = (ULONG)image->file_size,
    };
    return guest_put(out, &info) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtQuerySection(HANDLE SectionHandle, ULONG SectionInformationClass, void *SectionInformation,
                            SIZE_T SectionInformationLength, SIZE_T *ReturnLength)
{
    struct object *object;
    NTSTATUS status = handle_get(SectionHandle, &section_type, SECTION_QUERY, &object);
    if (status) return status;
    struct section *section = (struct section *)object;
    SIZE_T size = 0;
    switch (SectionInformationClass) {
    case SectionBasicInformation: {
        SECTION_BASIC_INFORMATION basic = {.AllocationAttributes = section->attributes,
                                           .MaximumSize.QuadPart = (LONGLONG)section->size};
        size = sizeof basic;
        status = SectionInformationLength < size         ? STATUS_INFO_LENGTH_MISMATCH
                 : guest_put(SectionInformation, &basic) ? STATUS_SUCCESS
                                                         : STATUS_ACCESS_VIOLATION;
        break;
    }
    case SectionImageInformation:
        size = sizeof(SECTION_IMAGE_INFORMATION);
        status = !(section->attributes & SEC_IMAGE) ? STATUS_SECTION_NOT_IMAGE
                 : SectionInformationLength < size  ? STATUS_INFO_LENGTH_MISMATCH
                                                    : query_image(section, SectionInformation);
        break;
    default: status = STATUS_INVALID_INFO_CLASS;
    }
    object_put(object);
    if (!status && ReturnLength && !guest_put(ReturnLength, &size)) status = STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS section_query_file_name(uint64_t address, void *out, SIZE_T length, SIZE_T *returned)
{
    struct vm_info info;
    char link[64], path[PATH_MAX];
    if (address >= DOOR_BORDER) return STATUS_INVALID_ADDRESS;
    vm_query(address, &info);
    if (!info.region || info.kind == VM_PRIVATE || !info.owner) return STATUS_INVALID_ADDRESS;
    snprintf(link, sizeof link, "/proc/self/fd/%d", ((struct section *)info.owner)->fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0 || path[0] != '/') return STATUS_FILE_INVALID;
    path[size] = 0;
    WCHAR name[PATH_MAX];
    size_t units = path_to_device(path, name, PATH_MAX);
    if (units > PATH_MAX) return STATUS_NAME_TOO_LONG;
    ULONG needed = 0;
    NTSTATUS status = guest_put_name(out, (ULONG)(length > 0xffffffff ? 0xffffffff : length), name, units, &needed);
    SIZE_T wide = needed;
    if (returned && !guest_put(returned, &wide)) return STATUS_ACCESS_VIOLATION;
    return status;
}

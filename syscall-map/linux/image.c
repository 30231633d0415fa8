/* SPDX-License-Identifier: MIT */
/* The PE format onto mmap ("PE Format" in Microsoft's documentation).
 *
 * image_parse() refuses whatever later code would have to doubt: after it, sections follow one another within the image
 * without overlap or gap, every data directory lies in what can be read of them, and all they take from the file is
 * there.  What stands inside the directories is ntdll's to check, in the guest; so that it need not know the sections,
 * whatever else the image spans can be read too.
 * image_map() takes one mmap for a file whose offsets equal its RVAs (as our own DLLs are linked), one a section where
 * they are large, else reads, or maps what prepared.c has of it; where the file may not be mapped executable (a noexec
 * mount) it is read as well. Left out: ARM64EC hybrids, images above 2 GiB, prefetched or compressed images. */
#include "linux/image.h"

#include "linux/prepared.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAGE = 4096, LARGE_IMAGE = 2 << 20 };
#define HUGE_PAGE 0x200000ull

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14 */
#endif

static uint16_t get16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const uint8_t *p)
{
    return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static uint64_t get64(const uint8_t *p)
{
    return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static uint64_t align_up(uint64_t value, uint64_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

static uint64_t page_up(uint64_t value)
{
    return align_up(value, PAGE);
}

static int refuse(const char **reason, const char *why)
{
    *reason = why;
    return ENOEXEC;
}

/* The headers go on behind the bytes given: either the file ends there, or more of it must be read. */
static int cut(const struct image *image, size_t size, const char **reason, const char *why)
{
    if (image->file_size <= size) return refuse(reason, why);
    *reason = "has headers that are larger than 1 MiB";
    return E2BIG;
}

/* ---- recognising ---- */

/* Machines that are named in the refusal. */
static const struct {
    uint16_t machine;
    const char *why;
} machines[] = {
    {0x014c, "is a 32-bit Windows program; 32-bit programs are not supported yet"},
    {0x01c0, "is a Windows program for ARM; this machine is x86-64"              },
    {0x01c4, "is a Windows program for ARM; this machine is x86-64"              },
    {0xaa64, "is a Windows program for ARM64; this machine is x86-64"            },
    {0xa641, "is a Windows program for ARM64; this machine is x86-64"            },
    {0x0200, "is a Windows program for Itanium; this machine is x86-64"          },
    {0x0ebc, "is EFI byte code, not a Windows program"                           },
    {0x5032, "is a Windows program for RISC-V; this machine is x86-64"           },
    {0x5064, "is a Windows program for RISC-V; this machine is x86-64"           },
};

/* Older formats behind the same MZ, by the two letters that e_lfanew leads to. */
static const struct {
    char letters[2];
    const char *why;
} older[] = {
    {{'N', 'E'}, "is a 16-bit Windows program; those are not supported"},
    {{'L', 'E'}, "is a VxD or OS/2 program; those are not supported"   },
    {{'L', 'X'}, "is an OS/2 program; those are not supported"         },
};

static int recognise(const uint8_t *bytes, size_t size, const struct image *image, size_t *pe, const char **reason)
{
    static const uint8_t elf[] = {0x7f, 'E', 'L', 'F'};
    if (!size) return refuse(reason, "is empty");
    if (size >= 4 && !memcmp(bytes, elf, 4))
        return refuse(reason, "is an ELF program, not a Windows program; start it directly");
    if (size >= 2 && bytes[0] == '#' && bytes[1] == '!') return refuse(reason, "is a script, not a Windows program");
    if (size < 2 || bytes[0] != 'M' || bytes[1] != 'Z')
        return refuse(reason, "is not a Windows program: it does not begin with MZ");
    if (size < 0x40) return refuse(reason, "is truncated within its DOS header");
    uint32_t at = get32(bytes + 0x3c);
    /* a relocation table at 0x40 or behind marks a header that goes on as far as 0x3c */
    bool newer = get16(bytes + 0x18) >= 0x40;
    if (!at || (!newer && (at >= image->file_size || at >= IMAGE_HEADER_LIMIT)))
        return refuse(reason, "is a DOS program; those are not supported");
    if (at >= image->file_size) return refuse(reason, "is truncated before its PE header");
    if (at > size - 4) return cut(image, size, reason, "is truncated before its PE header");
    for (size_t i = 0; i < sizeof older / sizeof *older; i++)
        if (!memcmp(bytes + at, older[i].letters, 2)) return refuse(reason, older[i].why);
    if (memcmp(bytes + at, "PE\0\0", 4)) return refuse(reason, "is a DOS program; those are not supported");
    *pe = at;
    return 0;
}

/* What no supported program is, whatever its processor: EFI and .NET programs.  The two words of the optional header
 * that say so stand behind each other in PE32 and PE32+. */
static int recognise_kind(const uint8_t *optional, size_t size, const char **reason)
{
    if (size < 70) return 0;
    uint16_t magic = get16(optional), subsystem = get16(optional + 68);
    const size_t directories = magic == 0x10b ? 96 : 112, clr = directories + 14 * 8;
    if (magic != 0x10b && magic != 0x20b) return 0;
    if (subsystem >= 10 && subsystem <= 13) return refuse(reason, "is an EFI program, not a Windows program");
    if (size >= clr + 8 && get32(optional + directories - 4) > 14 && get32(optional + clr))
        return refuse(reason, "is a .NET program; those are not supported");
    return 0;
}

/* ---- sections ---- */

enum { SCN_EXECUTE = 0x20000000, SCN_READ = 0x40000000, SCN_WRITE = 0x80000000u };

static int section_prot(uint32_t characteristics)
{
    int prot = 0;
    if (characteristics & SCN_READ) prot |= PROT_READ;
    if (characteristics & SCN_WRITE) prot |= PROT_READ | PROT_WRITE;
    if (characteristics & SCN_EXECUTE) prot |= PROT_READ | PROT_EXEC;
    return prot;
}

static int parse_sections(const uint8_t *table, struct image *image, uint32_t section_alignment,
                          uint32_t file_alignment, const char **reason)
{
    uint64_t end = align_up(image->headers, section_alignment); /* of what came so far: there the next one begins */
    for (unsigned i = 0; i < image->section_count; i++) {
        const uint8_t *row = table + i * 40;
        struct image_section *section = &image->sections[i];
        memcpy(section->name, row, 8);
        uint32_t virtual_size = get32(row + 8), raw_size = get32(row + 16), raw = get32(row + 20);
        section->rva = get32(row + 12);
        section->prot = section_prot(get32(row + 36));
        if (!virtual_size) virtual_size = raw_size; /* as old linkers leave it */
        if (!virtual_size) return refuse(reason, "has an empty section");
        if (section->rva % section_alignment) return refuse(reason, "has a misaligned section");
        if (section->rva < end) return refuse(reason, "has overlapping sections");
        if ((uint64_t)section->rva + virtual_size > page_up(image->size))
            return refuse(reason, "has a section outside the image");
        if (section->rva > end) return refuse(reason, "has a gap between its sections");
        section->size = (uint32_t)page_up(virtual_size);
        end = align_up((uint64_t)section->rva + section->size, section_alignment);
        if (!raw_size || !raw) continue;
        raw -= file_alignment >= 512 ? raw % 512 : 0; /* Windows rounds offsets down to sectors */
        uint64_t wanted = raw_size < section->size ? raw_size : section->size;
        if (raw > image->file_size) return refuse(reason, "has a section outside the file");
        /* the last sector may be short where only padding is missing */
        if (raw + wanted > image->file_size) {
            uint64_t needed = virtual_size < raw_size ? virtual_size : raw_size;
            if (raw + needed > image->file_size) return refuse(reason, "is truncated within a section");
            wanted = image->file_size - raw;
        }
        section->file_offset = raw;
        section->file_size = (uint32_t)wanted;
    }

    return 0;
}

/* Are these bytes of the image in its headers, or in sections that may be read? */
static bool is_readable(const struct image *image, uint64_t rva, uint64_t size)
{
    uint64_t end = rva + size, at = image->flat ? page_up(image->size) : page_up(image->headers);
    if (rva >= at) at = rva;
    for (unsigned i = 0; at < end && i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        if (at >= section->rva && at - section->rva < section->size && section->prot & PROT_READ)
            at = (uint64_t)section->rva + section->size;
    }
    return at >= end;
}

/* Where the address of each data directory is an RVA, it must lie in the image. */
static int check_directories(const uint8_t *directories, unsigned count, const struct image *image, const char **reason)
{
    static const char *const wild[16] = {
        "has its export table outside the image",
        "has its import table outside the image",
        "has its resources outside the image",
        "has its exception table outside the image",
        NULL, /* certificates: a file offset, not loaded */
        "has its relocations outside the image",
        NULL, /* debug: read by debuggers alone */
        NULL,
        /* architecture: not used */ NULL, /* global pointer: no size */
        "has its TLS table outside the image",
        "has its load configuration outside the image",
        "has its bound imports outside the image",
        "has its import addresses outside the image",
        "has its delayed imports outside the image",
        "has its CLR header outside the image",
        NULL,
    };
    for (unsigned i = 0; i < count; i++) {
        uint32_t rva = get32(directories + i * 8), size = get32(directories + i * 8 + 4);
        if (wild[i] && rva && ((uint64_t)rva + size > page_up(image->size) || !is_readable(image, rva, size)))
            return refuse(reason, wild[i]);
    }
    return 0;
}

int image_parse(const void *data, size_t size, uint64_t file_size, struct image *image, const char **reason)
{
    const uint8_t *bytes = data;
    size_t pe = 0;
    *image = (struct image){.file_size = file_size};
    int error = recognise(bytes, size, image, &pe, reason);
    if (error) return error;
    if (size - pe < 24) return cut(image, size, reason, "is truncated within its PE header");

    const uint8_t *header = bytes + pe + 4, *optional = bytes + pe + 24;
    image->machine = get16(header);
    image->section_count = get16(header + 2);
    uint16_t optional_size = get16(header + 16);
    size_t there = size - pe - 24 < optional_size ? size - pe - 24 : optional_size;
    image->characteristics = get16(header + 18);
    image->is_dll = image->characteristics & 0x2000;
    if (there < optional_size && image->file_size > size) return cut(image, size, reason, NULL);
    if ((error = recognise_kind(optional, there, reason))) return error;
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (machines[i].machine == image->machine) return refuse(reason, machines[i].why);
    if (image->machine != 0x8664) return refuse(reason, "is a Windows program for another processor");
    if (!(image->characteristics & 2)) return refuse(reason, "is an object file or was not linked without errors");
    if (there < optional_size) return refuse(reason, "is truncated within its PE header");
    if (optional_size < 112 || get16(optional) != 0x20b) return refuse(reason, "has a damaged PE header");

    uint32_t section_alignment = get32(optional + 32), file_alignment = get32(optional + 36);
    image->entry = get32(optional + 16);
    image->base = get64(optional + 24);
    image->size = get32(optional + 56);
    image->headers = get32(optional + 60);
    image->subsystem = get16(optional + 68);
    image->subsystem_major = get16(optional + 48);
    image->subsystem_minor = get16(optional + 50);
    image->dll_characteristics = get16(optional + 70);
    image->stack_reserve = get64(optional + 72);
    image->stack_commit = get64(optional + 80);
    image->heap_reserve = get64(optional + 88);
    image->heap_commit = get64(optional + 96);
    uint32_t directories = get32(optional + 108);
    if (directories > 16) directories = 16;
    if (112 + directories * 8 > optional_size) return refuse(reason, "has a damaged PE header");

    if (image->subsystem == 1) return refuse(reason, "is a driver or native program; those run before Windows itself");
    if (image->subsystem != 2 && image->subsystem != 3 && !image->is_dll)
        return refuse(reason, "is made for another subsystem than Windows");
    if (!file_alignment || file_alignment & (file_alignment - 1) || !section_alignment ||
        section_alignment & (section_alignment - 1) || section_alignment < file_alignment)
        return refuse(reason, "has impossible alignments");
    if (!image->size || image->size > 0x7fff0000u) return refuse(reason, "has an impossible image size");
    if (image->base % 0x10000) return refuse(reason, "has a base that is not a multiple of 64 KiB");
    if (!image->headers || image->headers > image->size) return refuse(reason, "has an impossible header size");
    if (image->headers > file_size) return refuse(reason, "is truncated within its headers");
    if (image->entry >= image->size) return refuse(reason, "has its entry point outside the image");
    if (image->section_count > IMAGE_SECTIONS) return refuse(reason, "has more than 96 sections");
    size_t table = pe + 24 + optional_size, table_end = table + image->section_count * 40u;
    if (table_end > size) return cut(image, size, reason, "is truncated within its section table");
    image->relocatable =
        !(image->characteristics & 1); /* without a relocation table nothing in it depends on its place */

    if (section_alignment < PAGE) {
        /* the file is the image, as one piece */
        if (section_alignment != file_alignment) return refuse(reason, "has impossible alignments");
        image->flat = true;
        image->section_count = 0;
        if (image->size > file_size) return refuse(reason, "is truncated within a section");
        if (table_end > image->size) return refuse(reason, "has an impossible image size");
    } else {
        if (!image->section_count && image->size > PAGE) return refuse(reason, "has no sections");
        if (image->headers < table_end)
            image->headers = (uint32_t)table_end; /* all of them are looked at in memory, too */
        if ((error = parse_sections(bytes + table, image, section_alignment, file_alignment, reason))) return error;
    }
    return check_directories(optional + 112, directories, image, reason);
}

static ssize_t read_at(int fd, void *to, size_t size)
{
    ssize_t got;
    while ((got = pread(fd, to, size, 0)) < 0 && errno == EINTR) continue;
    return got;
}

/* Headers that do not lie within the first page: a long DOS part before them, or very many sections. */
static int open_large(int fd, uint64_t file_size, struct image *image, const char **reason)
{
    const size_t room = file_size < IMAGE_HEADER_LIMIT ? (size_t)file_size : IMAGE_HEADER_LIMIT;
    void *bytes = malloc(room);
    ssize_t size = bytes ? read_at(fd, bytes, room) : -1;
    int error = EIO;
    if (size < 0)
        *reason = "cannot be read";
    else
        error = image_parse(bytes, (size_t)size, (size_t)size < room ? (uint64_t)size : file_size, image, reason);
    free(bytes);
    return error;
}

int image_open(int fd, struct image *image, const char **reason)
{
    uint8_t bytes[IMAGE_HEADER_SIZE];
    struct stat status;
    ssize_t size = read_at(fd, bytes, sizeof bytes);
    if (size < 0 || fstat(fd, &status)) {
        *reason = "cannot be read";
        return EIO;
    }
    uint64_t file_size = (size_t)size < sizeof bytes ? (uint64_t)size : (uint64_t)status.st_size;
    int error = image_parse(bytes, (size_t)size, file_size, image, reason);
    return error == E2BIG ? open_large(fd, file_size, image, reason) : error;
}

/* ---- mapping ---- */

static int read_all(int fd, char *to, size_t size, uint64_t offset)
{
    while (size) {
        ssize_t got = pread(fd, to, size, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (!got) return 0; /* the file has shrunk: zeros */
        to += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return 0;
}

/* Fresh memory at `to`, filled from the file, then protected. */
static int copy_in(int fd, uint64_t to, uint64_t size, uint64_t offset, uint64_t file_size, int prot)
{
    void *at = mmap((void *)to, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (at == MAP_FAILED) return errno;
    int error = file_size ? read_all(fd, at, file_size, offset) : 0;
    if (!error && prot != (PROT_READ | PROT_WRITE) && mprotect(at, size, prot)) error = errno;
    return error;
}

/* Maps file pages at `to`; zero behind `file_size` in the last page.  The rest of `size` is anonymous. */
static int map_in(int fd, uint64_t to, uint64_t size, uint64_t offset, uint64_t file_size, int prot)
{
    uint64_t whole = page_up(file_size), tail = whole - file_size;
    bool clear = tail && prot & PROT_WRITE;
    if (tail && !clear) {
        /* what stands behind the section in the file would show; only padding zeros are right there */
        uint8_t rest[PAGE];
        ssize_t got = pread(fd, rest, tail, (off_t)(offset + file_size));
        for (ssize_t i = 0; i < got; i++)
            if (rest[i]) return copy_in(fd, to, size, offset, file_size, prot);
    }
    if (mmap((void *)to, whole, prot, MAP_PRIVATE | MAP_FIXED, fd, (off_t)offset) == MAP_FAILED)
        return copy_in(fd, to, size, offset, file_size, prot);
    if (clear) memset((void *)(to + file_size), 0, tail);
    return size > whole ? copy_in(fd, to + whole, size - whole, 0, 0, prot) : 0;
}

static int map_section(int fd, const struct image_section *section, uint64_t base)
{
    uint64_t to = base + section->rva;
    if (section->file_size && section->file_offset % PAGE == 0)
        return map_in(fd, to, section->size, section->file_offset, section->file_size, section->prot);
    return copy_in(fd, to, section->size, section->file_offset, section->file_size, section->prot);
}

/* Are all offsets equal to RVAs, with nothing missing?  Then the file is the image. */
static bool is_file_shaped(const struct image *image)
{
    if (image->file_size < image->size) return false;
    for (unsigned i = 0; i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        if (section->file_offset != section->rva || section->file_size != section->size) return false;
    }
    return image->section_count > 0;
}

static int map_whole(int fd, const struct image *image, uint64_t base)
{
    if (mmap((void *)base, page_up(image->size), PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) return errno;
    for (unsigned i = 0; i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        if (section->prot != PROT_READ && mprotect((void *)(base + section->rva), section->size, section->prot))
            return errno;
    }
    return 0;
}

/* Is there a section whose pages are worth sharing with other processes, and can be? */
static bool is_worth_mapping(const struct image *image)
{
    for (unsigned i = 0; i < image->section_count; i++)
        if (image->sections[i].file_offset % PAGE == 0 && image->sections[i].file_size >= 16 * PAGE) return true;
    return false;
}

/* Reads headers and sections into writable memory: one preadv where they follow each other in the file, as linkers
 * write them. */
static int read_sections(int fd, const struct image *image, uint64_t base, uint64_t headers)
{
    struct iovec parts[IMAGE_SECTIONS + 1] = {
        {(void *)base, headers}
    };
    uint64_t total = headers;
    unsigned count = 1;
    for (unsigned i = 0; i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        if (!section->file_size) continue;
        if (section->file_offset != total) break;
        parts[count++] = (struct iovec){(void *)(base + section->rva), section->file_size};
        total += section->file_size;
    }
    unsigned done = 0;
    if (preadv(fd, parts, (int)count, 0) == (ssize_t)total) done = count;
    unsigned number = 1; /* among the sections that have bytes in the file */
    int error = done ? 0 : read_all(fd, (char *)base, headers, 0);
    for (unsigned i = 0; !error && i < image->section_count; i++) {
        const struct image_section *section = &image->sections[i];
        if (!section->file_size || number++ < done) continue;
        error = read_all(fd, (char *)(base + section->rva), section->file_size, section->file_offset);
    }
    return error;
}

/* What the file fills of a section is made ready at once: page by page, faults cost more than the reading.  An older
 * kernel knows it not, and takes the faults. */
static void make_ready(uint64_t at, uint64_t size)
{
    if (size >= 16 * PAGE) madvise((void *)at, page_up(size), MADV_POPULATE_WRITE);
}

/* A large image: huge pages where the file fills any of one, and each read as soon as it was zeroed, while the
 * processor still has it. */
static int read_large(int fd, const struct image *image, uint64_t base, uint64_t headers)
{
    const uint64_t image_end = base + page_up(image->size);
    int error = 0;
    for (unsigned i = 0; !error && i < image->section_count; i++) {
        uint64_t at = base + image->sections[i].rva, end = at + image->sections[i].file_size;
        uint64_t offset = image->sections[i].file_offset;
        uint64_t huge = at & ~(HUGE_PAGE - 1), huge_end = align_up(end, HUGE_PAGE);
        if (huge < base) huge = base;
        if (huge_end > image_end) huge_end = image_end;
        if (at < end) madvise((void *)huge, huge_end - huge, MADV_HUGEPAGE);
        while (!error && at < end) {
            uint64_t next = (at | (HUGE_PAGE - 1)) + 1;
            if (next > end) next = end;
            make_ready(at, next - at);
            error = read_all(fd, (char *)at, next - at, offset);
            offset += next - at;
            at = next;
        }
    }
    /* not before: it would make the first page a small one */
    return error ? error : read_all(fd, (char *)base, headers, 0);
}

int image_protect(const struct image *image, uint64_t base, int now)
{
    uint64_t from = base; /* neighbours of one protection are one change */
    int prot = PROT_READ;
    for (unsigned i = 0; i <= image->section_count; i++) {
        bool last = i == image->section_count;
        uint64_t at = last ? base + page_up(image->size) : base + image->sections[i].rva;
        if (!last && image->sections[i].prot == prot) continue;
        if (at > from && prot != now && mprotect((void *)from, at - from, prot)) return errno;
        from = at;
        if (!last) prot = image->sections[i].prot;
    }
    return 0;
}

/* One piece of private memory, filled by reading: what most programs need, as their sections stand at 512 bytes in the
 * file. */
static int map_copy(int fd, const struct image *image, uint64_t base, uint64_t headers)
{
    uint64_t used = page_up(headers);
    for (unsigned i = 0; i < image->section_count; i++) used += page_up(image->sections[i].file_size);
    /* one fault instead of one a page */
    int populate = used * 2 >= image->size && used < LARGE_IMAGE ? MAP_POPULATE : 0;
    if (mmap((void *)base, page_up(image->size), PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | populate, -1, 0) == MAP_FAILED)
        return errno;
    for (unsigned i = 0; !populate && used < LARGE_IMAGE && i < image->section_count; i++)
        make_ready(base + image->sections[i].rva, image->sections[i].file_size);
    int error = (used >= LARGE_IMAGE ? read_large : read_sections)(fd, image, base, headers);
    return error ? error : image_protect(image, base, PROT_READ | PROT_WRITE);
}

/* What of the image no section covers: where sections are aligned to more than a page, and behind the last. */
static int map_holes(const struct image *image, uint64_t base, uint64_t at)
{
    int error = 0;
    for (unsigned i = 0; !error && i <= image->section_count; i++) {
        uint64_t next = i < image->section_count ? image->sections[i].rva : page_up(image->size);
        if (at < next) error = copy_in(-1, base + at, next - at, 0, 0, PROT_READ);
        if (i < image->section_count) at = (uint64_t)image->sections[i].rva + image->sections[i].size;
    }
    return error;
}

int image_map(int fd, const struct image *image, uint64_t base, bool *read)
{
    if (read) *read = false;
    if (is_file_shaped(image) && !map_whole(fd, image, base)) return 0;
    if (image->flat) return copy_in(fd, base, page_up(image->size), 0, image->size, PROT_READ | PROT_WRITE | PROT_EXEC);
    uint64_t headers = page_up(image->headers);
    if (prepared_map(fd, image, base)) return 0;
    if (read) *read = true;
    if (!is_worth_mapping(image)) return map_copy(fd, image, base, image->headers);
    int error = map_in(fd, base, headers, 0, image->headers, PROT_READ);
    for (unsigned i = 0; !error && i < image->section_count; i++) error = map_section(fd, &image->sections[i], base);
    return error ? error : map_holes(image, base, headers);
}

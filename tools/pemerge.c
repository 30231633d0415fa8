/* SPDX-License-Identifier: MIT */
/* pemerge IN OUT [LIBRARY.dll]...: makes a linked DLL of ours cheap to load.
 *
 * Joins neighbouring sections that are mapped alike into one header each.  Binds the imports from the libraries given,
 * as "PE Format" has it: their addresses at the libraries' own bases stand in the import address table, and the
 * libraries' stamps in the import table; where both hold at run time, the loader has nothing to look up.  Hints are set
 * for where they do not. The image's own stamp is a hash of all its bytes: whoever is bound to it can tell whether it
 * is still the same.
 *
 * Works on images whose file offsets equal their RVAs (equal alignments, uninitialised data last), where joining
 * changes no byte but the section table: data directories speak in RVAs.  Fails on anything else, so that a change of
 * the linker is noticed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct section {
    char name[8];
    uint32_t virtual_size, rva, raw_size, raw_offset;
    uint32_t unused[3];
    uint32_t characteristics;
};

enum {
    CODE = 0x20,
    INITIALIZED = 0x40,
    UNINITIALIZED = 0x80,
    EXECUTE = 0x20000000,
    READ = 0x40000000,
    WRITE = 0x80000000u
};

static _Noreturn void fail(const char *file, const char *why)
{
    fprintf(stderr, "pemerge: %s: %s\n", file, why);
    exit(1);
}

static uint32_t align(uint32_t value)
{
    return (value + 4095) & ~4095u;
}

static unsigned char *slurp(const char *name, size_t *size)
{
    FILE *file = fopen(name, "rb");
    if (!file || fseek(file, 0, SEEK_END)) fail(name, "cannot be read");
    long length = ftell(file);
    unsigned char *bytes = malloc((size_t)length + 4096);
    rewind(file);
    if (length < 1024 || !bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length)
        fail(name, "cannot be read");
    fclose(file);
    *size = (size_t)length;
    return bytes;
}

/* ---- binding ---- */

struct pe {
    unsigned char *bytes;
    size_t size;
    uint32_t header; /* of the PE header */
    unsigned wide;   /* bytes of an address */
    uint64_t base;
    uint32_t stamp;
};

static uint32_t get32(const struct pe *pe, uint32_t at)
{
    uint32_t value;
    if (at > pe->size - 4) fail("pemerge", "a table leads out of the file");
    memcpy(&value, pe->bytes + at, 4);
    return value;
}

static uint16_t get16(const struct pe *pe, uint32_t at)
{
    uint16_t value;
    if (at > pe->size - 2) fail("pemerge", "a table leads out of the file");
    memcpy(&value, pe->bytes + at, 2);
    return value;
}

static const char *text(const struct pe *pe, uint32_t at)
{
    if (at >= pe->size || !memchr(pe->bytes + at, 0, pe->size - at)) fail("pemerge", "a name leads out of the file");
    return (const char *)pe->bytes + at;
}

static struct pe open_pe(unsigned char *bytes, size_t size)
{
    struct pe pe = {bytes, size, 0, 8, 0, 0};
    pe.header = get32(&pe, 0x3c);
    pe.stamp = get32(&pe, pe.header + 8);
    if (get16(&pe, pe.header + 24) == 0x10b) {
        pe.wide = 4;
        pe.base = get32(&pe, pe.header + 24 + 28);
    } else {
        pe.base = get32(&pe, pe.header + 24 + 24) | (uint64_t)get32(&pe, pe.header + 24 + 28) << 32;
    }
    return pe;
}

/* RVA and size of a data directory. */
static uint32_t directory(const struct pe *pe, unsigned index, uint32_t *size)
{
    uint32_t at = pe->header + 24 + (pe->wide == 8 ? 112 : 96) + index * 8;
    *size = get32(pe, at + 4);
    return get32(pe, at);
}

static struct pe libraries[16];
static int library_count;

static const struct pe *library_find(const char *name, size_t length)
{
    for (int i = 0; i < library_count; i++) {
        uint32_t size, exports = directory(&libraries[i], 0, &size);
        const char *own = exports ? text(&libraries[i], get32(&libraries[i], exports + 12)) : "";
        if (strlen(own) == length + 4 && !strncasecmp(own, name, length)) return &libraries[i];
    }
    return NULL;
}

/* Is `pe` bound to `library`?  Its stamp stands for the library's then, too. */
static int is_bound(const struct pe *pe, const struct pe *library)
{
    uint32_t size, row = directory(pe, 1, &size);
    for (; row && get32(pe, row + 12); row += 20)
        if (get32(pe, row + 4) == library->stamp) return 1;
    return 0;
}

/* The address of a function and its place among the names; 0: there is none, or none that is known now. */
static uint64_t export_find(const struct pe *pe, const char *name, uint32_t ordinal, uint16_t *place)
{
    uint32_t size, table = directory(pe, 0, &size), index = ordinal - get32(pe, table + 16);
    if (name) {
        uint32_t count = get32(pe, table + 24), names = get32(pe, table + 32), i = 0;
        while (i < count && strcmp(text(pe, get32(pe, names + i * 4)), name)) i++;
        if (i == count) return 0;
        *place = (uint16_t)i;
        index = get16(pe, get32(pe, table + 36) + i * 2);
    }
    if (index >= get32(pe, table + 20)) return 0;
    uint32_t rva = get32(pe, get32(pe, table + 28) + index * 4);
    if (!rva || rva - table >= size) return rva ? pe->base + rva : 0;
    const char *forward = text(pe, rva), *dot = strrchr(forward, '.'); /* "library.function" */
    const struct pe *to = dot ? library_find(forward, (size_t)(dot - forward)) : NULL;
    uint16_t unused;
    return to && to != pe && dot[1] != '#' && is_bound(pe, to) ? export_find(to, dot + 1, 0, &unused) : 0;
}

/* Binds what `row` of the import table wants of `library`. */
static void bind_row(struct pe *pe, uint32_t row, const struct pe *library)
{
    const uint32_t lookup = get32(pe, row), addresses = get32(pe, row + 16), none = 0xffffffff;
    int all = lookup != 0;
    for (uint32_t i = 0; lookup; i++) {
        uint32_t want = get32(pe, lookup + i * pe->wide), high = pe->wide == 8 ? get32(pe, lookup + i * 8 + 4) : want;
        if (!want && !high) break;
        const int by_ordinal = high >> 31;
        uint16_t place = 0;
        uint64_t address = export_find(library, by_ordinal ? NULL : text(pe, want + 2), want & 0xffff, &place);
        if (!by_ordinal) memcpy(pe->bytes + want, &place, 2);
        if (address)
            memcpy(pe->bytes + addresses + i * pe->wide, &address, pe->wide);
        else
            all = 0;
    }
    if (!all) return; /* the loader binds all of them then */
    memcpy(pe->bytes + row + 4, &library->stamp, 4);
    memcpy(pe->bytes + row + 8, &none, 4); /* no forwarders are left */
}

static void bind(struct pe *pe, const struct pe *library)
{
    uint32_t size, row = directory(pe, 1, &size), exports = directory(library, 0, &size);
    if (!row || !exports) return;
    const char *name = text(library, get32(library, exports + 12));
    for (; get32(pe, row + 12); row += 20)
        if (!strcasecmp(text(pe, get32(pe, row + 12)), name)) bind_row(pe, row, library);
}

/* FNV-1a; neither 0 nor all ones, which mean "not bound" and "bound in the new way". */
static uint32_t hash(const unsigned char *bytes, size_t size)
{
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < size; i++) value = (value ^ bytes[i]) * 16777619u;
    return value == 0 || value == 0xffffffff ? 1 : value;
}

int main(int argc, char **argv)
{
    if (argc < 3) fail("usage", "pemerge IN OUT [LIBRARY.dll]...");
    size_t size;
    unsigned char *bytes = slurp(argv[1], &size);
    uint32_t pe;
    uint16_t count, optional;
    memcpy(&pe, bytes + 0x3c, 4);
    memcpy(&count, bytes + pe + 6, 2);
    memcpy(&optional, bytes + pe + 20, 2);
    unsigned char *at = bytes + pe + 24 + optional;
    struct section sections[32], merged[32];
    uint16_t left = 0;
    if (count > 32) fail(argv[1], "more than 32 sections");
    memcpy(sections, at, count * sizeof *sections);

    const uint32_t access = EXECUTE | READ | WRITE;
    for (uint16_t i = 0; i < count; i++) {
        struct section *s = &sections[i], *last = left ? &merged[left - 1] : NULL;
        if (s->raw_size && s->raw_offset != s->rva) fail(argv[1], "a section's file offset is not its RVA");
        if (last && ((last->characteristics ^ s->characteristics) & access) == 0) {
            if (align(last->rva + last->virtual_size) != s->rva)
                fail(argv[1], "neighbouring sections are not adjacent");
            if (s->raw_size) {
                if (last->raw_offset + last->raw_size != s->raw_offset) fail(argv[1], "uninitialised data is not last");
                last->raw_size += s->raw_size;
            }
            last->virtual_size = s->rva + s->virtual_size - last->rva;
            last->characteristics |= s->characteristics & INITIALIZED;
        } else {
            merged[left] = *s;
            merged[left].characteristics &= ~0x02000000u; /* .reloc's "discardable" */
            left++;
        }
    }
    static const struct {
        uint32_t access;
        char name[8];
    } names[] = {
        {READ | EXECUTE, ".text" },
        {READ,           ".rdata"},
        {READ | WRITE,   ".data" }
    };
    for (uint16_t i = 0; i < left; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if ((merged[i].characteristics & access) == names[k].access) memcpy(merged[i].name, names[k].name, 8);
    memset(at, 0, count * sizeof *sections);
    memcpy(at, merged, left * sizeof *merged);
    memcpy(bytes + pe + 6, &left, 2);
    memset(bytes + pe + 24 + 64, 0, 4); /* the checksum is no longer right; 0 means none */

    struct pe image = open_pe(bytes, size);
    if (argc - 3 > (int)(sizeof libraries / sizeof *libraries)) fail("usage", "too many libraries");
    for (int i = 3; i < argc; i++) {
        size_t library_size;
        unsigned char *library_bytes = slurp(argv[i], &library_size);
        libraries[library_count++] = open_pe(library_bytes, library_size);
    }
    for (int i = 0; i < library_count; i++) bind(&image, &libraries[i]);
    memset(bytes + pe + 8, 0, 4);
    image.stamp = hash(bytes, size);
    memcpy(bytes + pe + 8, &image.stamp, 4);
    FILE *out = fopen(argv[2], "wb");
    if (!out || fwrite(bytes, 1, size, out) != size || fclose(out)) fail(argv[2], "cannot be written");
    return 0;
}

/* SPDX-License-Identifier: MIT */
/* pemerge IN OUT: joins neighbouring sections of a PE image that are mapped alike into one header each.
 *
 * Works on images whose file offsets equal their RVAs (equal alignments, uninitialised data last), where joining changes no byte
 * but the section table: data directories speak in RVAs.  Fails on anything else, so that a change of the linker is noticed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct section {
    char name[8];
    uint32_t virtual_size, rva, raw_size, raw_offset;
    uint32_t unused[3];
    uint32_t characteristics;
};

enum { CODE = 0x20, INITIALIZED = 0x40, UNINITIALIZED = 0x80, EXECUTE = 0x20000000, READ = 0x40000000, WRITE = 0x80000000u };

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
    if (length < 1024 || !bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length) fail(name, "cannot be read");
    fclose(file);
    *size = (size_t)length;
    return bytes;
}

int main(int argc, char **argv)
{
    if (argc != 3) fail("usage", "pemerge IN OUT");
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
            if (align(last->rva + last->virtual_size) != s->rva) fail(argv[1], "neighbouring sections are not adjacent");
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
    } names[] = {{READ | EXECUTE, ".text"}, {READ, ".rdata"}, {READ | WRITE, ".data"}};
    for (uint16_t i = 0; i < left; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if ((merged[i].characteristics & access) == names[k].access) memcpy(merged[i].name, names[k].name, 8);
    memset(at, 0, count * sizeof *sections);
    memcpy(at, merged, left * sizeof *merged);
    memcpy(bytes + pe + 6, &left, 2);
    memset(bytes + pe + 24 + 64, 0, 4); /* the checksum is no longer right; 0 means none */
    FILE *out = fopen(argv[2], "wb");
    if (!out || fwrite(bytes, 1, size, out) != size || fclose(out)) fail(argv[2], "cannot be written");
    return 0;
}

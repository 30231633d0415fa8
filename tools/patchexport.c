/* SPDX-License-Identifier: MIT */
/* patchexport DLL EXPORT VALUE: makes an exported function of a PE file for x86-64 return VALUE at once (mutation
 * tests).
 *
 * VALUE: a number that eax or rax holds (negative ones in 64 bits), or `float`: 0 in xmm0.
 * Exit status 0: done; 1: an error, in one line; 3: the export is a forwarder, whose target is printed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *image;
static size_t image_size;

static _Noreturn void fail(const char *file, const char *why)
{
    fprintf(stderr, "patchexport: %s: %s\n", file, why);
    exit(1);
}

static uint32_t word(size_t at)
{
    uint32_t value = 0;
    if (at + 4 <= image_size) memcpy(&value, image + at, 4);
    return value;
}

static size_t pe_header(void)
{
    return word(0x3c);
}

/* The file offset of an address in the image; 0: none. */
static size_t offset_of(uint32_t rva)
{
    size_t pe = pe_header(), sections = pe + 24 + (word(pe + 20) & 0xffff);
    unsigned count = word(pe + 4) >> 16;
    for (unsigned i = 0; i < count; i++) {
        size_t section = sections + 40 * (size_t)i;
        uint32_t begin = word(section + 12), size = word(section + 16);
        if (rva >= begin && rva - begin < size) return word(section + 20) + (rva - begin);
    }
    return 0;
}

static uint32_t export_find(const char *file, const char *name)
{
    size_t pe = pe_header(), directory = offset_of(word(pe + 24 + 112));
    if (word(pe) != 0x4550 || (word(pe + 24) & 0xffff) != 0x20b || !directory)
        fail(file, "not a PE32+ file with exports");
    size_t functions = offset_of(word(directory + 28)), names = offset_of(word(directory + 32)),
           ordinals = offset_of(word(directory + 36));
    for (uint32_t i = 0; i < word(directory + 24); i++) {
        size_t text = offset_of(word(names + 4 * (size_t)i));
        if (text && text + strlen(name) < image_size && !strcmp((char *)image + text, name))
            return word(functions + 4 * (size_t)(word(ordinals + 2 * (size_t)i) & 0xffff));
    }
    fail(file, "no such export");
}

/* Code that returns the value; its length. */
static size_t code_make(unsigned char *code, const char *value)
{
    if (!strcmp(value, "float")) { /* xorps xmm0, xmm0; ret */
        memcpy(code, "\x0f\x57\xc0\xc3", 4);
        return 4;
    }
    char *end;
    long long number = value[0] == '-' ? strtoll(value, &end, 0) : (long long)strtoull(value, &end, 0);
    int32_t low = (int32_t)number;
    if (!*value || *end) fail(value, "not a number");
    if (number == low && number < 0) { /* mov rax, sign-extended; ret */
        memcpy(code, "\x48\xc7\xc0", 3);
        memcpy(code + 3, &low, 4);
        code[7] = 0xc3;
        return 8;
    }
    code[0] = 0xb8; /* mov eax, imm32; ret */
    memcpy(code + 1, &low, 4);
    code[5] = 0xc3;
    return 6;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: patchexport DLL EXPORT VALUE\n");
        return 2;
    }
    FILE *file = fopen(argv[1], "r+b");
    if (!file || fseek(file, 0, SEEK_END)) fail(argv[1], "cannot be opened");
    image_size = (size_t)ftell(file);
    rewind(file);
    image = malloc(image_size + 1);
    if (!image || fread(image, 1, image_size, file) != image_size) fail(argv[1], "cannot be read");
    image[image_size] = 0;
    size_t directory = pe_header() + 24 + 112;
    uint32_t rva = export_find(argv[1], argv[2]);
    size_t at = offset_of(rva);
    unsigned char code[16];
    if (!at) fail(argv[2], "its code is not in the file");
    if (rva - word(directory) < word(directory + 4)) {
        printf("%s\n", (char *)image + at);
        return 3;
    }
    size_t length = code_make(code, argv[3]);
    if (fseek(file, (long)at, SEEK_SET) || fwrite(code, 1, length, file) != length || fclose(file))
        fail(argv[1], "cannot be written");
    return 0;
}

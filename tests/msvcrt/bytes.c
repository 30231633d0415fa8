/* SPDX-License-Identifier: MIT */
/* Memory and strings of bytes in msvcrt, as documented.  Compiled without builtins, so that each call is msvcrt's. */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void memory(void)
{
    char a[16] = "abcdef", b[16] = "";

    CHECK(memcpy(b, a, 7) == b && !strcmp(b, "abcdef"), "memcpy: \"The value of dest\", and the bytes are there");
    CHECK(memset(b, 'x', 3) == b && !strcmp(b, "xxxdef"), "memset: \"The value of dest\", count bytes set");
    CHECK(memset(b, 'y', 0) == b && b[0] == 'x', "memset of none changes none");
    CHECK(memmove(a + 2, a, 4) == a + 2 && !strcmp(a, "ababcd"),
          "memmove: overlapping, \"copied before being overwritten\" upwards");
    CHECK(memmove(a, a + 2, 5) == a && !strcmp(a, "abcd"), "and downwards");
    CHECK(memcmp("abc", "abd", 3) < 0 && memcmp("abd", "abc", 3) > 0 && memcmp("abc", "abd", 2) == 0,
          "memcmp: the relation of the first count bytes");
    CHECK(memcmp("\x80", "\x7f", 1) > 0, "memcmp: bytes are unsigned");
    CHECK(memchr("abcabc", 'b', 6) && memchr(a, 'c', 4) == a + 2, "memchr: \"a pointer to the first location of c\"");
    CHECK(memchr(a, 'z', 4) == NULL && memchr(a, 'd', 3) == NULL, "memchr: \"otherwise, it returns NULL\"");
}

static void copying(void)
{
    char a[16] = "";

    CHECK(strlen("") == 0 && strlen("metic") == 5,
          "strlen: \"the number of characters in str, excluding the terminal null\"");
    CHECK(strcpy(a, "one") == a && !strcmp(a, "one"), "strcpy: \"the destination string\"");
    CHECK(strcat(a, "two") == a && !strcmp(a, "onetwo"), "strcat appends");
    memset(a, '#', sizeof a);
    CHECK(strncpy(a, "ab", 5) == a && !memcmp(a, "ab\0\0\0#", 6),
          "strncpy: \"padded with null characters up to length count\"");
    CHECK(strncpy(a, "abcdef", 3) == a && !memcmp(a, "abc\0", 4), "strncpy: no terminator where the source is longer");
    char *copy = _strdup("metic");
    CHECK(copy && !strcmp(copy, "metic"), "_strdup: \"a pointer to the storage location for the copied string\"");
    free(copy);
    CHECK(_strdup(NULL) == NULL, "_strdup: NULL for NULL");
}

static void comparing(void)
{
    CHECK(strcmp("a", "b") < 0 && strcmp("b", "a") > 0 && strcmp("a", "a") == 0 && strcmp("a", "ab") < 0,
          "strcmp: \"< 0, 0, > 0\"");
    CHECK(strcmp("\xff", "a") > 0, "strcmp: an unsigned comparison");
    CHECK(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0 && strncmp("abd", "abc", 9) > 0,
          "strncmp: \"at most the first count characters\"");
    CHECK(strncmp("a", "b", 0) == 0, "strncmp of none is 0");
    CHECK(_stricmp("MeTiC", "mEtIc") == 0 && sign(_stricmp("a", "B")) == -1 && sign(_stricmp("C", "b")) == 1,
          "_stricmp: in lower case");
    CHECK(sign(_stricmp("_", "A")) == -1, "_stricmp: '_' is before 'a'");
    CHECK(_strnicmp("METx", "mety", 3) == 0 && sign(_strnicmp("METx", "mety", 4)) == -1 &&
              sign(_strnicmp("Z", "y", 1)) == 1,
          "_strnicmp: count characters");
    CHECK(wcscmp(L"a", L"b") < 0 && wcscmp(L"b", L"a") > 0 && wcscmp(L"a\x20ac", L"a\x20ac") == 0,
          "wcscmp: \"< 0, 0, > 0\"");
    CHECK(wcslen(L"") == 0 && wcslen(L"\x20ac\x20ac") == 2, "wcslen: \"the number of wide characters\"");
}

static void searching(void)
{
    const char *text = "one two one";

    CHECK(strchr(text, 'w') == text + 5 && strchr(text, 0) == text + 11,
          "strchr: \"the first occurrence of c\", the terminator too");
    CHECK(strchr(text, 'z') == NULL, "strchr: \"or NULL if c isn't found\"");
    CHECK(strrchr(text, 'o') == text + 8 && strrchr(text, 0) == text + 11 && strrchr(text, 'z') == NULL,
          "strrchr: \"the last occurrence\"");
    CHECK(strstr(text, "two") == text + 4 && strstr(text, "") == text,
          "strstr: \"If strSearch points to a string of zero length, str\"");
    CHECK(strstr(text, "three") == NULL && strstr("on", "one") == NULL,
          "strstr: \"or NULL if strSearch doesn't appear in str\"");
    CHECK(strspn(text, "eno") == 3 && strspn(text, "xyz") == 0 && strspn("aa", "a") == 2,
          "strspn: \"the length of the substring ... consisting entirely of characters in strCharSet\"");
    CHECK(strcspn(text, " ") == 3 && strcspn(text, "xyz") == 11 && strcspn(text, "o") == 0,
          "strcspn: \"the index of the first character in str that is in strCharSet\"");
}

static int compare_calls;

static int __cdecl compare(const void *a, const void *b)
{
    compare_calls++;
    return *(const int *)a - *(const int *)b;
}

static void allocating(void)
{
    char *block = malloc(10);
    CHECK(block != NULL && ((size_t)block & (2 * sizeof(void *) - 1)) == 0,
          "malloc: \"suitably aligned for storage of any type\"");
    memcpy(block, "123456789", 10);
    block = realloc(block, 100000);
    CHECK(block && !strcmp(block, "123456789"), "realloc: \"The contents of the block are unchanged\"");
    CHECK(realloc(block, (size_t)-100) == NULL && !strcmp(block, "123456789"),
          "realloc: NULL where there is no memory, \"the original block is unchanged\"");
    free(block);
    free(NULL); /* "If memblock is NULL, the pointer is ignored" */
    CHECK(malloc((size_t)-100) == NULL && errno == ENOMEM,
          "malloc: \"NULL if there is insufficient memory available\", errno ENOMEM");
    block = malloc(0);
    CHECK(block != NULL,
          "malloc: \"If size is 0, malloc allocates a zero-length item ... and returns a valid pointer\"");
    free(block);
    int *zeros = calloc(1000, sizeof *zeros), sum = 0;
    for (int i = 0; zeros && i < 1000; i++) sum |= zeros[i];
    CHECK(zeros && sum == 0, "calloc: \"Each element is initialized to 0\"");
    free(zeros);
    CHECK(calloc((size_t)-1 / 2, 3) == NULL, "calloc: NULL for a product that overflows");
    char *before = NULL;
    int again = 0;
    for (int i = 0; i < 5000; i++) {
        block = malloc(100000);
        again |= block == before;
        if (i % 100 == 0) before = block;
        free(block);
    }
    CHECK(again, "free: \"Deallocates or frees a memory block\": some of 5,000 in a row stand where another stood");

    int values[200];
    for (int i = 0; i < 200; i++) values[i] = (i * 7919) % 200;
    qsort(values, 200, sizeof *values, compare);
    int sorted = 1;
    for (int i = 0; i < 200; i++) sorted &= values[i] == i;
    CHECK(sorted && compare_calls > 200, "qsort: \"an array of num elements ... sorted\" by the comparison");
}

int main(void)
{
    memory();
    copying();
    comparing();
    searching();
    allocating();
    return check_done();
}

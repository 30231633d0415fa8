/* SPDX-License-Identifier: MIT */
/* FormatMessage: the system's messages, a module's, and texts; inserts, escapes and line widths.
 * Debian's Wine finds the system's messages only where its own kernel32 lies in the prefix, and passes %n through with
 * FORMAT_MESSAGE_IGNORE_INSERTS; where it differs more, the check says so. */
#include "check.h"

#include <stdarg.h>
#include <string.h>
#include <wchar.h>

#define STRING (FORMAT_MESSAGE_FROM_STRING)
#define ARRAY  (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY)

static WCHAR wide[512];
static char narrow[512];

static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

/* The text with inserts from an array; "" where it fails. */
static const WCHAR *by_array(const WCHAR *format, DWORD flags, const DWORD_PTR *arguments)
{
    DWORD length;

    wcscpy(wide, L"?");
    length = FormatMessageW(ARRAY | flags, format, 0, 0, wide, 512, (va_list *)arguments);
    if (!length) return L"";
    return length == wcslen(wide) ? wide : L"wrong length";
}

static const WCHAR *by_list(const WCHAR *format, ...)
{
    va_list list;
    DWORD length;

    va_start(list, format);
    length = FormatMessageW(STRING, format, 0, 0, wide, 512, &list);
    va_end(list);
    return length && length == wcslen(wide) ? wide : L"";
}

static const char *ansi(const char *format, ...)
{
    va_list list;
    DWORD length;

    va_start(list, format);
    length = FormatMessageA(STRING, format, 0, 0, narrow, 512, &list);
    va_end(list);
    return length && length == strlen(narrow) ? narrow : "";
}

#define W(...)                by_list(__VA_ARGS__)
#define IS(text, wanted, ...) CHECK(!wcscmp((text), (wanted)), __VA_ARGS__)

static void test_inserts(void)
{
    DWORD_PTR documented[] = {4, 2, (DWORD_PTR)L"Bill", (DWORD_PTR)L"Bob", 6, (DWORD_PTR)L"Bill"};
    DWORD_PTR mixed[] = {(DWORD_PTR)L"one", (DWORD_PTR)L"two", 42, 0, 0, 0, 0, 0, 0, 0, (DWORD_PTR)L"eleven"};

    IS(by_array(L"%1!*.*s! %4 %5!*s!", 0, documented), L"  Bi Bob   Bill",
       "FormatMessageW: the documentation's own example");
    IS(W(L"%1!*.*s! %3 %4!*s!", 4, 2, L"Bill", L"Bob", 6, L"Bill"), L"  Bi Bob   Bill",
       "\"For a va_list, the next insert number is n+1 if the previous format string contained one asterisk and is n+2 "
       "if two "
       "asterisks were specified\"");
    IS(by_array(L"<%2%1> %3!d! %11", 0, mixed), L"<twoone> 42 eleven",
       "\"%%n: n is a number from 1 to 99\", in any order");
    IS(W(L"%1!d! %2!i! %3!u! %4!x! %5!X!", -5, 7, 4000000000u, 0xabcu, 0xabcu), L"-5 7 4000000000 abc ABC", "integers");
    IS(W(L"[%1!5d!] [%2!-5d!] [%3!05d!] [%4!+d!] [%5!08X!]", 42, 42, 42, 42, 0xbeef),
       L"[   42] [42   ] [00042] [+42] [0000BEEF]", "width and flags as printf's");
    IS(W(L"[%1!6s!] [%2!-6s!] [%3!.2s!]", L"abc", L"abc", L"abc"), L"[   abc] [abc   ] [ab]",
       "strings: width and precision");
    IS(W(L"%1!I64d! %2!ld! %3!lu!", -5000000000ll, -7l, 4000000000ul), L"-5000000000 -7 4000000000", "I64 and l");
    IS(W(L"%1!c!%2!hc! %3!hs! %4!S! %5!ws! %6!ls!", L'x', 'y', "8-bit", "also", L"wide", L"wide"),
       L"xy 8-bit also wide wide", "characters and strings of either size");
    IS(W(L"%1!#x! %1!#X! %2!o! %2!#o! %3!.3d! %4!#x!", 255, 8, 7, 0), L"0xff 0XFF 10 010 007 0",
       "alternate form, octal, precision of a number");
    IS(W(L"[%1!8.4d!] [%1!-8.4x!] [%1!08.4d!]", 77), L"[    0077] [004d    ] [    0077]",
       "\"If 0 is specified for an integer format along with a precision specification, the 0 is ignored\"");
    IS(W(L"[%1!*d!] %2!I64x! %3!I32d! %4!lld!", -6, 5, 0x123456789abull, 5, -7000000000ll),
       L"[5     ] 123456789ab 5 -7000000000", "a negative width is a flag and a width; I64, I32 and ll");
    IS(W(L"%1!hd! %1!hu! %2!p!", 0x18000, (void *)0xabcdef), L"-32768 32768 0000000000ABCDEF",
       "h is a short; \"p: Displays the argument as an address in hexadecimal digits\"");
    IS(W(L"%1 %1 %1", L"again"), L"again again again", "an insert may be used more than once");
    CHECK(!strcmp(ansi("%1 %2!d! %3!S! %4!ws!", "text", 5, L"wide", L"more"), "text 5 wide more"),
          "FormatMessageA: %%1 is an 8-bit string, !S! and !ws! a wide one (%s)", narrow);
    CHECK(!strcmp(ansi("[%1!4s!] %2!c!", "ab", 'c'), "[  ab] c"), "FormatMessageA: widths (%s)", narrow);
    IS(by_array(L"%1 %n%2!d! 100%%", FORMAT_MESSAGE_IGNORE_INSERTS, NULL), L"%1 \r\n%2!d! 100%",
       "FORMAT_MESSAGE_IGNORE_INSERTS: \"Insert sequences ... are to be ignored and passed through to the output "
       "buffer "
       "unchanged\"");
    CHECK(!FormatMessageW(STRING, L"%1", 0, 0, wide, 512, NULL) && failed(ERROR_INVALID_PARAMETER),
          "FormatMessageW: an insert without arguments fails");
    CHECK(!FormatMessageW(ARRAY, L"%1!d", 0, 0, wide, 512, (va_list *)mixed),
          "FormatMessageW: a format without its end");
    CHECK(
        !FormatMessageW(ARRAY, L"%1!f!", 0, 0, wide, 512, (va_list *)mixed) && failed(ERROR_INVALID_PARAMETER),
        "FormatMessageW: \"Floating-point format specifiers -- e, E, f, and g -- are not supported\" (Wine prints the "
        "letter)");
    CHECK(!FormatMessageW(STRING, L"a%", 0, 0, wide, 512, NULL) && failed(ERROR_INVALID_PARAMETER),
          "FormatMessageW: nothing behind a percent sign");
}

static void test_escapes(void)
{
    IS(W(L"a%nb%%c% d%.e%!f%rg%th"), L"a\r\nb%c d.e!f\rg\th", "%%n, %%%%, %%space, %%., %%!, %%r, %%t");
    IS(W(L"%q%h%-"), L"qh-",
       "\"Any other nondigit character following a percent character is formatted in the output message without the "
       "percent character\"");
    IS(W(L"%1%! %2", L"so", L"it is"), L"so! it is", "%%!: \"an exclamation point immediately after an insert\"");
    IS(W(L"ends%0 here"), L"ends", "%%0: \"Terminates a message text line without a trailing new line character\"");
    IS(W(L"a\nb\r\nc"), L"a\r\nb\r\nc", "width 0: line breaks are stored");
    wcscpy(wide, L"?");
    CHECK(!FormatMessageW(STRING, L"%0never", 0, 0, wide, 512, NULL) && !*wide, "an empty message is a length of 0");
}

static void test_width(void)
{
    static const DWORD_PTR words[] = {(DWORD_PTR)L"some words here"};

    IS(by_array(L"one\r\ntwo\r\n%nthree", FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL), L"one two \r\nthree",
       "FORMAT_MESSAGE_MAX_WIDTH_MASK: \"The function ignores regular line breaks in the message definition text ... "
       "stores hard-coded line breaks\"");
    IS(by_array(L"the quick brown fox jumps over the lazy dog", FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL),
       L"the quick brown fox jumps over the lazy dog",
       "FORMAT_MESSAGE_MAX_WIDTH_MASK: \"The function generates no new line breaks\"");
    IS(by_array(L"the quick brown fox", 10, NULL), L"the quick\r\nbrown fox",
       "a width: \"the maximum number of characters in an output line\"");
    IS(by_array(L"the quick brown fox", 9, NULL), L"the quick\r\nbrown fox",
       "a width: so many do fit (Wine breaks before them)");
    IS(by_array(L"the quick brown fox", 8, NULL), L"the\r\nquick\r\nbrown\r\nfox", "a width: one more does not");
    IS(by_array(L"one\r\ntwo%nthree four five\r\n", 10, NULL), L"one two\r\nthree four\r\nfive ",
       "a width: regular line breaks are ignored, %%n is one");
    IS(by_array(L"an extraordinary word", 5, NULL), L"an\r\nextraordinary\r\nword",
       "a width: \"The function never splits a string delimited by white space across a line break\" (Wine does)");
    IS(by_array(L"a %1 c", 10, words), L"a some\r\nwords here\r\nc", "a width: inserts are broken, too");
}

static void test_system(void)
{
    WCHAR *made = NULL;
    char *made_narrow = NULL;
    DWORD length;

    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_FILE_NOT_FOUND, 0, wide, 512, NULL) == 44 &&
              !wcscmp(wide, L"The system cannot find the file specified.\r\n"),
          "FORMAT_MESSAGE_FROM_SYSTEM: ERROR_FILE_NOT_FOUND");
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED,
                         MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), narrow, 512, NULL) == 19 &&
              !strcmp(narrow, "Access is denied.\r\n"),
          "FORMAT_MESSAGE_FROM_SYSTEM: ERROR_ACCESS_DENIED, in English");
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, ERROR_ACCESS_DENIED, 0,
                         narrow, 512, NULL) == 18 &&
              !strcmp(narrow, "Access is denied. "),
          "FORMAT_MESSAGE_MAX_WIDTH_MASK: the line break becomes a blank");
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x80070005, 0, narrow, 512, NULL) == 19 &&
              !strcmp(narrow, "Access is denied.\r\n"),
          "FORMAT_MESSAGE_FROM_SYSTEM: an HRESULT of a Win32 error");
    length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_IGNORE_INSERTS,
                            NULL, ERROR_INVALID_HANDLE, 0, (WCHAR *)&made, 200, NULL);
    CHECK(length && made && wcslen(made) == length && !wcscmp(made, L"The handle is invalid.\r\n"),
          "FORMAT_MESSAGE_ALLOCATE_BUFFER: \"places a pointer to the allocated buffer at the address specified by "
          "lpBuffer\"");
    CHECK(LocalSize(made) >= 200 * sizeof(WCHAR) && !LocalFree(made),
          "FORMAT_MESSAGE_ALLOCATE_BUFFER: nSize \"specifies the minimum number of TCHARs to allocate\"; LocalFree");
    length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_INVALID_HANDLE, 0,
                            (char *)&made_narrow, 0, NULL);
    CHECK(length == 24 && made_narrow && !strcmp(made_narrow, "The handle is invalid.\r\n") && !LocalFree(made_narrow),
          "FORMAT_MESSAGE_ALLOCATE_BUFFER: in 8-bit characters");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x2fffffff, 0, wide, 512, NULL) &&
              failed(ERROR_MR_MID_NOT_FOUND) &&
              !FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x2fffffff, 0, narrow, 512, NULL) &&
              failed(ERROR_MR_MID_NOT_FOUND),
          "FORMAT_MESSAGE_FROM_SYSTEM: no such message");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED, 0, wide, 19, NULL) &&
              failed(ERROR_INSUFFICIENT_BUFFER) &&
              !FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED, 0, narrow, 19, NULL) &&
              failed(ERROR_INSUFFICIENT_BUFFER),
          "FormatMessage: too small a buffer");
    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED, 0, wide, 20, NULL) == 19,
          "... and one just right");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_SYSTEM, L"x", 5, 0, wide, 512, NULL) &&
              failed(ERROR_INVALID_PARAMETER) &&
              !FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE, "x", 5, 0, narrow, 512, NULL) &&
              failed(ERROR_INVALID_PARAMETER),
          "FORMAT_MESSAGE_FROM_STRING: \"This flag cannot be used with FORMAT_MESSAGE_FROM_HMODULE or "
          "FORMAT_MESSAGE_FROM_SYSTEM\" (Wine takes the string)");
    CHECK(!FormatMessageW(0, NULL, 5, 0, wide, 512, NULL) && failed(ERROR_INVALID_PARAMETER) &&
              !FormatMessageA(0, NULL, 5, 0, narrow, 512, NULL) && failed(ERROR_INVALID_PARAMETER),
          "FormatMessage: a source is needed");
}

static void test_long(void)
{
    static WCHAR text[70000], filled[70000];
    static char bytes[140000];
    WCHAR *made = (WCHAR *)1;
    char *made_narrow = (char *)1;

    wmemset(text, 'x', 69999);
    memset(bytes, 'x', 139999);
    CHECK(FormatMessageW(STRING, text, 0, 0, filled, 70000, NULL) == 69999 && !wcscmp(filled, text),
          "FormatMessageW: a long text in a buffer of one's own");
    CHECK(!FormatMessageW(STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER, text, 0, 0, (WCHAR *)&made, 0, NULL) &&
              failed(ERROR_MORE_DATA) && !made,
          "FORMAT_MESSAGE_ALLOCATE_BUFFER: \"If the length of the formatted message exceeds 128K bytes, then "
          "FormatMessage will fail and ... return ERROR_MORE_DATA\" (Wine goes on)");
    CHECK(!FormatMessageA(STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER, bytes, 0, 0, (char *)&made_narrow, 0, NULL) &&
              failed(ERROR_MORE_DATA) && !made_narrow,
          "... of 8-bit characters, too");
    text[65536] = 0;
    CHECK(FormatMessageW(STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER, text, 0, 0, (WCHAR *)&made, 0, NULL) == 65536 &&
              !wcscmp(made, text) && !LocalFree(made),
          "... and 128K bytes are not too many");
}

/* ---- a module's table: a file that is nothing but resources ---- */

#pragma pack(push, 1)
static struct {
    IMAGE_DOS_HEADER dos;
    IMAGE_NT_HEADERS64 nt;
    IMAGE_SECTION_HEADER section;
    char gap[512 - sizeof(IMAGE_DOS_HEADER) - sizeof(IMAGE_NT_HEADERS64) - sizeof(IMAGE_SECTION_HEADER)];
    struct {
        IMAGE_RESOURCE_DIRECTORY types;
        IMAGE_RESOURCE_DIRECTORY_ENTRY type;
        IMAGE_RESOURCE_DIRECTORY names;
        IMAGE_RESOURCE_DIRECTORY_ENTRY name;
        IMAGE_RESOURCE_DIRECTORY languages;
        IMAGE_RESOURCE_DIRECTORY_ENTRY german, english;
        IMAGE_RESOURCE_DATA_ENTRY german_data, data;
        struct {
            DWORD blocks;
            struct {
                DWORD low, high, offset;
            } block[2];
            struct {
                WORD length, flags;
                WCHAR text[14];
            } first, second;
            struct {
                WORD length, flags;
                char text[12];
            } third;
        } messages;
        struct {
            DWORD blocks;
            struct {
                DWORD low, high, offset;
            } block[2];
            struct {
                WORD length, flags;
                WCHAR text[14];
            } first, second;
        } german_messages;
    } resources;
    char rest[512];
} image;
#pragma pack(pop)

#define IN_RESOURCES(member) ((DWORD)((char *)&image.resources.member - (char *)&image.resources))
#define IN_MESSAGES(member)  ((DWORD)((char *)&image.resources.messages.member - (char *)&image.resources.messages))

#define IN_GERMAN(member)                                                                                              \
    ((DWORD)((char *)&image.resources.german_messages.member - (char *)&image.resources.german_messages))

static void image_build(void)
{
    IMAGE_OPTIONAL_HEADER64 *o = &image.nt.OptionalHeader;

    image.dos.e_magic = IMAGE_DOS_SIGNATURE;
    image.dos.e_lfanew = sizeof image.dos;
    image.nt.Signature = IMAGE_NT_SIGNATURE;
    image.nt.FileHeader = (IMAGE_FILE_HEADER){.Machine = IMAGE_FILE_MACHINE_AMD64,
                                              .NumberOfSections = 1,
                                              .SizeOfOptionalHeader = sizeof *o,
                                              .Characteristics = IMAGE_FILE_EXECUTABLE_IMAGE | IMAGE_FILE_DLL};
    *o = (IMAGE_OPTIONAL_HEADER64){.Magic = IMAGE_NT_OPTIONAL_HDR64_MAGIC,
                                   .ImageBase = 0x180000000,
                                   .SectionAlignment = 0x1000,
                                   .FileAlignment = 512,
                                   .MajorSubsystemVersion = 6,
                                   .SizeOfImage = 0x2000,
                                   .SizeOfHeaders = 512,
                                   .Subsystem = IMAGE_SUBSYSTEM_WINDOWS_CUI,
                                   .NumberOfRvaAndSizes = 16};
    o->DataDirectory[IMAGE_DIRECTORY_ENTRY_RESOURCE] = (IMAGE_DATA_DIRECTORY){0x1000, sizeof image.resources};
    memcpy(image.section.Name, ".rsrc", 5);
    image.section.Misc.VirtualSize = sizeof image.resources;
    image.section.VirtualAddress = 0x1000;
    image.section.SizeOfRawData = 512;
    image.section.PointerToRawData = 512;
    image.section.Characteristics = IMAGE_SCN_MEM_READ | IMAGE_SCN_CNT_INITIALIZED_DATA;
    image.resources.types.NumberOfIdEntries = image.resources.names.NumberOfIdEntries = 1;
    image.resources.languages.NumberOfIdEntries = 2;
    image.resources.type.Name = 11; /* RT_MESSAGETABLE */
    image.resources.type.OffsetToData = 0x80000000 | IN_RESOURCES(names);
    image.resources.name.Name = 1;
    image.resources.name.OffsetToData = 0x80000000 | IN_RESOURCES(languages);
    image.resources.german.Name = 0x407;
    image.resources.german.OffsetToData = IN_RESOURCES(german_data);
    image.resources.english.Name = 0x409;
    image.resources.english.OffsetToData = IN_RESOURCES(data);
    image.resources.german_data.OffsetToData = 0x1000 + IN_RESOURCES(german_messages);
    image.resources.german_data.Size = sizeof image.resources.german_messages;
    image.resources.german_messages.blocks = 2;
    image.resources.german_messages.block[0].low = image.resources.german_messages.block[0].high = 0x100;
    image.resources.german_messages.block[0].offset = IN_GERMAN(first);
    image.resources.german_messages.block[1].low = image.resources.german_messages.block[1].high = 0x300;
    image.resources.german_messages.block[1].offset = IN_GERMAN(second);
    image.resources.german_messages.first.length = image.resources.german_messages.second.length =
        sizeof image.resources.german_messages.first;
    image.resources.german_messages.first.flags = image.resources.german_messages.second.flags = 1;
    memcpy(image.resources.german_messages.first.text, L"erste\r\n", 16);
    memcpy(image.resources.german_messages.second.text, L"deutsch\r\n", 20);
    image.resources.data.OffsetToData = 0x1000 + IN_RESOURCES(messages);
    image.resources.data.Size = sizeof image.resources.messages;
    image.resources.messages.blocks = 2;
    image.resources.messages.block[0].low = 0x100;
    image.resources.messages.block[0].high = 0x101;
    image.resources.messages.block[0].offset = IN_MESSAGES(first);
    image.resources.messages.block[1].low = image.resources.messages.block[1].high = 0x40000200;
    image.resources.messages.block[1].offset = IN_MESSAGES(third);
    image.resources.messages.first.length = image.resources.messages.second.length =
        sizeof image.resources.messages.first;
    image.resources.messages.first.flags = image.resources.messages.second.flags = 1;
    memcpy(image.resources.messages.first.text, L"first\r\n", 16);
    memcpy(image.resources.messages.second.text, L"has %1!d!\r\n", 24);
    image.resources.messages.third.length = sizeof image.resources.messages.third;
    memcpy(image.resources.messages.third.text, "8-bit\r\n", 8);
}

static void test_module(void)
{
    DWORD_PTR numbers[] = {77};
    DWORD written;
    HANDLE file = CreateFileW(L"metic-message.dll", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    HMODULE module;

    SetThreadLocale(0x409);
    image_build();
    WriteFile(file, &image, 1024, &written, NULL);
    CloseHandle(file);
    module = LoadLibraryExW(L"metic-message.dll", NULL, LOAD_LIBRARY_AS_DATAFILE);
    CHECK(module && FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, module, 0x100, 0, wide, 512, NULL) == 7 &&
              !wcscmp(wide, L"first\r\n"),
          "FORMAT_MESSAGE_FROM_HMODULE: \"a module handle containing the message-table resource(s) to search\"");
    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY, module, 0x101, 0x409, wide, 512,
                         (va_list *)numbers) == 8 &&
              !wcscmp(wide, L"has 77\r\n"),
          "FORMAT_MESSAGE_FROM_HMODULE: the second of a block, with its insert");
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_HMODULE, module, 0x40000200, 0, narrow, 512, NULL) == 7 &&
              !strcmp(narrow, "8-bit\r\n"),
          "FORMAT_MESSAGE_FROM_HMODULE: a message in 8-bit characters");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, module, 0x102, 0, wide, 512, NULL) &&
              failed(ERROR_MR_MID_NOT_FOUND),
          "FORMAT_MESSAGE_FROM_HMODULE: no such message");
    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_FROM_SYSTEM, module, ERROR_ACCESS_DENIED, 0, wide,
                         512, NULL) == 19,
          "FORMAT_MESSAGE_FROM_SYSTEM with it: \"the function searches the system message table if the message is not "
          "found in "
          "the module\"");
    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, module, 0x100, 0x407, wide, 512, NULL) == 7 &&
              !wcscmp(wide, L"erste\r\n"),
          "dwLanguageId: \"If you pass a specific LANGID ..., FormatMessage will return a message for that LANGID "
          "only\"");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, module, 0x100, 0x40c, wide, 512, NULL) &&
              failed(ERROR_RESOURCE_LANG_NOT_FOUND),
          "dwLanguageId: \"If the function cannot find a message for that LANGID, it sets Last-Error to "
          "ERROR_RESOURCE_LANG_NOT_FOUND\"");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, module, 0x300, 0x409, wide, 512, NULL),
          "dwLanguageId: a message that another language has alone");
    CHECK(
        FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, module, 0x300, 0, wide, 512, NULL) == 9 &&
            !wcscmp(wide, L"deutsch\r\n"),
        "dwLanguageId 0: \"If FormatMessage does not locate a message for any of the preceding LANGIDs, it returns any "
        "language message string that is present\" (Wine looks at one language alone)");
    FreeLibrary(module);
    DeleteFileW(L"metic-message.dll");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, GetModuleHandleW(NULL), 1, 0, wide, 512, NULL) &&
              (failed(ERROR_RESOURCE_TYPE_NOT_FOUND) || failed(ERROR_RESOURCE_DATA_NOT_FOUND)),
          "FORMAT_MESSAGE_FROM_HMODULE: a module without messages");
}

int main(void)
{
    test_inserts();
    test_escapes();
    test_width();
    test_system();
    test_long();
    test_module();
    return check_done();
}

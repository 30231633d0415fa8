/* SPDX-License-Identifier: MIT */
/* Files: names, small files, a large directory, throughput, locks, mappings.  Works in ./benchtmp. */
#include "bench.h"

#define FILES 5000
#define BIG (256u << 20)
#define BLOCK (64u << 10)
static char buf[BLOCK];

static HANDLE open_file(const char *name, DWORD how)
{
    HANDLE h = CreateFileA(name, GENERIC_READ | (how == OPEN_EXISTING ? 0 : GENERIC_WRITE), FILE_SHARE_READ, NULL, how, 0, NULL);
    if (h == INVALID_HANDLE_VALUE) die(name);
    return h;
}

static void create4k(void)
{
    DWORD n;
    HANDLE h = open_file("benchtmp\\new", CREATE_ALWAYS);
    WriteFile(h, buf, 4096, &n, NULL);
    CloseHandle(h);
    DeleteFileA("benchtmp\\new");
}

static void open_read(void)
{
    DWORD n;
    HANDLE h = open_file("benchtmp\\4k", OPEN_EXISTING);
    ReadFile(h, buf, 4096, &n, NULL);
    CloseHandle(h);
}

static void list(void)
{
    WIN32_FIND_DATAA fd;
    int n = 0;
    HANDLE h = FindFirstFileA("benchtmp\\many\\*", &fd);
    do n++; while (FindNextFileA(h, &fd));
    FindClose(h);
    if (n < FILES) die("FindNextFile");
}

static void map(void)
{
    HANDLE h = open_file("benchtmp\\1m", OPEN_EXISTING);
    HANDLE m = CreateFileMappingA(h, NULL, PAGE_READONLY, 0, 0, NULL);
    volatile char *p = MapViewOfFile(m, FILE_MAP_READ, 0, 0, 0);
    for (unsigned i = 0; i < 1u << 20; i += 4096) (void)p[i];
    UnmapViewOfFile((void *)p);
    CloseHandle(m);
    CloseHandle(h);
}

static void sequential(void)
{
    DWORD n;
    HANDLE h = open_file("benchtmp\\big", CREATE_ALWAYS);
    double t = now_ns();
    for (unsigned done = 0; done < BIG; done += BLOCK) WriteFile(h, buf, BLOCK, &n, NULL);
    report("file.seq_write", BIG / 1048576.0 / ((now_ns() - t) / 1e9), "MiB/s");
    SetFilePointer(h, 0, NULL, FILE_BEGIN);
    t = now_ns();
    for (unsigned done = 0; done < BIG; done += BLOCK) ReadFile(h, buf, BLOCK, &n, NULL);
    report("file.seq_read", BIG / 1048576.0 / ((now_ns() - t) / 1e9), "MiB/s");
    CloseHandle(h);
    DeleteFileA("benchtmp\\big");
}

int main(int argc, char **argv)
{
    char path[512] = "benchtmp", other[512];
    DWORD n;
    HANDLE h;
    bench_init(argc, argv);
    CreateDirectoryA(path, NULL);
    for (int i = 0; i < 10; i++) {
        strcat(path, "\\Folder");
        CreateDirectoryA(path, NULL);
    }
    strcpy(other, path);
    for (char *p = other + 9; *p; p++) if (*p != '\\') *p ^= 32;
    CreateDirectoryA("benchtmp\\many", NULL);
    for (int i = 0; i < FILES; i++) {
        char name[64];
        snprintf(name, sizeof name, "benchtmp\\many\\Header-%04d.h", i);
        if (i == 0 && GetFileAttributesA("benchtmp\\many\\Header-4999.h") != INVALID_FILE_ATTRIBUTES) break;
        CloseHandle(open_file(name, CREATE_ALWAYS));
    }
    h = open_file("benchtmp\\4k", CREATE_ALWAYS);
    WriteFile(h, buf, 4096, &n, NULL);
    CloseHandle(h);
    h = open_file("benchtmp\\1m", CREATE_ALWAYS);
    for (int i = 0; i < 16; i++) WriteFile(h, buf, BLOCK, &n, NULL);
    CloseHandle(h);

    BENCH("file.create4k", create4k());
    BENCH("file.open_read", open_read());
    BENCH("file.attr", GetFileAttributesA("benchtmp\\4k"));
    BENCH("file.attr_deep", if (GetFileAttributesA(path) == INVALID_FILE_ATTRIBUTES) die("attr_deep"));
    BENCH("file.attr_deep_case", if (GetFileAttributesA(other) == INVALID_FILE_ATTRIBUTES) die("attr_deep_case"));
    BENCH("file.attr_miss", GetFileAttributesA("benchtmp\\Folder\\nosuch.h"));
    BENCH("file.attr_miss_5000", GetFileAttributesA("benchtmp\\many\\nosuch.h"));
    BENCH_PER("file.find_5000", (double)FILES, list());
    BENCH("file.map1m", map());
    h = open_file("benchtmp\\1m", OPEN_EXISTING);
    BENCH("file.read16", { SetFilePointer(h, 0, NULL, FILE_BEGIN); ReadFile(h, buf, 16, &n, NULL); });
    BENCH("file.lock", { LockFile(h, 0, 0, 16, 0); UnlockFile(h, 0, 0, 16, 0); });
    CloseHandle(h);
    if (want("file.seq_")) sequential();
    return 0;
}

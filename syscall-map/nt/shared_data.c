/* SPDX-License-Identifier: MIT */
/* KUSER_SHARED_DATA, but for the times, which linux/clock.c writes: version, processor features, memory size. */
#include "nt/shared_data.h"
#include "nt.h"

#include <string.h>
#include <sys/auxv.h>
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#else
#include <cpuid.h>
#endif
#include <unistd.h>

/* PF_* numbers of IsProcessorFeaturePresent with the CPUID bit each stands for. */
static const struct {
    unsigned feature, leaf, reg, bit; /* reg: 0 eax .. 3 edx */
} features[] = {
    {2,  1, 3, 8 }, /* PF_COMPARE_EXCHANGE_DOUBLE: cmpxchg8b */
    {3,  1, 3, 23}, /* PF_MMX_INSTRUCTIONS_AVAILABLE */
    {6,  1, 3, 25}, /* PF_XMMI_INSTRUCTIONS_AVAILABLE: sse */
    {8,  1, 3, 4 }, /* PF_RDTSC_INSTRUCTION_AVAILABLE */
    {9,  1, 3, 6 }, /* PF_PAE_ENABLED */
    {10, 1, 3, 26}, /* PF_XMMI64_INSTRUCTIONS_AVAILABLE: sse2 */
    {13, 1, 2, 0 }, /* PF_SSE3_INSTRUCTIONS_AVAILABLE */
    {14, 1, 2, 13}, /* PF_COMPARE_EXCHANGE128 */
    {17, 1, 2, 26}, /* PF_XSAVE_ENABLED */
    {22, 7, 1, 0 }, /* PF_RDWRFSGSBASE_AVAILABLE; only where Linux lets us, below */
    {28, 1, 2, 30}, /* PF_RDRAND_INSTRUCTION_AVAILABLE */
    {36, 1, 2, 9 }, /* PF_SSSE3_INSTRUCTIONS_AVAILABLE */
    {37, 1, 2, 19}, /* PF_SSE4_1_INSTRUCTIONS_AVAILABLE */
    {38, 1, 2, 20}, /* PF_SSE4_2_INSTRUCTIONS_AVAILABLE */
    {39, 1, 2, 28}, /* PF_AVX_INSTRUCTIONS_AVAILABLE */
    {40, 7, 1, 5 }, /* PF_AVX2_INSTRUCTIONS_AVAILABLE */
    {41, 7, 1, 16}, /* PF_AVX512F_INSTRUCTIONS_AVAILABLE */
};

/* CPUID's leaf 1 or 7.  The C library has asked it already, since 2.33; under a hypervisor each further time takes
 * microseconds. */
static void ask_cpu(unsigned leaf, unsigned registers[4])
{
#if __has_include(<sys/platform/x86.h>)
    memcpy(registers, __x86_get_cpuid_feature_leaf(leaf == 7 ? CPUID_INDEX_7 : CPUID_INDEX_1)->cpuid_array, 16);
#else
    __get_cpuid_count(leaf, 0, &registers[0], &registers[1], &registers[2], &registers[3]);
#endif
}

static void fill_features(BOOLEAN *present)
{
    unsigned leaves[2][4] = {{0}};
    ask_cpu(1, leaves[0]);
    ask_cpu(7, leaves[1]);
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        present[features[i].feature] = leaves[features[i].leaf == 7][features[i].reg] >> features[i].bit & 1;
    present[12] = TRUE; /* PF_NX_ENABLED */
    present[23] = TRUE; /* PF_FASTFAIL_AVAILABLE: int 29h ends the process */
    if (!(getauxval(AT_HWCAP2) & 2)) present[22] = FALSE;
}

void shared_data_fill(void *page)
{
    static const char root[] = "C:\\Windows";
    KUSER_SHARED_DATA *data = page;
    data->TickCountMultiplier = 0x0fa00000; /* ticks of 15.625 ms */
    data->ImageNumberLow = data->ImageNumberHigh = IMAGE_FILE_MACHINE_AMD64;
    for (size_t i = 0; i < sizeof root; i++) data->NtSystemRoot[i] = (WCHAR)root[i];
    data->NtBuildNumber = 19045;
    data->NtProductType = 1; /* a workstation */
    data->ProductTypeIsValid = TRUE;
    data->NativeProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64;
    data->NtMajorVersion = 10;
    data->SuiteMask = 0x110; /* terminal services, single user */
    data->ActiveConsoleId = 1;
    data->NumberOfPhysicalPages = (ULONG)sysconf(_SC_PHYS_PAGES);
    data->QpcFrequency = 10000000;
    memcpy(&data->Cookie, (const void *)getauxval(AT_RANDOM), sizeof data->Cookie);
    fill_features(data->ProcessorFeatures);
}

/* SPDX-License-Identifier: MIT */
/* The run-time library of ntdll (Rtl*): its types, constants and prototypes, a section a family.  Guest side only. */
#ifndef METIC_NT_LIB_H
#define METIC_NT_LIB_H

#include "nt.h"

typedef const CHAR *PCSZ;

typedef struct _RTL_HEAP_PARAMETERS {
    ULONG Length;
    SIZE_T SegmentReserve, SegmentCommit, DeCommitFreeBlockThreshold, DeCommitTotalFreeThreshold, MaximumAllocationSize,
        VirtualMemoryThreshold, InitialCommit, InitialReserve;
    PVOID CommitRoutine;
    SIZE_T Reserved[2];
} RTL_HEAP_PARAMETERS, *PRTL_HEAP_PARAMETERS;

/* RtlWalkHeap's entry; Flags: 1 a live block, 2 a region */
typedef struct _RTL_HEAP_WALK_ENTRY {
    PVOID DataAddress;
    SIZE_T DataSize;
    UCHAR OverheadBytes, SegmentIndex;
    USHORT Flags;
    union {
        struct {
            SIZE_T Settable;
            USHORT TagIndex, AllocatorBackTraceIndex;
            ULONG Reserved[2];
        } Block;
        struct {
            ULONG CommittedSize, UnCommittedSize;
            PVOID FirstEntry, LastEntry;
        } Segment;
    };
} RTL_HEAP_WALK_ENTRY, *PRTL_HEAP_WALK_ENTRY;

#ifndef HEAP_GROWABLE
#define HEAP_GROWABLE 0x00000002
#endif

#ifndef RTL_CRITICAL_SECTION_FLAG_NO_DEBUG_INFO
#define RTL_CRITICAL_SECTION_FLAG_NO_DEBUG_INFO 0x01000000
#endif
#ifndef RTL_CRITICAL_SECTION_ALL_FLAG_BITS
#define RTL_CRITICAL_SECTION_ALL_FLAG_BITS 0xff000000
#endif

#define RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE       1
#define RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING 2

typedef enum _RTL_PATH_TYPE {
    RtlPathTypeUnknown,
    RtlPathTypeUncAbsolute,
    RtlPathTypeDriveAbsolute,
    RtlPathTypeDriveRelative,
    RtlPathTypeRooted,
    RtlPathTypeRelative,
    RtlPathTypeLocalDevice,
    RtlPathTypeRootLocalDevice
} RTL_PATH_TYPE;

typedef struct _RTL_RELATIVE_NAME_U {
    UNICODE_STRING RelativeName;
    HANDLE ContainingDirectory;
    PVOID CurDirRef;
} RTL_RELATIVE_NAME_U, *PRTL_RELATIVE_NAME_U;

#ifdef __cplusplus
extern "C" {
#endif

/* ---- heap ---- */
PVOID NTAPI RtlCreateHeap(ULONG flags, PVOID base, SIZE_T reserve, SIZE_T commit, PVOID lock,
                          PRTL_HEAP_PARAMETERS parameters);
PVOID NTAPI RtlDestroyHeap(PVOID handle);
ULONG NTAPI RtlGetProcessHeaps(ULONG count, PVOID *out);
PVOID NTAPI RtlAllocateHeap(PVOID handle, ULONG flags, SIZE_T size);
BOOLEAN NTAPI RtlFreeHeap(PVOID handle, ULONG flags, PVOID p);
SIZE_T NTAPI RtlSizeHeap(PVOID handle, ULONG flags, PVOID p);
PVOID NTAPI RtlReAllocateHeap(PVOID handle, ULONG flags, PVOID p, SIZE_T size);
BOOLEAN NTAPI RtlLockHeap(PVOID handle);
BOOLEAN NTAPI RtlUnlockHeap(PVOID handle);
BOOLEAN NTAPI RtlValidateHeap(PVOID handle, ULONG flags, PVOID block);
ULONG NTAPI RtlCompactHeap(PVOID handle, ULONG flags);
NTSTATUS NTAPI RtlWalkHeap(PVOID handle, PRTL_HEAP_WALK_ENTRY entry);
DWORD NTAPI RtlQueryHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS class, PVOID out, SIZE_T size, PSIZE_T needed);
DWORD NTAPI RtlSetHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS class, PVOID in, SIZE_T size);

/* ---- critical sections, slim locks, condition variables, waits ---- */
NTSTATUS NTAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION section, ULONG spin, ULONG flags);
NTSTATUS NTAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION section);
NTSTATUS NTAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION section, ULONG spin);
ULONG NTAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION section, ULONG spin);
NTSTATUS NTAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION section);
NTSTATUS NTAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION section);
BOOLEAN NTAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION section);
NTSTATUS NTAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION section);
ULONG NTAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION section);
ULONG NTAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION section);
VOID NTAPI RtlInitializeSRWLock(PRTL_SRWLOCK lock);
VOID NTAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK lock);
VOID NTAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK lock);
VOID NTAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK lock);
VOID NTAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK lock);
BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK lock);
BOOLEAN NTAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK lock);
VOID NTAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE variable);
NTSTATUS NTAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE variable, PRTL_CRITICAL_SECTION section,
                                           const LARGE_INTEGER *timeout);
NTSTATUS NTAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE variable, PRTL_SRWLOCK lock,
                                            const LARGE_INTEGER *timeout, ULONG flags);
VOID NTAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE variable);
VOID NTAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE variable);
NTSTATUS NTAPI RtlWaitOnAddress(const volatile VOID *address, PVOID compare, SIZE_T size, const LARGE_INTEGER *timeout);
VOID NTAPI RtlWakeAddressSingle(PVOID address);
VOID NTAPI RtlWakeAddressAll(PVOID address);
VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE once);
NTSTATUS NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE once, ULONG flags, PVOID *context);
NTSTATUS NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE once, ULONG flags, PVOID context);
NTSTATUS NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE once, PRTL_RUN_ONCE_INIT_FN init, PVOID parameter, PVOID *context);
NTSTATUS NTAPI RtlInitBarrier(PRTL_BARRIER barrier, ULONG threads, ULONG spin);
BOOLEAN NTAPI RtlBarrier(PRTL_BARRIER barrier, ULONG flags);
NTSTATUS NTAPI RtlDeleteBarrier(PRTL_BARRIER barrier);

/* ---- strings ---- */
VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING to, PCWSTR source);
NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING to, PCWSTR source);
VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING to, PCUNICODE_STRING from);
NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG flags, PCUNICODE_STRING from, PUNICODE_STRING to);
BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING to, PCWSTR from);
VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING string);
VOID NTAPI RtlEraseUnicodeString(PUNICODE_STRING string);
LONG NTAPI RtlCompareUnicodeStrings(PCWCH a, SIZE_T a_length, PCWCH b, SIZE_T b_length, BOOLEAN insensitive);
LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING a, PCUNICODE_STRING b, BOOLEAN insensitive);
BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING a, PCUNICODE_STRING b, BOOLEAN insensitive);
BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING prefix, PCUNICODE_STRING string, BOOLEAN insensitive);
NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING to, PCUNICODE_STRING from);
NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING to, PCWSTR from);
NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING to, PCUNICODE_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING to, PCUNICODE_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING string, BOOLEAN insensitive, ULONG algorithm, PULONG value);
NTSTATUS NTAPI RtlFindCharInUnicodeString(ULONG flags, PCUNICODE_STRING string, PCUNICODE_STRING search,
                                          PUSHORT position);
VOID NTAPI RtlInitString(PSTRING to, PCSZ source);
VOID NTAPI RtlInitAnsiString(PANSI_STRING to, PCSZ source);
NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING to, PCSZ source);
NTSTATUS NTAPI RtlInitStringEx(PSTRING to, PCSZ source);
VOID NTAPI RtlCopyString(PSTRING to, const STRING *from);
CHAR NTAPI RtlUpperChar(CHAR c);
VOID NTAPI RtlUpperString(PSTRING to, const STRING *from);
LONG NTAPI RtlCompareString(const STRING *a, const STRING *b, BOOLEAN insensitive);
BOOLEAN NTAPI RtlEqualString(const STRING *a, const STRING *b, BOOLEAN insensitive);
BOOLEAN NTAPI RtlPrefixString(const STRING *prefix, const STRING *string, BOOLEAN insensitive);
NTSTATUS NTAPI RtlAppendStringToString(PSTRING to, const STRING *from);
NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING to, PCSZ from);
VOID NTAPI RtlFreeAnsiString(PANSI_STRING string);
VOID NTAPI RtlFreeOemString(POEM_STRING string);
VOID NTAPI RtlFreeUTF8String(PSTRING string);
NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING to, PCANSI_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING to, PCOEM_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING to, PCUNICODE_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlUnicodeStringToOemString(POEM_STRING to, PCUNICODE_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlUpcaseUnicodeStringToOemString(POEM_STRING to, PCUNICODE_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlUnicodeStringToUTF8String(PSTRING to, PCUNICODE_STRING from, BOOLEAN allocate);
NTSTATUS NTAPI RtlUTF8StringToUnicodeString(PUNICODE_STRING to, const STRING *from, BOOLEAN allocate);
BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING to, PCSZ from);
WCHAR NTAPI RtlAnsiCharToUnicodeChar(PUCHAR *from);
NTSTATUS NTAPI RtlIntegerToChar(ULONG value, ULONG base, ULONG room, PCHAR to);
NTSTATUS NTAPI RtlLargeIntegerToChar(const ULONGLONG *value, ULONG base, ULONG room, PCHAR to);
NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG value, ULONG base, PUNICODE_STRING to);
NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG value, ULONG base, PUNICODE_STRING to);
NTSTATUS NTAPI RtlCharToInteger(PCSZ from, ULONG base, PULONG value);
NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING from, ULONG base, PULONG value);
NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING from, GUID *guid);
NTSTATUS NTAPI RtlStringFromGUID(REFGUID guid, PUNICODE_STRING to);

/* ---- case and code pages ---- */
WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR c);
WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR c);
NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH to, ULONG to_size, PULONG result, const CHAR *from, ULONG from_size);
NTSTATUS NTAPI RtlOemToUnicodeN(PWCH to, ULONG to_size, PULONG result, PCCH from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToOemN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size);
NTSTATUS NTAPI RtlUpcaseUnicodeToMultiByteN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size);
NTSTATUS NTAPI RtlUpcaseUnicodeToOemN(PCHAR to, ULONG to_size, PULONG result, PCWCH from, ULONG from_size);
NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG result, const CHAR *from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG result, PCWSTR from, ULONG from_size);
ULONG NTAPI RtlxUnicodeStringToOemSize(PCUNICODE_STRING from);
ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING from);
ULONG NTAPI RtlxAnsiStringToUnicodeSize(PCANSI_STRING from);
ULONG NTAPI RtlxOemStringToUnicodeSize(PCOEM_STRING from);
NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR to, ULONG to_size, PULONG result, PCSTR from, ULONG from_size);
NTSTATUS NTAPI RtlUnicodeToUTF8N(PSTR to, ULONG to_size, PULONG result, PCWSTR from, ULONG from_size);

/* ---- paths and the current folder ---- */
RTL_PATH_TYPE NTAPI RtlDetermineDosPathNameType_U(PCWSTR name);
ULONG NTAPI RtlIsDosDeviceName_U(PCWSTR name);
ULONG NTAPI RtlGetFullPathName_U(PCWSTR name, ULONG size, PWSTR buffer, PWSTR *part);
NTSTATUS NTAPI RtlGetFullPathName_UEx(PCWSTR name, ULONG size, PWSTR buffer, PWSTR *part, ULONG *needed);
NTSTATUS NTAPI RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR name, PUNICODE_STRING to, PWSTR *part,
                                                       PRTL_RELATIVE_NAME_U relative);
BOOLEAN NTAPI RtlDosPathNameToNtPathName_U(PCWSTR name, PUNICODE_STRING to, PWSTR *part, PRTL_RELATIVE_NAME_U relative);
NTSTATUS NTAPI RtlDosPathNameToRelativeNtPathName_U_WithStatus(PCWSTR name, PUNICODE_STRING to, PWSTR *part,
                                                               PRTL_RELATIVE_NAME_U relative);
BOOLEAN NTAPI RtlDosPathNameToRelativeNtPathName_U(PCWSTR name, PUNICODE_STRING to, PWSTR *part,
                                                   PRTL_RELATIVE_NAME_U relative);
VOID NTAPI RtlReleaseRelativeName(PRTL_RELATIVE_NAME_U relative);
ULONG NTAPI RtlGetCurrentDirectory_U(ULONG size, PWSTR buffer);
NTSTATUS NTAPI RtlSetCurrentDirectory_U(PCUNICODE_STRING name);
BOOLEAN NTAPI RtlDoesFileExists_U(PCWSTR name);
ULONG NTAPI RtlDosSearchPath_U(PCWSTR paths, PCWSTR name, PCWSTR extension, ULONG size, PWSTR buffer, PWSTR *part);

/* ---- environment ---- */
NTSTATUS NTAPI RtlQueryEnvironmentVariable(PVOID block, PCWSTR name, SIZE_T name_length, PWSTR value, SIZE_T room,
                                           PSIZE_T needed);
NTSTATUS NTAPI RtlQueryEnvironmentVariable_U(PVOID block, PCUNICODE_STRING name, PUNICODE_STRING value);
NTSTATUS NTAPI RtlSetEnvironmentVar(PWSTR *block, PCWSTR name, SIZE_T name_length, PCWSTR value, SIZE_T value_length);
NTSTATUS NTAPI RtlSetEnvironmentVariable(PWSTR *block, PCUNICODE_STRING name, PCUNICODE_STRING value);
NTSTATUS NTAPI RtlCreateEnvironment(BOOLEAN inherit, PWSTR *out);
NTSTATUS NTAPI RtlDestroyEnvironment(PWSTR block);
VOID NTAPI RtlSetCurrentEnvironment(PWSTR block, PWSTR *old);
NTSTATUS NTAPI RtlExpandEnvironmentStrings(PVOID block, PCWSTR from, SIZE_T length, PWSTR to, SIZE_T room,
                                           PSIZE_T needed);
NTSTATUS NTAPI RtlExpandEnvironmentStrings_U(PVOID block, PCUNICODE_STRING from, PUNICODE_STRING to, PULONG needed);

/* ---- times ---- */
VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER time, PTIME_FIELDS fields);
BOOLEAN NTAPI RtlTimeFieldsToTime(PTIME_FIELDS fields, PLARGE_INTEGER time);
BOOLEAN NTAPI RtlTimeToSecondsSince1970(PLARGE_INTEGER time, PULONG seconds);
BOOLEAN NTAPI RtlTimeToSecondsSince1980(PLARGE_INTEGER time, PULONG seconds);
VOID NTAPI RtlSecondsSince1970ToTime(ULONG seconds, PLARGE_INTEGER time);
VOID NTAPI RtlSecondsSince1980ToTime(ULONG seconds, PLARGE_INTEGER time);
VOID NTAPI RtlTimeToElapsedTimeFields(PLARGE_INTEGER time, PTIME_FIELDS fields);
BOOL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER counter);
BOOL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER frequency);
LONGLONG NTAPI RtlGetSystemTimePrecise(void);
NTSTATUS NTAPI RtlLocalTimeToSystemTime(PLARGE_INTEGER local, PLARGE_INTEGER system);
NTSTATUS NTAPI RtlSystemTimeToLocalTime(PLARGE_INTEGER system, PLARGE_INTEGER local);
NTSTATUS NTAPI RtlQueryTimeZoneInformation(PVOID info);

/* ---- thread and fiber local storage ---- */
/* Ours, for kernelbase: the change of stacks, and the first frame of a new one (fiber.S). */
void __stdcall __metic_switch_fiber(void **from, void *to);
void *__stdcall __metic_prepare_fiber(void *base, void *entry, void *argument);
/* Random bytes (entropy.c); FALSE where the kernel's generator is out of reach. */
BOOLEAN NTAPI __metic_random(void *buffer, SIZE_T size);
ULONG NTAPI __metic_tls_alloc(void);
NTSTATUS NTAPI __metic_tls_free(ULONG index);
NTSTATUS NTAPI __metic_tls_set(ULONG index, PVOID value);
NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION callback, PULONG index);
NTSTATUS NTAPI RtlFlsFree(ULONG index);
NTSTATUS NTAPI RtlFlsGetValue(ULONG index, PVOID *value);
NTSTATUS NTAPI RtlFlsSetValue(ULONG index, PVOID value);
VOID NTAPI RtlProcessFlsData(PVOID block, ULONG flags);

/* ---- bit maps, random numbers, atoms, lists, versions, pointers ---- */
VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP map, PULONG buffer, ULONG size);
VOID NTAPI RtlClearAllBits(PRTL_BITMAP map);
VOID NTAPI RtlSetAllBits(PRTL_BITMAP map);
VOID NTAPI RtlSetBit(PRTL_BITMAP map, ULONG bit);
VOID NTAPI RtlClearBit(PRTL_BITMAP map, ULONG bit);
BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP map, ULONG bit);
VOID NTAPI RtlSetBits(PRTL_BITMAP map, ULONG from, ULONG count);
VOID NTAPI RtlClearBits(PRTL_BITMAP map, ULONG from, ULONG count);
BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP map, ULONG from, ULONG count);
BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP map, ULONG from, ULONG count);
ULONG NTAPI RtlFindClearBits(PRTL_BITMAP map, ULONG count, ULONG hint);
ULONG NTAPI RtlFindSetBits(PRTL_BITMAP map, ULONG count, ULONG hint);
ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP map, ULONG count, ULONG hint);
ULONG NTAPI RtlFindSetBitsAndClear(PRTL_BITMAP map, ULONG count, ULONG hint);
ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP map);
ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP map);
ULONG NTAPI RtlFindNextForwardRunClear(PRTL_BITMAP map, ULONG from, PULONG start);
ULONG NTAPI RtlFindFirstRunClear(PRTL_BITMAP map, PULONG start);
ULONG NTAPI RtlFindLastBackwardRunClear(PRTL_BITMAP map, ULONG from, PULONG start);
ULONG NTAPI RtlFindLongestRunClear(PRTL_BITMAP map, PULONG start);
ULONG NTAPI RtlFindLongestRunSet(PRTL_BITMAP map, PULONG start);
CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG value);
CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG value);
ULONG NTAPI RtlUniform(PULONG seed);
ULONG NTAPI RtlRandom(PULONG seed);
ULONG NTAPI RtlRandomEx(PULONG seed);
NTSTATUS NTAPI RtlCreateAtomTable(ULONG buckets, PVOID *out);
NTSTATUS NTAPI RtlDestroyAtomTable(PVOID handle);
NTSTATUS NTAPI RtlAddAtomToAtomTable(PVOID handle, PCWSTR name, PUSHORT out);
NTSTATUS NTAPI RtlLookupAtomInAtomTable(PVOID handle, PCWSTR name, PUSHORT out);
NTSTATUS NTAPI RtlDeleteAtomFromAtomTable(PVOID handle, USHORT number);
NTSTATUS NTAPI RtlPinAtomInAtomTable(PVOID handle, USHORT number);
NTSTATUS NTAPI RtlQueryAtomInAtomTable(PVOID handle, USHORT number, PULONG references, PULONG pinned, PWSTR name,
                                       PULONG size);
NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW info);
VOID NTAPI RtlGetNtVersionNumbers(PULONG major, PULONG minor, PULONG build);
BOOLEAN NTAPI RtlGetNtProductType(PULONG type);
BOOLEAN NTAPI RtlGetProductInfo(ULONG major, ULONG minor, ULONG pack_major, ULONG pack_minor, PULONG type);
NTSTATUS NTAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW info, ULONG types, ULONGLONG mask);
PVOID NTAPI RtlEncodePointer(PVOID pointer);
PVOID NTAPI RtlDecodePointer(PVOID pointer);
PVOID NTAPI RtlEncodeSystemPointer(PVOID pointer);
PVOID NTAPI RtlDecodeSystemPointer(PVOID pointer);
DWORD NTAPI RtlCrc32(const void *from, size_t size, DWORD initial);
ULONG NTAPI RtlComputeCrc32(ULONG initial, const UCHAR *from, ULONG size);
ULONGLONG NTAPI RtlCrc64(const void *from, size_t size, ULONGLONG initial);

/* ---- exceptions ---- */
VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD record);
VOID NTAPI RtlRaiseStatus(NTSTATUS status);
VOID NTAPI RtlSetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter);

#ifdef __cplusplus
}
#endif

#endif

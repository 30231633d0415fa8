/* SPDX-License-Identifier: MIT */
/* What the process and its threads show of themselves: TEB, PEB, process parameters, loader data, the shared user page.
 * Layouts of Windows 10 22H2 for both word sizes; the host's is the 64-bit one. */
#ifndef METIC_NT_TEB_H
#define METIC_NT_TEB_H

#if defined(_WIN64) || !defined(_WIN32)
#define NT_OFFSET(type, member, at64, at32) _Static_assert(offsetof(type, member) == (at64), #type "." #member)
#else
#define NT_OFFSET(type, member, at64, at32) _Static_assert(offsetof(type, member) == (at32), #type "." #member)
#endif

typedef struct _PEB_LDR_DATA {
    ULONG Length;
    BOOLEAN Initialized;
    PVOID SsHandle;
    LIST_ENTRY InLoadOrderModuleList, InMemoryOrderModuleList, InInitializationOrderModuleList;
    PVOID EntryInProgress;
    BOOLEAN ShutdownInProgress;
    HANDLE ShutdownThreadId;
} PEB_LDR_DATA, *PPEB_LDR_DATA;
NT_OFFSET(PEB_LDR_DATA, InLoadOrderModuleList, 0x10, 0x0c);

typedef struct _RTL_BALANCED_NODE {
    struct _RTL_BALANCED_NODE *Children[2];
    ULONG_PTR ParentValue;
} RTL_BALANCED_NODE;

typedef struct _LDR_DATA_TABLE_ENTRY {
    LIST_ENTRY InLoadOrderLinks, InMemoryOrderLinks, InInitializationOrderLinks;
    PVOID DllBase;
    PVOID EntryPoint;
    ULONG SizeOfImage;
    UNICODE_STRING FullDllName, BaseDllName;
    ULONG Flags;
    USHORT ObsoleteLoadCount;
    USHORT TlsIndex;
    LIST_ENTRY HashLinks;
    ULONG TimeDateStamp;
    PVOID EntryPointActivationContext;
    PVOID Lock;
    PVOID DdagNode;
    LIST_ENTRY NodeModuleLink;
    PVOID LoadContext;
    PVOID ParentDllBase;
    PVOID SwitchBackContext;
    RTL_BALANCED_NODE BaseAddressIndexNode, MappingInfoIndexNode;
    ULONG_PTR OriginalBase;
    LARGE_INTEGER LoadTime;
    ULONG BaseNameHashValue;
    ULONG LoadReason;
    ULONG ImplicitPathOptions;
    ULONG ReferenceCount;
    ULONG DependentLoadFlags;
    UCHAR SigningLevel;
} LDR_DATA_TABLE_ENTRY, *PLDR_DATA_TABLE_ENTRY;
NT_OFFSET(LDR_DATA_TABLE_ENTRY, DllBase, 0x30, 0x18);
NT_OFFSET(LDR_DATA_TABLE_ENTRY, BaseDllName, 0x58, 0x2c);
NT_OFFSET(LDR_DATA_TABLE_ENTRY, Flags, 0x68, 0x34);
NT_OFFSET(LDR_DATA_TABLE_ENTRY, TimeDateStamp, 0x80, 0x44);
#define LDRP_STATIC_LINK           0x00000020
#define LDRP_IMAGE_DLL             0x00000004
#define LDRP_LOAD_IN_PROGRESS      0x00001000
#define LDRP_ENTRY_PROCESSED       0x00004000
#define LDRP_DONT_CALL_FOR_THREADS 0x00040000
#define LDRP_PROCESS_ATTACH_CALLED 0x00080000

typedef struct _RTL_USER_PROCESS_PARAMETERS {
    ULONG MaximumLength, Length;
    ULONG Flags, DebugFlags;
    HANDLE ConsoleHandle;
    ULONG ConsoleFlags;
    HANDLE StandardInput, StandardOutput, StandardError;
    CURDIR CurrentDirectory;
    UNICODE_STRING DllPath, ImagePathName, CommandLine;
    WCHAR *Environment;
    ULONG StartingX, StartingY, CountX, CountY, CountCharsX, CountCharsY, FillAttribute;
    ULONG WindowFlags, ShowWindowFlags;
    UNICODE_STRING WindowTitle, DesktopInfo, ShellInfo, RuntimeData;
    struct {
        USHORT Flags, Length;
        ULONG TimeStamp;
        STRING DosPath;
    } CurrentDirectories[32];
    ULONG_PTR EnvironmentSize, EnvironmentVersion;
    PVOID PackageDependencyData;
    ULONG ProcessGroupId, LoaderThreads;
    UNICODE_STRING RedirectionDllName, HeapPartitionName;
    ULONG_PTR DefaultThreadpoolCpuSetMasks;
    ULONG DefaultThreadpoolCpuSetMaskCount, DefaultThreadpoolThreadMaximum;
} RTL_USER_PROCESS_PARAMETERS, *PRTL_USER_PROCESS_PARAMETERS;
#define RTL_USER_PROCESS_PARAMETERS_NORMALIZED 1
NT_OFFSET(RTL_USER_PROCESS_PARAMETERS, StandardInput, 0x20, 0x18);
NT_OFFSET(RTL_USER_PROCESS_PARAMETERS, CurrentDirectory, 0x38, 0x24);
NT_OFFSET(RTL_USER_PROCESS_PARAMETERS, ImagePathName, 0x60, 0x38);
NT_OFFSET(RTL_USER_PROCESS_PARAMETERS, CommandLine, 0x70, 0x40);
NT_OFFSET(RTL_USER_PROCESS_PARAMETERS, Environment, 0x80, 0x48);
NT_OFFSET(RTL_USER_PROCESS_PARAMETERS, WindowTitle, 0xb0, 0x70);
NT_OFFSET(RTL_USER_PROCESS_PARAMETERS, EnvironmentSize, 0x3f0, 0x290);

typedef struct _RTL_BITMAP {
    ULONG SizeOfBitMap; /* bits */
    ULONG *Buffer;
} RTL_BITMAP, *PRTL_BITMAP;

typedef struct _PEB {
    BOOLEAN InheritedAddressSpace, ReadImageFileExecOptions, BeingDebugged;
    UCHAR BitField;
    HANDLE Mutant;
    PVOID ImageBaseAddress;
    PPEB_LDR_DATA Ldr;
    PRTL_USER_PROCESS_PARAMETERS ProcessParameters;
    PVOID SubSystemData;
    PVOID ProcessHeap;
    struct _RTL_CRITICAL_SECTION *FastPebLock;
    PVOID AtlThunkSListPtr, IFEOKey;
    ULONG CrossProcessFlags;
    PVOID KernelCallbackTable;
    ULONG SystemReserved, AtlThunkSListPtr32;
    PVOID ApiSetMap;
    ULONG TlsExpansionCounter;
    PRTL_BITMAP TlsBitmap;
    ULONG TlsBitmapBits[2];
    PVOID ReadOnlySharedMemoryBase, SharedData;
    PVOID *ReadOnlyStaticServerData;
    PVOID AnsiCodePageData, OemCodePageData, UnicodeCaseTableData;
    ULONG NumberOfProcessors, NtGlobalFlag;
    LARGE_INTEGER CriticalSectionTimeout;
    ULONG_PTR HeapSegmentReserve, HeapSegmentCommit, HeapDeCommitTotalFreeThreshold, HeapDeCommitFreeBlockThreshold;
    ULONG NumberOfHeaps, MaximumNumberOfHeaps;
    PVOID *ProcessHeaps;
    PVOID GdiSharedHandleTable, ProcessStarterHelper;
    ULONG GdiDCAttributeList;
    struct _RTL_CRITICAL_SECTION *LoaderLock;
    ULONG OSMajorVersion, OSMinorVersion;
    USHORT OSBuildNumber, OSCSDVersion;
    ULONG OSPlatformId;
    ULONG ImageSubsystem, ImageSubsystemMajorVersion, ImageSubsystemMinorVersion;
    ULONG_PTR ActiveProcessAffinityMask;
#if defined(_WIN64) || !defined(_WIN32)
    ULONG GdiHandleBuffer[60];
#else
    ULONG GdiHandleBuffer[34];
#endif
    PVOID PostProcessInitRoutine;
    PRTL_BITMAP TlsExpansionBitmap;
    ULONG TlsExpansionBitmapBits[32];
    ULONG SessionId;
    ULARGE_INTEGER AppCompatFlags, AppCompatFlagsUser;
    PVOID pShimData, AppCompatInfo;
    UNICODE_STRING CSDVersion;
    PVOID ActivationContextData, ProcessAssemblyStorageMap, SystemDefaultActivationContextData,
        SystemAssemblyStorageMap;
    ULONG_PTR MinimumStackCommit;
    PVOID SparePointers[4];
    ULONG SpareUlongs[5];
    PVOID WerRegistrationData, WerShipAssertPtr, pUnused, pImageHeaderHash;
    ULONG TracingFlags;
    ULONGLONG CsrServerReadOnlySharedMemoryBase;
    ULONG_PTR TppWorkerpListLock;
    LIST_ENTRY TppWorkerpList;
    PVOID WaitOnAddressHashTable[128];
    PVOID TelemetryCoverageHeader;
    ULONG CloudFileFlags, CloudFileDiagFlags;
    CHAR PlaceholderCompatibilityMode, PlaceholderCompatibilityModeReserved[7];
    PVOID LeapSecondData;
    ULONG LeapSecondFlags, NtGlobalFlag2;
} PEB, *PPEB;
NT_OFFSET(PEB, BeingDebugged, 2, 2);
NT_OFFSET(PEB, ImageBaseAddress, 0x10, 0x08);
NT_OFFSET(PEB, Ldr, 0x18, 0x0c);
NT_OFFSET(PEB, ProcessParameters, 0x20, 0x10);
NT_OFFSET(PEB, ProcessHeap, 0x30, 0x18);
NT_OFFSET(PEB, FastPebLock, 0x38, 0x1c);
NT_OFFSET(PEB, ApiSetMap, 0x68, 0x38);
NT_OFFSET(PEB, TlsBitmap, 0x78, 0x40);
NT_OFFSET(PEB, NumberOfProcessors, 0xb8, 0x64);
NT_OFFSET(PEB, NtGlobalFlag, 0xbc, 0x68);
NT_OFFSET(PEB, CriticalSectionTimeout, 0xc0, 0x70);
NT_OFFSET(PEB, NumberOfHeaps, 0xe8, 0x88);
NT_OFFSET(PEB, ProcessHeaps, 0xf0, 0x90);
NT_OFFSET(PEB, LoaderLock, 0x110, 0xa0);
NT_OFFSET(PEB, OSMajorVersion, 0x118, 0xa4);
NT_OFFSET(PEB, OSBuildNumber, 0x120, 0xac);
NT_OFFSET(PEB, ImageSubsystem, 0x128, 0xb4);
NT_OFFSET(PEB, TlsExpansionBitmap, 0x238, 0x150);
NT_OFFSET(PEB, SessionId, 0x2c0, 0x1d4);
NT_OFFSET(PEB, CSDVersion, 0x2e8, 0x1f0);

typedef struct _GDI_TEB_BATCH {
    ULONG Offset;
    ULONG_PTR HDC;
    ULONG Buffer[310];
} GDI_TEB_BATCH;

typedef struct _TEB {
    NT_TIB NtTib;
    PVOID EnvironmentPointer;
    CLIENT_ID ClientId;
    PVOID ActiveRpcHandle;
    PVOID ThreadLocalStoragePointer;
    PPEB ProcessEnvironmentBlock;
    ULONG LastErrorValue;
    ULONG CountOfOwnedCriticalSections;
    PVOID CsrClientThread, Win32ThreadInfo;
    ULONG User32Reserved[26], UserReserved[5];
    PVOID WOW32Reserved;
    ULONG CurrentLocale, FpSoftwareStatusRegister;
    PVOID ReservedForDebuggerInstrumentation[16];
#if defined(_WIN64) || !defined(_WIN32)
    PVOID SystemReserved1[30];
#else
    PVOID SystemReserved1[26];
#endif
    CHAR PlaceholderCompatibilityMode;
    BOOLEAN PlaceholderHydrationAlwaysExplicit;
    CHAR PlaceholderReserved[10];
    ULONG ProxiedProcessId;
    UCHAR ActivationStack[0x28 - (sizeof(void *) == 4 ? 0x10 : 0)];
    UCHAR WorkingOnBehalfTicket[8];
    NTSTATUS ExceptionCode;
    PVOID ActivationContextStackPointer;
    ULONG_PTR InstrumentationCallbackSp, InstrumentationCallbackPreviousPc, InstrumentationCallbackPreviousSp;
#if defined(_WIN64) || !defined(_WIN32)
    ULONG TxFsContext;
    BOOLEAN InstrumentationCallbackDisabled, UnalignedLoadStoreExceptions, TebPadding[2];
#else
    BOOLEAN InstrumentationCallbackDisabled;
    UCHAR SpareBytes[23];
    ULONG TxFsContext;
#endif
    GDI_TEB_BATCH GdiTebBatch;
    CLIENT_ID RealClientId;
    HANDLE GdiCachedProcessHandle;
    ULONG GdiClientPID, GdiClientTID;
    PVOID GdiThreadLocalInfo;
    ULONG_PTR Win32ClientInfo[62];
    PVOID glDispatchTable[233];
    ULONG_PTR glReserved1[29];
    PVOID glReserved2, glSectionInfo, glSection, glTable, glCurrentRC, glContext;
    NTSTATUS LastStatusValue;
    UNICODE_STRING StaticUnicodeString;
    WCHAR StaticUnicodeBuffer[261];
    PVOID DeallocationStack;
    PVOID TlsSlots[64];
    LIST_ENTRY TlsLinks;
    PVOID Vdm, ReservedForNtRpc, DbgSsReserved[2];
    ULONG HardErrorMode;
#if defined(_WIN64) || !defined(_WIN32)
    PVOID Instrumentation[11];
#else
    PVOID Instrumentation[9];
#endif
    GUID ActivityId;
    PVOID SubProcessTag, PerflibData, EtwTraceData, WinSockData;
    ULONG GdiBatchCount;
    ULONG IdealProcessorValue;
    ULONG GuaranteedStackBytes;
    PVOID ReservedForPerf, ReservedForOle;
    ULONG WaitingOnLoaderLock;
    PVOID SavedPriorityState;
    ULONG_PTR ReservedForCodeCoverage;
    PVOID ThreadPoolData;
    PVOID *TlsExpansionSlots;
#if defined(_WIN64) || !defined(_WIN32)
    PVOID DeallocationBStore, BStoreLimit;
#endif
    ULONG MuiGeneration, IsImpersonating;
    PVOID NlsCache, pShimData;
    ULONG HeapData;
    HANDLE CurrentTransactionHandle;
    PVOID ActiveFrame;
    PVOID FlsData;
    PVOID PreferredLanguages, UserPrefLanguages, MergedPrefLanguages;
    ULONG MuiImpersonation;
    USHORT CrossTebFlags;
    union {
        USHORT SameTebFlags;
        struct {
            USHORT SafeThunkCall : 1, InDebugPrint : 1, HasFiberData : 1, SkipThreadAttach : 1, WerInShipAssertCode : 1;
            USHORT RanProcessInit : 1, ClonedThread : 1, SuppressDebugMsg : 1, DisableUserStackWalk : 1,
                RtlExceptionAttached : 1;
            USHORT InitialThread : 1, SessionAware : 1, LoadOwner : 1, LoaderWorker : 1, SkipLoaderInit : 1;
        };
    };
    PVOID TxnScopeEnterCallback, TxnScopeExitCallback, TxnScopeContext;
    ULONG LockCount;
    LONG WowTebOffset;
    PVOID ResourceRetValue, ReservedForWdf;
    ULONGLONG ReservedForCrt;
    GUID EffectiveContainerId;
} TEB, *PTEB;
NT_OFFSET(TEB, NtTib.StackBase, 0x08, 0x04);
NT_OFFSET(TEB, NtTib.StackLimit, 0x10, 0x08);
NT_OFFSET(TEB, NtTib.Self, 0x30, 0x18);
NT_OFFSET(TEB, ClientId, 0x40, 0x20);
NT_OFFSET(TEB, ThreadLocalStoragePointer, 0x58, 0x2c);
NT_OFFSET(TEB, ProcessEnvironmentBlock, 0x60, 0x30);
NT_OFFSET(TEB, LastErrorValue, 0x68, 0x34);
NT_OFFSET(TEB, WOW32Reserved, 0x100, 0xc0);
NT_OFFSET(TEB, ExceptionCode, 0x2c0, 0x1a4);
NT_OFFSET(TEB, ActivationContextStackPointer, 0x2c8, 0x1a8);
NT_OFFSET(TEB, GdiTebBatch, 0x2f0, 0x1d4);
NT_OFFSET(TEB, RealClientId, 0x7d8, 0x6b4);
NT_OFFSET(TEB, LastStatusValue, 0x1250, 0xbf4);
NT_OFFSET(TEB, StaticUnicodeString, 0x1258, 0xbf8);
NT_OFFSET(TEB, DeallocationStack, 0x1478, 0xe0c);
NT_OFFSET(TEB, TlsSlots, 0x1480, 0xe10);
NT_OFFSET(TEB, TlsLinks, 0x1680, 0xf10);
NT_OFFSET(TEB, HardErrorMode, 0x16b0, 0xf28);
NT_OFFSET(TEB, GuaranteedStackBytes, 0x1748, 0xf78);
NT_OFFSET(TEB, ReservedForOle, 0x1758, 0xf80);
NT_OFFSET(TEB, TlsExpansionSlots, 0x1780, 0xf94);
NT_OFFSET(TEB, FlsData, 0x17c8, 0xfb4);
#if defined(_WIN64) || !defined(_WIN32)
_Static_assert(sizeof(TEB) == 0x1838, "TEB");
#endif

/* The page at 0x7ffe0000 that every process can read. */
typedef struct _KUSER_SHARED_DATA {
    ULONG TickCountLowDeprecated, TickCountMultiplier;
    KSYSTEM_TIME InterruptTime, SystemTime, TimeZoneBias;
    USHORT ImageNumberLow, ImageNumberHigh;
    WCHAR NtSystemRoot[260];
    ULONG MaxStackTraceDepth, CryptoExponent, TimeZoneId, LargePageMinimum, AitSamplingValue, AppCompatFlag;
    ULONGLONG RNGSeedVersion;
    ULONG GlobalValidationRunlevel;
    LONG TimeZoneBiasStamp;
    ULONG NtBuildNumber, NtProductType;
    BOOLEAN ProductTypeIsValid, Reserved0[1];
    USHORT NativeProcessorArchitecture;
    ULONG NtMajorVersion, NtMinorVersion;
    BOOLEAN ProcessorFeatures[64];
    ULONG Reserved1, Reserved3, TimeSlip, AlternativeArchitecture, BootId;
    LARGE_INTEGER SystemExpirationDate;
    ULONG SuiteMask;
    BOOLEAN KdDebuggerEnabled;
    UCHAR MitigationPolicies;
    USHORT CyclesPerYield;
    ULONG ActiveConsoleId, DismountCount, ComPlusPackage, LastSystemRITEventTickCount, NumberOfPhysicalPages;
    BOOLEAN SafeBootMode;
    UCHAR VirtualizationFlags, Reserved12[2];
    ULONG SharedDataFlags, DataFlagsPad[1];
    ULONGLONG TestRetInstruction;
    LONGLONG QpcFrequency;
    ULONG SystemCall, Reserved2;
    ULONGLONG SystemCallPad[2];
    union {
        KSYSTEM_TIME TickCount;
        ULONGLONG TickCountQuad;
        ULONG TickCountPad[4];
    };
    ULONG Cookie, CookiePad[1];
    LONGLONG ConsoleSessionForegroundProcessId;
} KUSER_SHARED_DATA;
#define KUSER_SHARED_DATA_ADDRESS 0x7ffe0000ull
_Static_assert(offsetof(KUSER_SHARED_DATA, InterruptTime) == 0x08, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, SystemTime) == 0x14, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, NtSystemRoot) == 0x30, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, NtBuildNumber) == 0x260, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, NtMajorVersion) == 0x26c, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, ProcessorFeatures) == 0x274, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, KdDebuggerEnabled) == 0x2d4, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, NumberOfPhysicalPages) == 0x2e8, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, QpcFrequency) == 0x300, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, SystemCall) == 0x308, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, TickCount) == 0x320, "KUSER_SHARED_DATA");
_Static_assert(offsetof(KUSER_SHARED_DATA, Cookie) == 0x330, "KUSER_SHARED_DATA");

/* Where the extended state of a CONTEXT stands. */
typedef struct _CONTEXT_CHUNK {
    LONG Offset;
    ULONG Length;
} CONTEXT_CHUNK;
typedef struct _CONTEXT_EX {
    CONTEXT_CHUNK All, Legacy, XState;
#if defined(_WIN64) || !defined(_WIN32)
    ULONG64 Alignment;
#endif
} CONTEXT_EX, *PCONTEXT_EX;

#endif

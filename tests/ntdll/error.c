/* SPDX-License-Identifier: MIT */
/* NTSTATUS to Win32 error codes, and the thread's last error and status. */
#include "check.h"

#include <winternl.h>

NTSYSAPI ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS);
NTSYSAPI ULONG NTAPI RtlGetLastWin32Error(void);
NTSYSAPI VOID NTAPI RtlSetLastWin32Error(ULONG);
NTSYSAPI VOID NTAPI RtlRestoreLastWin32Error(ULONG);
NTSYSAPI NTSTATUS NTAPI RtlGetLastNtStatus(void);
NTSYSAPI VOID NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS);

int main(void)
{
    static const struct {
        ULONG status, error;
    } rows[] = {
        {0x00000000, 0         },
        {0x00000103, 997       },
        {0x80000005, 234       },
        {0x80000006, 18        },
        {0x8000001a, 259       },
        {0xc0000001, 31        },
        {0xc0000002, 1         },
        {0xc0000003, 87        },
        {0xc0000004, 24        },
        {0xc0000005, 998       },
        {0xc0000008, 6         },
        {0xc000000d, 87        },
        {0xc000000f, 2         },
        {0xc0000010, 1         },
        {0xc0000011, 38        },
        {0xc0000017, 8         },
        {0xc0000018, 487       },
        {0xc0000022, 5         },
        {0xc0000023, 122       },
        {0xc0000024, 6         },
        {0xc0000033, 123       },
        {0xc0000034, 2         },
        {0xc0000035, 183       },
        {0xc000003a, 3         },
        {0xc0000043, 32        },
        {0xc0000046, 288       },
        {0xc0000047, 298       },
        {0xc0000054, 33        },
        {0xc0000056, 5         },
        {0xc0000061, 1314      },
        {0xc000007a, 127       },
        {0xc000007b, 193       },
        {0xc000007f, 112       },
        {0xc00000a2, 19        },
        {0xc00000ac, 231       },
        {0xc00000ba, 5         },
        {0xc00000bb, 50        },
        {0xc00000d4, 17        },
        {0xc00000fd, 1001      },
        {0xc0000100, 203       },
        {0xc0000101, 145       },
        {0xc0000103, 267       },
        {0xc0000106, 206       },
        {0xc0000120, 995       },
        {0xc0000121, 5         },
        {0xc0000128, 6         },
        {0xc0000135, 126       },
        {0xc0000138, 182       },
        {0xc0000139, 127       },
        {0xc0000142, 1114      },
        {0xc000014b, 109       },
        {0xc0000185, 1117      },
        {0xc0000225, 1168      },
        {0xc0000243, 1224      },
        {0xc0000275, 4390      },
        {0xc00000b0, 233       },
        {0xc00000b1, 232       },
        {0xc00000b2, 535       },
        {0xc00000b3, 536       },
        {0xc0070002, 2         },
        {0xd0000034, 2         },
        {0xc0001234, 317       },
        {0x20000001, 0x20000001},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(RtlNtStatusToDosError((NTSTATUS)rows[i].status) == rows[i].error,
              "Mapping NT Status Error Codes: %08lx is %lu (got %lu)", rows[i].status, rows[i].error,
              RtlNtStatusToDosError((NTSTATUS)rows[i].status));

    SetLastError(1234);
    CHECK(RtlGetLastWin32Error() == 1234, "GetLastError: \"the calling thread's last-error code value\"");
    RtlSetLastWin32Error(42);
    CHECK(GetLastError() == 42, "SetLastError: \"sets the last-error code for the calling thread\"");
    RtlRestoreLastWin32Error(43);
    CHECK(GetLastError() == 43, "RestoreLastError: the same");
    RtlNtStatusToDosError((NTSTATUS)0xc0000022);
    CHECK(GetLastError() == 43, "RtlNtStatusToDosError leaves the last error alone");
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus((NTSTATUS)0xc0000034);
    CHECK(GetLastError() == ERROR_FILE_NOT_FOUND && RtlGetLastNtStatus() == (NTSTATUS)0xc0000034,
          "the last status and error are set together");
    CHECK(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0xc0000022) == 5 && RtlGetLastNtStatus() == (NTSTATUS)0xc0000034,
          "RtlNtStatusToDosErrorNoTeb leaves the last status alone");
    return check_done();
}

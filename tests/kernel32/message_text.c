/* SPDX-License-Identifier: MIT */
/* FormatMessage's system messages: texts of every page of "System Error Codes", HRESULTs, languages.  FormatMessageW
 * takes the texts as they stand, FormatMessageA the same in the ANSI code page.
 * Debian's Wine has words of its own for many, and none for most of the numbers past 8000. */
#include "check.h"

#include <string.h>
#include <wchar.h>

static WCHAR wide[1024];
static char narrow[1024];

/* The message of the system without its line end, inserts as they stand; "" where there is none. */
static const char *text_of(DWORD id)
{
    DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    DWORD length = FormatMessageA(flags, NULL, id, 0, narrow, sizeof narrow, NULL);

    if (length < 2 || strcmp(narrow + length - 2, "\r\n") || strlen(narrow) != length) return "";
    if (FormatMessageW(flags, NULL, id, 0, wide, ARRAYSIZE(wide), NULL) != length) return "wide differs";
    for (DWORD i = 0; i < length; i++)
        if (wide[i] != (unsigned char)narrow[i]) return "wide differs";
    narrow[length - 2] = 0;
    return narrow;
}

static void test_pages(void)
{
    static const struct {
        DWORD id;
        const char *text;
    } messages[] = {
        {ERROR_SUCCESS,                 "The operation completed successfully."                                                      },
        {ERROR_FILE_NOT_FOUND,          "The system cannot find the file specified."                                                 },
        {ERROR_WRONG_DISK,              "The wrong diskette is in the drive. Insert %2 (Volume Serial Number: %3) into drive %1."    },
        {ERROR_BAD_EXE_FORMAT,          "%1 is not a valid Win32 application."                                                       },
        {ERROR_META_EXPANSION_TOO_LONG, "The global filename characters, * or ?, are entered incorrectly or too many "
                                        "global filename characters are specified."           },
        {ERROR_MR_MID_NOT_FOUND,
         "The system cannot find message text for message number 0x%1 in the message file for %2."                                   },
        {400,                           "The thread is already in background processing mode."                                       },
        {487,                           "Attempt to access invalid address."                                                         },
        {500,                           "User profile cannot be loaded."                                                             },
        {740,                           "The requested operation requires elevation."                                                },
        {ERROR_SWAPERROR,               "Error performing inpage operation."                                                         },
        {ERROR_STACK_OVERFLOW,          "Recursion too deep; the stack overflowed."                                                  },
        {ERROR_SERVICE_SPECIFIC_ERROR,  "The service has returned a service-specific error code."                                    },
        {ERROR_NOT_FOUND,               "Element not found."                                                                         },
        {1299,                          "Indicates a particular Security ID may not be assigned as the label of an object."          },
        {ERROR_NOT_ALL_ASSIGNED,        "Not all privileges or groups referenced are assigned to the caller."                        },
        {ERROR_INVALID_WINDOW_HANDLE,   "Invalid window handle."                                                                     },
        {1653,                          "A fail fast exception occurred. Exception handlers will not be invoked and the process will be "
               "terminated immediately."                                                                               },
        {RPC_S_SERVER_UNAVAILABLE,      "The RPC server is unavailable."                                                             },
        {ERROR_INVALID_PRINTER_NAME,    "The printer name is invalid."                                                               },
        {3950,                          "Reissue the given operation as a cached IO operation."                                      },
        {ERROR_WINS_INTERNAL,           "WINS encountered an error while processing the command."                                    },
        {ERROR_NOT_A_REPARSE_POINT,     "The file or directory is not a reparse point."                                              },
        {5972,                          "The operation cannot be completed because the resource is a replica virtual machine."       },
        {ERROR_ENCRYPTION_FAILED,       "The specified file could not be encrypted."                                                 },
        {6826,                          "The $Txf directory must be empty for this operation to succeed."                            },
        {8017,                          "The file replication service detected an invalid parameter."                                },
        {ERROR_DS_NOT_INSTALLED,
         "An error occurred while installing the directory service. For more information, see the event log."                        },
        {8432,                          "A root object requires a class of 'top'."                                                   },
        {8636,                          "The User Principal Name (UPN) is invalid."                                                  },
        {9001,                          "DNS server unable to interpret format."                                                     },
        {10035,                         "A non-blocking socket operation could not be completed immediately."                        },
        {10061,                         "No connection could be made because the target machine actively refused it."                },
        {11033,                         "Name based IPSEC policy could not be added."                                                },
        {13000,                         "The specified quick mode policy already exists."                                            },
        {ERROR_SXS_CANT_GEN_ACTCTX,
         "The application has failed to start because its side-by-side configuration is incorrect. Please see the "
         "application event log or use the command-line sxstrace.exe tool for more detail."                                          },
        {14019,                         "The manifest has a default namespace specified on the assembly element but its value is not "
                "\"urn:schemas-microsoft-com:asm.v1\"."                                                               },
        {14045,                         "Manifest Parse Error : A single or double closing quote character (\\' or \\\") is missing."},
        {15019,                         "A syntax error occurred at position %1!d!."                                                 },
        {15841,                         "This API cannot be used in the context of the caller's application type."                   },
        {0x80004001,                    "Not implemented"                                                                            },
        {0x80004005,                    "Unspecified error"                                                                          },
        {0x8000ffff,                    "Catastrophic failure"                                                                       },
        {0x80020009,                    "Exception occurred."                                                                        },
        {0x80040154,                    "Class not registered"                                                                       },
        {0x800401f0,                    "CoInitialize has not been called."                                                          },
        {0x80010001,                    "Call was rejected by callee."                                                               },
        {0x8001010e,                    "The application called an interface that was marshalled for a different thread."            },
        {0x80030005,                    "Access Denied."                                                                             },
        {0x80030109,                    "The docfile has been corrupted."                                                            },
        {0x00030200,                    "The underlying file was converted to compound file format."                                 },
        {0x8004d00e,                    "The transaction has already been implicitly or explicitly committed or aborted"             },
        {0x8004d019,                    "The transaction has already been aborted."                                                  },
    };

    for (ULONG i = 0; i < ARRAYSIZE(messages); i++)
        CHECK(!strcmp(text_of(messages[i].id), messages[i].text), "\"System Error Codes\": the text of %lu (%s)",
              messages[i].id, narrow);
}

static void test_numbers(void)
{
    /* how many each page has; later versions of Windows add some */
    static const struct {
        DWORD first, last, least;
    } pages[] = {
        {0,     499,   244},
        {500,   999,   270},
        {1000,  1299,  219},
        {1300,  1699,  232},
        {1700,  3999,  224},
        {4000,  5999,  282},
        {6000,  8199,  228},
        {8200,  8999,  408},
        {9000,  9999,  132},
        {10000, 11999, 91 },
        {13000, 13999, 153},
        {14000, 14999, 111},
        {15000, 15999, 151},
    };
    DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;

    for (ULONG i = 0; i < ARRAYSIZE(pages); i++) {
        ULONG count = 0, bad = 0;
        for (DWORD id = pages[i].first; id <= pages[i].last; id++) {
            SetLastError(0);
            if (FormatMessageW(flags, NULL, id, 0, wide, ARRAYSIZE(wide), NULL))
                count++;
            else if (GetLastError() != ERROR_MR_MID_NOT_FOUND)
                bad++;
        }
        CHECK(count >= pages[i].least && !bad, "\"System Error Codes\": %lu to %lu have %lu texts", pages[i].first,
              pages[i].last, count);
    }
    CHECK(!FormatMessageW(flags, NULL, 12007, 0, wide, ARRAYSIZE(wide), NULL) &&
              GetLastError() == ERROR_MR_MID_NOT_FOUND &&
              !FormatMessageA(flags, NULL, 12007, 0, narrow, sizeof narrow, NULL) &&
              GetLastError() == ERROR_MR_MID_NOT_FOUND,
          "\"System Error Codes\": what WinINet numbers is not the system's");
}

static void test_hresults(void)
{
    CHECK(!strcmp(text_of(0x80070002), "The system cannot find the file specified.") &&
              !strcmp(text_of(0x8007000e), text_of(ERROR_OUTOFMEMORY)) && *narrow &&
              !strcmp(text_of(0x800736b1 /* 14001 */), text_of(14001)) && *narrow,
          "HRESULT_FROM_WIN32: the text is the error's");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x8007ffff, 0, wide, ARRAYSIZE(wide), NULL) &&
              GetLastError() == ERROR_MR_MID_NOT_FOUND,
          "HRESULT_FROM_WIN32: of no error");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0xa0000002, 0, wide, ARRAYSIZE(wide), NULL) &&
              GetLastError() == ERROR_MR_MID_NOT_FOUND,
          "FORMAT_MESSAGE_FROM_SYSTEM: a number of the program's own (bit 29)");
}

static void test_inserts(void)
{
    DWORD_PTR file[] = {(DWORD_PTR)L"a.exe"}, position[] = {7};

    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ARGUMENT_ARRAY, NULL, ERROR_BAD_EXE_FORMAT, 0,
                         wide, ARRAYSIZE(wide), (va_list *)file) &&
              !wcscmp(wide, L"a.exe is not a valid Win32 application.\r\n"),
          "FORMAT_MESSAGE_FROM_SYSTEM: a message with its insert");
    CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ARGUMENT_ARRAY, NULL, 15019, 0, narrow,
                         sizeof narrow, (va_list *)position) &&
              !strcmp(narrow, "A syntax error occurred at position 7.\r\n"),
          "FORMAT_MESSAGE_FROM_SYSTEM: ... and a number");
    CHECK(
        !FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_BAD_EXE_FORMAT, 0, wide, ARRAYSIZE(wide), NULL) &&
            GetLastError() == ERROR_INVALID_PARAMETER,
        "FORMAT_MESSAGE_FROM_SYSTEM: \"Arguments must contain enough parameters to satisfy all insertion sequences\"");
}

static void test_languages(void)
{
    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED,
                         MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), wide, ARRAYSIZE(wide), NULL) == 19 &&
              !wcscmp(wide, L"Access is denied.\r\n"),
          "dwLanguageId: the system's own");
    CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED,
                         MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), wide, ARRAYSIZE(wide), NULL) > 2,
          "dwLanguageId: the user's default");
    CHECK(!FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED, MAKELANGID(LANG_MAORI, 1), wide,
                          ARRAYSIZE(wide), NULL) &&
              GetLastError() == ERROR_RESOURCE_LANG_NOT_FOUND &&
              !FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_ACCESS_DENIED, MAKELANGID(LANG_MAORI, 1), narrow,
                              sizeof narrow, NULL) &&
              GetLastError() == ERROR_RESOURCE_LANG_NOT_FOUND,
          "dwLanguageId: \"FormatMessage will return a message for that LANGID only ... "
          "ERROR_RESOURCE_LANG_NOT_FOUND\" (Wine falls back)");
}

int main(void)
{
    test_pages();
    test_numbers();
    test_hresults();
    test_inserts();
    test_languages();
    return check_done();
}

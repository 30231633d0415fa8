/* SPDX-License-Identifier: MIT */
/* Statuses to Win32 error codes, and the thread's last error.
 *
 * Rows are sorted by status.  Codes that mingw-w64's winerror.h lacks stand as numbers.  From Microsoft's public
 * articles ("Mapping NT Status Error Codes to Win32 Error Codes", "System Error Codes", [MS-ERREF]). */
#include "rtl.h"

static const struct {
    ULONG status, error;
} rows[] = {
    {(ULONG)STATUS_SUCCESS,                           ERROR_SUCCESS                           },
    {(ULONG)STATUS_ABANDONED_WAIT_63,                 ERROR_ABANDONED_WAIT_63                 },
    {(ULONG)STATUS_USER_APC,                          WAIT_IO_COMPLETION                      },
    {(ULONG)STATUS_KERNEL_APC,                        ERROR_KERNEL_APC                        },
    {(ULONG)STATUS_ALERTED,                           ERROR_ALERTED                           },
    {(ULONG)STATUS_TIMEOUT,                           ERROR_TIMEOUT                           },
    {(ULONG)STATUS_PENDING,                           ERROR_IO_PENDING                        },
    {(ULONG)STATUS_REPARSE,                           741                                     }, /* ERROR_REPARSE */
    {(ULONG)STATUS_MORE_ENTRIES,                      ERROR_MORE_DATA                         },
    {(ULONG)STATUS_NOT_ALL_ASSIGNED,                  ERROR_NOT_ALL_ASSIGNED                  },
    {(ULONG)STATUS_SOME_NOT_MAPPED,                   ERROR_SOME_NOT_MAPPED                   },
    {(ULONG)STATUS_OPLOCK_BREAK_IN_PROGRESS,          742                                     }, /* ERROR_OPLOCK_BREAK_IN_PROGRESS */
    {(ULONG)STATUS_NOTIFY_CLEANUP,                    745                                     }, /* ERROR_NOTIFY_CLEANUP */
    {(ULONG)STATUS_NOTIFY_ENUM_DIR,                   ERROR_NOTIFY_ENUM_DIR                   },
    {(ULONG)STATUS_NO_QUOTAS_FOR_ACCOUNT,             ERROR_NO_QUOTAS_FOR_ACCOUNT             },
    {(ULONG)STATUS_PROCESS_IN_JOB,                    760                                     }, /* ERROR_PROCESS_IN_JOB */
    {(ULONG)STATUS_WAIT_FOR_OPLOCK,                   765                                     }, /* ERROR_WAIT_FOR_OPLOCK */
    {(ULONG)STATUS_OBJECT_NAME_EXISTS,                698                                     }, /* ERROR_OBJECT_NAME_EXISTS */
    {(ULONG)STATUS_THREAD_WAS_SUSPENDED,              699                                     }, /* ERROR_THREAD_WAS_SUSPENDED */
    {(ULONG)STATUS_IMAGE_NOT_AT_BASE,                 700                                     }, /* ERROR_IMAGE_NOT_AT_BASE */
    {(ULONG)STATUS_RXACT_STATE_CREATED,               701                                     }, /* ERROR_RXACT_STATE_CREATED */
    {(ULONG)STATUS_SEGMENT_NOTIFICATION,              702                                     }, /* ERROR_SEGMENT_NOTIFICATION */
    {(ULONG)STATUS_LOCAL_USER_SESSION_KEY,            ERROR_LOCAL_USER_SESSION_KEY            },
    {(ULONG)STATUS_BAD_CURRENT_DIRECTORY,             703                                     }, /* ERROR_BAD_CURRENT_DIRECTORY */
    {(ULONG)STATUS_SERIAL_MORE_WRITES,                ERROR_SERIAL_NO_DEVICE                  },
    {(ULONG)STATUS_FT_READ_RECOVERY_FROM_BACKUP,      704                                     }, /* ERROR_FT_READ_RECOVERY_FROM_BACKUP */
    {(ULONG)STATUS_IMAGE_MACHINE_TYPE_MISMATCH,       706                                     }, /* ERROR_IMAGE_MACHINE_TYPE_MISMATCH */
    {(ULONG)STATUS_RECEIVE_PARTIAL,                   707                                     }, /* ERROR_RECEIVE_PARTIAL */
    {(ULONG)STATUS_RECEIVE_EXPEDITED,                 708                                     }, /* ERROR_RECEIVE_EXPEDITED */
    {(ULONG)STATUS_EVENT_DONE,                        710                                     }, /* ERROR_EVENT_DONE */
    {(ULONG)STATUS_EVENT_PENDING,                     711                                     }, /* ERROR_EVENT_PENDING */
    {(ULONG)STATUS_CHECKING_FILE_SYSTEM,              712                                     }, /* ERROR_CHECKING_FILE_SYSTEM */
    {(ULONG)STATUS_FATAL_APP_EXIT,                    713                                     }, /* ERROR_FATAL_APP_EXIT */
    {(ULONG)STATUS_PREDEFINED_HANDLE,                 714                                     }, /* ERROR_PREDEFINED_HANDLE */
    {(ULONG)STATUS_WAS_UNLOCKED,                      715                                     }, /* ERROR_WAS_UNLOCKED */
    {(ULONG)STATUS_SERVICE_NOTIFICATION,              716                                     }, /* ERROR_SERVICE_NOTIFICATION */
    {(ULONG)STATUS_WAS_LOCKED,                        717                                     }, /* ERROR_WAS_LOCKED */
    {(ULONG)STATUS_LOG_HARD_ERROR,                    718                                     }, /* ERROR_LOG_HARD_ERROR */
    {(ULONG)STATUS_ALREADY_WIN32,                     719                                     }, /* ERROR_ALREADY_WIN32 */
    {(ULONG)STATUS_NO_YIELD_PERFORMED,                721                                     }, /* ERROR_NO_YIELD_PERFORMED */
    {(ULONG)STATUS_TIMER_RESUME_IGNORED,              722                                     }, /* ERROR_TIMER_RESUME_IGNORED */
    {(ULONG)STATUS_HIBERNATED,                        726                                     }, /* ERROR_HIBERNATED */
    {(ULONG)STATUS_RESUME_HIBERNATION,                727                                     }, /* ERROR_RESUME_HIBERNATION */
    {(ULONG)STATUS_GUARD_PAGE_VIOLATION,              (ULONG)STATUS_GUARD_PAGE_VIOLATION      },
    {(ULONG)STATUS_DATATYPE_MISALIGNMENT,             ERROR_NOACCESS                          },
    {(ULONG)STATUS_BREAKPOINT,                        (ULONG)STATUS_BREAKPOINT                },
    {(ULONG)STATUS_SINGLE_STEP,                       (ULONG)STATUS_SINGLE_STEP               },
    {(ULONG)STATUS_BUFFER_OVERFLOW,                   ERROR_MORE_DATA                         },
    {(ULONG)STATUS_NO_MORE_FILES,                     ERROR_NO_MORE_FILES                     },
    {(ULONG)STATUS_WAKE_SYSTEM_DEBUGGER,              675                                     }, /* ERROR_WAKE_SYSTEM_DEBUGGER */
    {(ULONG)STATUS_HANDLES_CLOSED,                    676                                     }, /* ERROR_HANDLES_CLOSED */
    {(ULONG)STATUS_NO_INHERITANCE,                    ERROR_NO_INHERITANCE                    },
    {(ULONG)STATUS_GUID_SUBSTITUTION_MADE,            680                                     }, /* ERROR_GUID_SUBSTITUTION_MADE */
    {(ULONG)STATUS_PARTIAL_COPY,                      ERROR_PARTIAL_COPY                      },
    {(ULONG)STATUS_DEVICE_PAPER_EMPTY,                ERROR_OUT_OF_PAPER                      },
    {(ULONG)STATUS_DEVICE_POWERED_OFF,                ERROR_NOT_READY                         },
    {(ULONG)STATUS_DEVICE_OFF_LINE,                   ERROR_NOT_READY                         },
    {(ULONG)STATUS_DEVICE_BUSY,                       ERROR_BUSY                              },
    {(ULONG)STATUS_NO_MORE_EAS,                       ERROR_NO_MORE_ITEMS                     },
    {(ULONG)STATUS_INVALID_EA_NAME,                   ERROR_INVALID_EA_NAME                   },
    {(ULONG)STATUS_EA_LIST_INCONSISTENT,              ERROR_EA_LIST_INCONSISTENT              },
    {(ULONG)STATUS_INVALID_EA_FLAG,                   ERROR_EA_LIST_INCONSISTENT              },
    {(ULONG)STATUS_VERIFY_REQUIRED,                   ERROR_MEDIA_CHANGED                     },
    {(ULONG)STATUS_EXTRANEOUS_INFORMATION,            677                                     }, /* ERROR_EXTRANEOUS_INFORMATION */
    {(ULONG)STATUS_RXACT_COMMIT_NECESSARY,            678                                     }, /* ERROR_RXACT_COMMIT_NECESSARY */
    {(ULONG)STATUS_NO_MORE_ENTRIES,                   ERROR_NO_MORE_ITEMS                     },
    {(ULONG)STATUS_FILEMARK_DETECTED,                 ERROR_FILEMARK_DETECTED                 },
    {(ULONG)STATUS_MEDIA_CHANGED,                     ERROR_MEDIA_CHANGED                     },
    {(ULONG)STATUS_BUS_RESET,                         ERROR_BUS_RESET                         },
    {(ULONG)STATUS_END_OF_MEDIA,                      ERROR_END_OF_MEDIA                      },
    {(ULONG)STATUS_BEGINNING_OF_MEDIA,                ERROR_BEGINNING_OF_MEDIA                },
    {(ULONG)STATUS_MEDIA_CHECK,                       679                                     }, /* ERROR_MEDIA_CHECK */
    {(ULONG)STATUS_SETMARK_DETECTED,                  ERROR_SETMARK_DETECTED                  },
    {(ULONG)STATUS_NO_DATA_DETECTED,                  ERROR_NO_DATA_DETECTED                  },
    {(ULONG)STATUS_REDIRECTOR_HAS_OPEN_HANDLES,       ERROR_REDIRECTOR_HAS_OPEN_HANDLES       },
    {(ULONG)STATUS_SERVER_HAS_OPEN_HANDLES,           ERROR_SERVER_HAS_OPEN_HANDLES           },
    {(ULONG)STATUS_ALREADY_DISCONNECTED,              ERROR_ACTIVE_CONNECTIONS                },
    {(ULONG)STATUS_LONGJUMP,                          (ULONG)STATUS_LONGJUMP                  },
    {(ULONG)STATUS_CLEANER_CARTRIDGE_INSTALLED,       ERROR_CLEANER_CARTRIDGE_INSTALLED       },
    {(ULONG)STATUS_PLUGPLAY_QUERY_VETOED,             683                                     }, /* ERROR_PLUGPLAY_QUERY_VETOED */
    {(ULONG)STATUS_STOPPED_ON_SYMLINK,                681                                     }, /* ERROR_STOPPED_ON_SYMLINK */
    {(ULONG)STATUS_UNSUCCESSFUL,                      ERROR_GEN_FAILURE                       },
    {(ULONG)STATUS_NOT_IMPLEMENTED,                   ERROR_INVALID_FUNCTION                  },
    {(ULONG)STATUS_INVALID_INFO_CLASS,                ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INFO_LENGTH_MISMATCH,              ERROR_BAD_LENGTH                        },
    {(ULONG)STATUS_ACCESS_VIOLATION,                  ERROR_NOACCESS                          },
    {(ULONG)STATUS_IN_PAGE_ERROR,                     ERROR_SWAPERROR                         },
    {(ULONG)STATUS_PAGEFILE_QUOTA,                    ERROR_PAGEFILE_QUOTA                    },
    {(ULONG)STATUS_INVALID_HANDLE,                    ERROR_INVALID_HANDLE                    },
    {(ULONG)STATUS_BAD_INITIAL_STACK,                 ERROR_STACK_OVERFLOW                    },
    {(ULONG)STATUS_BAD_INITIAL_PC,                    ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_INVALID_CID,                       ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_TIMER_NOT_CANCELED,                541                                     }, /* ERROR_TIMER_NOT_CANCELED */
    {(ULONG)STATUS_INVALID_PARAMETER,                 ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_NO_SUCH_DEVICE,                    ERROR_FILE_NOT_FOUND                    },
    {(ULONG)STATUS_NO_SUCH_FILE,                      ERROR_FILE_NOT_FOUND                    },
    {(ULONG)STATUS_INVALID_DEVICE_REQUEST,            ERROR_INVALID_FUNCTION                  },
    {(ULONG)STATUS_END_OF_FILE,                       ERROR_HANDLE_EOF                        },
    {(ULONG)STATUS_WRONG_VOLUME,                      ERROR_WRONG_DISK                        },
    {(ULONG)STATUS_NO_MEDIA_IN_DEVICE,                ERROR_NOT_READY                         },
    {(ULONG)STATUS_UNRECOGNIZED_MEDIA,                ERROR_UNRECOGNIZED_MEDIA                },
    {(ULONG)STATUS_NONEXISTENT_SECTOR,                ERROR_SECTOR_NOT_FOUND                  },
    {(ULONG)STATUS_MORE_PROCESSING_REQUIRED,          ERROR_MORE_DATA                         },
    {(ULONG)STATUS_NO_MEMORY,                         ERROR_NOT_ENOUGH_MEMORY                 },
    {(ULONG)STATUS_CONFLICTING_ADDRESSES,             ERROR_INVALID_ADDRESS                   },
    {(ULONG)STATUS_NOT_MAPPED_VIEW,                   ERROR_INVALID_ADDRESS                   },
    {(ULONG)STATUS_UNABLE_TO_FREE_VM,                 ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_UNABLE_TO_DELETE_SECTION,          ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_SYSTEM_SERVICE,            ERROR_INVALID_FUNCTION                  },
    {(ULONG)STATUS_ILLEGAL_INSTRUCTION,               (ULONG)STATUS_ILLEGAL_INSTRUCTION       },
    {(ULONG)STATUS_INVALID_LOCK_SEQUENCE,             ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_INVALID_VIEW_SIZE,                 ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_INVALID_FILE_FOR_SECTION,          ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_ALREADY_COMMITTED,                 ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_ACCESS_DENIED,                     ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_BUFFER_TOO_SMALL,                  ERROR_INSUFFICIENT_BUFFER               },
    {(ULONG)STATUS_OBJECT_TYPE_MISMATCH,              ERROR_INVALID_HANDLE                    },
    {(ULONG)STATUS_NONCONTINUABLE_EXCEPTION,          (ULONG)STATUS_NONCONTINUABLE_EXCEPTION  },
    {(ULONG)STATUS_INVALID_DISPOSITION,               (ULONG)STATUS_INVALID_DISPOSITION       },
    {(ULONG)STATUS_UNWIND,                            542                                     }, /* ERROR_UNWIND */
    {(ULONG)STATUS_BAD_STACK,                         543                                     }, /* ERROR_BAD_STACK */
    {(ULONG)STATUS_INVALID_UNWIND_TARGET,             544                                     }, /* ERROR_INVALID_UNWIND_TARGET */
    {(ULONG)STATUS_NOT_LOCKED,                        ERROR_NOT_LOCKED                        },
    {(ULONG)STATUS_PARITY_ERROR,                      (ULONG)STATUS_PARITY_ERROR              },
    {(ULONG)STATUS_UNABLE_TO_DECOMMIT_VM,             ERROR_INVALID_ADDRESS                   },
    {(ULONG)STATUS_NOT_COMMITTED,                     ERROR_INVALID_ADDRESS                   },
    {(ULONG)STATUS_INVALID_PORT_ATTRIBUTES,           545                                     }, /* ERROR_INVALID_PORT_ATTRIBUTES */
    {(ULONG)STATUS_PORT_MESSAGE_TOO_LONG,             546                                     }, /* ERROR_PORT_MESSAGE_TOO_LONG */
    {(ULONG)STATUS_INVALID_PARAMETER_MIX,             ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_QUOTA_LOWER,               547                                     }, /* ERROR_INVALID_QUOTA_LOWER */
    {(ULONG)STATUS_DISK_CORRUPT_ERROR,                ERROR_DISK_CORRUPT                      },
    {(ULONG)STATUS_OBJECT_NAME_INVALID,               ERROR_INVALID_NAME                      },
    {(ULONG)STATUS_OBJECT_NAME_NOT_FOUND,             ERROR_FILE_NOT_FOUND                    },
    {(ULONG)STATUS_OBJECT_NAME_COLLISION,             ERROR_ALREADY_EXISTS                    },
    {(ULONG)STATUS_PORT_DISCONNECTED,                 ERROR_INVALID_HANDLE                    },
    {(ULONG)STATUS_DEVICE_ALREADY_ATTACHED,           548                                     }, /* ERROR_DEVICE_ALREADY_ATTACHED */
    {(ULONG)STATUS_OBJECT_PATH_INVALID,               ERROR_BAD_PATHNAME                      },
    {(ULONG)STATUS_OBJECT_PATH_NOT_FOUND,             ERROR_PATH_NOT_FOUND                    },
    {(ULONG)STATUS_OBJECT_PATH_SYNTAX_BAD,            ERROR_BAD_PATHNAME                      },
    {(ULONG)STATUS_DATA_OVERRUN,                      ERROR_IO_DEVICE                         },
    {(ULONG)STATUS_DATA_LATE_ERROR,                   ERROR_IO_DEVICE                         },
    {(ULONG)STATUS_DATA_ERROR,                        ERROR_CRC                               },
    {(ULONG)STATUS_CRC_ERROR,                         ERROR_CRC                               },
    {(ULONG)STATUS_SECTION_TOO_BIG,                   ERROR_NOT_ENOUGH_MEMORY                 },
    {(ULONG)STATUS_PORT_CONNECTION_REFUSED,           ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_INVALID_PORT_HANDLE,               ERROR_INVALID_HANDLE                    },
    {(ULONG)STATUS_SHARING_VIOLATION,                 ERROR_SHARING_VIOLATION                 },
    {(ULONG)STATUS_QUOTA_EXCEEDED,                    ERROR_NOT_ENOUGH_QUOTA                  },
    {(ULONG)STATUS_INVALID_PAGE_PROTECTION,           ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_MUTANT_NOT_OWNED,                  ERROR_NOT_OWNER                         },
    {(ULONG)STATUS_SEMAPHORE_LIMIT_EXCEEDED,          ERROR_TOO_MANY_POSTS                    },
    {(ULONG)STATUS_PORT_ALREADY_SET,                  ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_SECTION_NOT_IMAGE,                 ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_SUSPEND_COUNT_EXCEEDED,            ERROR_SIGNAL_REFUSED                    },
    {(ULONG)STATUS_THREAD_IS_TERMINATING,             ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_BAD_WORKING_SET_LIMIT,             ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INCOMPATIBLE_FILE_MAP,             ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_SECTION_PROTECTION,                ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_EAS_NOT_SUPPORTED,                 ERROR_EAS_NOT_SUPPORTED                 },
    {(ULONG)STATUS_EA_TOO_LARGE,                      ERROR_EA_LIST_INCONSISTENT              },
    {(ULONG)STATUS_NONEXISTENT_EA_ENTRY,              ERROR_FILE_CORRUPT                      },
    {(ULONG)STATUS_NO_EAS_ON_FILE,                    ERROR_FILE_CORRUPT                      },
    {(ULONG)STATUS_EA_CORRUPT_ERROR,                  ERROR_FILE_CORRUPT                      },
    {(ULONG)STATUS_FILE_LOCK_CONFLICT,                ERROR_LOCK_VIOLATION                    },
    {(ULONG)STATUS_LOCK_NOT_GRANTED,                  ERROR_LOCK_VIOLATION                    },
    {(ULONG)STATUS_DELETE_PENDING,                    ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_CTL_FILE_NOT_SUPPORTED,            ERROR_NOT_SUPPORTED                     },
    {(ULONG)STATUS_UNKNOWN_REVISION,                  ERROR_UNKNOWN_REVISION                  },
    {(ULONG)STATUS_REVISION_MISMATCH,                 ERROR_REVISION_MISMATCH                 },
    {(ULONG)STATUS_INVALID_OWNER,                     ERROR_INVALID_OWNER                     },
    {(ULONG)STATUS_INVALID_PRIMARY_GROUP,             ERROR_INVALID_PRIMARY_GROUP             },
    {(ULONG)STATUS_NO_IMPERSONATION_TOKEN,            ERROR_NO_IMPERSONATION_TOKEN            },
    {(ULONG)STATUS_CANT_DISABLE_MANDATORY,            ERROR_CANT_DISABLE_MANDATORY            },
    {(ULONG)STATUS_NO_LOGON_SERVERS,                  ERROR_NO_LOGON_SERVERS                  },
    {(ULONG)STATUS_NO_SUCH_LOGON_SESSION,             ERROR_NO_SUCH_LOGON_SESSION             },
    {(ULONG)STATUS_NO_SUCH_PRIVILEGE,                 ERROR_NO_SUCH_PRIVILEGE                 },
    {(ULONG)STATUS_PRIVILEGE_NOT_HELD,                ERROR_PRIVILEGE_NOT_HELD                },
    {(ULONG)STATUS_INVALID_ACCOUNT_NAME,              ERROR_INVALID_ACCOUNT_NAME              },
    {(ULONG)STATUS_USER_EXISTS,                       ERROR_USER_EXISTS                       },
    {(ULONG)STATUS_NO_SUCH_USER,                      ERROR_NO_SUCH_USER                      },
    {(ULONG)STATUS_GROUP_EXISTS,                      ERROR_GROUP_EXISTS                      },
    {(ULONG)STATUS_NO_SUCH_GROUP,                     ERROR_NO_SUCH_GROUP                     },
    {(ULONG)STATUS_MEMBER_IN_GROUP,                   ERROR_MEMBER_IN_GROUP                   },
    {(ULONG)STATUS_MEMBER_NOT_IN_GROUP,               ERROR_MEMBER_NOT_IN_GROUP               },
    {(ULONG)STATUS_LAST_ADMIN,                        ERROR_LAST_ADMIN                        },
    {(ULONG)STATUS_WRONG_PASSWORD,                    ERROR_INVALID_PASSWORD                  },
    {(ULONG)STATUS_ILL_FORMED_PASSWORD,               ERROR_ILL_FORMED_PASSWORD               },
    {(ULONG)STATUS_PASSWORD_RESTRICTION,              ERROR_PASSWORD_RESTRICTION              },
    {(ULONG)STATUS_LOGON_FAILURE,                     ERROR_LOGON_FAILURE                     },
    {(ULONG)STATUS_ACCOUNT_RESTRICTION,               ERROR_ACCOUNT_RESTRICTION               },
    {(ULONG)STATUS_INVALID_LOGON_HOURS,               ERROR_INVALID_LOGON_HOURS               },
    {(ULONG)STATUS_INVALID_WORKSTATION,               ERROR_INVALID_WORKSTATION               },
    {(ULONG)STATUS_PASSWORD_EXPIRED,                  ERROR_PASSWORD_EXPIRED                  },
    {(ULONG)STATUS_ACCOUNT_DISABLED,                  ERROR_ACCOUNT_DISABLED                  },
    {(ULONG)STATUS_NONE_MAPPED,                       ERROR_NONE_MAPPED                       },
    {(ULONG)STATUS_TOO_MANY_LUIDS_REQUESTED,          ERROR_TOO_MANY_LUIDS_REQUESTED          },
    {(ULONG)STATUS_LUIDS_EXHAUSTED,                   ERROR_LUIDS_EXHAUSTED                   },
    {(ULONG)STATUS_INVALID_SUB_AUTHORITY,             ERROR_INVALID_SUB_AUTHORITY             },
    {(ULONG)STATUS_INVALID_ACL,                       ERROR_INVALID_ACL                       },
    {(ULONG)STATUS_INVALID_SID,                       ERROR_INVALID_SID                       },
    {(ULONG)STATUS_INVALID_SECURITY_DESCR,            ERROR_INVALID_SECURITY_DESCR            },
    {(ULONG)STATUS_PROCEDURE_NOT_FOUND,               ERROR_PROC_NOT_FOUND                    },
    {(ULONG)STATUS_INVALID_IMAGE_FORMAT,              ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_NO_TOKEN,                          ERROR_NO_TOKEN                          },
    {(ULONG)STATUS_BAD_INHERITANCE_ACL,               ERROR_BAD_INHERITANCE_ACL               },
    {(ULONG)STATUS_RANGE_NOT_LOCKED,                  ERROR_NOT_LOCKED                        },
    {(ULONG)STATUS_DISK_FULL,                         ERROR_DISK_FULL                         },
    {(ULONG)STATUS_SERVER_DISABLED,                   ERROR_SERVER_DISABLED                   },
    {(ULONG)STATUS_SERVER_NOT_DISABLED,               ERROR_SERVER_NOT_DISABLED               },
    {(ULONG)STATUS_TOO_MANY_GUIDS_REQUESTED,          ERROR_TOO_MANY_NAMES                    },
    {(ULONG)STATUS_GUIDS_EXHAUSTED,                   ERROR_NO_MORE_ITEMS                     },
    {(ULONG)STATUS_INVALID_ID_AUTHORITY,              ERROR_INVALID_ID_AUTHORITY              },
    {(ULONG)STATUS_AGENTS_EXHAUSTED,                  ERROR_NO_MORE_ITEMS                     },
    {(ULONG)STATUS_INVALID_VOLUME_LABEL,              ERROR_LABEL_TOO_LONG                    },
    {(ULONG)STATUS_SECTION_NOT_EXTENDED,              ERROR_OUTOFMEMORY                       },
    {(ULONG)STATUS_NOT_MAPPED_DATA,                   ERROR_INVALID_ADDRESS                   },
    {(ULONG)STATUS_RESOURCE_DATA_NOT_FOUND,           ERROR_RESOURCE_DATA_NOT_FOUND           },
    {(ULONG)STATUS_RESOURCE_TYPE_NOT_FOUND,           ERROR_RESOURCE_TYPE_NOT_FOUND           },
    {(ULONG)STATUS_RESOURCE_NAME_NOT_FOUND,           ERROR_RESOURCE_NAME_NOT_FOUND           },
    {(ULONG)STATUS_ARRAY_BOUNDS_EXCEEDED,             (ULONG)STATUS_ARRAY_BOUNDS_EXCEEDED     },
    {(ULONG)STATUS_FLOAT_DENORMAL_OPERAND,            (ULONG)STATUS_FLOAT_DENORMAL_OPERAND    },
    {(ULONG)STATUS_FLOAT_DIVIDE_BY_ZERO,              (ULONG)STATUS_FLOAT_DIVIDE_BY_ZERO      },
    {(ULONG)STATUS_FLOAT_INEXACT_RESULT,              (ULONG)STATUS_FLOAT_INEXACT_RESULT      },
    {(ULONG)STATUS_FLOAT_INVALID_OPERATION,           (ULONG)STATUS_FLOAT_INVALID_OPERATION   },
    {(ULONG)STATUS_FLOAT_OVERFLOW,                    (ULONG)STATUS_FLOAT_OVERFLOW            },
    {(ULONG)STATUS_FLOAT_STACK_CHECK,                 (ULONG)STATUS_FLOAT_STACK_CHECK         },
    {(ULONG)STATUS_FLOAT_UNDERFLOW,                   (ULONG)STATUS_FLOAT_UNDERFLOW           },
    {(ULONG)STATUS_INTEGER_DIVIDE_BY_ZERO,            (ULONG)STATUS_INTEGER_DIVIDE_BY_ZERO    },
    {(ULONG)STATUS_INTEGER_OVERFLOW,                  ERROR_ARITHMETIC_OVERFLOW               },
    {(ULONG)STATUS_PRIVILEGED_INSTRUCTION,            (ULONG)STATUS_PRIVILEGED_INSTRUCTION    },
    {(ULONG)STATUS_TOO_MANY_PAGING_FILES,             ERROR_NOT_ENOUGH_MEMORY                 },
    {(ULONG)STATUS_FILE_INVALID,                      ERROR_FILE_INVALID                      },
    {(ULONG)STATUS_ALLOTTED_SPACE_EXCEEDED,           ERROR_ALLOTTED_SPACE_EXCEEDED           },
    {(ULONG)STATUS_INSUFFICIENT_RESOURCES,            ERROR_NO_SYSTEM_RESOURCES               },
    {(ULONG)STATUS_DFS_EXIT_PATH_FOUND,               ERROR_PATH_NOT_FOUND                    },
    {(ULONG)STATUS_DEVICE_DATA_ERROR,                 ERROR_CRC                               },
    {(ULONG)STATUS_DEVICE_NOT_CONNECTED,              ERROR_NOT_READY                         },
    {(ULONG)STATUS_DEVICE_POWER_FAILURE,              ERROR_NOT_READY                         },
    {(ULONG)STATUS_FREE_VM_NOT_AT_BASE,               ERROR_INVALID_ADDRESS                   },
    {(ULONG)STATUS_MEMORY_NOT_ALLOCATED,              ERROR_INVALID_ADDRESS                   },
    {(ULONG)STATUS_WORKING_SET_QUOTA,                 ERROR_WORKING_SET_QUOTA                 },
    {(ULONG)STATUS_MEDIA_WRITE_PROTECTED,             ERROR_WRITE_PROTECT                     },
    {(ULONG)STATUS_DEVICE_NOT_READY,                  ERROR_NOT_READY                         },
    {(ULONG)STATUS_INVALID_GROUP_ATTRIBUTES,          ERROR_INVALID_GROUP_ATTRIBUTES          },
    {(ULONG)STATUS_BAD_IMPERSONATION_LEVEL,           ERROR_BAD_IMPERSONATION_LEVEL           },
    {(ULONG)STATUS_CANT_OPEN_ANONYMOUS,               ERROR_CANT_OPEN_ANONYMOUS               },
    {(ULONG)STATUS_BAD_VALIDATION_CLASS,              ERROR_BAD_VALIDATION_CLASS              },
    {(ULONG)STATUS_BAD_TOKEN_TYPE,                    ERROR_BAD_TOKEN_TYPE                    },
    {(ULONG)STATUS_INSTRUCTION_MISALIGNMENT,          549                                     }, /* ERROR_INSTRUCTION_MISALIGNMENT */
    {(ULONG)STATUS_INSTANCE_NOT_AVAILABLE,            ERROR_PIPE_BUSY                         },
    {(ULONG)STATUS_PIPE_NOT_AVAILABLE,                ERROR_PIPE_BUSY                         },
    {(ULONG)STATUS_INVALID_PIPE_STATE,                ERROR_BAD_PIPE                          },
    {(ULONG)STATUS_PIPE_BUSY,                         ERROR_PIPE_BUSY                         },
    {(ULONG)STATUS_ILLEGAL_FUNCTION,                  ERROR_INVALID_FUNCTION                  },
    {(ULONG)STATUS_PIPE_DISCONNECTED,                 ERROR_PIPE_NOT_CONNECTED                },
    {(ULONG)STATUS_PIPE_CLOSING,                      ERROR_NO_DATA                           },
    {(ULONG)STATUS_PIPE_CONNECTED,                    ERROR_PIPE_CONNECTED                    },
    {(ULONG)STATUS_PIPE_LISTENING,                    ERROR_PIPE_LISTENING                    },
    {(ULONG)STATUS_INVALID_READ_MODE,                 ERROR_BAD_PIPE                          },
    {(ULONG)STATUS_IO_TIMEOUT,                        ERROR_SEM_TIMEOUT                       },
    {(ULONG)STATUS_FILE_FORCED_CLOSED,                ERROR_HANDLE_EOF                        },
    {(ULONG)STATUS_PROFILING_NOT_STARTED,             550                                     }, /* ERROR_PROFILING_NOT_STARTED */
    {(ULONG)STATUS_PROFILING_NOT_STOPPED,             551                                     }, /* ERROR_PROFILING_NOT_STOPPED */
    {(ULONG)STATUS_COULD_NOT_INTERPRET,               552                                     }, /* ERROR_COULD_NOT_INTERPRET */
    {(ULONG)STATUS_FILE_IS_A_DIRECTORY,               ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_NOT_SUPPORTED,                     ERROR_NOT_SUPPORTED                     },
    {(ULONG)STATUS_REMOTE_NOT_LISTENING,              ERROR_REM_NOT_LIST                      },
    {(ULONG)STATUS_DUPLICATE_NAME,                    ERROR_DUP_NAME                          },
    {(ULONG)STATUS_BAD_NETWORK_PATH,                  ERROR_BAD_NETPATH                       },
    {(ULONG)STATUS_NETWORK_BUSY,                      ERROR_NETWORK_BUSY                      },
    {(ULONG)STATUS_DEVICE_DOES_NOT_EXIST,             ERROR_DEV_NOT_EXIST                     },
    {(ULONG)STATUS_TOO_MANY_COMMANDS,                 ERROR_TOO_MANY_CMDS                     },
    {(ULONG)STATUS_ADAPTER_HARDWARE_ERROR,            ERROR_ADAP_HDW_ERR                      },
    {(ULONG)STATUS_INVALID_NETWORK_RESPONSE,          ERROR_BAD_NET_RESP                      },
    {(ULONG)STATUS_UNEXPECTED_NETWORK_ERROR,          ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_BAD_REMOTE_ADAPTER,                ERROR_BAD_REM_ADAP                      },
    {(ULONG)STATUS_PRINT_QUEUE_FULL,                  ERROR_PRINTQ_FULL                       },
    {(ULONG)STATUS_NO_SPOOL_SPACE,                    ERROR_NO_SPOOL_SPACE                    },
    {(ULONG)STATUS_PRINT_CANCELLED,                   ERROR_PRINT_CANCELLED                   },
    {(ULONG)STATUS_NETWORK_NAME_DELETED,              ERROR_NETNAME_DELETED                   },
    {(ULONG)STATUS_NETWORK_ACCESS_DENIED,             ERROR_NETWORK_ACCESS_DENIED             },
    {(ULONG)STATUS_BAD_DEVICE_TYPE,                   ERROR_BAD_DEV_TYPE                      },
    {(ULONG)STATUS_BAD_NETWORK_NAME,                  ERROR_BAD_NET_NAME                      },
    {(ULONG)STATUS_TOO_MANY_NAMES,                    ERROR_TOO_MANY_NAMES                    },
    {(ULONG)STATUS_TOO_MANY_SESSIONS,                 ERROR_TOO_MANY_SESS                     },
    {(ULONG)STATUS_SHARING_PAUSED,                    ERROR_SHARING_PAUSED                    },
    {(ULONG)STATUS_REQUEST_NOT_ACCEPTED,              ERROR_REQ_NOT_ACCEP                     },
    {(ULONG)STATUS_REDIRECTOR_PAUSED,                 ERROR_REDIR_PAUSED                      },
    {(ULONG)STATUS_NET_WRITE_FAULT,                   ERROR_NET_WRITE_FAULT                   },
    {(ULONG)STATUS_PROFILING_AT_LIMIT,                553                                     }, /* ERROR_PROFILING_AT_LIMIT */
    {(ULONG)STATUS_NOT_SAME_DEVICE,                   ERROR_NOT_SAME_DEVICE                   },
    {(ULONG)STATUS_VIRTUAL_CIRCUIT_CLOSED,            ERROR_VC_DISCONNECTED                   },
    {(ULONG)STATUS_NO_SECURITY_ON_OBJECT,             ERROR_NO_SECURITY_ON_OBJECT             },
    {(ULONG)STATUS_CANT_WAIT,                         554                                     }, /* ERROR_CANT_WAIT */
    {(ULONG)STATUS_PIPE_EMPTY,                        ERROR_NO_DATA                           },
    {(ULONG)STATUS_CANT_ACCESS_DOMAIN_INFO,           ERROR_CANT_ACCESS_DOMAIN_INFO           },
    {(ULONG)STATUS_CANT_TERMINATE_SELF,               555                                     }, /* ERROR_CANT_TERMINATE_SELF */
    {(ULONG)STATUS_INVALID_SERVER_STATE,              ERROR_INVALID_SERVER_STATE              },
    {(ULONG)STATUS_INVALID_DOMAIN_STATE,              ERROR_INVALID_DOMAIN_STATE              },
    {(ULONG)STATUS_INVALID_DOMAIN_ROLE,               ERROR_INVALID_DOMAIN_ROLE               },
    {(ULONG)STATUS_NO_SUCH_DOMAIN,                    ERROR_NO_SUCH_DOMAIN                    },
    {(ULONG)STATUS_DOMAIN_EXISTS,                     ERROR_DOMAIN_EXISTS                     },
    {(ULONG)STATUS_DOMAIN_LIMIT_EXCEEDED,             ERROR_DOMAIN_LIMIT_EXCEEDED             },
    {(ULONG)STATUS_OPLOCK_NOT_GRANTED,                ERROR_OPLOCK_NOT_GRANTED                },
    {(ULONG)STATUS_INVALID_OPLOCK_PROTOCOL,           ERROR_INVALID_OPLOCK_PROTOCOL           },
    {(ULONG)STATUS_INTERNAL_DB_CORRUPTION,            ERROR_INTERNAL_DB_CORRUPTION            },
    {(ULONG)STATUS_INTERNAL_ERROR,                    ERROR_INTERNAL_ERROR                    },
    {(ULONG)STATUS_GENERIC_NOT_MAPPED,                ERROR_GENERIC_NOT_MAPPED                },
    {(ULONG)STATUS_BAD_DESCRIPTOR_FORMAT,             ERROR_BAD_DESCRIPTOR_FORMAT             },
    {(ULONG)STATUS_INVALID_USER_BUFFER,               ERROR_INVALID_USER_BUFFER               },
    {(ULONG)STATUS_UNEXPECTED_IO_ERROR,               556                                     }, /* ERROR_UNEXPECTED_MM_CREATE_ERR */
    {(ULONG)STATUS_UNEXPECTED_MM_CREATE_ERR,          556                                     }, /* ERROR_UNEXPECTED_MM_CREATE_ERR */
    {(ULONG)STATUS_UNEXPECTED_MM_MAP_ERROR,           557                                     }, /* ERROR_UNEXPECTED_MM_MAP_ERROR */
    {(ULONG)STATUS_UNEXPECTED_MM_EXTEND_ERR,          558                                     }, /* ERROR_UNEXPECTED_MM_EXTEND_ERR */
    {(ULONG)STATUS_NOT_LOGON_PROCESS,                 ERROR_NOT_LOGON_PROCESS                 },
    {(ULONG)STATUS_LOGON_SESSION_EXISTS,              ERROR_LOGON_SESSION_EXISTS              },
    {(ULONG)STATUS_INVALID_PARAMETER_1,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_2,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_3,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_4,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_5,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_6,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_7,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_8,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_9,               ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_10,              ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_11,              ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_INVALID_PARAMETER_12,              ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_REDIRECTOR_NOT_STARTED,            ERROR_PATH_NOT_FOUND                    },
    {(ULONG)STATUS_STACK_OVERFLOW,                    ERROR_STACK_OVERFLOW                    },
    {(ULONG)STATUS_BAD_FUNCTION_TABLE,                559                                     }, /* ERROR_BAD_FUNCTION_TABLE */
    {(ULONG)STATUS_VARIABLE_NOT_FOUND,                ERROR_ENVVAR_NOT_FOUND                  },
    {(ULONG)STATUS_DIRECTORY_NOT_EMPTY,               ERROR_DIR_NOT_EMPTY                     },
    {(ULONG)STATUS_FILE_CORRUPT_ERROR,                ERROR_FILE_CORRUPT                      },
    {(ULONG)STATUS_NOT_A_DIRECTORY,                   ERROR_DIRECTORY                         },
    {(ULONG)STATUS_BAD_LOGON_SESSION_STATE,           ERROR_BAD_LOGON_SESSION_STATE           },
    {(ULONG)STATUS_LOGON_SESSION_COLLISION,           ERROR_LOGON_SESSION_COLLISION           },
    {(ULONG)STATUS_NAME_TOO_LONG,                     ERROR_FILENAME_EXCED_RANGE              },
    {(ULONG)STATUS_FILES_OPEN,                        ERROR_OPEN_FILES                        },
    {(ULONG)STATUS_CONNECTION_IN_USE,                 ERROR_DEVICE_IN_USE                     },
    {(ULONG)STATUS_MESSAGE_NOT_FOUND,                 ERROR_MR_MID_NOT_FOUND                  },
    {(ULONG)STATUS_PROCESS_IS_TERMINATING,            ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_INVALID_LOGON_TYPE,                ERROR_INVALID_LOGON_TYPE                },
    {(ULONG)STATUS_NO_GUID_TRANSLATION,               560                                     }, /* ERROR_NO_GUID_TRANSLATION */
    {(ULONG)STATUS_CANNOT_IMPERSONATE,                ERROR_CANNOT_IMPERSONATE                },
    {(ULONG)STATUS_IMAGE_ALREADY_LOADED,              ERROR_SERVICE_ALREADY_RUNNING           },
    {(ULONG)STATUS_INVALID_LDT_SIZE,                  561                                     }, /* ERROR_INVALID_LDT_SIZE */
    {(ULONG)STATUS_INVALID_LDT_OFFSET,                563                                     }, /* ERROR_INVALID_LDT_OFFSET */
    {(ULONG)STATUS_INVALID_LDT_DESCRIPTOR,            564                                     }, /* ERROR_INVALID_LDT_DESCRIPTOR */
    {(ULONG)STATUS_INVALID_IMAGE_NE_FORMAT,           ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_RXACT_INVALID_STATE,               ERROR_RXACT_INVALID_STATE               },
    {(ULONG)STATUS_RXACT_COMMIT_FAILURE,              ERROR_RXACT_COMMIT_FAILURE              },
    {(ULONG)STATUS_MAPPED_FILE_SIZE_ZERO,             ERROR_FILE_INVALID                      },
    {(ULONG)STATUS_TOO_MANY_OPENED_FILES,             ERROR_TOO_MANY_OPEN_FILES               },
    {(ULONG)STATUS_CANCELLED,                         ERROR_OPERATION_ABORTED                 },
    {(ULONG)STATUS_CANNOT_DELETE,                     ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_INVALID_COMPUTER_NAME,             ERROR_INVALID_COMPUTERNAME              },
    {(ULONG)STATUS_FILE_DELETED,                      ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_SPECIAL_ACCOUNT,                   ERROR_SPECIAL_ACCOUNT                   },
    {(ULONG)STATUS_SPECIAL_GROUP,                     ERROR_SPECIAL_GROUP                     },
    {(ULONG)STATUS_SPECIAL_USER,                      ERROR_SPECIAL_USER                      },
    {(ULONG)STATUS_MEMBERS_PRIMARY_GROUP,             ERROR_MEMBERS_PRIMARY_GROUP             },
    {(ULONG)STATUS_FILE_CLOSED,                       ERROR_INVALID_HANDLE                    },
    {(ULONG)STATUS_TOO_MANY_THREADS,                  565                                     }, /* ERROR_TOO_MANY_THREADS */
    {(ULONG)STATUS_THREAD_NOT_IN_PROCESS,             566                                     }, /* ERROR_THREAD_NOT_IN_PROCESS */
    {(ULONG)STATUS_TOKEN_ALREADY_IN_USE,              ERROR_TOKEN_ALREADY_IN_USE              },
    {(ULONG)STATUS_PAGEFILE_QUOTA_EXCEEDED,           567                                     }, /* ERROR_PAGEFILE_QUOTA_EXCEEDED */
    {(ULONG)STATUS_COMMITMENT_LIMIT,                  ERROR_COMMITMENT_LIMIT                  },
    {(ULONG)STATUS_INVALID_IMAGE_LE_FORMAT,           ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_INVALID_IMAGE_NOT_MZ,              ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_INVALID_IMAGE_PROTECT,             ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_INVALID_IMAGE_WIN_16,              ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_LOGON_SERVER_CONFLICT,             568                                     }, /* ERROR_LOGON_SERVER_CONFLICT */
    {(ULONG)STATUS_TIME_DIFFERENCE_AT_DC,             ERROR_TIME_SKEW                         },
    {(ULONG)STATUS_SYNCHRONIZATION_REQUIRED,          569                                     }, /* ERROR_SYNCHRONIZATION_REQUIRED */
    {(ULONG)STATUS_DLL_NOT_FOUND,                     ERROR_MOD_NOT_FOUND                     },
    {(ULONG)STATUS_OPEN_FAILED,                       570                                     }, /* ERROR_NET_OPEN_FAILED */
    {(ULONG)STATUS_IO_PRIVILEGE_FAILED,               571                                     }, /* ERROR_IO_PRIVILEGE_FAILED */
    {(ULONG)STATUS_ORDINAL_NOT_FOUND,                 ERROR_INVALID_ORDINAL                   },
    {(ULONG)STATUS_ENTRYPOINT_NOT_FOUND,              ERROR_PROC_NOT_FOUND                    },
    {(ULONG)STATUS_CONTROL_C_EXIT,                    572                                     }, /* ERROR_CONTROL_C_EXIT */
    {(ULONG)STATUS_LOCAL_DISCONNECT,                  ERROR_NETNAME_DELETED                   },
    {(ULONG)STATUS_REMOTE_DISCONNECT,                 ERROR_NETNAME_DELETED                   },
    {(ULONG)STATUS_REMOTE_RESOURCES,                  ERROR_REM_NOT_LIST                      },
    {(ULONG)STATUS_LINK_FAILED,                       ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_LINK_TIMEOUT,                      ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_INVALID_CONNECTION,                ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_INVALID_ADDRESS,                   ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_DLL_INIT_FAILED,                   ERROR_DLL_INIT_FAILED                   },
    {(ULONG)STATUS_MISSING_SYSTEMFILE,                573                                     }, /* ERROR_MISSING_SYSTEMFILE */
    {(ULONG)STATUS_UNHANDLED_EXCEPTION,               574                                     }, /* ERROR_UNHANDLED_EXCEPTION */
    {(ULONG)STATUS_APP_INIT_FAILURE,                  575                                     }, /* ERROR_APP_INIT_FAILURE */
    {(ULONG)STATUS_PAGEFILE_CREATE_FAILED,            576                                     }, /* ERROR_PAGEFILE_CREATE_FAILED */
    {(ULONG)STATUS_NO_PAGEFILE,                       578                                     }, /* ERROR_NO_PAGEFILE */
    {(ULONG)STATUS_INVALID_LEVEL,                     ERROR_INVALID_LEVEL                     },
    {(ULONG)STATUS_WRONG_PASSWORD_CORE,               ERROR_INVALID_PASSWORD                  },
    {(ULONG)STATUS_ILLEGAL_FLOAT_CONTEXT,             579                                     }, /* ERROR_ILLEGAL_FLOAT_CONTEXT */
    {(ULONG)STATUS_PIPE_BROKEN,                       ERROR_BROKEN_PIPE                       },
    {(ULONG)STATUS_REGISTRY_CORRUPT,                  ERROR_BADDB                             },
    {(ULONG)STATUS_REGISTRY_IO_FAILED,                ERROR_REGISTRY_IO_FAILED                },
    {(ULONG)STATUS_NO_EVENT_PAIR,                     580                                     }, /* ERROR_NO_EVENT_PAIR */
    {(ULONG)STATUS_UNRECOGNIZED_VOLUME,               ERROR_UNRECOGNIZED_VOLUME               },
    {(ULONG)STATUS_SERIAL_NO_DEVICE_INITED,           ERROR_SERIAL_NO_DEVICE                  },
    {(ULONG)STATUS_NO_SUCH_ALIAS,                     ERROR_NO_SUCH_ALIAS                     },
    {(ULONG)STATUS_MEMBER_NOT_IN_ALIAS,               ERROR_MEMBER_NOT_IN_ALIAS               },
    {(ULONG)STATUS_MEMBER_IN_ALIAS,                   ERROR_MEMBER_IN_ALIAS                   },
    {(ULONG)STATUS_ALIAS_EXISTS,                      ERROR_ALIAS_EXISTS                      },
    {(ULONG)STATUS_LOGON_NOT_GRANTED,                 ERROR_LOGON_NOT_GRANTED                 },
    {(ULONG)STATUS_TOO_MANY_SECRETS,                  ERROR_TOO_MANY_SECRETS                  },
    {(ULONG)STATUS_SECRET_TOO_LONG,                   ERROR_SECRET_TOO_LONG                   },
    {(ULONG)STATUS_INTERNAL_DB_ERROR,                 ERROR_INTERNAL_DB_ERROR                 },
    {(ULONG)STATUS_FULLSCREEN_MODE,                   ERROR_FULLSCREEN_MODE                   },
    {(ULONG)STATUS_TOO_MANY_CONTEXT_IDS,              ERROR_TOO_MANY_CONTEXT_IDS              },
    {(ULONG)STATUS_LOGON_TYPE_NOT_GRANTED,            ERROR_LOGON_TYPE_NOT_GRANTED            },
    {(ULONG)STATUS_NOT_REGISTRY_FILE,                 ERROR_NOT_REGISTRY_FILE                 },
    {(ULONG)STATUS_NT_CROSS_ENCRYPTION_REQUIRED,      ERROR_NT_CROSS_ENCRYPTION_REQUIRED      },
    {(ULONG)STATUS_DOMAIN_CTRLR_CONFIG_ERROR,         581                                     }, /* ERROR_DOMAIN_CTRLR_CONFIG_ERROR */
    {(ULONG)STATUS_FT_MISSING_MEMBER,                 ERROR_IO_DEVICE                         },
    {(ULONG)STATUS_ILLEGAL_CHARACTER,                 582                                     }, /* ERROR_ILLEGAL_CHARACTER */
    {(ULONG)STATUS_UNMAPPABLE_CHARACTER,              ERROR_NO_UNICODE_TRANSLATION            },
    {(ULONG)STATUS_UNDEFINED_CHARACTER,               583                                     }, /* ERROR_UNDEFINED_CHARACTER */
    {(ULONG)STATUS_FLOPPY_VOLUME,                     584                                     }, /* ERROR_FLOPPY_VOLUME */
    {(ULONG)STATUS_FLOPPY_ID_MARK_NOT_FOUND,          ERROR_FLOPPY_ID_MARK_NOT_FOUND          },
    {(ULONG)STATUS_FLOPPY_WRONG_CYLINDER,             ERROR_FLOPPY_WRONG_CYLINDER             },
    {(ULONG)STATUS_FLOPPY_UNKNOWN_ERROR,              ERROR_FLOPPY_UNKNOWN_ERROR              },
    {(ULONG)STATUS_FLOPPY_BAD_REGISTERS,              ERROR_FLOPPY_BAD_REGISTERS              },
    {(ULONG)STATUS_DISK_RECALIBRATE_FAILED,           ERROR_DISK_RECALIBRATE_FAILED           },
    {(ULONG)STATUS_DISK_OPERATION_FAILED,             ERROR_DISK_OPERATION_FAILED             },
    {(ULONG)STATUS_DISK_RESET_FAILED,                 ERROR_DISK_RESET_FAILED                 },
    {(ULONG)STATUS_SHARED_IRQ_BUSY,                   ERROR_IRQ_BUSY                          },
    {(ULONG)STATUS_FT_ORPHANING,                      ERROR_IO_DEVICE                         },
    {(ULONG)STATUS_PARTITION_FAILURE,                 ERROR_PARTITION_FAILURE                 },
    {(ULONG)STATUS_INVALID_BLOCK_LENGTH,              ERROR_INVALID_BLOCK_LENGTH              },
    {(ULONG)STATUS_DEVICE_NOT_PARTITIONED,            ERROR_DEVICE_NOT_PARTITIONED            },
    {(ULONG)STATUS_UNABLE_TO_LOCK_MEDIA,              ERROR_UNABLE_TO_LOCK_MEDIA              },
    {(ULONG)STATUS_UNABLE_TO_UNLOAD_MEDIA,            ERROR_UNABLE_TO_UNLOAD_MEDIA            },
    {(ULONG)STATUS_EOM_OVERFLOW,                      ERROR_EOM_OVERFLOW                      },
    {(ULONG)STATUS_NO_MEDIA,                          ERROR_NO_MEDIA_IN_DRIVE                 },
    {(ULONG)STATUS_NO_SUCH_MEMBER,                    ERROR_NO_SUCH_MEMBER                    },
    {(ULONG)STATUS_INVALID_MEMBER,                    ERROR_INVALID_MEMBER                    },
    {(ULONG)STATUS_KEY_DELETED,                       ERROR_KEY_DELETED                       },
    {(ULONG)STATUS_NO_LOG_SPACE,                      ERROR_NO_LOG_SPACE                      },
    {(ULONG)STATUS_TOO_MANY_SIDS,                     ERROR_TOO_MANY_SIDS                     },
    {(ULONG)STATUS_LM_CROSS_ENCRYPTION_REQUIRED,      ERROR_LM_CROSS_ENCRYPTION_REQUIRED      },
    {(ULONG)STATUS_KEY_HAS_CHILDREN,                  ERROR_KEY_HAS_CHILDREN                  },
    {(ULONG)STATUS_CHILD_MUST_BE_VOLATILE,            ERROR_CHILD_MUST_BE_VOLATILE            },
    {(ULONG)STATUS_DEVICE_CONFIGURATION_ERROR,        ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_DRIVER_INTERNAL_ERROR,             ERROR_IO_DEVICE                         },
    {(ULONG)STATUS_INVALID_DEVICE_STATE,              ERROR_BAD_COMMAND                       },
    {(ULONG)STATUS_IO_DEVICE_ERROR,                   ERROR_IO_DEVICE                         },
    {(ULONG)STATUS_DEVICE_PROTOCOL_ERROR,             ERROR_IO_DEVICE                         },
    {(ULONG)STATUS_BACKUP_CONTROLLER,                 586                                     }, /* ERROR_BACKUP_CONTROLLER */
    {(ULONG)STATUS_LOG_FILE_FULL,                     ERROR_LOG_FILE_FULL                     },
    {(ULONG)STATUS_TOO_LATE,                          ERROR_WRITE_PROTECT                     },
    {(ULONG)STATUS_NO_TRUST_LSA_SECRET,               ERROR_NO_TRUST_LSA_SECRET               },
    {(ULONG)STATUS_NO_TRUST_SAM_ACCOUNT,              ERROR_NO_TRUST_SAM_ACCOUNT              },
    {(ULONG)STATUS_TRUSTED_DOMAIN_FAILURE,            ERROR_TRUSTED_DOMAIN_FAILURE            },
    {(ULONG)STATUS_TRUSTED_RELATIONSHIP_FAILURE,      ERROR_TRUSTED_RELATIONSHIP_FAILURE      },
    {(ULONG)STATUS_EVENTLOG_FILE_CORRUPT,             ERROR_EVENTLOG_FILE_CORRUPT             },
    {(ULONG)STATUS_EVENTLOG_CANT_START,               ERROR_EVENTLOG_CANT_START               },
    {(ULONG)STATUS_TRUST_FAILURE,                     ERROR_TRUST_FAILURE                     },
    {(ULONG)STATUS_MUTANT_LIMIT_EXCEEDED,             587                                     }, /* ERROR_MUTANT_LIMIT_EXCEEDED */
    {(ULONG)STATUS_NETLOGON_NOT_STARTED,              ERROR_NETLOGON_NOT_STARTED              },
    {(ULONG)STATUS_ACCOUNT_EXPIRED,                   ERROR_ACCOUNT_EXPIRED                   },
    {(ULONG)STATUS_POSSIBLE_DEADLOCK,                 ERROR_POSSIBLE_DEADLOCK                 },
    {(ULONG)STATUS_NETWORK_CREDENTIAL_CONFLICT,       ERROR_SESSION_CREDENTIAL_CONFLICT       },
    {(ULONG)STATUS_REMOTE_SESSION_LIMIT,              ERROR_REMOTE_SESSION_LIMIT_EXCEEDED     },
    {(ULONG)STATUS_EVENTLOG_FILE_CHANGED,             ERROR_EVENTLOG_FILE_CHANGED             },
    {(ULONG)STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT, ERROR_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT },
    {(ULONG)STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT, ERROR_NOLOGON_WORKSTATION_TRUST_ACCOUNT },
    {(ULONG)STATUS_NOLOGON_SERVER_TRUST_ACCOUNT,      ERROR_NOLOGON_SERVER_TRUST_ACCOUNT      },
    {(ULONG)STATUS_DOMAIN_TRUST_INCONSISTENT,         ERROR_DOMAIN_TRUST_INCONSISTENT         },
    {(ULONG)STATUS_FS_DRIVER_REQUIRED,                588                                     }, /* ERROR_FS_DRIVER_REQUIRED */
    {(ULONG)STATUS_INVALID_LOCK_RANGE,                307 /* ERROR_INVALID_LOCK_RANGE */      },
    {(ULONG)STATUS_NOT_SAME_OBJECT,                   1656                                    }, /* ERROR_NOT_SAME_OBJECT */
    {(ULONG)STATUS_NO_USER_SESSION_KEY,               ERROR_NO_USER_SESSION_KEY               },
    {(ULONG)STATUS_USER_SESSION_DELETED,              ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_RESOURCE_LANG_NOT_FOUND,           ERROR_RESOURCE_LANG_NOT_FOUND           },
    {(ULONG)STATUS_INSUFF_SERVER_RESOURCES,           ERROR_NOT_ENOUGH_SERVER_MEMORY          },
    {(ULONG)STATUS_INVALID_BUFFER_SIZE,               ERROR_INVALID_USER_BUFFER               },
    {(ULONG)STATUS_INVALID_ADDRESS_COMPONENT,         ERROR_INVALID_NETNAME                   },
    {(ULONG)STATUS_INVALID_ADDRESS_WILDCARD,          ERROR_INVALID_NETNAME                   },
    {(ULONG)STATUS_TOO_MANY_ADDRESSES,                ERROR_TOO_MANY_NAMES                    },
    {(ULONG)STATUS_ADDRESS_ALREADY_EXISTS,            ERROR_DUP_NAME                          },
    {(ULONG)STATUS_ADDRESS_CLOSED,                    ERROR_NETNAME_DELETED                   },
    {(ULONG)STATUS_CONNECTION_DISCONNECTED,           ERROR_NETNAME_DELETED                   },
    {(ULONG)STATUS_CONNECTION_RESET,                  ERROR_NETNAME_DELETED                   },
    {(ULONG)STATUS_TOO_MANY_NODES,                    ERROR_TOO_MANY_NAMES                    },
    {(ULONG)STATUS_TRANSACTION_ABORTED,               ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_TRANSACTION_TIMED_OUT,             ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_TRANSACTION_NO_RELEASE,            ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_TRANSACTION_NO_MATCH,              ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_TRANSACTION_RESPONDED,             ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_TRANSACTION_INVALID_ID,            ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_TRANSACTION_INVALID_TYPE,          ERROR_UNEXP_NET_ERR                     },
    {(ULONG)STATUS_NOT_SERVER_SESSION,                ERROR_NOT_SUPPORTED                     },
    {(ULONG)STATUS_NOT_CLIENT_SESSION,                ERROR_NOT_SUPPORTED                     },
    {(ULONG)STATUS_CANNOT_LOAD_REGISTRY_FILE,         589                                     }, /* ERROR_CANNOT_LOAD_REGISTRY_FILE */
    {(ULONG)STATUS_DEBUG_ATTACH_FAILED,               590                                     }, /* ERROR_DEBUG_ATTACH_FAILED */
    {(ULONG)STATUS_SYSTEM_PROCESS_TERMINATED,         591                                     }, /* ERROR_SYSTEM_PROCESS_TERMINATED */
    {(ULONG)STATUS_DATA_NOT_ACCEPTED,                 592                                     }, /* ERROR_DATA_NOT_ACCEPTED */
    {(ULONG)STATUS_NO_BROWSER_SERVERS_FOUND,          ERROR_NO_BROWSER_SERVERS_FOUND          },
    {(ULONG)STATUS_VDM_HARD_ERROR,                    593                                     }, /* ERROR_VDM_HARD_ERROR */
    {(ULONG)STATUS_DRIVER_CANCEL_TIMEOUT,             594                                     }, /* ERROR_DRIVER_CANCEL_TIMEOUT */
    {(ULONG)STATUS_REPLY_MESSAGE_MISMATCH,            595                                     }, /* ERROR_REPLY_MESSAGE_MISMATCH */
    {(ULONG)STATUS_MAPPED_ALIGNMENT,                  ERROR_MAPPED_ALIGNMENT                  },
    {(ULONG)STATUS_IMAGE_CHECKSUM_MISMATCH,           ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_LOST_WRITEBEHIND_DATA,             596                                     }, /* ERROR_LOST_WRITEBEHIND_DATA */
    {(ULONG)STATUS_PASSWORD_MUST_CHANGE,              ERROR_PASSWORD_MUST_CHANGE              },
    {(ULONG)STATUS_NOT_FOUND,                         ERROR_NOT_FOUND                         },
    {(ULONG)STATUS_NOT_TINY_STREAM,                   598                                     }, /* ERROR_NOT_TINY_STREAM */
    {(ULONG)STATUS_STACK_OVERFLOW_READ,               599                                     }, /* ERROR_STACK_OVERFLOW_READ */
    {(ULONG)STATUS_OBJECTID_EXISTS,                   ERROR_OBJECT_ALREADY_EXISTS             },
    {(ULONG)STATUS_RETRY,                             ERROR_RETRY                             },
    {(ULONG)STATUS_FOUND_OUT_OF_SCOPE,                ERROR_NOT_FOUND                         },
    {(ULONG)STATUS_MARSHALL_OVERFLOW,                 603                                     }, /* ERROR_MARSHALL_OVERFLOW */
    {(ULONG)STATUS_INVALID_VARIANT,                   604                                     }, /* ERROR_INVALID_VARIANT */
    {(ULONG)STATUS_DOMAIN_CONTROLLER_NOT_FOUND,       ERROR_DOMAIN_CONTROLLER_NOT_FOUND       },
    {(ULONG)STATUS_ACCOUNT_LOCKED_OUT,                ERROR_ACCOUNT_LOCKED_OUT                },
    {(ULONG)STATUS_HANDLE_NOT_CLOSABLE,               ERROR_INVALID_HANDLE                    },
    {(ULONG)STATUS_CONNECTION_REFUSED,                ERROR_CONNECTION_REFUSED                },
    {(ULONG)STATUS_GRACEFUL_DISCONNECT,               ERROR_GRACEFUL_DISCONNECT               },
    {(ULONG)STATUS_ADDRESS_ALREADY_ASSOCIATED,        ERROR_ADDRESS_ALREADY_ASSOCIATED        },
    {(ULONG)STATUS_ADDRESS_NOT_ASSOCIATED,            ERROR_ADDRESS_NOT_ASSOCIATED            },
    {(ULONG)STATUS_CONNECTION_INVALID,                ERROR_CONNECTION_INVALID                },
    {(ULONG)STATUS_CONNECTION_ACTIVE,                 ERROR_CONNECTION_ACTIVE                 },
    {(ULONG)STATUS_NETWORK_UNREACHABLE,               ERROR_NETWORK_UNREACHABLE               },
    {(ULONG)STATUS_HOST_UNREACHABLE,                  ERROR_HOST_UNREACHABLE                  },
    {(ULONG)STATUS_PROTOCOL_UNREACHABLE,              ERROR_PROTOCOL_UNREACHABLE              },
    {(ULONG)STATUS_PORT_UNREACHABLE,                  ERROR_PORT_UNREACHABLE                  },
    {(ULONG)STATUS_REQUEST_ABORTED,                   ERROR_REQUEST_ABORTED                   },
    {(ULONG)STATUS_CONNECTION_ABORTED,                ERROR_CONNECTION_ABORTED                },
    {(ULONG)STATUS_BAD_COMPRESSION_BUFFER,            605                                     }, /* ERROR_BAD_COMPRESSION_BUFFER */
    {(ULONG)STATUS_USER_MAPPED_FILE,                  ERROR_USER_MAPPED_FILE                  },
    {(ULONG)STATUS_AUDIT_FAILED,                      606                                     }, /* ERROR_AUDIT_FAILED */
    {(ULONG)STATUS_TIMER_RESOLUTION_NOT_SET,          607                                     }, /* ERROR_TIMER_RESOLUTION_NOT_SET */
    {(ULONG)STATUS_CONNECTION_COUNT_LIMIT,            ERROR_CONNECTION_COUNT_LIMIT            },
    {(ULONG)STATUS_LOGIN_TIME_RESTRICTION,            ERROR_LOGIN_TIME_RESTRICTION            },
    {(ULONG)STATUS_LOGIN_WKSTA_RESTRICTION,           ERROR_LOGIN_WKSTA_RESTRICTION           },
    {(ULONG)STATUS_IMAGE_MP_UP_MISMATCH,              ERROR_BAD_EXE_FORMAT                    },
    {(ULONG)STATUS_INSUFFICIENT_LOGON_INFO,           608                                     }, /* ERROR_INSUFFICIENT_LOGON_INFO */
    {(ULONG)STATUS_BAD_DLL_ENTRYPOINT,                609                                     }, /* ERROR_BAD_DLL_ENTRYPOINT */
    {(ULONG)STATUS_BAD_SERVICE_ENTRYPOINT,            610                                     }, /* ERROR_BAD_SERVICE_ENTRYPOINT */
    {(ULONG)STATUS_LPC_REPLY_LOST,                    ERROR_CONNECTION_ABORTED                },
    {(ULONG)STATUS_IP_ADDRESS_CONFLICT1,              611                                     }, /* ERROR_IP_ADDRESS_CONFLICT1 */
    {(ULONG)STATUS_IP_ADDRESS_CONFLICT2,              612                                     }, /* ERROR_IP_ADDRESS_CONFLICT2 */
    {(ULONG)STATUS_REGISTRY_QUOTA_LIMIT,              613                                     }, /* ERROR_REGISTRY_QUOTA_LIMIT */
    {(ULONG)STATUS_PATH_NOT_COVERED,                  ERROR_HOST_UNREACHABLE                  },
    {(ULONG)STATUS_NO_CALLBACK_ACTIVE,                614                                     }, /* ERROR_NO_CALLBACK_ACTIVE */
    {(ULONG)STATUS_LICENSE_QUOTA_EXCEEDED,            ERROR_LICENSE_QUOTA_EXCEEDED            },
    {(ULONG)STATUS_PWD_TOO_SHORT,                     615                                     }, /* ERROR_PWD_TOO_SHORT */
    {(ULONG)STATUS_PWD_TOO_RECENT,                    616                                     }, /* ERROR_PWD_TOO_RECENT */
    {(ULONG)STATUS_PWD_HISTORY_CONFLICT,              617                                     }, /* ERROR_PWD_HISTORY_CONFLICT */
    {(ULONG)STATUS_PLUGPLAY_NO_DEVICE,                ERROR_SERVICE_DISABLED                  },
    {(ULONG)STATUS_UNSUPPORTED_COMPRESSION,           618                                     }, /* ERROR_UNSUPPORTED_COMPRESSION */
    {(ULONG)STATUS_INVALID_HW_PROFILE,                619                                     }, /* ERROR_INVALID_HW_PROFILE */
    {(ULONG)STATUS_INVALID_PLUGPLAY_DEVICE_PATH,      620                                     }, /* ERROR_INVALID_PLUGPLAY_DEVICE_PATH */
    {(ULONG)STATUS_DRIVER_ORDINAL_NOT_FOUND,          ERROR_INVALID_ORDINAL                   },
    {(ULONG)STATUS_DRIVER_ENTRYPOINT_NOT_FOUND,       ERROR_PROC_NOT_FOUND                    },
    {(ULONG)STATUS_RESOURCE_NOT_OWNED,                ERROR_NOT_OWNER                         },
    {(ULONG)STATUS_TOO_MANY_LINKS,                    ERROR_TOO_MANY_LINKS                    },
    {(ULONG)STATUS_QUOTA_LIST_INCONSISTENT,           621                                     }, /* ERROR_QUOTA_LIST_INCONSISTENT */
    {(ULONG)STATUS_FILE_IS_OFFLINE,                   ERROR_FILE_OFFLINE                      },
    {(ULONG)STATUS_EVALUATION_EXPIRATION,             622                                     }, /* ERROR_EVALUATION_EXPIRATION */
    {(ULONG)STATUS_ILLEGAL_DLL_RELOCATION,            623                                     }, /* ERROR_ILLEGAL_DLL_RELOCATION */
    {(ULONG)STATUS_DLL_INIT_FAILED_LOGOFF,            624                                     }, /* ERROR_DLL_INIT_FAILED_LOGOFF */
    {(ULONG)STATUS_WX86_FLOAT_STACK_CHECK,            (ULONG)STATUS_FLOAT_STACK_CHECK         },
    {(ULONG)STATUS_VALIDATE_CONTINUE,                 625                                     }, /* ERROR_VALIDATE_CONTINUE */
    {(ULONG)STATUS_NO_MATCH,                          ERROR_NO_MATCH                          },
    {(ULONG)STATUS_NO_MORE_MATCHES,                   626                                     }, /* ERROR_NO_MORE_MATCHES */
    {(ULONG)STATUS_NOT_A_REPARSE_POINT,               ERROR_NOT_A_REPARSE_POINT               },
    {(ULONG)STATUS_IO_REPARSE_TAG_INVALID,            ERROR_REPARSE_TAG_INVALID               },
    {(ULONG)STATUS_IO_REPARSE_TAG_MISMATCH,           ERROR_REPARSE_TAG_MISMATCH              },
    {(ULONG)STATUS_IO_REPARSE_DATA_INVALID,           ERROR_INVALID_REPARSE_DATA              },
    {(ULONG)STATUS_IO_REPARSE_TAG_NOT_HANDLED,        ERROR_CANT_ACCESS_FILE                  },
    {(ULONG)STATUS_REPARSE_POINT_NOT_RESOLVED,        ERROR_CANT_RESOLVE_FILENAME             },
    {(ULONG)STATUS_DIRECTORY_IS_A_REPARSE_POINT,      ERROR_BAD_PATHNAME                      },
    {(ULONG)STATUS_RANGE_LIST_CONFLICT,               627                                     }, /* ERROR_RANGE_LIST_CONFLICT */
    {(ULONG)STATUS_SOURCE_ELEMENT_EMPTY,              ERROR_SOURCE_ELEMENT_EMPTY              },
    {(ULONG)STATUS_DESTINATION_ELEMENT_FULL,          ERROR_DESTINATION_ELEMENT_FULL          },
    {(ULONG)STATUS_ILLEGAL_ELEMENT_ADDRESS,           ERROR_ILLEGAL_ELEMENT_ADDRESS           },
    {(ULONG)STATUS_MAGAZINE_NOT_PRESENT,              ERROR_MAGAZINE_NOT_PRESENT              },
    {(ULONG)STATUS_REINITIALIZATION_NEEDED,           ERROR_DEVICE_REINITIALIZATION_NEEDED    },
    {(ULONG)STATUS_ENCRYPTION_FAILED,                 ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_DECRYPTION_FAILED,                 ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_NO_RECOVERY_POLICY,                ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_NO_EFS,                            ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_WRONG_EFS,                         ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_NO_USER_KEYS,                      ERROR_ACCESS_DENIED                     },
    {(ULONG)STATUS_FILE_NOT_ENCRYPTED,                ERROR_FILE_NOT_ENCRYPTED                },
    {(ULONG)STATUS_NOT_EXPORT_FORMAT,                 ERROR_NOT_EXPORT_FORMAT                 },
    {(ULONG)STATUS_FILE_ENCRYPTED,                    ERROR_FILE_ENCRYPTED                    },
    {(ULONG)STATUS_WMI_GUID_NOT_FOUND,                ERROR_WMI_GUID_NOT_FOUND                },
    {(ULONG)STATUS_WMI_INSTANCE_NOT_FOUND,            ERROR_WMI_INSTANCE_NOT_FOUND            },
    {(ULONG)STATUS_WMI_ITEMID_NOT_FOUND,              ERROR_WMI_ITEMID_NOT_FOUND              },
    {(ULONG)STATUS_WMI_TRY_AGAIN,                     ERROR_WMI_TRY_AGAIN                     },
    {(ULONG)STATUS_SHARED_POLICY,                     ERROR_SHARED_POLICY                     },
    {(ULONG)STATUS_POLICY_OBJECT_NOT_FOUND,           ERROR_POLICY_OBJECT_NOT_FOUND           },
    {(ULONG)STATUS_POLICY_ONLY_IN_DS,                 ERROR_POLICY_ONLY_IN_DS                 },
    {(ULONG)STATUS_VOLUME_NOT_UPGRADED,               ERROR_INVALID_FUNCTION                  },
    {(ULONG)STATUS_REMOTE_STORAGE_NOT_ACTIVE,         ERROR_REMOTE_STORAGE_NOT_ACTIVE         },
    {(ULONG)STATUS_REMOTE_STORAGE_MEDIA_ERROR,        ERROR_REMOTE_STORAGE_MEDIA_ERROR        },
    {(ULONG)STATUS_NO_TRACKING_SERVICE,               ERROR_NO_TRACKING_SERVICE               },
    {(ULONG)STATUS_REPARSE_ATTRIBUTE_CONFLICT,        ERROR_REPARSE_ATTRIBUTE_CONFLICT        },
    {(ULONG)STATUS_FLOAT_MULTIPLE_FAULTS,             630                                     }, /* ERROR_FLOAT_MULTIPLE_FAULTS */
    {(ULONG)STATUS_FLOAT_MULTIPLE_TRAPS,              631                                     }, /* ERROR_FLOAT_MULTIPLE_TRAPS */
    {(ULONG)STATUS_DEVICE_REMOVED,                    ERROR_DEVICE_REMOVED                    },
    {(ULONG)STATUS_JOURNAL_DELETE_IN_PROGRESS,        ERROR_JOURNAL_DELETE_IN_PROGRESS        },
    {(ULONG)STATUS_JOURNAL_NOT_ACTIVE,                ERROR_JOURNAL_NOT_ACTIVE                },
    {(ULONG)STATUS_JOURNAL_ENTRY_DELETED,             ERROR_JOURNAL_ENTRY_DELETED             },
    {(ULONG)STATUS_SERVER_SHUTDOWN_IN_PROGRESS,       ERROR_SERVER_SHUTDOWN_IN_PROGRESS       },
    {(ULONG)STATUS_SMARTCARD_SUBSYSTEM_FAILURE,       ERROR_SMARTCARD_SUBSYSTEM_FAILURE       },
    {(ULONG)STATUS_EFS_ALG_BLOB_TOO_BIG,              ERROR_EFS_ALG_BLOB_TOO_BIG              },
    {(ULONG)STATUS_INVALID_IMAGE_WIN_32,              ERROR_EXE_MACHINE_TYPE_MISMATCH         },
    {(ULONG)STATUS_INVALID_IMAGE_WIN_64,              ERROR_EXE_MACHINE_TYPE_MISMATCH         },
    {(ULONG)STATUS_ACCESS_DISABLED_BY_POLICY_DEFAULT, ERROR_ACCESS_DISABLED_BY_POLICY         },
    {(ULONG)STATUS_INVALID_DEVICE_OBJECT_PARAMETER,   ERROR_INVALID_PARAMETER                 },
    {(ULONG)STATUS_DRIVER_BLOCKED,                    ERROR_DRIVER_BLOCKED                    },
    {(ULONG)STATUS_HEAP_CORRUPTION,                   (ULONG)STATUS_HEAP_CORRUPTION           },
    {(ULONG)STATUS_PER_USER_TRUST_QUOTA_EXCEEDED,     ERROR_PER_USER_TRUST_QUOTA_EXCEEDED     },
    {(ULONG)STATUS_STACK_BUFFER_OVERRUN,              (ULONG)STATUS_STACK_BUFFER_OVERRUN      },
    {(ULONG)STATUS_DELAY_LOAD_FAILED,                 ERROR_MOD_NOT_FOUND                     },
    {(ULONG)STATUS_INVALID_CRUNTIME_PARAMETER,        (ULONG)STATUS_INVALID_CRUNTIME_PARAMETER},
    {(ULONG)STATUS_ASSERTION_FAILURE,                 (ULONG)STATUS_ASSERTION_FAILURE         },
    {(ULONG)STATUS_CALLBACK_POP_STACK,                768                                     }, /* ERROR_CALLBACK_POP_STACK */
    {(ULONG)STATUS_INCOMPATIBLE_DRIVER_BLOCKED,       ERROR_DRIVER_BLOCKED                    },
    {(ULONG)STATUS_INVALID_IMAGE_HASH,                577                                     }, /* ERROR_INVALID_IMAGE_HASH */
    {(ULONG)STATUS_NOT_CAPABLE,                       775                                     }, /* ERROR_NOT_CAPABLE */
    {(ULONG)STATUS_ELEVATION_REQUIRED,                740                                     }, /* ERROR_ELEVATION_REQUIRED */
    {(ULONG)STATUS_SYMLINK_CLASS_DISABLED,            ERROR_SYMLINK_CLASS_DISABLED            },
    {(ULONG)STATUS_NO_UNICODE_TRANSLATION,            ERROR_NO_UNICODE_TRANSLATION            },
    {(ULONG)STATUS_DISK_QUOTA_EXCEEDED,               1295                                    }, /* ERROR_DISK_QUOTA_EXCEEDED */
    {(ULONG)STATUS_FILE_TOO_LARGE,                    ERROR_FILE_TOO_LARGE                    },
    {(ULONG)STATUS_XMLDSIG_ERROR,                     ERROR_XML_PARSE_ERROR                   },
    {(ULONG)STATUS_HASH_NOT_SUPPORTED,                ERROR_HASH_NOT_SUPPORTED                },
    {(ULONG)STATUS_HASH_NOT_PRESENT,                  ERROR_HASH_NOT_PRESENT                  },
    {(ULONG)STATUS_ACPI_INVALID_OPCODE,               ERROR_INVALID_FUNCTION                  },
    {(ULONG)STATUS_SXS_SECTION_NOT_FOUND,             ERROR_SXS_SECTION_NOT_FOUND             },
    {(ULONG)STATUS_SXS_CANT_GEN_ACTCTX,               ERROR_SXS_CANT_GEN_ACTCTX               },
    {(ULONG)STATUS_SXS_INVALID_ACTCTXDATA_FORMAT,     ERROR_SXS_INVALID_ACTCTXDATA_FORMAT     },
    {(ULONG)STATUS_SXS_ASSEMBLY_NOT_FOUND,            ERROR_SXS_ASSEMBLY_NOT_FOUND            },
    {(ULONG)STATUS_SXS_KEY_NOT_FOUND,                 ERROR_SXS_KEY_NOT_FOUND                 },
    {(ULONG)STATUS_SXS_VERSION_CONFLICT,              ERROR_SXS_VERSION_CONFLICT              },
    {(ULONG)STATUS_SXS_ASSEMBLY_MISSING,              ERROR_SXS_ASSEMBLY_MISSING              },
    {(ULONG)STATUS_SXS_PROCESS_DEFAULT_ALREADY_SET,   ERROR_SXS_PROCESS_DEFAULT_ALREADY_SET   },
    {(ULONG)STATUS_TRANSACTIONAL_CONFLICT,            6800                                    }, /* ERROR_TRANSACTIONAL_CONFLICT */
    {(ULONG)STATUS_INVALID_TRANSACTION,               6700                                    }, /* ERROR_INVALID_TRANSACTION */
    {(ULONG)STATUS_TRANSACTION_NOT_ACTIVE,            6701                                    }, /* ERROR_TRANSACTION_NOT_ACTIVE */
    {(ULONG)STATUS_FLT_NO_HANDLER_DEFINED,            ERROR_FLT_NO_HANDLER_DEFINED            },
};

#define FACILITY_WIN32_STATUS 0xc0070000u /* NTSTATUS_FROM_WIN32: the low half is the error code itself */

/* "RtlNtStatusToDosError function", without a word to the last status. */
ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS status)
{
    ULONG code = (ULONG)status;
    SIZE_T low = 0, high = ARRAY_SIZE(rows);

    if (!code || (code & 0x20000000)) /* success; a customer's code is its own */
        return code;
    if ((code & 0xf0000000) == 0xd0000000) /* FACILITY_NT_BIT of an HRESULT */
        code &= 0xcfffffff;
    while (low < high) {
        SIZE_T middle = (low + high) / 2;
        if (rows[middle].status < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < ARRAY_SIZE(rows) && rows[low].status == code) return rows[low].error;
    if ((code & 0xffff0000) == FACILITY_WIN32_STATUS || (code & 0xffff0000) == 0x80070000) return code & 0xffff;
    return ERROR_MR_MID_NOT_FOUND; /* "there is no matching Win32 error code" */
}

/* "RtlNtStatusToDosError function" */
ULONG NTAPI RtlNtStatusToDosError(NTSTATUS status)
{
    NtCurrentTeb()->LastStatusValue = (ULONG)status;
    return RtlNtStatusToDosErrorNoTeb(status);
}

/* "GetLastError function" */
ULONG NTAPI RtlGetLastWin32Error(VOID)
{
    return NtCurrentTeb()->LastErrorValue;
}

/* "SetLastError function" */
VOID NTAPI RtlSetLastWin32Error(ULONG error)
{
    NtCurrentTeb()->LastErrorValue = error;
}

VOID NTAPI RtlRestoreLastWin32Error(ULONG error)
{
    NtCurrentTeb()->LastErrorValue = error;
}

NTSTATUS NTAPI RtlGetLastNtStatus(VOID)
{
    return (NTSTATUS)NtCurrentTeb()->LastStatusValue;
}

/* Sets the last error that the status means. */
VOID NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS status)
{
    NtCurrentTeb()->LastErrorValue = RtlNtStatusToDosError(status);
}

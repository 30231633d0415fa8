/* SPDX-License-Identifier: MIT */
/* Times in msvcrt, where these are as in the Universal CRT: _daylight _timezone _tzname _ctime64 _difftime64 _ftime64_s
 * _gmtime64 _gmtime64_s _localtime64 _localtime64_s _mkgmtime64 _mktime64 _time64 _tzset _utime64 _wcsftime_l _wutime64
 * asctime asctime_s clock strftime wcsftime. */
#include "../ucrtbase/time.c"

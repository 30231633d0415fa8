/* SPDX-License-Identifier: MIT */
/* DnsQuery as documented, of names that need no network. */
#include <winsock2.h>
#include <windns.h>

#include "check.h"

int main(void)
{
    DNS_RECORDW *list = NULL;
    CHECK(DnsQuery_W(L"localhost", DNS_TYPE_A, DNS_QUERY_STANDARD, NULL, (PDNS_RECORD *)&list, NULL) == ERROR_SUCCESS &&
              list,
          "DnsQuery: \"Returns success confirmation upon successful completion.\"");
    CHECK(list && list->wType == DNS_TYPE_A && list->Data.A.IpAddress == htonl(INADDR_LOOPBACK) &&
              !lstrcmpiW(list->pName, L"localhost"),
          "the record: its owner, type and address");
    DnsRecordListFree((PDNS_RECORD)list, DnsFreeRecordList);
    CHECK(DnsQuery_W(L"::no name::", DNS_TYPE_A, DNS_QUERY_STANDARD, NULL, (PDNS_RECORD *)&list, NULL) !=
                  ERROR_SUCCESS &&
              !list,
          "DnsQuery: \"Otherwise, returns the appropriate DNS-specific error code\"");
    CHECK(DnsQuery_W(NULL, DNS_TYPE_A, 0, NULL, (PDNS_RECORD *)&list, NULL) == ERROR_INVALID_PARAMETER,
          "ERROR_INVALID_PARAMETER without a name");
    CHECK(DnsQuery_W(L"1.0.0.127.in-addr.arpa", DNS_TYPE_PTR, 0, NULL, (PDNS_RECORD *)&list, NULL) == ERROR_SUCCESS &&
              list && list->wType == DNS_TYPE_PTR && *list->Data.PTR.pNameHost,
          "the name of an address");
    DnsFree(list, DnsFreeRecordList);
    CHECK(DnsNameCompare_W(L"Host.Example", L"host.example.") && !DnsNameCompare_W(L"host", L"hose") &&
              !DnsNameCompare_W(L"host", L"host.a"),
          "DnsNameCompare: TRUE if the names are equivalent");
    return check_done();
}

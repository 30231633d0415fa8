/* SPDX-License-Identifier: MIT */
/* Adapters and interfaces as documented; every machine has a loopback. */
#include <winsock2.h>
#include <ws2ipdef.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <netioapi.h>

#include "check.h"

static ULONG loop_index;

static void test_adapters(void)
{
    ULONG size = 0, found = 0;
    CHECK(GetAdaptersAddresses(AF_UNSPEC, 0, NULL, NULL, &size) == ERROR_BUFFER_OVERFLOW && size,
          "GetAdaptersAddresses: \"ERROR_BUFFER_OVERFLOW: The buffer size ... is too small\", and the size that is "
          "needed");
    IP_ADAPTER_ADDRESSES *all = malloc(size);
    CHECK(GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_INCLUDE_PREFIX, NULL, all, &(ULONG){16}) == ERROR_BUFFER_OVERFLOW,
          "with too little room as well");
    CHECK(GetAdaptersAddresses(AF_UNSPEC, 0, NULL, all, &size) == ERROR_SUCCESS, "GetAdaptersAddresses: ERROR_SUCCESS");
    for (IP_ADAPTER_ADDRESSES *a = all; a; a = a->Next) {
        if (a->IfType != IF_TYPE_SOFTWARE_LOOPBACK) continue;
        loop_index = a->IfIndex;
        for (IP_ADAPTER_UNICAST_ADDRESS *u = a->FirstUnicastAddress; u; u = u->Next) {
            struct sockaddr_in *four = (struct sockaddr_in *)u->Address.lpSockaddr;
            found += four->sin_family == AF_INET && four->sin_addr.s_addr == htonl(INADDR_LOOPBACK) &&
                     u->OnLinkPrefixLength == 8;
        }
        CHECK(a->OperStatus == IfOperStatusUp && a->FriendlyName && *a->FriendlyName && a->AdapterName[0] == '{',
              "the loopback's state and names");
    }
    CHECK(found == 1, "the loopback interface has 127.0.0.1");
    CHECK(GetAdaptersAddresses(77, 0, NULL, all, &size) == ERROR_INVALID_PARAMETER,
          "GetAdaptersAddresses: \"ERROR_INVALID_PARAMETER: a family that is none\"");
    free(all);
    size = 0;
    DWORD result = GetAdaptersInfo(NULL, &size);
    CHECK(result == ERROR_BUFFER_OVERFLOW || result == ERROR_NO_DATA,
          "GetAdaptersInfo: ERROR_BUFFER_OVERFLOW, or \"ERROR_NO_DATA: No adapter information exists\"");
}

static void test_rows(void)
{
    MIB_IF_ROW2 row = {.InterfaceIndex = loop_index}, none = {.InterfaceIndex = 0x7ffffff};
    MIB_IFROW old = {.dwIndex = loop_index}, no_old = {.dwIndex = 0x7ffffff};
    MIB_IF_TABLE2 *table = NULL;
    DWORD count = 0;
    CHECK(GetIfEntry2(&row) == NO_ERROR && row.Type == IF_TYPE_SOFTWARE_LOOPBACK && row.Mtu,
          "GetIfEntry2: the row of an index");
    CHECK(GetIfEntry2(&none) == ERROR_FILE_NOT_FOUND,
          "GetIfEntry2: \"ERROR_FILE_NOT_FOUND: the specified interface index was not found\"");
    CHECK(GetIfEntry(&old) == NO_ERROR && old.dwType == IF_TYPE_SOFTWARE_LOOPBACK, "GetIfEntry: the row");
    CHECK(GetIfEntry(&no_old) != NO_ERROR, "GetIfEntry: an index of no interface");
    CHECK(GetIfTable2(&table) == NO_ERROR && table && table->NumEntries, "GetIfTable2: a table");
    CHECK(GetNumberOfInterfaces(&count) == NO_ERROR && count == table->NumEntries, "GetNumberOfInterfaces: as many");
    FreeMibTable(table);
    CHECK(GetIfTable2(NULL) == ERROR_INVALID_PARAMETER && GetNumberOfInterfaces(NULL) == ERROR_INVALID_PARAMETER,
          "ERROR_INVALID_PARAMETER for NULL");
}

static void test_names(void)
{
    NET_LUID luid, again;
    NET_IFINDEX index = 0;
    WCHAR wide[64];
    char name[64];
    ULONG mask = 1;
    CHECK(if_indextoname(loop_index, name) == name && if_nametoindex(name) == loop_index,
          "if_indextoname and if_nametoindex");
    CHECK(!if_nametoindex("no interface") && !if_indextoname(0x7ffffff, name), "0 and NULL for what is none");
    CHECK(ConvertInterfaceIndexToLuid(loop_index, &luid) == NO_ERROR && luid.Info.IfType == IF_TYPE_SOFTWARE_LOOPBACK,
          "ConvertInterfaceIndexToLuid");
    CHECK(ConvertInterfaceLuidToIndex(&luid, &index) == NO_ERROR && index == loop_index,
          "ConvertInterfaceLuidToIndex: back");
    CHECK(ConvertInterfaceLuidToNameW(&luid, wide, 64) == NO_ERROR && *wide &&
              ConvertInterfaceNameToLuidW(wide, &again) == NO_ERROR && again.Value == luid.Value,
          "ConvertInterfaceLuidToName, ConvertInterfaceNameToLuid: there and back");
    CHECK(ConvertInterfaceLuidToNameW(&luid, wide, 1) == ERROR_NOT_ENOUGH_MEMORY,
          "ConvertInterfaceLuidToName: \"ERROR_NOT_ENOUGH_MEMORY\"");
    CHECK(ConvertInterfaceNameToLuidW(L"none", &again) == ERROR_INVALID_NAME,
          "ConvertInterfaceNameToLuid: \"ERROR_INVALID_NAME\"");
    CHECK(ConvertInterfaceIndexToLuid(0x7ffffff, &again) == ERROR_FILE_NOT_FOUND,
          "ConvertInterfaceIndexToLuid: \"ERROR_FILE_NOT_FOUND\"");
    luid.Value = 12345;
    CHECK(ConvertInterfaceLuidToIndex(&luid, &index) == ERROR_FILE_NOT_FOUND,
          "ConvertInterfaceLuidToIndex: \"ERROR_FILE_NOT_FOUND\"");
    CHECK(ConvertLengthToIpv4Mask(20, &mask) == NO_ERROR && mask == htonl(0xfffff000) &&
              ConvertLengthToIpv4Mask(0, &mask) == NO_ERROR && !mask &&
              ConvertLengthToIpv4Mask(33, &mask) == ERROR_INVALID_PARAMETER,
          "ConvertLengthToIpv4Mask");
}

int main(void)
{
    test_adapters();
    test_rows();
    test_names();
    return check_done();
}

/* SPDX-License-Identifier: MIT */
/* Names of machines: getaddrinfo() and its relatives, gethostbyname(), by the host's resolver (AFD_RESOLVE).
 *
 * Numbers, services, the wildcard and the loopback need no resolver.  Left out: name spaces other than DNS, overlapped
 * look-ups (WSAEINVAL), internationalised names but as the host takes them. */
#include "service.h"
#include "text.h"

#ifndef AI_FQDN
#define AI_FQDN 0x20000
#endif

/* ---- the host's resolver ---- */

static NTSTATUS ask(const AFD_RESOLVE_INFO *info, AFD_RESOLVED *answer)
{
    static const WCHAR device[] = L"\\Device\\Afd\\Resolve";
    UNICODE_STRING name = {sizeof device - sizeof *device, sizeof device, (WCHAR *)device};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE handle;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = NtCreateFile(&handle, GENERIC_READ | SYNCHRONIZE, &attributes, &io, NULL, 0, FILE_SHARE_READ,
                                   FILE_OPEN_IF, FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    if (status) return status;
    status = ws_request((SOCKET)handle, AFD_RESOLVE, info, sizeof *info, answer, sizeof *answer, NULL);
    NtClose(handle);
    return status;
}

static int resolve_error(NTSTATUS status)
{
    switch (status) {
    case STATUS_SUCCESS: return 0;
    case STATUS_RETRY: return WSATRY_AGAIN;
    case STATUS_OBJECT_NAME_NOT_FOUND: return WSAHOST_NOT_FOUND;
    case STATUS_NO_MEMORY: return WSA_NOT_ENOUGH_MEMORY;
    case STATUS_INVALID_ADDRESS: return WSAEAFNOSUPPORT;
    default: return WSANO_RECOVERY;
    }
}

/* The machine's own name, in UTF-8. */
static void own_name(char *name, int room)
{
    WCHAR wide[256];
    DWORD length = ARRAYSIZE(wide);

    if (!GetComputerNameExW(ComputerNameDnsHostname, wide, &length)) lstrcpyW(wide, L"localhost");
    if (!WideCharToMultiByte(CP_UTF8, 0, wide, -1, name, room, NULL, NULL)) name[0] = 0;
}

/* ---- the addresses of a name ---- */

static void add(AFD_RESOLVED *list, int family, const void *address, ULONG scope)
{
    struct sockaddr_in *four = (struct sockaddr_in *)&list->Addresses[list->Count];
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)four;

    if (list->Count >= AFD_RESOLVED_MOST) return;
    memset(four, 0, sizeof list->Addresses[0]);
    four->sin_family = (short)family;
    if (family == AF_INET)
        memcpy(&four->sin_addr, address, 4);
    else
        memcpy(&six->sin6_addr, address, 16), six->sin6_scope_id = scope;
    list->Count++;
}

/* Without a name: the wildcard or the loopback. */
static void add_standard(AFD_RESOLVED *list, int family, bool passive)
{
    static const BYTE any[16], loop6[16] = {[15] = 1}, loop4[4] = {127, 0, 0, 1};

    if (family != AF_INET) add(list, AF_INET6, passive ? any : loop6, 0);
    if (family != AF_INET6) add(list, AF_INET, passive ? any : loop4, 0);
}

/* A name that is a number.  0 or an error; *numeric: it was one. */
static int add_number(AFD_RESOLVED *list, const WCHAR *name, int family, bool *numeric)
{
    BYTE bytes[16];
    char narrow[64];
    int i = 0;

    *numeric = true;
    const WCHAR *end = ws_read_six(name, bytes);
    if (end && (!*end || *end == '%')) {
        ULONG scope = 0;
        if (*end)
            for (end++; *end >= '0' && *end <= '9'; end++) scope = scope * 10 + (ULONG)(*end - '0');
        if (!*end) {
            if (family == AF_INET) return WSAHOST_NOT_FOUND;
            add(list, AF_INET6, bytes, scope);
            return 0;
        }
    }
    while (i < 63 && name[i] && name[i] < 128) narrow[i] = (char)name[i], i++;
    narrow[i] = 0;
    ULONG value = !name[i] && i && narrow[0] != ' ' ? inet_addr(narrow) : INADDR_NONE;
    if (value != INADDR_NONE || !lstrcmpA(narrow, "255.255.255.255")) {
        if (family == AF_INET6) return WSAHOST_NOT_FOUND;
        add(list, AF_INET, &value, 0);
        return 0;
    }
    *numeric = false;
    return 0;
}

static int addresses_of(const WCHAR *name, int family, int flags, AFD_RESOLVED *list)
{
    AFD_RESOLVE_INFO info = {.Kind = AFD_RESOLVE_NAME, .Family = family};
    bool numeric = false;

    *list = (AFD_RESOLVED){0};
    if (!name) {
        add_standard(list, family, flags & AI_PASSIVE);
        return 0;
    }
    int error = add_number(list, name, family, &numeric);
    if (numeric || error) return error;
    if (flags & AI_NUMERICHOST) return WSAHOST_NOT_FOUND;
    if (!lstrcmpiW(name, L"localhost")) { /* Windows asks nobody for it */
        add_standard(list, family, false);
        lstrcpyA(list->Name, "localhost");
        return 0;
    }
    if (!*name)
        own_name(info.Name, sizeof info.Name);
    else if (!WideCharToMultiByte(CP_UTF8, 0, name, -1, info.Name, sizeof info.Name, NULL, NULL))
        return WSAHOST_NOT_FOUND;
    return resolve_error(ask(&info, list));
}

/* ---- lists of answers ---- */

struct kind { /* which of the two types one answer gets */
    int type, protocol;
    USHORT port;
};

/* The ports and types a service means; how many, or 0 and *error. */
static int kinds_of(const WCHAR *service, int type, int protocol, int flags, struct kind kinds[2], int *error)
{
    char narrow[64] = "";
    ULONG value = 0;
    int count = 0, i = 0;

    *error = 0;
    if (!service || !*service) {
        kinds[0] = (struct kind){type, protocol, 0};
        return 1;
    }
    while (i < 63 && service[i] >= '0' && service[i] <= '9') value = value * 10 + (ULONG)(service[i++] - '0');
    if (!service[i]) {
        if (value > 65535 || i > 6) {
            *error = WSATYPE_NOT_FOUND;
            return 0;
        }
        kinds[0] = (struct kind){type, protocol, htons((USHORT)value)};
        return 1;
    }
    *error = flags & 0x8 /* AI_NUMERICSERV */ ? WSAHOST_NOT_FOUND : WSATYPE_NOT_FOUND;
    if (*error == WSAHOST_NOT_FOUND || !WideCharToMultiByte(CP_UTF8, 0, service, -1, narrow, sizeof narrow, NULL, NULL))
        return 0;
    for (int tcp = 1; tcp >= 0; tcp--) {
        USHORT port;
        int its_type = tcp ? SOCK_STREAM : SOCK_DGRAM, its_protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP;
        if ((type && type != its_type) || (protocol && protocol != its_protocol)) continue;
        if (ws_service_by_name(narrow, tcp, &port)) kinds[count++] = (struct kind){its_type, protocol, htons(port)};
    }
    return count;
}

static int check_hints(int family, int type, int protocol, int flags, bool named)
{
    if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) return WSAEAFNOSUPPORT;
    if (type && type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_RAW) return WSAESOCKTNOSUPPORT;
    if ((type == SOCK_STREAM && protocol && protocol != IPPROTO_TCP) ||
        (type == SOCK_DGRAM && protocol && protocol != IPPROTO_UDP))
        return WSAESOCKTNOSUPPORT;
    if (flags & AI_CANONNAME && !named) return WSAEINVAL;
    return 0;
}

/* ADDRINFOW and ADDRINFOA are alike but for the name's type, ADDRINFOEXW has more behind the address. */
enum form { NARROW, WIDE, EXTENDED, EXTENDED_NARROW };

union node {
    ADDRINFOA a;
    ADDRINFOW w;
    ADDRINFOEXW x;
};

/* One answer with its address, and the name with `name`.  NULL: out of memory. */
static union node *make_node(enum form form, const AFD_SOCKADDR *from, const struct kind *kind, int flags,
                             const char *name)
{
    size_t length = from->family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    bool narrow = form == NARROW || form == EXTENDED_NARROW;
    int units = !name ? 0 : narrow ? lstrlenA(name) + 1 : MultiByteToWideChar(CP_UTF8, 0, name, -1, NULL, 0);
    union node *node =
        HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *node + length + (size_t)units * (narrow ? 1 : 2));
    if (!node) return NULL;
    struct sockaddr_in *address = (struct sockaddr_in *)(node + 1);
    char *text = (char *)address + length;
    memcpy(address, from, length);
    address->sin_port = kind->port; /* at the same place in both */
    node->w.ai_flags = flags;
    node->w.ai_family = from->family;
    node->w.ai_socktype = kind->type;
    node->w.ai_protocol = kind->protocol;
    node->w.ai_addrlen = length;
    if (units) {
        node->w.ai_canonname = (WCHAR *)text;
        if (narrow)
            memcpy(text, name, (size_t)units);
        else
            MultiByteToWideChar(CP_UTF8, 0, name, -1, (WCHAR *)text, units);
    }
    if (form == EXTENDED || form == EXTENDED_NARROW)
        node->x.ai_addr = (struct sockaddr *)address;
    else
        node->w.ai_addr = (struct sockaddr *)address;
    return node;
}

static union node **next_of(enum form form, union node *node)
{
    return form == EXTENDED || form == EXTENDED_NARROW ? (union node **)&node->x.ai_next
                                                       : (union node **)&node->w.ai_next;
}

static void free_nodes(enum form form, union node *node)
{
    for (union node *next; node; node = next) {
        next = *next_of(form, node);
        HeapFree(GetProcessHeap(), 0, node);
    }
}

static int look_up(enum form form, const WCHAR *name, const WCHAR *service, int flags, int family, int type,
                   int protocol, union node **result)
{
    struct kind kinds[2];
    AFD_RESOLVED *list;
    int error;

    *result = NULL;
    if (!ws_started()) return WSANOTINITIALISED;
    if (!name && !service) return WSAHOST_NOT_FOUND;
    if ((error = check_hints(family, type, protocol, flags, name != NULL))) return error;
    int count = kinds_of(service, type, protocol, flags, kinds, &error);
    if (!count) return error;
    if (!(list = HeapAlloc(GetProcessHeap(), 0, sizeof *list))) return WSA_NOT_ENOUGH_MEMORY;
    error = addresses_of(name, family, flags, list);
    char own[256] = "", *canonical = NULL;
    if (flags & (AI_CANONNAME | AI_FQDN)) {
        WideCharToMultiByte(CP_UTF8, 0, name, -1, own, sizeof own, NULL, NULL);
        canonical = list->Name[0] ? list->Name : own;
    }
    union node **end = result;
    for (ULONG i = 0; !error && i < list->Count; i++)
        for (int k = 0; !error && k < count; k++) {
            *end = make_node(form, &list->Addresses[i], &kinds[k], flags & AI_CANONNAME && !i && !k ? AI_CANONNAME : 0,
                             i || k ? NULL : canonical);
            if (*end)
                end = next_of(form, *end);
            else
                error = WSA_NOT_ENOUGH_MEMORY;
        }
    HeapFree(GetProcessHeap(), 0, list);
    if (error) {
        free_nodes(form, *result);
        *result = NULL;
    }
    return error;
}

static int told(int error)
{
    if (error) SetLastError((DWORD)error); /* "can also be retrieved by calling WSAGetLastError" */
    return error;
}

/* ANSI text as UTF-16; HeapFree() it.  NULL for NULL, and *error for what is none. */
static WCHAR *widen(const char *text, int *error)
{
    if (!text) return NULL;
    int units = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *wide = HeapAlloc(GetProcessHeap(), 0, (SIZE_T)units * sizeof *wide);
    if (wide)
        MultiByteToWideChar(CP_ACP, 0, text, -1, wide, units);
    else
        *error = WSA_NOT_ENOUGH_MEMORY;
    return wide;
}

INT WSAAPI GetAddrInfoW(PCWSTR name, PCWSTR service, const ADDRINFOW *hints, PADDRINFOW *result)
{
    static const ADDRINFOW none;

    if (!result) return told(WSAEFAULT);
    if (!hints) hints = &none;
    if (hints->ai_addrlen || hints->ai_canonname || hints->ai_addr || hints->ai_next) return told(WSANO_RECOVERY);
    return told(look_up(WIDE, name, service, hints->ai_flags, hints->ai_family, hints->ai_socktype, hints->ai_protocol,
                        (union node **)result));
}

INT WSAAPI getaddrinfo(PCSTR name, PCSTR service, const ADDRINFOA *hints, PADDRINFOA *result)
{
    static const ADDRINFOA none;
    int error = 0;

    if (!result) return told(WSAEFAULT);
    *result = NULL;
    if (!hints) hints = &none;
    if (hints->ai_addrlen || hints->ai_canonname || hints->ai_addr || hints->ai_next) return told(WSANO_RECOVERY);
    WCHAR *wide_name = widen(name, &error), *wide_service = widen(service, &error);
    if (!error)
        error = look_up(NARROW, wide_name, wide_service, hints->ai_flags, hints->ai_family, hints->ai_socktype,
                        hints->ai_protocol, (union node **)result);
    HeapFree(GetProcessHeap(), 0, wide_name);
    HeapFree(GetProcessHeap(), 0, wide_service);
    return told(error);
}

/* "GetAddrInfoExW function": overlapped look-ups are refused as where there is no support for them. */
INT WSAAPI GetAddrInfoExW(PCWSTR name, PCWSTR service, DWORD space, LPGUID provider, const ADDRINFOEXW *hints,
                          PADDRINFOEXW *result, struct timeval *timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle)
{
    static const ADDRINFOEXW none;

    (void)provider, (void)timeout;
    if (!result) return told(WSAEFAULT);
    *result = NULL;
    if (overlapped || routine || handle) return told(WSAEINVAL);
    if (space != NS_ALL && space != NS_DNS) return told(WSASERVICE_NOT_FOUND);
    if (!hints) hints = &none;
    return told(look_up(EXTENDED, name, service, hints->ai_flags, hints->ai_family, hints->ai_socktype,
                        hints->ai_protocol, (union node **)result));
}

void WSAAPI freeaddrinfo(LPADDRINFO list)
{
    free_nodes(NARROW, (union node *)list);
}

void WSAAPI FreeAddrInfoW(PADDRINFOW list)
{
    free_nodes(WIDE, (union node *)list);
}

void WSAAPI FreeAddrInfoExW(PADDRINFOEXW list)
{
    free_nodes(EXTENDED, (union node *)list);
}

/* ---- the name of an address ---- */

INT WSAAPI GetNameInfoW(const SOCKADDR *address, socklen_t length, PWCHAR host, DWORD host_room, PWCHAR service,
                        DWORD service_room, INT flags)
{
    AFD_RESOLVE_INFO info = {.Kind = AFD_RESOLVE_ADDRESS};
    AFD_RESOLVED *answer;
    WCHAR text[80];
    int error = 0;

    if (!ws_started()) return WSANOTINITIALISED;
    if (!address) return told(WSAEFAULT);
    if (address->sa_family != AF_INET && address->sa_family != AF_INET6) return told(WSAEAFNOSUPPORT);
    if (length < (int)(address->sa_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6)))
        return told(WSAEFAULT);
    if ((!host || !host_room) && (!service || !service_room)) return told(WSAHOST_NOT_FOUND);
    if (flags & NI_NUMERICHOST && flags & NI_NAMEREQD) return told(WSAEINVAL);
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    if (host && host_room) {
        bool found = false;
        if (!(flags & NI_NUMERICHOST)) {
            if (!(answer = HeapAlloc(GetProcessHeap(), 0, sizeof *answer))) return told(WSA_NOT_ENOUGH_MEMORY);
            memcpy(&info.Address, address,
                   (size_t)(length < (int)sizeof info.Address ? length : (int)sizeof info.Address));
            found = !ask(&info, answer) && MultiByteToWideChar(CP_UTF8, 0, answer->Name, -1, text, ARRAYSIZE(text));
            HeapFree(GetProcessHeap(), 0, answer);
            WCHAR *dot = text;
            while (found && flags & NI_NOFQDN && *dot && *dot != '.') dot++;
            if (found && flags & NI_NOFQDN) *dot = 0;
        }
        if (!found && flags & NI_NAMEREQD) return told(WSAHOST_NOT_FOUND);
        if (!found) {
            WCHAR *end =
                ws_write_address(text, address->sa_family,
                                 address->sa_family == AF_INET ? (void *)&four->sin_addr : (void *)&six->sin6_addr);
            if (address->sa_family == AF_INET6 && six->sin6_scope_id) {
                *end++ = '%';
                ws_write_number(end, six->sin6_scope_id);
            }
        }
        if ((DWORD)lstrlenW(text) >= host_room)
            error = WSAEFAULT;
        else
            lstrcpyW(host, text);
    }
    if (!error && service && service_room) {
        const char *known =
            flags & NI_NUMERICSERV ? NULL : ws_service_by_port(ntohs(four->sin_port), !(flags & NI_DGRAM));
        if (known)
            MultiByteToWideChar(CP_UTF8, 0, known, -1, text, ARRAYSIZE(text));
        else
            ws_write_number(text, ntohs(four->sin_port));
        if ((DWORD)lstrlenW(text) >= service_room)
            error = WSAEFAULT;
        else
            lstrcpyW(service, text);
    }
    return told(error);
}

INT WSAAPI getnameinfo(const SOCKADDR *address, socklen_t length, PCHAR host, DWORD host_room, PCHAR service,
                       DWORD service_room, INT flags)
{
    WCHAR wide_host[256], wide_service[64];
    int error =
        GetNameInfoW(address, length, host ? wide_host : NULL, host && host_room ? ARRAYSIZE(wide_host) : 0,
                     service ? wide_service : NULL, service && service_room ? ARRAYSIZE(wide_service) : 0, flags);

    if (error) return error;
    if (host && host_room && !WideCharToMultiByte(CP_ACP, 0, wide_host, -1, host, (int)host_room, NULL, NULL))
        return told(WSAEFAULT);
    if (service && service_room &&
        !WideCharToMultiByte(CP_ACP, 0, wide_service, -1, service, (int)service_room, NULL, NULL))
        return told(WSAEFAULT);
    return 0;
}

/* ---- gethostname() and the older look-ups ---- */

int WSAAPI gethostname(char *name, int room)
{
    char own[256];

    if (!ws_started()) return SOCKET_ERROR;
    own_name(own, sizeof own);
    if (!name || room <= lstrlenA(own)) return ws_fail(WSAEFAULT);
    lstrcpyA(name, own);
    return 0;
}

int WSAAPI GetHostNameW(PWSTR name, int room)
{
    WCHAR own[256];
    DWORD length = ARRAYSIZE(own);

    if (!ws_started()) return SOCKET_ERROR;
    if (!GetComputerNameExW(ComputerNameDnsHostname, own, &length)) return ws_fail(WSAEFAULT);
    if (!name || room <= lstrlenW(own)) return ws_fail(WSAEFAULT);
    lstrcpyW(name, own);
    return 0;
}

/* The thread's struct hostent with these addresses. */
static struct hostent *give_host(const char *name, const AFD_RESOLVED *list, int family)
{
    struct names {
        struct hostent host;
        char *aliases[1], *addresses[AFD_RESOLVED_MOST + 1], bytes[AFD_RESOLVED_MOST][16], name[256];
    } * names;
    struct ws_thread *thread = ws_thread();
    ULONG count = 0, size = family == AF_INET ? 4 : 16;

    if (!thread || !(names = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *names))) {
        ws_fail(WSAENOBUFS);
        return NULL;
    }
    HeapFree(GetProcessHeap(), 0, thread->names);
    thread->names = (char *)names;
    lstrcpynA(names->name, name, sizeof names->name);
    for (ULONG i = 0; i < list->Count; i++) {
        if (list->Addresses[i].family != family) continue;
        memcpy(names->bytes[count], (const char *)&list->Addresses[i] + (family == AF_INET ? 4 : 8), size);
        names->addresses[count] = names->bytes[count];
        count++;
    }
    names->host = (struct hostent){names->name, names->aliases, (short)family, (short)size, names->addresses};
    return &names->host;
}

/* "gethostbyname function": IPv4 alone; NULL is the machine's own name. */
struct hostent *WSAAPI gethostbyname(const char *name)
{
    AFD_RESOLVED *list;
    struct hostent *host = NULL;
    char own[256];
    int error = 0;

    if (!ws_started()) return NULL;
    if (!name || !*name) {
        own_name(own, sizeof own);
        name = own;
    }
    WCHAR *wide = widen(name, &error);
    if (!(list = HeapAlloc(GetProcessHeap(), 0, sizeof *list))) error = WSAENOBUFS;
    if (!error) error = addresses_of(wide, AF_INET, 0, list);
    if (error)
        ws_fail(error);
    else
        host = give_host(list->Name[0] ? list->Name : name, list, AF_INET);
    HeapFree(GetProcessHeap(), 0, list);
    HeapFree(GetProcessHeap(), 0, wide);
    return host;
}

struct hostent *WSAAPI gethostbyaddr(const char *address, int length, int family)
{
    AFD_RESOLVE_INFO info = {.Kind = AFD_RESOLVE_ADDRESS};
    AFD_RESOLVED *list;
    struct hostent *host = NULL;

    if (!ws_started()) return NULL;
    if (family != AF_INET && family != AF_INET6) {
        ws_fail(WSAEAFNOSUPPORT);
        return NULL;
    }
    if (!address || length < (family == AF_INET ? 4 : 16)) {
        ws_fail(WSAEFAULT);
        return NULL;
    }
    if (!(list = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *list))) {
        ws_fail(WSAENOBUFS);
        return NULL;
    }
    add(list, family, address, 0);
    info.Address = list->Addresses[0];
    int error = resolve_error(ask(&info, list));
    char name[256];
    lstrcpynA(name, list->Name, sizeof name);
    list->Count = 0;
    add(list, family, address, 0);
    if (error)
        ws_fail(error);
    else
        host = give_host(name, list, family);
    HeapFree(GetProcessHeap(), 0, list);
    return host;
}

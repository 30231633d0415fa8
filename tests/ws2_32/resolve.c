/* SPDX-License-Identifier: MIT */
/* Names, services and protocols as documented; nothing here asks a network.
 *
 * Debian's wine answers before WSAStartup and takes addresses that are too short. */
#include "pair.h"

static void test_numbers(void)
{
    ADDRINFOA hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST}, *list = NULL;
    ADDRINFOW wide = {.ai_family = AF_UNSPEC, .ai_flags = AI_PASSIVE}, *both = NULL;
    int four = 0, six = 0;
    CHECK(getaddrinfo("127.0.0.1", "80", &hints, &list) == 0 && list && !list->ai_next && list->ai_family == AF_INET &&
              list->ai_socktype == SOCK_STREAM && list->ai_addrlen == sizeof(struct sockaddr_in) &&
              ((struct sockaddr_in *)list->ai_addr)->sin_port == htons(80) &&
              ((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr == htonl(INADDR_LOOPBACK),
          "getaddrinfo: \"Success returns zero\", with a number for the host and the service");
    freeaddrinfo(list);
    CHECK(getaddrinfo("no number", "80", &hints, &list) == WSAHOST_NOT_FOUND && !list,
          "AI_NUMERICHOST: \"EAI_NONAME\" for what is none");
    CHECK(GetAddrInfoW(NULL, L"8080", &wide, &both) == 0 && both, "GetAddrInfoW: no name, a service");
    for (ADDRINFOW *a = both; a; a = a->ai_next) {
        four += a->ai_family == AF_INET && ((struct sockaddr_in *)a->ai_addr)->sin_addr.s_addr == INADDR_ANY;
        six += a->ai_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&((struct sockaddr_in6 *)a->ai_addr)->sin6_addr);
    }
    CHECK(four == 1 && six == 1, "AI_PASSIVE: \"INADDR_ANY for an IPv4 address and in6addr_any for an IPv6 address\"");
    FreeAddrInfoW(both);
    wide.ai_flags = 0;
    wide.ai_family = AF_INET6;
    CHECK(GetAddrInfoW(NULL, L"1", &wide, &both) == 0 && both && !both->ai_next &&
              IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)both->ai_addr)->sin6_addr),
          "without it \"the loopback address\"");
    FreeAddrInfoW(both);
    CHECK(GetAddrInfoW(NULL, NULL, &wide, &both) == WSAHOST_NOT_FOUND,
          "GetAddrInfoW: \"WSAHOST_NOT_FOUND: ... the pNodeName and pServiceName parameters were both NULL\"");
    CHECK(getaddrinfo(NULL, NULL, NULL, &list) == WSAHOST_NOT_FOUND, "getaddrinfo: the same");
    hints.ai_family = 99;
    CHECK(getaddrinfo("1.2.3.4", NULL, &hints, &list) == WSAEAFNOSUPPORT,
          "getaddrinfo: \"EAI_FAMILY: The ai_family member of the pHints parameter is not supported.\"");
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = 99;
    CHECK(getaddrinfo("1.2.3.4", NULL, &hints, &list) == WSAESOCKTNOSUPPORT, "getaddrinfo: \"EAI_SOCKTYPE\"");
    hints.ai_socktype = SOCK_STREAM;
    CHECK(getaddrinfo("1.2.3.4", "no-such-service", &hints, &list) == WSATYPE_NOT_FOUND,
          "getaddrinfo: \"EAI_SERVICE: The pServiceName parameter is not supported for the specified ai_socktype\"");
    CHECK(getaddrinfo("1.2.3.4", "http", &hints, &list) == 0 && list &&
              ((struct sockaddr_in *)list->ai_addr)->sin_port == htons(80),
          "getaddrinfo: a service by its name");
    freeaddrinfo(list);
    ADDRINFOEXW *extended = NULL;
    CHECK(GetAddrInfoExW(L"10.1.2.3", NULL, NS_ALL, NULL, NULL, &extended, NULL, NULL, NULL, NULL) == 0 && extended &&
              extended->ai_family == AF_INET &&
              ((struct sockaddr_in *)extended->ai_addr)->sin_addr.s_addr == htonl(0x0a010203),
          "GetAddrInfoExW: a number");
    FreeAddrInfoExW(extended);
}

static void test_names(void)
{
    ADDRINFOA hints = {.ai_family = AF_INET, .ai_flags = AI_CANONNAME}, *list = NULL;
    char name[256], small[1];
    WCHAR wide[256];
    CHECK(getaddrinfo("localhost", NULL, &hints, &list) == 0 && list &&
              ((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && list->ai_canonname &&
              !strcmp(list->ai_canonname, "localhost"),
          "getaddrinfo: localhost, and its canonical name with AI_CANONNAME");
    freeaddrinfo(list);
    CHECK(gethostname(name, sizeof name) == 0 && *name,
          "gethostname: \"If no error occurs, gethostname returns zero.\"");
    CHECK(FAILS(gethostname(small, 1), WSAEFAULT), "gethostname: \"WSAEFAULT: the buffer is too small\"");
    CHECK(GetHostNameW(wide, 256) == 0 && *wide && FAILS(GetHostNameW(wide, 1), WSAEFAULT), "GetHostNameW: the same");
    struct hostent *host = gethostbyname("localhost");
    CHECK(host && host->h_addrtype == AF_INET && host->h_length == 4 &&
              *(u_long *)host->h_addr_list[0] == htonl(INADDR_LOOPBACK) && !host->h_addr_list[1],
          "gethostbyname: localhost");
    host = gethostbyname("10.20.30.40");
    CHECK(host && *(u_long *)host->h_addr_list[0] == htonl(0x0a141e28) && !strcmp(host->h_name, "10.20.30.40"),
          "gethostbyname: a number");
    CHECK(!gethostbyname("::1") && WSAGetLastError() == WSAHOST_NOT_FOUND, "gethostbyname: IPv4 alone");
    CHECK(!gethostbyaddr("1234", 4, 77) && WSAGetLastError() == WSAEAFNOSUPPORT, "gethostbyaddr: \"WSAEAFNOSUPPORT\"");
    CHECK(!gethostbyaddr("1234", 2, AF_INET) && WSAGetLastError() == WSAEFAULT,
          "gethostbyaddr: \"WSAEFAULT: the len argument is too small\"");
    u_long loop = htonl(INADDR_LOOPBACK);
    host = gethostbyaddr((char *)&loop, 4, AF_INET);
    CHECK(host && *(u_long *)host->h_addr_list[0] == loop && *host->h_name,
          "gethostbyaddr: the loopback address has a name");
}

static void test_name_info(void)
{
    struct sockaddr_in address = loopback(443);
    char host[64], service[64];
    WCHAR wide[64];
    CHECK(getnameinfo((SOCKADDR *)&address, sizeof address, host, sizeof host, service, sizeof service,
                      NI_NUMERICHOST | NI_NUMERICSERV) == 0 &&
              !strcmp(host, "127.0.0.1") && !strcmp(service, "443"),
          "getnameinfo: numbers with NI_NUMERICHOST and NI_NUMERICSERV");
    CHECK(getnameinfo((SOCKADDR *)&address, sizeof address, NULL, 0, service, sizeof service, 0) == 0 &&
              !strcmp(service, "https"),
          "getnameinfo: the service's name");
    CHECK(getnameinfo((SOCKADDR *)&address, 4, host, sizeof host, NULL, 0, NI_NUMERICHOST) == WSAEFAULT,
          "getnameinfo: WSAEFAULT for too short an address");
    CHECK(getnameinfo((SOCKADDR *)&address, sizeof address, NULL, 0, NULL, 0, 0) == WSAHOST_NOT_FOUND,
          "getnameinfo: \"EAI_NONAME: both are NULL\"");
    CHECK(GetNameInfoW((SOCKADDR *)&address, sizeof address, wide, 64, NULL, 0, NI_NUMERICHOST) == 0 &&
              !lstrcmpW(wide, L"127.0.0.1") &&
              GetNameInfoW((SOCKADDR *)&address, 4, wide, 64, NULL, 0, NI_NUMERICHOST) == WSAEFAULT,
          "GetNameInfoW: the same");
}

static void test_tables(void)
{
    struct servent *service = getservbyname("http", "tcp");
    CHECK(service && service->s_port == htons(80) && !strcmp(service->s_proto, "tcp") &&
              !strcmp(service->s_name, "http"),
          "getservbyname: http");
    CHECK(!getservbyname("http", "udp") && WSAGetLastError() == WSANO_DATA, "getservbyname: \"WSANO_DATA\"");
    service = getservbyport(htons(53), "udp");
    CHECK(service && !strcmp(service->s_name, "domain") && !strcmp(service->s_proto, "udp"), "getservbyport: domain");
    CHECK(!getservbyport(htons(1), NULL) && WSAGetLastError() == WSANO_DATA, "getservbyport: \"WSANO_DATA\"");
    struct protoent *protocol = getprotobyname("tcp");
    CHECK(protocol && protocol->p_proto == IPPROTO_TCP && !strcmp(protocol->p_aliases[0], "TCP") &&
              !protocol->p_aliases[1],
          "getprotobyname: tcp");
    CHECK(!getprotobyname("no protocol") && WSAGetLastError() == WSANO_DATA, "getprotobyname: \"WSANO_DATA\"");
    protocol = getprotobynumber(17);
    CHECK(protocol && !strcmp(protocol->p_name, "udp"), "getprotobynumber: udp");
    CHECK(!getprotobynumber(250) && WSAGetLastError() == WSANO_DATA, "getprotobynumber: \"WSANO_DATA\"");
}

int main(void)
{
    CHECK(getaddrinfo("1.2.3.4", NULL, NULL, &(ADDRINFOA *){0}) == WSANOTINITIALISED,
          "getaddrinfo: \"WSANOTINITIALISED\"");
    start();
    test_numbers();
    test_names();
    test_name_info();
    test_tables();
    return check_done();
}

#pragma once
#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

// epoll and eventfd, which Swift's Glibc does not have.

static inline int shim_events(void) { return epoll_create1(EPOLL_CLOEXEC); }

// Tells of a socket that can be read: as long as it can be, or on its edges, when more has come.
static inline int shim_watch(int events, int socket, int edges) {
    struct epoll_event event = {.events = EPOLLIN | (edges ? EPOLLRDHUP | EPOLLET : 0), .data = {.fd = socket}};
    return epoll_ctl(events, EPOLL_CTL_ADD, socket, &event) == 0;
}

static inline void shim_unwatch(int events, int socket) { epoll_ctl(events, EPOLL_CTL_DEL, socket, NULL); }

// Writes up to 64 sockets that can be read, and returns how many.
static inline int shim_wait(int events, int sockets[64], int milliseconds) {
    struct epoll_event found[64];
    int count = epoll_wait(events, found, 64, milliseconds);
    for (int index = 0; index < count; index++) sockets[index] = found[index].data.fd;
    return count;
}

static inline int shim_bell(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline void shim_ring(int bell) { eventfd_write(bell, 1); }

// A connection that does not block, and that no other program inherits; negative where none waits.
static inline int shim_accept(int listener, struct sockaddr *address, socklen_t *length) {
    int taken = accept(listener, address, length);
    if (taken >= 0) {
        fcntl(taken, F_SETFL, O_NONBLOCK);
        fcntl(taken, F_SETFD, FD_CLOEXEC);
    }
    return taken;
}

static inline int shim_has_closed(enum MHD_ConnectionNotificationCode what) { return what == MHD_CONNECTION_NOTIFY_CLOSED; }

// libmicrohttpd's start and info calls are variadic, which Swift cannot call.

// Starts a server with a thread for each connection. It does not listen: connections are added.
static inline struct MHD_Daemon *shim_start(
    unsigned int connections, unsigned int timeoutSeconds, MHD_AccessHandlerCallback handler, void *context,
    void *(*uri)(void *, const char *, struct MHD_Connection *), MHD_RequestCompletedCallback completed,
    MHD_NotifyConnectionCallback notify) {
    unsigned int flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC
        | MHD_USE_NO_LISTEN_SOCKET;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handler, context, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, timeoutSeconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(48 * 1024),
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, uri, context, MHD_OPTION_NOTIFY_COMPLETED,
        completed, context, MHD_OPTION_NOTIFY_CONNECTION, notify, context, MHD_OPTION_END);
}

// The connection's socket.
static inline int shim_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

// Writes the peer's address as text.
static inline void shim_peer(struct MHD_Connection *connection, char *text, socklen_t size) {
    text[0] = 0;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !info->client_addr) return;
    if (info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, text, size);
    else if (info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, text, size);
}

// The least that an HTTP answer can cost: one thread, epoll, a request is over at its empty line, the answer
// is a constant. Every figure of the benchmark is held against it.
//
//     epoll PORT

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
    "15\r\n\r\n{\"status\":\"ok\"}";

void watch(int poll, int socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

// How many whole requests stand in the buffer; what is left of the last stays.
std::size_t take_requests(std::string& in) {
    std::size_t count = 0;
    for (auto end = in.find("\r\n\r\n"); end != std::string::npos; end = in.find("\r\n\r\n")) {
        in.erase(0, end + 4);
        ++count;
    }
    return count;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    int const listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int const one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(arguments[1])));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener, 512) != 0)
        return 1;
    int const poll = epoll_create1(0);
    watch(poll, listener);
    std::unordered_map<int, std::string> open;
    std::array<epoll_event, 256> events{};
    std::array<char, 16384> buffer{};
    while (true) {
        int const ready = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < ready; ++i) {
            int const socket = events[static_cast<std::size_t>(i)].data.fd;
            if (socket == listener) {
                int const peer = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                if (peer < 0) continue;
                setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                watch(poll, peer);
                continue;
            }
            auto const size = read(socket, buffer.data(), buffer.size());
            if (size <= 0) {
                close(socket);
                open.erase(socket);
                continue;
            }
            auto& in = open[socket];
            in.append(buffer.data(), static_cast<std::size_t>(size));
            std::string out;
            for (auto left = take_requests(in); left > 0; --left) out += answer;
            if (!out.empty() && write(socket, out.data(), out.size()) < 0) close(socket);
        }
    }
}

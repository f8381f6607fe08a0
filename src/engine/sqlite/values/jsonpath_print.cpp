// A jsonpath as PostgreSQL prints it: every key in quotes, every operation but the outermost in parentheses
// where they are needed.

#include <array>

#include "base/json.hpp"
#include "engine/sqlite/values/jsonpath.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr int weakest = 6;

int strength(PathKind kind) {
    switch (kind) {
        case PathKind::or_: return 0;
        case PathKind::and_: return 1;
        case PathKind::equal:
        case PathKind::not_equal:
        case PathKind::less:
        case PathKind::less_or_equal:
        case PathKind::greater:
        case PathKind::greater_or_equal:
        case PathKind::starts_with: return 2;
        case PathKind::add:
        case PathKind::subtract: return 3;
        case PathKind::multiply:
        case PathKind::divide:
        case PathKind::modulo: return 4;
        case PathKind::plus:
        case PathKind::minus: return 5;
        default: return weakest;
    }
}

class PathPrinter {
public:
    // `key`: after a dot or at the end of a chain; `brackets`: an operation stands in parentheses.
    void print(PathNode const& n, bool brackets) {
        one(n, brackets || n.next != nullptr);
        if (n.next) print(*n.next, true);
    }

    std::string take() { return std::move(out_); }

private:
    void inner(PathNode const& parent, PathNode const& child) {
        print(child, strength(child.kind) <= strength(parent.kind));
    }

    void binary(PathNode const& n, bool brackets) {
        if (brackets) out_ += '(';
        inner(n, *n.left);
        out_ += ' ';
        out_ += operator_text(n.kind);
        out_ += ' ';
        inner(n, *n.right);
        if (brackets) out_ += ')';
    }

    void sign(PathNode const& n, bool brackets) {
        if (brackets) out_ += '(';
        out_ += operator_text(n.kind);
        inner(n, *n.left);
        if (brackets) out_ += ')';
    }

    void like(PathNode const& n, bool brackets) {
        if (brackets) out_ += '(';
        inner(n, *n.left);
        out_ += " like_regex ";
        append_json_string(out_, n.text);
        if (!n.flags.empty()) out_ += " flag \"" + n.flags + "\"";
        if (brackets) out_ += ')';
    }

    void subscripts(PathNode const& n) {
        out_ += '[';
        for (auto const& [from, to] : n.subscripts) {
            if (out_.back() != '[') out_ += ',';
            print(*from, false);
            if (to) {
                out_ += " to ";
                print(*to, false);
            }
        }
        out_ += ']';
    }

    void levels(PathNode const& n) {
        auto const level = [](std::uint32_t number) {
            return number == deepest_level ? std::string("last") : std::to_string(number);
        };
        out_ += ".**";
        if (n.first == 0 && n.last == deepest_level) return;
        out_ += "{" + level(n.first);
        if (n.first != n.last) out_ += " to " + level(n.last);
        out_ += '}';
    }

    void wrapped(std::string_view before, PathNode const& n, std::string_view after) {
        out_ += before;
        print(n, false);
        out_ += after;
    }

    void literal(PathNode const& n) {
        bool const number = n.text.find_first_not_of("-.0123456789") == std::string::npos;
        bool const brackets = number && n.next != nullptr;
        out_ += brackets ? "(" + n.text + ")" : n.text;
    }

    void one(PathNode const& n, bool brackets) {
        switch (n.kind) {
            case PathKind::literal: return literal(n);
            case PathKind::variable: out_ += '$'; return append_json_string(out_, n.text);
            case PathKind::root: out_ += '$'; return;
            case PathKind::current: out_ += '@'; return;
            case PathKind::last: out_ += "last"; return;
            case PathKind::key: out_ += '.'; return append_json_string(out_, n.text);
            case PathKind::any_key: out_ += ".*"; return;
            case PathKind::any_array: out_ += "[*]"; return;
            case PathKind::index: return subscripts(n);
            case PathKind::any_level: return levels(n);
            case PathKind::filter: return wrapped("?(", *n.left, ")");
            case PathKind::method: out_ += "." + n.text + "(" + n.flags + ")"; return;
            case PathKind::plus:
            case PathKind::minus: return sign(n, brackets);
            case PathKind::not_: return wrapped("!(", *n.left, ")");
            case PathKind::is_unknown: return wrapped("(", *n.left, ") is unknown");
            case PathKind::exists: return wrapped("exists (", *n.left, ")");
            case PathKind::like_regex: return like(n, brackets);
            default: return binary(n, brackets);
        }
    }

    std::string out_;
};

}  // namespace

std::string_view operator_text(PathKind kind) {
    switch (kind) {
        case PathKind::add:
        case PathKind::plus: return "+";
        case PathKind::subtract:
        case PathKind::minus: return "-";
        case PathKind::multiply: return "*";
        case PathKind::divide: return "/";
        case PathKind::modulo: return "%";
        case PathKind::equal: return "==";
        case PathKind::not_equal: return "!=";
        case PathKind::less: return "<";
        case PathKind::less_or_equal: return "<=";
        case PathKind::greater: return ">";
        case PathKind::greater_or_equal: return ">=";
        case PathKind::and_: return "&&";
        case PathKind::or_: return "||";
        case PathKind::starts_with: return "starts with";
        default: return "";
    }
}

std::string print_jsonpath(JsonPath const& path) {
    PathPrinter printer;
    printer.print(*path.root, true);
    return (path.strict ? "strict " : "") + printer.take();
}

}  // namespace backstay::engine::sqlite

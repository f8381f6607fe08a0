// The statements of PL/pgSQL.

#include <array>

#include "base/text.hpp"
#include "sql/read/plpgsql_reader.hpp"
#include "sql/read/read.hpp"
#include "sql/setting_query.hpp"

namespace backstay::sql::plpgsql {
namespace {

struct DiagnosticItem {
    std::string_view word;
    Diagnostic diagnostic;
};
constexpr auto diagnostic_items = std::to_array<DiagnosticItem>({
    {"returned_sqlstate", Diagnostic::sqlstate},
    {"message_text", Diagnostic::message},
    {"pg_exception_detail", Diagnostic::detail},
    {"pg_exception_hint", Diagnostic::hint},
    {"constraint_name", Diagnostic::constraint},
});

struct Option {
    std::string_view word;
    RaiseOption option;
};
constexpr auto options = std::to_array<Option>({
    {"errcode", RaiseOption::errcode},
    {"message", RaiseOption::message},
    {"detail", RaiseOption::detail},
    {"hint", RaiseOption::hint},
    {"column", RaiseOption::column},
    {"constraint", RaiseOption::constraint},
    {"table", RaiseOption::table},
    {"schema", RaiseOption::schema},
    {"datatype", RaiseOption::datatype},
});
constexpr auto lesser_levels = std::to_array<std::string_view>({"warning", "notice", "info", "log", "debug"});

// The marks of a format that take an argument; %% is a percent sign.
std::size_t marks_in(std::string_view format) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') continue;
        if (i + 1 < format.size() && format[i + 1] == '%')
            ++i;
        else
            ++count;
    }
    return count;
}

}  // namespace

bool Reader::assigns() const {
    if (at_end() || (tokens_[next_].kind != TokenKind::word && tokens_[next_].kind != TokenKind::quoted_name))
        return false;
    std::size_t ahead = 1;
    while (is_symbol('.', ahead)) ahead += 2;
    if (is_symbol('[', ahead)) return known(to_lower(text(next_)));
    return is_symbol('=', ahead) || (is_symbol(':', ahead) && is_symbol('=', ahead + 1));
}

Result<Statement::Node> Reader::assign() {
    TRY(auto target, variable());
    if (!take_symbol('=')) next_ += 2;
    TRY(auto value, expression({";"}));
    TRY_VOID(expect_symbol(';'));
    return Assign{std::move(target), std::move(value)};
}

// The names after INTO are cut out of the statement's text, everything else stays where it is.
Result<Into> Reader::take_into(Piece& piece, std::size_t from) {
    auto const back = next_;
    next_ = from + 1;
    Into into{.targets = {}, .strict = take("strict")};
    do {
        TRY(auto target, variable());
        into.targets.push_back(std::move(target));
    } while (take_symbol(','));
    auto const begin = tokens_[from].begin - piece.offset;
    auto const end = tokens_[next_ - 1].end - piece.offset;
    for (auto i = begin; i < end; ++i)
        if (piece.text[i] != '\n') piece.text[i] = ' ';
    next_ = back;
    return into;
}

namespace {

// SET [LOCAL] name = value: nothing where it is another SET, or none.
std::optional<SetSetting> setting(std::string const& statement) {
    auto read = read_one(statement);
    auto const* set = read ? std::get_if<SetSetting>(&read->node) : nullptr;
    return set != nullptr && set->value ? std::optional(*set) : std::nullopt;
}

}  // namespace

Result<Statement::Node> Reader::sql_statement() {
    auto const first = next_;
    if (tokens_[first].kind != TokenKind::word) return unexpected();
    TRY(auto found, piece({";"}));
    std::optional<Into> into;
    for (auto i = first + 1; i < next_; ++i)
        if (lexer_.is_word(tokens_[i], "into") && !lexer_.is_word(tokens_[i - 1], "insert")) {
            TRY(into, take_into(found, i));
            break;
        }
    if (to_lower(text(first)) == "set")
        if (auto const set = setting(found.text)) {
            TRY_VOID(expect_symbol(';'));
            return Perform{as_query(*set)};
        }
    TRY(auto read, query(found));
    if (std::holds_alternative<Select>(read.node) && !into)
        return failure("42601", "query has no destination for result data")
            .hint("If you want to discard the results of a SELECT, use PERFORM instead.")
            .at(position_of(found.offset));
    TRY_VOID(expect_symbol(';'));
    return Execute{std::move(read), std::move(into)};
}

Result<Statement::Node> Reader::if_statement() {
    If made;
    do {
        TRY(auto condition, expression({"then"}));
        TRY_VOID(expect("then"));
        TRY(auto inside, body({"elsif", "elseif", "else", "end"}));
        made.branches.push_back({std::move(condition), std::move(inside)});
    } while (take("elsif") || take("elseif"));
    if (take("else")) {
        TRY(made.otherwise, body({"end"}));
    }
    TRY_VOID(expect("end"));
    TRY_VOID(expect("if"));
    TRY_VOID(expect_symbol(';'));
    return made;
}

Result<Statement::Node> Reader::case_statement() {
    If made;
    std::optional<Expression> operand;
    if (!is("when")) {
        TRY(operand, expression({"when"}));
    }
    while (take("when")) {
        Expressions values;
        do {
            TRY(auto value, operand ? expression({",", "then"}) : expression({"then"}));
            values.push_back(std::move(value));
        } while (operand && take_symbol(','));
        TRY_VOID(expect("then"));
        TRY(auto inside, body({"when", "else", "end"}));
        auto condition = operand
                             ? Expression(InList{.arg = ExpressionBox(*operand), .list = std::move(values)})
                             : std::move(values.front());
        made.branches.push_back({std::move(condition), std::move(inside)});
    }
    if (made.branches.empty()) return unexpected();
    if (take("else")) {
        TRY(made.otherwise, body({"end"}));
    } else {
        Raise missing{.condition = "case_not_found", .format = "case not found"};
        missing.options.emplace_back(
            RaiseOption::hint,
            Expression(Literal{LiteralKind::string, "CASE statement is missing ELSE part."}));
        made.otherwise.push_back({std::move(missing), position()});
    }
    TRY_VOID(expect("end"));
    TRY_VOID(expect("case"));
    TRY_VOID(expect_symbol(';'));
    return made;
}

Result<Statement::Node> Reader::perform() {
    TRY(auto found, piece({";"}));
    if (found.text.empty()) return unexpected();
    // PERFORM takes what may follow SELECT; the six letters more are blank in what is read.
    constexpr std::string_view word = "select ";
    auto const shift = std::min(found.offset, word.size());
    Piece const whole{std::string(word) + found.text, found.offset - shift};
    TRY(auto read, query(whole));
    TRY_VOID(expect_symbol(';'));
    return Perform{std::get<Select>(std::move(read.node))};
}

Result<Statement::Node> Reader::return_statement() {
    if (take_symbol(';')) return Return{};
    if (take("next")) {
        ReturnNext made;
        if (!is_symbol(';')) {
            TRY(made.value, expression({";"}));
        }
        TRY_VOID(expect_symbol(';'));
        return made;
    }
    if (take("query")) {
        if (is("execute")) return refused("EXECUTE of a text in PL/pgSQL", "the statement itself");
        TRY(auto found, piece({";"}));
        TRY(auto read, query(found));
        TRY_VOID(expect_symbol(';'));
        return ReturnQuery{std::move(read)};
    }
    TRY(auto value, expression({";"}));
    TRY_VOID(expect_symbol(';'));
    return Return{std::move(value)};
}

Result<Statement::Node> Reader::diagnostics() {
    auto const first = next_;
    take("get");
    if (take("stacked")) return stacked_diagnostics();
    take("current");
    bool const plain = take("diagnostics");
    if (plain) {
        TRY(auto target, variable());
        if (!take_symbol('=')) next_ += 2;
        if (take("row_count") && take_symbol(';')) return RowCount{std::move(target)};
    }
    next_ = first;
    return refused("GET DIAGNOSTICS of anything but ROW_COUNT", "GET DIAGNOSTICS n = ROW_COUNT");
}

Result<Statement::Node> Reader::stacked_diagnostics() {
    TRY_VOID(expect("diagnostics"));
    StackedDiagnostics made;
    do {
        TRY(auto target, variable());
        if (!take_symbol('=')) next_ += 2;
        auto const item =
            std::ranges::find_if(diagnostic_items, [&](auto const& one) { return is(one.word); });
        if (item == diagnostic_items.end())
            return refused("this item of GET STACKED DIAGNOSTICS", "RETURNED_SQLSTATE or MESSAGE_TEXT");
        ++next_;
        made.items.emplace_back(std::move(target), item->diagnostic);
    } while (take_symbol(','));
    TRY_VOID(expect_symbol(';'));
    return made;
}

Result<Statement::Node> Reader::raise() {
    if (take_symbol(';')) return RaiseAgain{};
    Raise made;
    if (!take("exception"))
        for (auto const level : lesser_levels)
            if (take(level)) {
                made.level = RaiseLevel::less;
                break;
            }
    if (!is("using")) TRY_VOID(raise_what(made));
    if (take("using")) TRY_VOID(raise_options(made));
    auto const wanted = made.format ? marks_in(*made.format) : 0;
    if (made.arguments.size() != wanted)
        return failure("42601", std::string("too ") + (made.arguments.size() > wanted ? "many" : "few") +
                                    " parameters specified for RAISE")
            .at(position());
    TRY_VOID(expect_symbol(';'));
    return made;
}

Result<void> Reader::raise_what(Raise& raise) {
    if (at_end()) return unexpected();
    auto const kind = tokens_[next_].kind;
    if (kind == TokenKind::string || kind == TokenKind::dollar_string) {
        TRY(auto const format, expression({",", "using", ";"}));
        auto const* literal = std::get_if<Literal>(&format.node);
        if (literal == nullptr) return unexpected();
        raise.format = literal->text;
        while (take_symbol(',')) {
            TRY(auto argument, expression({",", "using", ";"}));
            raise.arguments.push_back(std::move(argument));
        }
        return {};
    }
    if (take("sqlstate")) {
        TRY(auto const code, expression({"using", ";"}));
        auto const* literal = std::get_if<Literal>(&code.node);
        if (literal == nullptr || !is_sqlstate(literal->text))
            return failure("42601", "invalid SQLSTATE code").at(position());
        raise.condition = literal->text;
        return {};
    }
    auto const where = position();
    TRY(raise.condition, name());
    if (sqlstate_of(raise.condition).empty())
        return failure("42704", "unrecognized exception condition \"" + raise.condition + "\"").at(where);
    return {};
}

Result<void> Reader::raise_options(Raise& raise) {
    do {
        auto const where = position();
        TRY(auto const word, name());
        auto const found = std::ranges::find(options, word, &Option::word);
        if (found == options.end()) return failure("42601", "unrecognized RAISE statement option").at(where);
        if (!take_symbol('=')) {
            TRY_VOID(expect_symbol(':'));
            TRY_VOID(expect_symbol('='));
        }
        TRY(auto value, expression({",", ";"}));
        raise.options.emplace_back(found->option, std::move(value));
    } while (take_symbol(','));
    return {};
}

// ---- loops ----

Result<Body> Reader::loop_body() {
    TRY_VOID(expect("loop"));
    TRY(auto inside, body({"end"}));
    TRY_VOID(expect("end"));
    TRY_VOID(expect("loop"));
    TRY_VOID(expect_symbol(';'));
    return inside;
}

Result<Statement::Node> Reader::loop() {
    --next_;
    TRY(auto inside, loop_body());
    return Loop{std::move(inside)};
}

Result<Statement::Node> Reader::while_loop() {
    TRY(auto condition, expression({"loop"}));
    TRY(auto inside, loop_body());
    return While{std::move(condition), std::move(inside)};
}

Result<Statement::Node> Reader::for_range(std::string variable) {
    bool const reverse = take("reverse");
    TRY(auto from, expression({".."}));
    next_ += 2;
    TRY(auto to, expression({"by", "loop"}));
    std::optional<Expression> by;
    if (take("by")) {
        TRY(by, expression({"loop"}));
    }
    scopes_.push_back({variable});
    TRY(auto inside, loop_body());
    scopes_.pop_back();
    return ForRange{std::move(variable), std::move(from), std::move(to),
                    std::move(by),       reverse,         std::move(inside)};
}

Result<Statement::Node> Reader::for_loop() {
    auto const first = next_;
    std::vector<Name> targets;
    do {
        TRY(auto target, qualified_name());
        targets.push_back(std::move(target));
    } while (take_symbol(','));
    TRY_VOID(expect("in"));
    auto const dots = find({"..", "loop"});
    if (dots < tokens_.size() && lexer_.is_symbol(tokens_[dots], '.'))
        return for_range(std::move(targets.front().parts.front()));
    if (is("execute")) return refused("EXECUTE of a text in PL/pgSQL", "the statement itself");
    for (auto const& target : targets)
        if (!known(target))
            return failure("42601",
                           "loop variable of loop over rows must be a record variable or list of scalar "
                           "variables")
                .at(position_of(tokens_[first].begin));
    TRY(auto const found, piece({"loop"}));
    TRY(auto read, query(found));
    TRY(auto inside, loop_body());
    return ForQuery{std::move(targets), std::move(read), std::move(inside)};
}

Result<Statement::Node> Reader::leave(bool exits) {
    Leave made{.exits = exits, .when = {}};
    if (!is("when") && !is_symbol(';')) return refused("a label in PL/pgSQL", "no label");
    if (take("when")) {
        TRY(made.when, expression({";"}));
    }
    TRY_VOID(expect_symbol(';'));
    return made;
}

}  // namespace backstay::sql::plpgsql

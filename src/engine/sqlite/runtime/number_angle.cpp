// Sines and their like, of radians and of degrees. Those of degrees are scaled so that they are exact at
// multiples of 30 and 45, each from the half of the quadrant where its function is flat enough.

#include <array>
#include <cmath>

#include "engine/sqlite/runtime/number.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;

constexpr double radians_a_degree = 0.0174532925199432957692;

// ---- degrees within the first quadrant ----
double sine_to_30(double x) {
    return std::sin(x * radians_a_degree) / std::sin(30.0 * radians_a_degree) / 2.0;
}
double cosine_to_60(double x) {
    double const unit = 1.0 - std::cos(60.0 * radians_a_degree);
    return 1.0 - (1.0 - std::cos(x * radians_a_degree)) / unit / 2.0;
}
double sine_in_quadrant(double x) { return x <= 30.0 ? sine_to_30(x) : cosine_to_60(90.0 - x); }
double cosine_in_quadrant(double x) { return x <= 60.0 ? cosine_to_60(x) : sine_to_30(90.0 - x); }
double arc_sine_in_quadrant(double x) {
    if (x <= 0.5) return std::asin(x) / std::asin(0.5) * 30.0;
    return 90.0 - std::acos(x) / std::acos(0.5) * 60.0;
}
double arc_cosine_in_quadrant(double x) {
    if (x <= 0.5) return 90.0 - std::asin(x) / std::asin(0.5) * 30.0;
    return std::acos(x) / std::acos(0.5) * 60.0;
}

// An angle brought into the first quadrant, and how the signs change on the way.
struct Reduced {
    double angle;
    int sine = 1, cosine = 1;
    explicit Reduced(double degrees) : angle(std::fmod(degrees, 360.0)) {
        if (angle < 0.0) {
            angle = -angle;
            sine = -sine;
        }
        if (angle > 180.0) {
            angle = 360.0 - angle;
            sine = -sine;
        }
        if (angle > 90.0) {
            angle = 180.0 - angle;
            cosine = -cosine;
        }
    }
};

double sine_of_degrees(double x) {
    Reduced const r(x);
    return r.sine * sine_in_quadrant(r.angle);
}
double cosine_of_degrees(double x) {
    Reduced const r(x);
    return r.cosine * cosine_in_quadrant(r.angle);
}
double tangent_of_degrees(double x) {
    Reduced const r(x);
    double const unit = sine_in_quadrant(45.0) / cosine_in_quadrant(45.0);
    double const result =
        r.sine * r.cosine * (sine_in_quadrant(r.angle) / cosine_in_quadrant(r.angle) / unit);
    return result == 0.0 ? 0.0 : result;
}
double cotangent_of_degrees(double x) {
    Reduced const r(x);
    double const unit = cosine_in_quadrant(45.0) / sine_in_quadrant(45.0);
    double const result =
        r.sine * r.cosine * (cosine_in_quadrant(r.angle) / sine_in_quadrant(r.angle) / unit);
    return result == 0.0 ? 0.0 : result;
}
double arc_sine_degrees(double x) { return x >= 0.0 ? arc_sine_in_quadrant(x) : -arc_sine_in_quadrant(-x); }
double arc_cosine_degrees(double x) {
    return x >= 0.0 ? arc_cosine_in_quadrant(x) : 90.0 + arc_sine_in_quadrant(-x);
}
double arc_tangent_degrees(double x) { return std::atan(x) / std::atan(1.0) * 45.0; }
double cotangent(double x) { return 1.0 / std::tan(x); }

// ---- calls ----
Failure out_of_domain() { return failure("22003", "input is out of range"); }

template <double (*function)(double)>
Made plain(Arguments const& args) {
    return function(args.real(0));
}
template <double (*function)(double)>
Made of_angle(Arguments const& args) {
    auto const angle = args.real(0);
    if (std::isnan(angle)) return angle;
    if (std::isinf(angle)) return out_of_domain();
    return function(angle);
}
template <double (*function)(double)>
Made of_ratio(Arguments const& args) {
    auto const ratio = args.real(0);
    if (std::isnan(ratio)) return ratio;
    if (ratio < -1.0 || ratio > 1.0) return out_of_domain();
    return function(ratio);
}
Made arc_of_two(Arguments const& args) { return std::atan2(args.real(0), args.real(1)); }
Made arc_of_two_degrees(Arguments const& args) {
    return std::atan2(args.real(0), args.real(1)) / std::atan(1.0) * 45.0;
}
Made degrees(Arguments const& args) {
    auto const result = args.real(0) / radians_a_degree;
    if (std::isinf(result) && !std::isinf(args.real(0)))
        return failure("22003", "value out of range: overflow");
    return result;
}
Made radians(Arguments const& args) {
    auto const result = args.real(0) * radians_a_degree;
    if (result == 0 && args.real(0) != 0) return failure("22003", "value out of range: underflow");
    return result;
}

constexpr auto number_angle_functions = std::to_array<Scalar>({
    {"pg_sin", 1, of_angle<std::sin>},
    {"pg_cos", 1, of_angle<std::cos>},
    {"pg_tan", 1, of_angle<std::tan>},
    {"pg_cot", 1, of_angle<cotangent>},
    {"pg_asin", 1, of_ratio<std::asin>},
    {"pg_acos", 1, of_ratio<std::acos>},
    {"pg_atan", 1, plain<std::atan>},
    {"pg_atan2", 2, arc_of_two},
    {"pg_sind", 1, of_angle<sine_of_degrees>},
    {"pg_cosd", 1, of_angle<cosine_of_degrees>},
    {"pg_tand", 1, of_angle<tangent_of_degrees>},
    {"pg_cotd", 1, of_angle<cotangent_of_degrees>},
    {"pg_asind", 1, of_ratio<arc_sine_degrees>},
    {"pg_acosd", 1, of_ratio<arc_cosine_degrees>},
    {"pg_atand", 1, plain<arc_tangent_degrees>},
    {"pg_atan2d", 2, arc_of_two_degrees},
    {"pg_degrees", 1, degrees},
    {"pg_radians", 1, radians},
});

}  // namespace

Result<void> register_angles(Connection const& db, StatementState& state) {
    return register_scalars(db, state, number_angle_functions);
}

}  // namespace backstay::engine::sqlite

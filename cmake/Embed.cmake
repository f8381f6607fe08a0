# embed_files(MODULE HEADER FUNCTION PATTERN): the files that match PATTERN, below the module's folder, become part of
# the module: FUNCTION, declared in HEADER, gives them as embedded::File { name, text }. Adding a file is enough.
function(embed_files module header function pattern)
  file(GLOB files CONFIGURE_DEPENDS "${module}/${pattern}")
  list(SORT files)
  set(entries "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  string(REPLACE "::" ";" parts "${function}")
  list(POP_BACK parts name)
  list(JOIN parts "::" namespace)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${module}_${name}.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[#include "@header@"

namespace @namespace@ {
namespace {

constexpr EmbeddedFile files[] = {
@entries@};

}  // namespace

std::span<EmbeddedFile const> @name@() { return files; }

}  // namespace @namespace@
]])
  target_sources(${module} PRIVATE "${source}")
endfunction()

option(BACKSTAY_UNITY "compile sources of a module together: a clean build takes a third of the time, a changed line longer" OFF)

# compile_together(TARGET SOURCE...): with BACKSTAY_UNITY, in the groups that tools/unity_groups finds.
function(compile_together target)
  if(NOT BACKSTAY_UNITY)
    return()
  endif()
  execute_process(COMMAND "${PROJECT_SOURCE_DIR}/tools/unity_groups" "${PROJECT_SOURCE_DIR}/src" ${ARGN}
                  OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[0-9]+ [^\n]+" lines "${lines}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([0-9]+) (.*)$" line "${line}")
    set_source_files_properties("${CMAKE_MATCH_2}" PROPERTIES UNITY_GROUP "${target}_${CMAKE_MATCH_1}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# few_copies(TARGET): a release copies fewer functions into their callers, which saves a fifth of the compiler's time and of the code. For what
# requests that are answered again and again do not come through, or where it costs them next to nothing (api: 1.4 % of the instructions
# of a point read). The rest of engine and http are not: there it was 5 %.
function(few_copies target)
  target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:SHELL:-mllvm -inline-threshold=100>")
endfunction()

# precompile(TARGETS MODULE HEADERS): what the module has precompiled, or else the headers, for the first target and by it for the others.
function(precompile targets module headers)
  list(GET targets 0 owner)
  if(module)
    get_target_property(owner ${module} PRECOMPILED_BY)
  elseif(headers)
    list(TRANSFORM headers REPLACE "^([a-z].*)$" "${PROJECT_SOURCE_DIR}/src/\\1")
    target_precompile_headers(${owner} PRIVATE ${headers})
  else()
    return()
  endif()
  foreach(target IN LISTS targets)
    if(NOT target STREQUAL owner)
      target_precompile_headers(${target} REUSE_FROM ${owner})
    endif()
    set_target_properties(${target} PROPERTIES PRECOMPILED_BY ${owner})
    # Without the time of day in it, the compiler cache can tell that nothing changed.
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endforeach()
endfunction()

# describe_module(TARGET SCOPE LIBRARY...): what its sources need to be compiled.
function(describe_module target scope)
  target_include_directories(${target} ${scope} "${PROJECT_SOURCE_DIR}/src")
  target_compile_definitions(${target} ${scope} BACKSTAY_VERSION="${PROJECT_VERSION}")
  target_compile_features(${target} ${scope} cxx_std_23)
  target_link_libraries(${target} ${scope} ${ARGN})
endfunction()

# add_module(NAME [COLD | COLD_FOLDERS folder...] [DEPENDS module...] [USES library...] [PRECOMPILE header... | PRECOMPILED_BY module]):
# the library NAME from every .cpp under NAME/, and the test NAME_test from every *_test.cpp beside them. USES names libraries from
# outside. COLD: few_copies() of it; COLD_FOLDERS: of these alone.
# PRECOMPILE names what nearly every source of the module reads: it saves four seconds a source that reads the trees. PRECOMPILED_BY: the
# same, or more, is precompiled for another module.
# Each header is compiled alone by the target all_verify_interface_header_sets.
function(add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "COLD" "PRECOMPILED_BY" "COLD_FOLDERS;DEPENDS;USES;PRECOMPILE")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${name}/*.cpp")
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${name}/*.hpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  foreach(dependency IN LISTS arg_DEPENDS)
    if(NOT TARGET ${dependency})
      message(FATAL_ERROR "${name} depends on ${dependency}, which is not below it in src/CMakeLists.txt")
    endif()
  endforeach()
  if(NOT sources)
    add_library(${name} INTERFACE)
    describe_module(${name} INTERFACE ${arg_DEPENDS} ${arg_USES})
    return()
  endif()

  list(JOIN arg_COLD_FOLDERS "|" folders)
  set(cold ${sources})
  list(FILTER cold INCLUDE REGEX "/${name}/(${folders})/")
  if(arg_COLD_FOLDERS)
    list(REMOVE_ITEM sources ${cold})
  endif()
  add_library(${name} STATIC ${sources})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${headers})
  describe_module(${name} PUBLIC ${arg_DEPENDS} ${arg_USES})
  compile_together(${name} ${sources})
  if(arg_COLD)
    few_copies(${name})
  endif()
  set(parts ${name})
  if(arg_COLD_FOLDERS)
    add_library(${name}_cold OBJECT ${cold})
    describe_module(${name}_cold PRIVATE ${arg_DEPENDS} ${arg_USES})
    compile_together(${name}_cold ${cold})
    few_copies(${name}_cold)
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:${name}_cold>)
    list(PREPEND parts ${name}_cold)
  endif()
  precompile("${parts}" "${arg_PRECOMPILED_BY}" "${arg_PRECOMPILE}")

  if(tests AND BUILD_TESTING)
    add_executable(${name}_test ${tests})
    compile_together(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} GTest::gtest_main)
    gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60)
  endif()
endfunction()

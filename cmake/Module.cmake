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

# add_module(NAME [COLD] [DEPENDS module...] [USES library...] [PRECOMPILE header...]): the library NAME from every .cpp
# under NAME/, and the test NAME_test from every *_test.cpp beside them. USES names libraries from outside.
# COLD: requests that are answered again and again do not come through it. A release copies fewer functions into their
# callers there, which saves a seventh of its compiler's time and of its code.
# PRECOMPILE names what nearly every source of the module reads: it saves four seconds a source that reads the trees.
# Each header is compiled alone by the target all_verify_interface_header_sets.
function(add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "COLD" "" "DEPENDS;USES;PRECOMPILE")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${name}/*.cpp")
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${name}/*.hpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
    target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${headers})
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} "${PROJECT_SOURCE_DIR}/src")
  target_compile_definitions(${name} ${scope} BACKSTAY_VERSION="${PROJECT_VERSION}")
  target_compile_features(${name} ${scope} cxx_std_23)
  foreach(dependency IN LISTS arg_DEPENDS)
    if(NOT TARGET ${dependency})
      message(FATAL_ERROR "${name} depends on ${dependency}, which is not below it in src/CMakeLists.txt")
    endif()
    target_link_libraries(${name} ${scope} ${dependency})
  endforeach()
  target_link_libraries(${name} ${scope} ${arg_USES})
  if(sources AND arg_PRECOMPILE)
    list(TRANSFORM arg_PRECOMPILE REPLACE "^([a-z].*)$" "${PROJECT_SOURCE_DIR}/src/\\1")
    target_precompile_headers(${name} PRIVATE ${arg_PRECOMPILE})
    # Without the time of day in it, the compiler cache can tell that nothing changed.
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()

  if(sources AND arg_COLD)
    target_compile_options(${name} PRIVATE "$<$<CONFIG:Release>:SHELL:-mllvm -inline-threshold=100>")
  endif()

  if(sources)
    compile_together(${name} ${sources})
  endif()

  if(tests AND BUILD_TESTING)
    add_executable(${name}_test ${tests})
    compile_together(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} GTest::gtest_main)
    gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60)
  endif()
endfunction()
